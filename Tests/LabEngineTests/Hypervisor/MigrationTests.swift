import Testing

@testable import LabEngine

/// Live migration changes nothing that the guest can tell (Clark and others, "Live Migration of Virtual Machines",
/// NSDI 2005), and takes the time of the formula.
struct MigrationTests {
  /// Counts in 40 pages in turn; at the end it sums them up.
  private static let guest = """
    machine frames=1024
    guest w
        li   s0, 0
        li   s2, 400000
    1:  la   t0, buffer
        li   t3, 40
        remu t1, s0, t3
        slli t1, t1, 12
        add  t0, t0, t1
        ld   t2, 0(t0)
        add  t2, t2, s0
        sd   t2, 0(t0)
        addi s0, s0, 1
        blt  s0, s2, 1b
        li   s0, 0
        la   t0, buffer
        li   t3, 40
    2:  ld   t2, 0(t0)
        add  s0, s0, t2
        li   t1, 4096
        add  t0, t0, t1
        addi t3, t3, -1
        bnez t3, 2b
        li   a7, 0x53525354
        li   a6, 0
        li   a0, 0
        li   a1, 0
        ecall
    .balign 4096
    buffer: .space 163840
    end

    """

  @Test(arguments: TechniqueRegistry.names, ["precopy", "postcopy"])
  func theGuestNeverKnows(_ technique: String, _ mode: String) throws {
    let lab = Lab()
    try lab.execute(
      Self.guest + """
        vm V guest=w ram=1MiB mode=\(technique)
        run V steps=100000
        migrate V bandwidth=1GiB mode=\(mode) threshold=4
        run V
        """)
    // 0 + 1 + … + 399999
    #expect(try lab.evaluate("V.s0") == .integer(79_999_800_000))
    #expect(try lab.evaluate("V.state") == .text("stopped"))
    try lab.execute("back 3")
    try lab.execute("redo 3")
    #expect(try lab.evaluate("V.s0") == .integer(79_999_800_000))
  }

  /// 256 pages at 1 GiB/s take 256 × 4096 B ÷ 2^30 B/s = 976,563 ns rounded up; what is left, its own time and
  /// the activation.
  @Test func takesTheTimeOfTheFormula() throws {
    let lab = Lab()
    try lab.execute(
      Self.guest + """
        vm V guest=w ram=1MiB mode=hardware
        run V steps=100000
        migrate V bandwidth=1GiB threshold=10 activation=0ns
        """)
    let migration = try #require(lab.machine.computers[0].migration)
    #expect(migration.plan.rounds.first?.pages == 256)
    #expect(migration.plan.rounds.first?.duration == 976_563)
    // All 40 pages are written in every round: it does not converge.
    #expect(migration.plan.rounds.map(\.dirtied) == [40, 40])
    #expect(migration.downtime == 152_588)
    #expect(
      try lab.evaluate("V.rounds == [256, 40, 40] and V.downtime == 152588ns") == .truth(true))
    #expect(try lab.said("show migration V").contains("40"))
  }

  /// A page that is not there yet is fetched once.
  @Test func postCopyFetchesWhatIsTouched() throws {
    let lab = Lab()
    try lab.execute(
      Self.guest + """
        vm V guest=w ram=1MiB mode=hardware
        run V steps=100000
        migrate V bandwidth=1MiB mode=postcopy
        run V steps=2000
        """)
    // The code and 40 pages of data are touched; those that were pushed meanwhile need not be fetched.
    #expect(try lab.evaluate("V.fetches > 1 and V.fetches <= 41") == .truth(true))
  }

  /// Page n has been pushed after n + 1 times what a page takes; one that was fetched is there.
  @Test func aPageIsFetchedOnceAndOnlyBeforeItsTurn() {
    var arrival = PageArrival(began: 1000, pageTime: 10, fetch: 500)
    #expect(arrival.touch(3, at: 1039) == 500)
    #expect(arrival.touch(3, at: 1039) == 0)
    #expect(arrival.touch(3, at: 1040) == 0)
    #expect(arrival.touch(4, at: 1049) == 500)
    #expect(arrival.touch(5, at: 1060) == 0)
    #expect(arrival.touch(Int.max - 1, at: Int.max) == 500)
    #expect(arrival.fetches == 3)
  }

  @Test func whatCannotBeIsSaid() throws {
    let lab = Lab()
    try lab.execute(Self.guest + "vm V guest=w ram=1MiB; boot M guest=w ram=1MiB")
    for command in [
      "migrate V", "migrate V bandwidth=0B", "migrate V bandwidth=fast", "migrate M bandwidth=1MiB",
      "migrate X bandwidth=1MiB", "migrate V bandwidth=1MiB mode=copy", "plot migrate V",
      "migrate V bandwidth=1MiB rounds=0",
    ] { #expect(throws: LabError.self) { try lab.execute(command) } }
    #expect(try lab.evaluate("V.instret") == .integer(0))
    let timeless = Self.guest.replacing("frames=1024", with: "frames=1024 cycle=0ns")
    try lab.execute(timeless + "vm V guest=w ram=1MiB")
    #expect(throws: LabError.self) { try lab.execute("migrate V bandwidth=1MiB") }
  }
}
