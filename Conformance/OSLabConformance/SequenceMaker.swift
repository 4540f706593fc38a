import LabEngine

/// One random sequence of instructions, and where it begins.
struct InstructionSequence {
  /// What the registers hold before it, by number.
  var registers = [UInt64](repeating: 0, count: 32)
  /// What its data area holds before it.
  var data: [UInt8] = []
  /// Half-words of the instructions, what loads and saves the registers left out.
  var code: [UInt16] = []
}

/// Makes random sequences of RV64IMAC that end, whatever is in the registers: jumps go forward and
/// accesses stay in the data area, which three registers point into that no instruction changes.
struct SequenceMaker {
  static let dataSize = 272
  /// Instructions, pairs counted as one.
  static let lengths = 16...32
  typealias Encoding = InstructionEncoding
  /// What is put in place once the place of its target is known.
  enum Item {
    case done([UInt16])
    /// Bits for a distance in bytes, and the size in half-words.
    case jump(size: Int, (Int) -> [UInt16])
  }

  var random: SeededRandom
  /// The registers that point into the data area, and where to; the first two can be named by every
  /// compressed access.
  var anchors: [(register: Int, offset: Int)] = []
  /// Load-reserved and store-conditional have one width a sequence.
  var reservesDouble = false
  private let dataAddress: UInt64

  init(random: SeededRandom, dataAddress: UInt64) {
    self.random = random
    self.dataAddress = dataAddress
  }

  mutating func below(_ bound: Int) -> Int { Int(random.next(below: UInt64(bound))) }
  mutating func one<T>(of values: [T]) -> T { values[below(values.count)] }

  /// The register that always holds the start of the data area, and is x8 to x15.
  var home: Int { anchors[0].register }

  mutating func sequence() -> InstructionSequence {
    var sequence = InstructionSequence()
    chooseAnchors()
    for index in 1..<32 { sequence.registers[index] = value() }
    for anchor in anchors {
      sequence.registers[anchor.register] = dataAddress &+ UInt64(anchor.offset)
    }
    sequence.data = (0..<Self.dataSize / 8).flatMap { _ in
      let word = value()
      return (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }
    sequence.code = code()
    return sequence
  }

  private mutating func chooseAnchors() {
    anchors = [(8 + below(8), 0)]
    if below(3) > 0 { anchors.append((2, 8 * below(8))) }
    var other: Int
    repeat { other = 1 + below(31) } while other == 2 || isAnchor(other)
    anchors.append((other, below(Self.dataSize)))
    reservesDouble = below(2) == 0
  }

  private static let edges: [UInt64] = [
    0, 1, 2, 0x7f, 0x80, 0x7fff, 0x8000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000_0000,
    0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, 0xffff_ffff_7fff_ffff, 0xffff_ffff_8000_0000,
    0xffff_ffff_ffff_fffe, 0xffff_ffff_ffff_ffff,
  ]

  /// As likely one where arithmetic goes wrong as any.
  mutating func value() -> UInt64 {
    switch below(4) {
    case 0:
      one(of: Self.edges)
    case 1: UInt64(below(64))
    case 2: random.next() >> UInt64(below(64))
    default: random.next()
    }
  }

  /// Any register; as the result of an instruction, one that is no anchor.
  mutating func source() -> Int { below(32) }
  mutating func result() -> Int {
    while true {
      let register = below(32)
      if !isAnchor(register) { return register }
    }
  }
  /// The same among x8 to x15.
  mutating func popular() -> Int { 8 + below(8) }
  mutating func popularResult() -> Int {
    while true {
      let register = popular()
      if !isAnchor(register) { return register }
    }
  }
  func isAnchor(_ register: Int) -> Bool { anchors.contains { $0.register == register } }

  private mutating func code() -> [UInt16] {
    var items: [Item] = []
    for _ in 0..<(Self.lengths.lowerBound + below(Self.lengths.count)) { items.append(item()) }
    var starts = [0]
    for item in items {
      switch item {
      case .done(let code): starts.append(starts[starts.count - 1] + code.count)
      case .jump(let size, _): starts.append(starts[starts.count - 1] + size)
      }
    }
    var code: [UInt16] = []
    for (index, item) in items.enumerated() {
      switch item {
      case .done(let bits): code += bits
      case .jump(_, let bits):
        let target = min(items.count, index + 1 + below(5))
        code += bits(2 * (starts[target] - starts[index]))
      }
    }
    return code
  }

  private mutating func item() -> Item {
    switch below(16) {
    case 0...4: .done(long(arithmetic()))
    case 5...7: .done(long(access()))
    case 8, 9: .done(atomic())
    case 10...13: .done([compressed()])
    default: jump()
    }
  }
}

/// A four-byte instruction as half-words.
func long(_ bits: UInt32) -> [UInt16] {
  [UInt16(truncatingIfNeeded: bits), UInt16(truncatingIfNeeded: bits >> 16)]
}
