import Testing

@testable import LabEngine

@Suite struct SuppositionTests {
  private let string = "7 0 1 2 0 3 0 4 2 3 0 3 2 1 2 0 1 7 0 1"

  /// `[frames=N] EXPR` is what a machine made with N frames gives.
  @Test(arguments: 1...8) func frames(count: Int) throws {
    let one = try lab("machine frames=3 policy=lru; process A pages=8; refs A \(string)")
    let other = try lab("machine frames=\(count) policy=lru; process A pages=8; refs A \(string)")
    #expect(try one.print("[frames=\(count)] faults") == other.print("faults"))
    #expect(try one.print("[frames=\(count)] victims") == other.print("victims"))
    #expect(try one.print("[frames=\(count)] faults@6") == other.print("faults@6"))
  }

  @Test func policyWithParameters() throws {
    let lab = try lab("machine frames=3; process A pages=8; refs A \(string)")
    #expect(try lab.print("[policy=clock(bit=0)] faults") == "11")
    #expect(try lab.print("[policy=opt] faults - faults") == "-6")
    #expect(try lab.print("[frames=4 policy=fifo] faults") == "10")
    #expect(try lab.print("faults") == "15")
  }

  /// The state after each reference is that of a string cut there.
  @Test func afterEachReference() throws {
    let pages = string.split(separator: " ")
    let whole = try lab("machine frames=3 policy=lru; process A pages=8; refs A \(string)")
    for count in 1...pages.count {
      let part = try lab(
        "machine frames=3 policy=lru; process A pages=8; refs A "
          + pages.prefix(count).joined(separator: " "))
      #expect(try whole.print("faults@\(count)") == part.print("faults"))
      #expect(try whole.print("frame(0).owner@\(count)") == part.print("frame(0).owner"))
    }
  }

  /// A policy that takes over knows the past: taking over from itself changes nothing.
  @Test(arguments: ["fifo", "lru", "lfu", "mfu", "mru"])
  func changeOfPolicy(policy: String) throws {
    let head = "machine frames=3 policy=\(policy); process A pages=8; refs A 7 0 1 2 0 3 0 4 2 3; "
    let tail = "refs A 0 3 2 1 2 0 1 7 0 1"
    let straight = try lab(head + tail)
    let changed = try lab(head + "policy \(policy); " + tail)
    #expect(try straight.print("victims") == changed.print("victims"))
  }

  /// Worked by hand: FIFO has loaded 2, 3, 0 in this order; 2 was used last at 4, 0 at 7, 3 at 6.
  @Test func fifoThenLRU() throws {
    let lab = try lab(
      "machine frames=3; process A pages=8; refs A 2 3 0 3 2 3 0; policy lru; read A 5")
    #expect(try lab.print("victims") == "[A:2]")
  }
}
