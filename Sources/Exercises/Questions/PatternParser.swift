/// Translates a regular expression into the program of a `LinearPattern`.
struct PatternParser {
  private typealias Instruction = LinearPattern.Instruction

  private static let mostInstructions = 5_000
  private static let mostDepth = 50

  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var depth = 0

  init(_ pattern: String) { scalars = Array(pattern.lowercasedPattern.unicodeScalars) }

  mutating func program() throws -> [LinearPattern.Instruction] {
    let code = try alternatives()
    guard index == scalars.count else { throw LinearPattern.Mistake(reason: "')' without '('") }
    return code + [.match]
  }

  private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    index += 1
    return true
  }

  /// Addresses are relative to the instruction until `moved` makes them absolute.
  private mutating func alternatives() throws -> [Instruction] {
    depth += 1
    defer { depth -= 1 }
    guard depth <= PatternParser.mostDepth else {
      throw LinearPattern.Mistake(reason: "too many brackets inside one another")
    }
    var code = try sequence()
    while take("|") {
      let other = try sequence()
      let jump: Instruction = .jump(code.count + 2 + other.count)
      code =
        [.either(1, code.count + 2)] + moved(code, by: 1) + [jump]
        + moved(other, by: code.count + 2)
    }
    return code
  }

  private mutating func sequence() throws -> [Instruction] {
    var code: [Instruction] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      let atom = try atom()
      let repeated = try repetition(of: atom)
      code += moved(repeated, by: code.count)
      guard code.count <= PatternParser.mostInstructions else {
        throw LinearPattern.Mistake(reason: "it is too large")
      }
    }
    return code
  }

  private func moved(_ code: [Instruction], by offset: Int) -> [Instruction] {
    code.map { instruction in
      switch instruction {
      case .either(let a, let b): .either(a + offset, b + offset)
      case .jump(let target): .jump(target + offset)
      case .take, .match: instruction
      }
    }
  }

  private mutating func atom() throws -> [Instruction] {
    guard let scalar = next else { return [] }
    index += 1
    switch scalar {
    case "(":
      if take("?"), !take(":") {
        throw LinearPattern.Mistake(reason: "'(?' is only known as '(?:'")
      }
      let inner = try alternatives()
      guard take(")") else { throw LinearPattern.Mistake(reason: "'(' without ')'") }
      return inner
    case "[": return [.take(try characterClass())]
    case ".": return [.take(.any)]
    case "^", "$": return []
    case "*", "+", "?": throw LinearPattern.Mistake(reason: "'\(scalar)' has nothing to repeat")
    case "\\": return [.take(try escape())]
    default: return [.take(CharacterClass(scalar))]
    }
  }

  private mutating func escape() throws -> CharacterClass {
    guard let scalar = next else { throw LinearPattern.Mistake(reason: "it ends with '\\'") }
    index += 1
    if let known = CharacterClass(escape: scalar) { return known }
    guard !scalar.properties.isAlphabetic, !Name.isDigit(scalar) else {
      throw LinearPattern.Mistake(reason: "'\\\(scalar)' is not known")
    }
    return CharacterClass(scalar)
  }

  private mutating func characterClass() throws -> CharacterClass {
    let isOpposite = take("^")
    var ranges: [ClosedRange<UInt32>] = []
    repeat {
      guard let low = next else { throw LinearPattern.Mistake(reason: "'[' without ']'") }
      index += 1
      if low == "\\" {
        guard let inner = try escape().plainRanges else {
          throw LinearPattern.Mistake(reason: "an opposite class inside of '[ ]'")
        }
        ranges += inner
        continue
      }
      var high = low
      if next == "-", index + 1 < scalars.count, scalars[index + 1] != "]" {
        index += 2
        high = scalars[index - 1]
      }
      guard low.value <= high.value else {
        throw LinearPattern.Mistake(reason: "the range \(low)-\(high) is backwards")
      }
      ranges.append(low.value...high.value)
    } while !take("]")
    return CharacterClass(ranges, isOpposite: isOpposite)
  }

  private mutating func repetition(of atom: [Instruction]) throws -> [Instruction] {
    if take("*") { return star(atom) }
    if take("+") { return atom + moved(star(atom), by: atom.count) }
    if take("?") { return optional(atom) }
    guard take("{") else { return atom }
    let low = number()
    let high = take(",") ? number() : low
    guard take("}"), let low, low <= 1_000, (high ?? low) >= low, (high ?? low) <= 1_000 else {
      throw LinearPattern.Mistake(reason: "'{' is not followed by '2}' or '2,4}'")
    }
    let parts =
      Array(repeating: atom, count: low)
      + (high.map { Array(repeating: optional(atom), count: $0 - low) } ?? [star(atom)])
    var code: [Instruction] = []
    for part in parts {
      code += moved(part, by: code.count)
      guard code.count <= PatternParser.mostInstructions else {
        throw LinearPattern.Mistake(reason: "it is too large")
      }
    }
    return code
  }

  private func star(_ atom: [Instruction]) -> [Instruction] {
    [.either(1, atom.count + 2)] + moved(atom, by: 1) + [.jump(0)]
  }

  private func optional(_ atom: [Instruction]) -> [Instruction] {
    [.either(1, atom.count + 1)] + moved(atom, by: 1)
  }

  private mutating func number() -> Int? {
    let start = index
    while let scalar = next, Name.isDigit(scalar), index - start < 5 { index += 1 }
    return Int(String(String.UnicodeScalarView(scalars[start..<index])))
  }
}

extension String {
  /// In lower case, but for the letter of an escape, whose case means something.
  fileprivate var lowercasedPattern: String {
    var result = ""
    var isEscaped = false
    for character in self {
      result += isEscaped ? String(character) : character.lowercased()
      isEscaped = !isEscaped && character == "\\"
    }
    return result
  }
}
