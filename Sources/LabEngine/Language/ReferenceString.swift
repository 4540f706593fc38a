/// References as they are written: `7 0 1w 2 0*1000 (3..5)*2`.
///
/// An item is a page, a range of pages (which counts down if the second is lower), or a group in brackets;
/// then `w` makes it a write and `*N` repeats it. Items are separated by white space or commas.
public enum ReferenceString {
  /// Throws a `LabError` with its column; one of fuel, before memory is taken, if there are more than `limit`.
  public static func references(
    of text: String, limit: Int
  ) throws -> [(page: Int, isWrite: Bool)] {
    try parsed(text, limit: limit).map { ($0.page, $0.isWrite) }
  }

  public static func text(of references: [(page: Int, isWrite: Bool)]) -> String {
    references.map { "\($0.page)\($0.isWrite ? "w" : "")" }.joined(separator: " ")
  }

  static func parsed(_ text: String, limit: Int) throws -> [Reference] {
    var scanner = Scanner(text, at: SourcePlace(line: 1, column: 1), lineText: text)
    return try scanner.references(limit: limit)
  }

  static func text(of references: [Reference]) -> String {
    text(of: references.map { ($0.page, $0.isWrite) })
  }
}

extension Scanner {
  /// The references up to the end of the statement.
  mutating func references(limit: Int) throws -> [Reference] {
    var parser = ReferenceParser(scanner: self, limit: limit)
    repeat { try parser.item() } while !parser.scanner.isAtEnd
    position = parser.scanner.position
    return parser.references
  }
}

private struct ReferenceParser {
  var scanner: Scanner
  let limit: Int
  var references: [Reference] = []
  private var depth = 0

  init(scanner: Scanner, limit: Int) {
    self.scanner = scanner
    self.limit = limit
  }

  mutating func item() throws {
    scanner.skipSpaces()
    let from = scanner.position
    let first = references.count
    if scanner.take("(") {
      try group()
    } else {
      try pages(from)
    }
    if scanner.next == UInt8(ascii: "w"), scanner.nameCharacterEnd(scanner.position + 1) == nil {
      scanner.position += 1
      for index in first..<references.count {
        references[index] = Reference(page: references[index].page, isWrite: true)
      }
    }
    if scanner.take("*") { try repetition(first, from) }
    try separator()
  }

  private mutating func group() throws {
    depth += 1
    guard depth <= scanner.depthLimit else {
      throw scanner.error(
        .fuel(what: "levels inside one another", limit: scanner.depthLimit), at: scanner.place)
    }
    repeat {
      try item()
      if scanner.isAtEnd { throw scanner.expected("`)`") }
    } while !scanner.take(")")
    depth -= 1
  }

  private mutating func pages(_ from: Int) throws {
    let low = try page()
    guard scanner.take("..") else {
      try reserve(1, from)
      return references.append(Reference(page: low, isWrite: false))
    }
    let high = try page()
    try reserve((high - low).magnitude + 1, from)
    for page in stride(from: low, through: high, by: low <= high ? 1 : -1) {
      references.append(Reference(page: page, isWrite: false))
    }
  }

  private mutating func page() throws -> Int {
    scanner.skipSpaces()
    let from = scanner.position
    guard scanner.isDigit(from) else {
      throw scanner.expected("a page, a range such as `0..3` or a group in brackets")
    }
    var page = 0
    while let digit = scanner.next, Ascii.digits.contains(digit) {
      page = min(page * 10 + Int(digit - Ascii.digits.lowerBound), Limits.greatestCount)
      scanner.position += 1
    }
    guard page < Limits.greatestCount else {
      throw scanner.error(
        .pageOutOfRange(scanner.text(from: from, to: scanner.position)),
        at: scanner.place(from: from, to: scanner.position))
    }
    return page
  }

  /// Repeats the references from `first` on. Checked before memory is taken.
  private mutating func repetition(_ first: Int, _ from: Int) throws {
    let count = try repeatCount(from)
    let length = references.count - first
    let (added, overflow) = UInt(length).multipliedReportingOverflow(by: count - 1)
    guard !overflow else { throw tooMany(from) }
    try reserve(added, from)
    if length == 1 {
      references.append(contentsOf: repeatElement(references[first], count: Int(added)))
    } else {
      var missing = Int(added)
      while missing > 0 {
        // Twice as many each time: what is repeated is copied in long stretches.
        let piece = min(missing, references.count - first)
        references.append(contentsOf: references[first..<(first + piece)])
        missing -= piece
      }
    }
  }

  /// `1000` or `10^3`, at least 1.
  private mutating func repeatCount(_ item: Int) throws -> UInt {
    scanner.skipSpaces()
    let from = scanner.position
    guard scanner.isDigit(from) else { throw scanner.expected("how many times, as in `0*1000`") }
    scanner.position = scanner.digitsEnd(from)
    var count = UInt(scanner.text(from: from, to: scanner.position))
    if scanner.take("^"), scanner.isDigit(scanner.position) {
      let exponent = scanner.position
      scanner.position = scanner.digitsEnd(exponent)
      let power = Int(scanner.text(from: exponent, to: scanner.position)) ?? .max
      count = count.flatMap { Int(exactly: $0) }.flatMap {
        guard case .integer(let result)? = try? Number.integer($0).power(power) else { return nil }
        return UInt(exactly: result)
      }
    }
    guard let count else { throw tooMany(item) }
    guard count > 0 else {
      throw scanner.error(
        .outOfRange(what: "a repeat count", value: "0", range: inWords(1...limit)),
        at: scanner.place(from: from, to: scanner.position))
    }
    return count
  }

  private mutating func separator() throws {
    guard let next = scanner.next, !Ascii.isSpace(next), next != UInt8(ascii: ")"),
      next != UInt8(ascii: "(")
    else { return skipComma() }
    guard next == UInt8(ascii: ",") else {
      throw scanner.expected("`w`, `*`, `..` or a space before the next reference")
    }
    skipComma()
  }

  private mutating func skipComma() {
    _ = scanner.take(",")
  }

  private mutating func reserve(_ count: UInt, _ from: Int) throws {
    guard count <= UInt(max(0, limit - references.count)) else { throw tooMany(from) }
  }

  private func tooMany(_ from: Int) -> LabError {
    scanner.error(
      .fuel(what: "references in one command", limit: limit),
      at: scanner.place(from: from, to: max(from + 1, scanner.position)))
  }
}
