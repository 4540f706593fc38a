/// Where a register of a compressed instruction's 32-bit equivalent comes from.
enum CompressedRegister: Hashable, Sendable {
  /// Always this one.
  case fixed(UInt32)
  /// A field of five bits at this bit.
  case full(at: UInt32)
  /// A field of three bits at this bit: x8 to x15.
  case short(at: UInt32)
}

/// A 16-bit instruction, told by the 32-bit one that does the same.
///
/// Expanding and compressing both follow this one description. Instruction Set Manual, volume I, 28 ("C").
struct CompressedForm: Sendable {
  /// What must not be zero, or not be the stack pointer.
  struct Limits: OptionSet, Sendable {
    var rawValue: Int
    static let rd = Limits(rawValue: 1)
    static let rs1 = Limits(rawValue: 2)
    static let rs2 = Limits(rawValue: 4)
    static let immediate = Limits(rawValue: 8)
    static let notSP = Limits(rawValue: 16)
  }

  var mnemonic: String
  /// The mnemonic of the 32-bit instruction.
  var equivalent: String
  var match: UInt16
  var mask: UInt16
  var rd = CompressedRegister.fixed(0)
  var rs1 = CompressedRegister.fixed(0)
  var rs2 = CompressedRegister.fixed(0)
  var immediate = ImmediateLayout.none
  /// What makes the code reserved.
  var limits: Limits = []
  /// What makes it a hint, which is never chosen unasked.
  var hints: Limits = []
}

enum CompressedTable {
  /// The first that matches counts.
  static let forms: [CompressedForm] = quadrant0 + quadrant1 + quadrant2

  static let byMnemonic: [String: CompressedForm] = Dictionary(
    forms.map { ($0.mnemonic, $0) }, uniquingKeysWith: { first, _ in first })

  private typealias Form = CompressedForm

  private static let quadrant0: [CompressedForm] = [
    Form(mnemonic: "c.unimp", equivalent: "unimp", match: 0, mask: 0xffff),
    Form(
      mnemonic: "c.addi4spn", equivalent: "addi", match: 0x0000, mask: 0xe003, rd: .short(at: 2),
      rs1: .fixed(2), immediate: addi4spn, limits: .immediate),
    load("c.lw", 0x4000, word), load("c.ld", 0x6000, double),
    store("c.sw", 0xc000, word), store("c.sd", 0xe000, double),
  ]

  private static let quadrant1: [CompressedForm] = [
    Form(mnemonic: "c.nop", equivalent: "addi", match: 0x0001, mask: 0xffff),
    Form(
      mnemonic: "c.addi", equivalent: "addi", match: 0x0001, mask: 0xe003, rd: .full(at: 7),
      rs1: .full(at: 7), immediate: six, hints: [.rd, .immediate]),
    Form(
      mnemonic: "c.addiw", equivalent: "addiw", match: 0x2001, mask: 0xe003, rd: .full(at: 7),
      rs1: .full(at: 7), immediate: six, limits: .rd),
    Form(
      mnemonic: "c.li", equivalent: "addi", match: 0x4001, mask: 0xe003, rd: .full(at: 7),
      immediate: six, hints: .rd),
    Form(
      mnemonic: "c.addi16sp", equivalent: "addi", match: 0x6101, mask: 0xef83, rd: .fixed(2),
      rs1: .fixed(2), immediate: addi16sp, limits: .immediate),
    Form(
      mnemonic: "c.lui", equivalent: "lui", match: 0x6001, mask: 0xe003, rd: .full(at: 7),
      immediate: six, limits: [.immediate, .notSP], hints: .rd),
    shortImmediate("c.srli", 0x8001, amount, hints: .immediate),
    shortImmediate("c.srai", 0x8401, amount, hints: .immediate),
    shortImmediate("c.andi", 0x8801, six, hints: []),
    shortRegister("c.sub", 0x8c01), shortRegister("c.xor", 0x8c21),
    shortRegister("c.or", 0x8c41), shortRegister("c.and", 0x8c61),
    shortRegister("c.subw", 0x9c01), shortRegister("c.addw", 0x9c21),
    Form(mnemonic: "c.j", equivalent: "jal", match: 0xa001, mask: 0xe003, immediate: jump),
    Form(
      mnemonic: "c.beqz", equivalent: "beq", match: 0xc001, mask: 0xe003, rs1: .short(at: 7),
      immediate: branch),
    Form(
      mnemonic: "c.bnez", equivalent: "bne", match: 0xe001, mask: 0xe003, rs1: .short(at: 7),
      immediate: branch),
  ]

