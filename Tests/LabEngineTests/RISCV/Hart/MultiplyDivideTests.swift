import Testing

@testable import LabEngine

/// The M extension where it is special.
struct MultiplyDivideTests {
  /// Volume I, 20191213, table 7.1: division by zero, and overflow of signed division.
  @Test(
    arguments: [
      ("div", -5, 0, -1), ("divu", -5, 0, -1), ("rem", -5, 0, -5), ("remu", -5, 0, -5),
      ("div", Int.min, -1, Int.min), ("rem", Int.min, -1, 0),
      ("divw", 7, 0, -1), ("divuw", 7, 0, -1), ("remw", -7, 0, -7), ("remuw", -7, 0, -7),
      ("divw", -0x8000_0000, -1, -0x8000_0000), ("remw", -0x8000_0000, -1, 0),
      ("div", -7, 2, -3), ("rem", -7, 2, -1), ("rem", 7, -2, 1),
      ("divuw", 0xffff_fffe, 1, -2), ("remuw", 0xffff_ffff, 0x1_0000_0000, -1),
    ] as [(String, Int, Int, Int)])
  func dividesAsTheTableSays(_ name: String, _ a: Int, _ b: Int, _ result: Int) throws {
    let lab = try ran("li a0, \(a)\n li a1, \(b)\n \(name) a2, a0, a1\n j done")
    #expect(try lab.print("M.a2") == "\(result)")
  }

  /// Volume I, section 7.1: the upper half of the product, for each signedness.
  @Test(
    arguments: [
      ("mulh", -1, -1, 0), ("mulhu", -1, -1, -2), ("mulhsu", -1, -1, -1), ("mulhsu", 1, -1, 0),
      ("mulh", Int.min, Int.min, 1 << 62), ("mulhu", Int.min, Int.min, 1 << 62),
      ("mulhsu", Int.min, Int.min, -1 << 62), ("mul", Int.min, -1, Int.min),
      ("mulw", 0x8000_0000, -1, -0x8000_0000), ("mulw", 0x1_0000_0003, 5, 15),
    ] as [(String, Int, Int, Int)])
  func multipliesAsTheTextSays(_ name: String, _ a: Int, _ b: Int, _ result: Int) throws {
    let lab = try ran("li a0, \(a)\n li a1, \(b)\n \(name) a2, a0, a1\n j done")
    #expect(try lab.print("M.a2") == "\(result)")
  }
}
