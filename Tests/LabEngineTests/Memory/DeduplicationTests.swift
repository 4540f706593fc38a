import Testing

@testable import LabEngine

/// Content-based page sharing as Waldspurger, OSDI 2002, section 4, describes it: equal pages become one frame,
/// marked copy-on-write; the redundant copies are reclaimed.
struct DeduplicationTests {
  /// Two computers whose pages 1 and 2 hold the number in a0, each in its own frame; page 0 is the program.
  static func twoGuests(frames: Int = 16) throws -> Lab {
    try lab(
      """
      machine frames=\(frames) policy=lru
      guest g
        li t0, 0x80001000
        li t1, 0x80002000
        li a0, 7
        sd a0, (t0)
        sd a0, (t1)
        li t2, 0x80003000
        sd zero, (t2)
      1: addi a0, a0, 1
        sd a0, (t1)
        j 1b
      end
      boot A guest=g ram=32KiB
      boot B guest=g ram=32KiB
      run A until A.mem(0x80002000, 8) == 7
      run B until B.mem(0x80002000, 8) == 7
      """)
  }

  @Test func equalPagesOfOneAndOfTwoGuestsBecomeOne() throws {
    let lab = try Self.twoGuests()
    #expect(try lab.print("[frames.used, frames.saved]") == "[6, 0]")
    try lab.execute("dedup")
    #expect(try lab.print("[frames.used, frames.shared, frames.saved, merges]") == "[2, 2, 4, 4]")
    let pages = "[A.page(0).frame, A.page(1).frame, A.page(2).frame, B.page(0).frame]"
    #expect(try lab.print(pages) == "[0, 1, 1, 0]")
    #expect(
      try lab.print("[frame(0).refcount, frame(1).refcount, B.page(2).cow]") == "[2, 4, true]")
    try lab.execute("dedup")
    #expect(try lab.print("[frames.used, merges]") == "[2, 4]")
  }

  @Test func aWriteSplitsThemAgain() throws {
    let lab = try Self.twoGuests()
    try lab.execute("dedup; run B until B.mem(0x80002000, 8) == 9")
    #expect(
      try lab.print("[A.mem(0x80001000, 8), A.mem(0x80002000, 8), B.mem(0x80001000, 8)]")
        == "[7, 7, 7]")
    #expect(try lab.print("[cowfaults, cowcopies, B.page(2).cow]") == "[1, 1, false]")
  }

  /// Every mapping reads the right bytes after its frame was taken, whatever their numbers are.
  @Test func aMergedFrameIsWrittenOutForAllItsPages() throws {
    let lab = try Self.twoGuests()
    try lab.execute("dedup; process P pages=16; refs P 0..15")
    #expect(try lab.print("[A.resident, B.resident]") == "[0, 0]")
    #expect(
      try lab.print("[A.mem(0x80001000, 8), A.mem(0x80002000, 8), B.mem(0x80001000, 8)]")
        == "[7, 7, 7]")
    try lab.execute("run A steps=20; run B steps=20")
    #expect(try lab.print("A.a0 == B.a0 and A.a0 > 7") == "true")
  }

  @Test func zeroPagesMergeToo() throws {
    let lab = try Self.twoGuests()
    try lab.execute("step A 5; step B 5; dedup")
    #expect(try lab.print("[A.page(3).frame == B.page(3).frame, A.page(3).value]") == "[true, 0]")
  }

  @Test func pagesOfProcessesStayApart() throws {
    let lab = try lab(
      "machine; process A pages=2; process B pages=2; refs A 0 1; refs B 0 1; dedup")
    #expect(try lab.print("[frames.used, merges]") == "[4, 0]")
  }

  @Test func whyTellsOfIt() throws {
    let lab = try Self.twoGuests()
    try lab.execute("dedup")
    #expect(try lab.said("why merges").contains("A:2  joins frame 1, which holds the same bytes"))
  }
}
