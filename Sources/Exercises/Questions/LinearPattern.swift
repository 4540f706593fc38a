/// A regular expression that takes time in proportion to the text, whatever stands in it.
///
/// Matches a whole text without regard to case: `(memory|main memory)[ -]resident`. Has
/// alternatives, groups, `? * + {2,4}`, classes, `.`, `\d \w \s` and their opposites. No captures
/// and no back references: they are what makes others slow. (Thompson 1968; as a virtual machine,
/// Pike's.)
struct LinearPattern: Sendable {
  struct Mistake: Error {
    let reason: String
  }

  enum Instruction: Sendable {
    case take(CharacterClass)
    case either(Int, Int)
    case jump(Int)
    case match
  }

  private let program: [Instruction]

  /// Throws a `Mistake` if `pattern` is none, or one too large.
  init(_ pattern: String) throws {
    var parser = PatternParser(pattern)
    program = try parser.program()
  }

  func matches(_ text: String) -> Bool {
    var current = Threads(count: program.count)
    var next = Threads(count: program.count)
    add(0, to: &current)
    for scalar in text.lowercased().unicodeScalars {
      next.clear()
      for index in current.list {
        if case .take(let wanted) = program[index], wanted.contains(scalar) {
          add(index + 1, to: &next)
        }
      }
      swap(&current, &next)
      if current.list.isEmpty { return false }
    }
    return current.list.contains { if case .match = program[$0] { true } else { false } }
  }

  /// Where the machine may stand, each place once.
  private struct Threads {
    var list: [Int] = []
    var isIn: [Bool]

    init(count: Int) { isIn = Array(repeating: false, count: count) }

    mutating func clear() {
      for index in list { isIn[index] = false }
      list.removeAll(keepingCapacity: true)
    }
  }

  private func add(_ start: Int, to threads: inout Threads) {
    var pending = [start]
    while let index = pending.popLast() {
      guard !threads.isIn[index] else { continue }
      threads.isIn[index] = true
      threads.list.append(index)
      switch program[index] {
      case .jump(let target): pending.append(target)
      case .either(let first, let second): pending += [first, second]
      case .take, .match: break
      }
    }
  }
}

/// A set of characters.
struct CharacterClass: Sendable {
  private var ranges: [ClosedRange<UInt32>] = []
  private var isOpposite = false

  init(_ scalar: Unicode.Scalar) { ranges = [scalar.value...scalar.value] }

  init(_ ranges: [ClosedRange<UInt32>], isOpposite: Bool) {
    self.ranges = ranges
    self.isOpposite = isOpposite
  }

  static let any = CharacterClass([], isOpposite: true)

  /// `\d` and its like; nil for a letter without a meaning.
  init?(escape: Unicode.Scalar) {
    let digits: [ClosedRange<UInt32>] = [0x30...0x39]
    let words = digits + [0x61...0x7a, 0x5f...0x5f, 0xc0...0x2ff]
    let spaces: [ClosedRange<UInt32>] = [0x20...0x20, 0x09...0x0d, 0xa0...0xa0]
    switch escape {
    case "d": self.init(digits, isOpposite: false)
    case "D": self.init(digits, isOpposite: true)
    case "w": self.init(words, isOpposite: false)
    case "W": self.init(words, isOpposite: true)
    case "s": self.init(spaces, isOpposite: false)
    case "S": self.init(spaces, isOpposite: true)
    default: return nil
    }
  }

  /// The ranges of a class that is part of another one; nil for an opposite.
  var plainRanges: [ClosedRange<UInt32>]? { isOpposite ? nil : ranges }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    ranges.contains { $0.contains(scalar.value) } != isOpposite
  }
}
