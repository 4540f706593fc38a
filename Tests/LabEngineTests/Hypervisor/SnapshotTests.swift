import Testing

@testable import LabEngine

struct SnapshotTests {
  /// A computer that was taken back comes to the state that it would have come to.
  @Test(arguments: [8, 20], ["fifo", "lru", "esc"])
  func goesOnAsItWouldHave(_ frames: Int, _ policy: String) throws {
    let alone = try ran(GuestPagingTests.program, steps: 200_000).architecture
    let lab = try booted(GuestPagingTests.program, machine: "frames=\(frames) policy=\(policy)")
    try lab.execute("run M steps=9000; snapshot M s1")
    let kept = lab.architecture
    try lab.execute("run M steps=20000; snapshot M s2; run M")
    #expect(lab.architecture == alone)
    for _ in 0..<2 {
      try lab.execute("restore M s1")
      #expect(lab.architecture == kept)
      try lab.execute("run M")
      #expect(lab.architecture == alone)
    }
    try lab.execute("restore M s2; forget M s2; run M")
    #expect(lab.architecture == alone)
    lab.machine.memory.checkInvariants()
  }

  /// Two branches off s1, one below the other below s2; then the middle of the tree is given up.
  @Test func treeWithBranches() throws {
    let lab = try lab(Guests.factorial)
    try lab.execute("step M 8; snapshot M s1; step M 20; snapshot M s2; step M; snapshot M s3")
    try lab.execute("restore M s1; step M 3; snapshot M s4")
    #expect(
      try lab.said("show snapshots M").split(separator: "\n").dropLast().map {
        $0.split(separator: " ")
          .prefix { !$0.contains("ns") }.joined(separator: " ")
      }
        == ["s1 8", "├─ s2 28", "│ └─ s3 29", "└─ s4 11"])
    try lab.execute("forget M s2")
    let parents = lab.machine.snapshots.map { "\($0.name) \($0.parent ?? "-")" }
    #expect(parents == ["s1 -", "s3 s1", "s4 s1"])
    try lab.execute("forget M s4")
    #expect(lab.machine.computer(named: "M")?.snapshot == "s1")
  }

  /// A page that only a snapshot maps is evicted and comes back like any other.
  @Test func pagesOfASnapshotAreEvicted() throws {
    let lab = try booted(GuestPagingTests.program, machine: "frames=12 policy=lru")
    try lab.execute("run M steps=20000; snapshot M s1; run M steps=20000")
    let space = try #require(lab.machine.snapshots.first?.space)
    #expect(lab.machine.memory.residentPages(of: space) == 0)
    #expect(lab.machine.memory.ownPages(of: space) > 20)
  }

  @Test func timeOfTheMachineGoesOn() throws {
    let lab = try lab(Guests.factorial)
    try lab.execute("step M 8; snapshot M s1; step M 20")
    let time = lab.machine.time
    try lab.execute("restore M s1")
    #expect(lab.machine.time == time)
    #expect(try lab.print("M.steps") == "8")
    try lab.execute("step M 20")
    #expect(lab.machine.time == time + 20 + lab.machine.settings.costs.copy)
  }

  /// What was undone by `restore` has written nothing.
  @Test func whyPassesOverWhatWasUndone() throws {
    let lab = try lab(Guests.factorial)
    try lab.execute("step M 8; snapshot M s1; step M 10; restore M s1")
    #expect(try lab.said("why M.a0").contains("li a0,3"))
    try lab.execute("step M 4; snapshot M s2; restore M s1; restore M s2")
    #expect(try lab.said("why M.a0").contains("li a0,3"))
  }

  @Test func undoneLikeEveryCommand() throws {
    let lab = try lab(Guests.factorial)
    let commands = [
      "step M 8", "snapshot M s1", "step M 20", "snapshot M s2", "restore M s1", "step M 3",
      "clone M N", "dedup", "snapshot M s3", "forget M s1", "run N steps=50", "terminate M",
    ]
    var states = [lab.fingerprint]
    for command in commands {
      try lab.execute(command)
      states.append(lab.fingerprint)
    }
    for state in states.dropLast().reversed() {
      try lab.execute("back")
      #expect(lab.fingerprint == state)
    }
    try lab.execute("redo \(commands.count)")
    #expect(lab.fingerprint == states.last)
  }

  @Test func theyEndWithTheirComputer() throws {
    let lab = try lab(Guests.factorial)
    try lab.execute("step M 8; snapshot M s1; step M 20; snapshot M s2; terminate M")
    #expect(try lab.print("frames.used") == "0")
    #expect(lab.machine.snapshots.isEmpty)
  }

  @Test func mistakes() throws {
    let lab = try lab(Guests.factorial + "\nprocess P pages=1\nstep M 8\nsnapshot M first")
    for command in [
      "restore M frist", "snapshot M first", "restore P first", "snapshot P s", "forget M second",
      "snapshot M", "restore M", "snapshot M run", "show snapshots P",
    ] {
      #expect(throws: LabError.self) { try lab.execute(command) }
    }
    guard
      case .unknown(_, _, let nearest, _)? = problem(
        of: Guests.factorial + "\nsnapshot M first\nrestore M frist")?.problem
    else {
      Issue.record("another problem")
      return
    }
    #expect(nearest == "first")
  }
}
