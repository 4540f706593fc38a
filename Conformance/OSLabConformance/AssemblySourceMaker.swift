import LabEngine

/// Random programs, the same for the same seed.
struct AssemblySourceMaker {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  private mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  private mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
  private mutating func one<T>(of values: [T]) -> T { values[below(values.count)] }
  private mutating func register() -> String { one(of: RegisterNames.abi) }

  /// Of any size, the small ones as likely as the large ones.
  private mutating func number() -> Int64 {
    let value = Int64(bitPattern: next() >> UInt64(below(64)))
    return below(2) == 0 ? value : 0 &- value
  }

  private mutating func number(bits: Int) -> Int64 {
    let shift = Int64(64 - bits)
    return below(4) == 0 ? Int64(below(16) * 4) : (number() << shift) >> shift
  }

  /// `count` instructions in so many lines, with a label here and there and some data.
  mutating func program(of count: Int, compresses: Bool) -> [String] {
    var lines = [".text", "_start:"] + (compresses ? [".option rvc"] : [])
    let labels = count / 10 + 1
    for index in 0..<count {
      if index % 10 == 0 { lines.append("L\(index / 10):") }
      lines.append(instruction(labels: labels, around: index / 10))
    }
    lines.append("L\(count / 10): L\(labels): nop")
    return lines + [".section .rodata", ".align 3", "words:"] + (0..<20).map { _ in data(labels) }
      + [".data", "room: .dword words, L0, . - room", ".bss", ".zero 100"]
  }

  private mutating func data(_ labels: Int) -> String {
    switch below(6) {
    case 0: ".byte \(number(bits: 8)), 'x', \(below(256))"
    case 1: ".half \(number(bits: 16))"
    case 2: ".word L\(below(labels)) - L\(below(labels)), \(number(bits: 32))"
    case 3: ".dword \(number()), (\(below(9)) + 3) * 5 - \(below(9)) % 4 << 2 | 1"
    case 4: ".asciz \"a\\n\\t\\\\\\101\""
    default: ".align \(below(5))"
    }
  }

  private mutating func instruction(labels: Int, around index: Int) -> String {
    if below(8) == 0 { return "li \(register()), \(number())" }
    let form = one(of: Assembler.forms)
    return form.mnemonic + " " + operands(of: form.operands, labels, index)
  }

  /// Letters as in `Assembler.forms`.
  private mutating func operands(of pattern: String, _ labels: Int, _ index: Int) -> String {
    pattern.map { letter -> String in
      switch letter {
      case "R": register()
      case "I": "\(number(bits: 12))"
      case "W": "\(below(32))"
      case "X": "\(below(64))"
      case "U": "\(below(1 << 20))"
      case "C": one(of: CSRNames.all)
      case "L": "L\(max(0, min(labels - 1, index + below(120) - 60)))"
      case "F": one(of: ["rw", "w", "r", "iorw", "io", "ir", "ow"])
      default: String(letter)
      }
    }.joined()
  }

  /// Every one several times, with all that they can take.
  mutating func pseudoInstructions(compresses: Bool) -> [String] {
    var lines = [".text", "_start:"] + (compresses ? [".option rvc"] : []) + ["L0: nop"]
    for form in Assembler.pseudoForms {
      for _ in 0..<10 { lines.append(form.mnemonic + " " + operands(of: form.operands, 2, 0)) }
    }
    return lines + ["L1: nop", ".data", "L2: .dword L1 - L0"]
  }
}
