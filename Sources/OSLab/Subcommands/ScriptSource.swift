import Glibc
import LabEngine

/// The text of a script as it comes: whole lines, as many as are there, so that a program at the other end of a
/// pipe can send one command and wait for what it says.
struct ScriptSource {
  private let name: String
  private let descriptor: Int32
  private let closes: Bool
  private var bytes: [UInt8] = []
  private var isAtEnd = false
  /// The number of the first line in `bytes`.
  private var line = 1

  /// Reads `path`, or standard input for `-`. Throws a `Failure`.
  init(path: String) throws {
    name = path
    closes = path != "-"
    descriptor = closes ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO
    guard descriptor >= 0 else { throw Self.failure(path, errno) }
  }

  init(text: String) {
    name = "-c"
    descriptor = -1
    closes = false
    bytes = Array(text.utf8)
    isAtEnd = true
  }

  /// Hands over stretches of whole lines with the number of their first one. Throws a `LabError` at the first
  /// byte that is no text, after the lines before it.
  mutating func forEachStretch(_ body: (String, _ firstLine: Int) throws -> Void) throws {
    defer { if closes { close(descriptor) } }
    var scanned = 0
    while true {
      let end = isAtEnd ? bytes.count : (bytes[scanned...].lastIndex(of: 0x0a) ?? -1) + 1
      scanned = bytes.count
      if end > 0, try take(end, body) { scanned = bytes.count }
      if isAtEnd, bytes.isEmpty { return }
      if !isAtEnd { try fill() }
    }
  }

  /// False if the lines end inside of a block, and more are to be had.
  private mutating func take(
    _ end: Int, _ body: (String, _ firstLine: Int) throws -> Void
  ) throws -> Bool {
    let valid = bytes[..<end].validText
    // A bad byte spoils its own line and what follows, not what stands before.
    let whole = valid == end ? end : (bytes[..<valid].lastIndex(of: 0x0a) ?? -1) + 1
    let text = String(decoding: bytes[..<whole], as: UTF8.self)
    if valid == end, !isAtEnd, Lab.needsMoreLines(text) { return false }
    if whole > 0 { try body(text, line) }
    line += bytes[..<whole].count { $0 == 0x0a }
    if valid != end { throw badByte(lineStart: whole, at: valid) }
    bytes.removeFirst(end)
    return true
  }

  private func badByte(lineStart: Int, at place: Int) -> LabError {
    let before = String(decoding: bytes[lineStart..<place], as: UTF8.self)
    let byte = bytes[place]
    let digits = String(byte, radix: 16)
    let found = byte == 0 ? "a NUL byte" : "the byte 0x" + (digits.count < 2 ? "0" : "") + digits
    return LabError(
      .expected("text in UTF-8", found: found),
      at: SourcePlace(line: line, column: before.count + 1), lineText: before)
  }

  private mutating func fill() throws {
    let old = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: 1 << 16))
    let count = bytes.withUnsafeMutableBytes {
      Glibc.read(descriptor, $0.baseAddress.map { $0 + old }, 1 << 16)
    }
    let code = errno
    bytes.removeLast((1 << 16) - max(0, count))
    if count < 0, code != EINTR { throw Self.failure(name, code) }
    if count == 0 { isAtEnd = true }
  }

  private static func failure(_ path: String, _ code: Int32) -> Failure {
    Failure(
      "cannot read \(path == "-" ? "standard input" : path): \(String(cString: strerror(code)))")
  }
}

extension ArraySlice<UInt8> {
  /// The index up to which this is UTF-8 without NUL.
  fileprivate var validText: Int {
    var decoder = UTF8()
    var place = startIndex
    // Most bytes are plain: only what is not goes through the decoder.
    while place < endIndex {
      if 1..<0x80 ~= self[place] {
        place += 1
        continue
      }
      if self[place] == 0 { return place }
      var rest = self[place..<Swift.min(place + 4, endIndex)].makeIterator()
      guard case .scalarValue(let scalar) = decoder.decode(&rest) else { return place }
      place += UTF8.width(scalar)
      decoder = UTF8()
    }
    return endIndex
  }
}
