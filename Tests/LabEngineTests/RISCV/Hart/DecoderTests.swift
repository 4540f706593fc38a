import Testing

@testable import LabEngine

struct DecoderTests {
  private func isIllegal(_ bits: UInt32) -> Bool {
    Decoder.slot(bits, at: 0).operation == .illegal
  }

  /// Volume I, 20191213, tables 16.5 to 16.7: what is marked RES, and what needs floating point.
  @Test(
    arguments: [
      (0x0000, "all zeros"), (0x0004, "c.addi4spn of zero"), (0x8000, "quadrant 0, function 4"),
      (0x2005, "c.addiw to x0"), (0x6181, "c.lui of zero"), (0x6101, "c.addi16sp of zero"),
      (0x9c41, "quadrant 1, c.subw group, 2"), (0x9c61, "quadrant 1, c.subw group, 3"),
      (0x4006, "c.lwsp to x0"), (0x6006, "c.ldsp to x0"), (0x8002, "c.jr of x0"),
      (0x2000, "c.fld"), (0xa000, "c.fsd"), (0x2002, "c.fldsp"), (0xa002, "c.fsdsp"),
    ] as [(UInt32, String)])
  func reservedCompressedInstructionsAreIllegal(_ bits: UInt32, _ what: String) {
    #expect(isIllegal(bits), "\(what)")
  }

  /// Volume I, table 16.6 and 16.7: hints do nothing, but are no mistakes.
  @Test(
    arguments: [
      (0x0001, "c.nop"), (0x0005, "c.nop with an immediate"), (0x4005, "c.li to x0"),
      (0x6005, "c.lui to x0"), (0x0006, "c.slli of x0"), (0x8006, "c.mv to x0"),
      (0x9006, "c.add to x0"), (0x8001, "c.srli by zero"), (0x9002, "c.ebreak"),
    ] as [(UInt32, String)])
  func hintsAreNotIllegal(_ bits: UInt32, _ what: String) {
    #expect(!isIllegal(bits), "\(what)")
  }

  /// Volume I, chapter 24, tables 24.1 and 24.2: whatever is not there.
  @Test(
    arguments: [
      (0x0000_7003, "load, function 7"), (0x0000_4023, "store, function 4"),
      (0x0000_2063, "branch, function 2"), (0x0000_3063, "branch, function 3"),
      (0x0000_1067, "jalr, function 1"), (0x0000_201b, "addiw's opcode, function 2"),
      (0x0200_101b, "slliw by 32"), (0x0400_1013, "slli with bit 26"),
      (0x0200_103b, "there is no mulhw"), (0x4000_1033, "sll with bit 30"),
      (0x0010_202f | 2 << 27, "lr.w with a second operand"), (0x0000_002f, "an AMO of a byte"),
      (0x2800_202f, "AMO, function 5"), (0x0000_2007, "flw"), (0x0000_0053, "fadd.s"),
      (0x0000_200f, "fence, function 2"), (0xffff_ffff, "all ones"), (0x0000_007f, "a longer one"),
    ] as [(UInt32, String)])
  func reservedInstructionsAreIllegal(_ bits: UInt32, _ what: String) {
    #expect(isIllegal(bits), "\(what)")
  }

  /// Volume I, section 2.7: fields of FENCE that are not used are ignored.
  @Test(arguments: [0x0ff0_000f, 0x8330_000f, 0x0100_000f, 0x0000_100f, 0xfff0_900f] as [UInt32])
  func fencesIgnoreWhatTheyDoNotUse(_ bits: UInt32) {
    #expect(Decoder.slot(bits, at: 0).operation == .fence)
  }

  /// Volume II, section 3.1.16: mtval holds the bits of the instruction, zero-extended.
  @Test(arguments: [(".word 0xffffffff", 0xffff_ffff), (".half 0x8002, 1", 0x8002)])
  func anIllegalInstructionIsInItsValue(_ code: String, _ bits: Int) throws {
    let lab = try ran("\(Piece.handler)\n here: \(code)\n j done")
    #expect(try lab.registers("s2 s3") == [2, UInt64(bits)])
    #expect(try lab.bits("M.s4") == lab.bits("M.symbol(here)"))
  }
}
