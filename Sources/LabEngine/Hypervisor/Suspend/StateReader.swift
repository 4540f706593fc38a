/// Reads what a `StateWriter` wrote, out of one section of a file, and believes nothing.
///
/// Every mistake is a `LabError` that names the file, the section and what was wrong in it.
struct StateReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int
  let file: String
  /// In words: "harts", "board, PLIC".
  let section: String

  init(_ bytes: ArraySlice<UInt8>, section: String, file: String) {
    self.bytes = bytes
    position = bytes.startIndex
    self.section = section
    self.file = file
  }

  private var left: Int { bytes.endIndex - position }

  /// The mistake that this section has, in words: "pc is 7".
  func wrong(_ what: String) -> LabError {
    LabError(.file(file, reason: "section \(section): \(what)"))
  }

  func check(_ isRight: Bool, _ what: @autoclosure () -> String) throws {
    if !isRight { throw wrong(what()) }
  }

  mutating func raw(_ count: Int, _ what: String) throws -> ArraySlice<UInt8> {
    guard count >= 0, count <= left else {
      throw wrong("it ends in \(what), \(left) bytes before its end")
    }
    position += count
    return bytes[position - count..<position]
  }

  mutating func integer<Number: FixedWidthInteger>(_ what: String) throws -> Number {
    let content = try raw(MemoryLayout<Number>.size, what)
    var value = Number.zero
    withUnsafeMutableBytes(of: &value) { $0.copyBytes(from: content) }
    return Number(littleEndian: value)
  }

  /// One of a set of legal values.
  mutating func integer<Number: FixedWidthInteger>(
    _ what: String, where isLegal: (Number) -> Bool
  ) throws -> Number {
    let value: Number = try integer(what)
    try check(isLegal(value), "\(what) cannot be 0x\(String(value, radix: 16))")
    return value
  }

  /// A count or an index within a range.
  mutating func count(_ what: String, in range: ClosedRange<Int>) throws -> Int {
    let value = Int(Int64(bitPattern: try integer(what)))
    try check(
      range.contains(value),
      "\(what) must be \(range.lowerBound) to \(range.upperBound), and is \(value)")
    return value
  }

  /// The same, of things of which each takes at least so many bytes of what is left.
  mutating func count(_ what: String, ofAtLeast size: Int) throws -> Int {
    let value = Int(Int64(bitPattern: try integer(what)))
    try check(
      value >= 0 && value <= left / max(1, size), "\(what) is \(value), more than it has room for")
    return value
  }

  mutating func flag(_ what: String) throws -> Bool {
    try integer(what) { (value: UInt8) in value < 2 } == 1
  }

  mutating func optional(_ what: String) throws -> UInt64? {
    try flag(what) ? try integer(what) : nil
  }

  mutating func counted(_ what: String) throws -> ArraySlice<UInt8> {
    try raw(try count(what, ofAtLeast: 1), what)
  }

  mutating func text(_ what: String) throws -> String {
    guard let text = String(validating: try counted(what), as: UTF8.self) else {
      throw wrong("\(what) is no text")
    }
    return text
  }

  /// All that is left.
  mutating func rest() -> ArraySlice<UInt8> {
    defer { position = bytes.endIndex }
    return bytes[position...]
  }

  /// Nothing may be left.
  func end() throws { try check(left == 0, "\(left) bytes too many") }
}
