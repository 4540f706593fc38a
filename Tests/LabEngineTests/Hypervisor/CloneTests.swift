import Testing

@testable import LabEngine

struct CloneTests {
  /// Twins are given the same state, so both must come to the state that one alone comes to.
  @Test(arguments: [8, 20, 4096], ["fifo", "lru", "clock", "random"])
  func twinsComeToTheSameState(_ frames: Int, _ policy: String) throws {
    let alone = try ran(GuestPagingTests.program, steps: 200_000)
    let lab = try booted(GuestPagingTests.program, machine: "frames=\(frames) policy=\(policy)")
    try lab.execute("run M steps=20000; clone M N; run M steps=700; run N steps=9000; run M; run N")
    #expect(lab.architecture(of: "M") == alone.architecture)
    #expect(lab.architecture(of: "N") == alone.architecture)
    lab.machine.memory.checkInvariants()
  }

  /// Copy-on-write: nothing is copied before somebody writes, and the last owner keeps the frame.
  @Test func framesAreTakenByWritesAlone() throws {
    let lab = try lab(Guests.factorial)
    try lab.execute("step M 8")
    let used = try lab.print("frames.used")
    try lab.execute("clone M N")
    #expect(
      try lab.print("[frames.used, frames.shared, frames.saved]") == "[\(used), \(used), \(used)]")
    #expect(try lab.print("frame(0).refcount") == "2")
    try lab.execute("step M 30")
    let copied = try lab.print("[cowfaults, cowcopies]")
    #expect(copied == "[1, 1]")
    try lab.execute("step N 30")
    #expect(try lab.print("[cowfaults, cowcopies]") == "[2, 1]")
    #expect(lab.architecture(of: "M") == lab.architecture(of: "N"))
  }

  @Test func devicesAndConsoleAreCopied() throws {
    let lab = try lab(
      """
      machine
      guest g
        li s0, 0x10000000
      1: lb a0, (s0)
        sb a0, (s0)
        j 1b
      end
      boot M guest=g ram=64KiB start=m
      input M "abc"
      run M until M.console == "a"
      clone M N
      run M until M.console == "abc"
      run N until N.console == "ab"
      """)
    #expect(try lab.print("[M.console, N.console]") == #"["abc", "ab"]"#)
  }

  @Test func undoneLikeEveryCommand() throws {
    let lab = try lab(Guests.factorial)
    try lab.execute("step M 8; clone M N; step M 20; step N 5")
    let after = lab.fingerprint
    try lab.execute("back 3")
    #expect(try lab.print("processes") == #"["M"]"#)
    try lab.execute("redo 3")
    #expect(lab.fingerprint == after)
  }

  /// What a clone holds was written by its original.
  @Test func whyLooksIntoThePastOfTheOriginal() throws {
    let lab = try lab(Guests.factorial)
    try lab.execute("step M 8; clone M N; step M 10")
    #expect(try lab.said("why N.a0").contains("li a0,3"))
    #expect(try lab.said("step N; why N.a0").contains("li a0,3"))
  }

  @Test func mistakes() throws {
    let lab = try lab(Guests.factorial + "\nprocess P pages=1")
    for command in ["clone P N", "clone M P", "clone M M", "clone K N", "clone M run", "clone M"] {
      #expect(throws: LabError.self) { try lab.execute(command) }
    }
    let small = Limits.submission
    #expect(
      problem(
        of: "machine\nguest g\nnop\nend\nboot M guest=g ram=4GiB\nclone M N", limits: small) != nil)
  }
}

extension Lab {
  /// All that a program can tell of a computer.
  func architecture(of name: String) -> String { machine.computer(named: name)?.architecture ?? "" }
}