  private static let quadrant2: [CompressedForm] = [
    Form(
      mnemonic: "c.slli", equivalent: "slli", match: 0x0002, mask: 0xe003, rd: .full(at: 7),
      rs1: .full(at: 7), immediate: amount, hints: [.rd, .immediate]),
    Form(
      mnemonic: "c.lwsp", equivalent: "lw", match: 0x4002, mask: 0xe003, rd: .full(at: 7),
      rs1: .fixed(2), immediate: lwsp, limits: .rd),
    Form(
      mnemonic: "c.ldsp", equivalent: "ld", match: 0x6002, mask: 0xe003, rd: .full(at: 7),
      rs1: .fixed(2), immediate: ldsp, limits: .rd),
    Form(
      mnemonic: "c.jr", equivalent: "jalr", match: 0x8002, mask: 0xf07f, rs1: .full(at: 7),
      limits: .rs1),
    // Written `mv` either way; the manual's own expansion is the second.
    Form(
      mnemonic: "c.mv", equivalent: "addi", match: 0x8002, mask: 0xf003, rd: .full(at: 7),
      rs1: .full(at: 2), limits: .rs1, hints: .rd),
    Form(
      mnemonic: "c.mv", equivalent: "add", match: 0x8002, mask: 0xf003, rd: .full(at: 7),
      rs2: .full(at: 2), limits: .rs2, hints: .rd),
    Form(mnemonic: "c.ebreak", equivalent: "ebreak", match: 0x9002, mask: 0xffff),
    Form(
      mnemonic: "c.jalr", equivalent: "jalr", match: 0x9002, mask: 0xf07f, rd: .fixed(1),
      rs1: .full(at: 7), limits: .rs1),
    Form(
      mnemonic: "c.add", equivalent: "add", match: 0x9002, mask: 0xf003, rd: .full(at: 7),
      rs1: .full(at: 7), rs2: .full(at: 2), limits: .rs2, hints: .rd),
    Form(
      mnemonic: "c.swsp", equivalent: "sw", match: 0xc002, mask: 0xe003, rs1: .fixed(2),
      rs2: .full(at: 2), immediate: swsp),
    Form(
      mnemonic: "c.sdsp", equivalent: "sd", match: 0xe002, mask: 0xe003, rs1: .fixed(2),
      rs2: .full(at: 2), immediate: sdsp),
  ]

  private static func load(
    _ mnemonic: String, _ match: UInt16, _ layout: ImmediateLayout
  ) -> CompressedForm {
    Form(
      mnemonic: mnemonic, equivalent: String(mnemonic.dropFirst(2)), match: match, mask: 0xe003,
      rd: .short(at: 2), rs1: .short(at: 7), immediate: layout)
  }

  private static func store(
    _ mnemonic: String, _ match: UInt16, _ layout: ImmediateLayout
  ) -> CompressedForm {
    Form(
      mnemonic: mnemonic, equivalent: String(mnemonic.dropFirst(2)), match: match, mask: 0xe003,
      rs1: .short(at: 7), rs2: .short(at: 2), immediate: layout)
  }

  private static func shortImmediate(
    _ mnemonic: String, _ match: UInt16, _ layout: ImmediateLayout, hints: CompressedForm.Limits
  ) -> CompressedForm {
    Form(
      mnemonic: mnemonic, equivalent: String(mnemonic.dropFirst(2)), match: match, mask: 0xec03,
      rd: .short(at: 7), rs1: .short(at: 7), immediate: layout, hints: hints)
  }

  private static func shortRegister(_ mnemonic: String, _ match: UInt16) -> CompressedForm {
    Form(
      mnemonic: mnemonic, equivalent: String(mnemonic.dropFirst(2)), match: match, mask: 0xfc63,
      rd: .short(at: 7), rs1: .short(at: 7), rs2: .short(at: 2))
  }

  private static let six = ImmediateLayout([(0, 5, 2), (5, 1, 12)], isSigned: true)
  private static let amount = ImmediateLayout([(0, 5, 2), (5, 1, 12)], isSigned: false)
  private static let addi4spn = ImmediateLayout(
    [(4, 2, 11), (6, 4, 7), (2, 1, 6), (3, 1, 5)], isSigned: false)
  private static let addi16sp = ImmediateLayout(
    [(9, 1, 12), (4, 1, 6), (6, 1, 5), (7, 2, 3), (5, 1, 2)], isSigned: true)
  private static let word = ImmediateLayout([(3, 3, 10), (2, 1, 6), (6, 1, 5)], isSigned: false)
  private static let double = ImmediateLayout([(3, 3, 10), (6, 2, 5)], isSigned: false)
  private static let lwsp = ImmediateLayout([(5, 1, 12), (2, 3, 4), (6, 2, 2)], isSigned: false)
  private static let ldsp = ImmediateLayout([(5, 1, 12), (3, 2, 5), (6, 3, 2)], isSigned: false)
  private static let swsp = ImmediateLayout([(2, 4, 9), (6, 2, 7)], isSigned: false)
  private static let sdsp = ImmediateLayout([(3, 3, 10), (6, 3, 7)], isSigned: false)
  private static let jump = ImmediateLayout(
    [
      (11, 1, 12), (4, 1, 11), (8, 2, 9), (10, 1, 8), (6, 1, 7), (7, 1, 6), (1, 3, 3), (5, 1, 2),
    ], isSigned: true)
  private static let branch = ImmediateLayout(
    [(8, 1, 12), (3, 2, 10), (6, 2, 5), (1, 2, 3), (5, 1, 2)], isSigned: true)
}
