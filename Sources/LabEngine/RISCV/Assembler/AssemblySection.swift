/// A part of the program that lies together in memory.
struct AssemblySection {
  /// In the order in which they lie in memory.
  enum Kind: Int {
    case code
    case constants
    case data
    /// Without bytes: zero until it is written.
    case zeroed
  }

  /// Bytes whose count is known, then a tail whose size the layout finds.
  struct Fragment {
    var bytes: [UInt8] = []
    var tail = AssemblyTail.none
    var tailSize = 0
    /// From the start of the section.
    var offset: UInt64 = 0
  }

  var name: String
  var kind: Kind
  var alignment: UInt64 = 1
  var fragments = [Fragment()]
  /// In bytes, once the layout has found it.
  var size: UInt64 = 0
  var fixups: [AssemblyFixup] = []
  /// Instructions, and the position in the source of each.
  var instructions: [(location: AssemblyLocation, position: Int)] = []

  init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
    if kind == .code { alignment = 4 }
  }

  /// What a section of this name is unless flags say otherwise.
  static func kind(of name: String) -> Kind {
    func isOf(_ family: String) -> Bool { name == family || name.hasPrefix(family + ".") }
    if isOf(".text") || isOf(".init") || isOf(".fini") { return .code }
    if isOf(".rodata") || isOf(".srodata") { return .constants }
    return isOf(".bss") || isOf(".sbss") ? .zeroed : .data
  }
}

/// What ends a fragment: its size depends on where it lies.
enum AssemblyTail {
  case none
  /// Up to a multiple of `alignment`, unless that takes more than `most` bytes; `fill` nil means nops.
  case align(alignment: UInt64, fill: UInt8?, most: UInt64, span: Range<Int>)
  /// So many copies of `unit`.
  case fill(count: AssemblyOperand, unit: [UInt8])
  /// A branch or jump, of as many bytes as it takes to get there.
  case branch(word: UInt32, target: AssemblyOperand, isCompressible: Bool)
}

/// Bytes that are known only when everything has its place.
struct AssemblyFixup {
  enum Kind: Hashable {
    /// A number in an instruction's immediate.
    case immediate(ImmediateField)
    /// The upper 20 bits of an address, for `lui`.
    case high
    /// The lower 12, in the format of a load or a store.
    case low(ImmediateField)
    /// The upper 20 bits of the way to an address, for `auipc`.
    case wayHigh
    /// The lower 12 of the way that the `auipc` at the address begins.
    case wayLow(ImmediateField)
    /// `auipc` and the instruction behind it.
    case pair(ImmediateField)
    case jump
    /// A value of so many bytes.
    case data(Int)
  }

  /// The immediate's layout by name, with the range of its values.
  enum ImmediateField: Hashable {
    case immediate, store, upper, csrImmediate
    case amount(Int)
  }

  var location: AssemblyLocation
  var kind: Kind
  var operand: AssemblyOperand
}

extension AssemblyFixup.ImmediateField {
  var layout: ImmediateLayout {
    switch self {
    case .immediate: .immediate
    case .store: .store
    case .upper: .upper
    case .amount(let bits): ImmediateLayout([(0, bits, 20)], isSigned: false)
    case .csrImmediate: ImmediateLayout([(0, 5, 15)], isSigned: false)
    }
  }

  /// What it is called, and which numbers it holds.
  var words: (what: String, range: String) {
    switch self {
    case .immediate, .store: ("the immediate", "-2048 to 2047")
    case .upper: ("the upper immediate", "0 to 1048575")
    case .amount(let bits): ("the shift amount", "0 to \((1 << bits) - 1)")
    case .csrImmediate: ("the immediate", "0 to 31")
    }
  }
}
