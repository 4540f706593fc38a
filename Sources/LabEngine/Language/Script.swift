/// Takes a script apart into commands: by lines and by `;`, without comments, with the bodies of blocks.
///
/// ```swift
/// for statement in ScriptReader("machine frames=3; process A pages=8  # two commands") {
///   let statement = try statement.get()
/// }
/// ```
/// A mistake is the last element.
struct ScriptReader: Sequence, IteratorProtocol {
  private let script: [UInt8]
  private let blockVerbs: Set<String>
  private var nextLine = 0
  private var lineNumber: Int
  private var line: SourceLine?
  private var isFinished = false
  /// True once the script has ended inside of a block.
  private(set) var isInsideBlock = false

  /// `firstLine` is the number of the script's first line. A command with one of `blockVerbs` goes on up to a
  /// line that is `end` alone, unless it names a `file=` instead.
  init(_ script: String, firstLine: Int = 1, blockVerbs: Set<String> = []) {
    var bytes = Array(script.utf8)
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes.removeFirst(3) }
    self.script = bytes
    self.blockVerbs = blockVerbs
    lineNumber = firstLine - 1
  }

  mutating func next() -> Result<Statement, LabError>? {
    guard !isFinished else { return nil }
    do {
      while true {
        if line == nil { line = readLine() }
        guard line != nil else {
          isFinished = true
          return nil
        }
        if let segment = line?.nextSegment() {
          return .success(try statement(segment))
        }
        line = nil
      }
    } catch {
      isFinished = true
      return .failure(error)
    }
  }

  private mutating func readLine() -> SourceLine? {
    guard let bytes = readBytes() else { return nil }
    return SourceLine(bytes: bytes, number: lineNumber)
  }

  /// The next line without its end.
  private mutating func readBytes() -> ArraySlice<UInt8>? {
    guard nextLine < script.count else { return nil }
    let end = script[nextLine...].firstIndex(of: 0x0a) ?? script.count
    var bytes = script[nextLine..<end]
    if bytes.last == 0x0d { bytes.removeLast() }
    nextLine = end + 1
    lineNumber += 1
    return bytes
  }

  private mutating func statement(_ segment: Range<Int>) throws(LabError) -> Statement {
    guard let line else { preconditionFailure("ScriptReader.statement: a segment without a line") }
    let text = line.text(segment)
    let place = line.place(segment)
    let scanner = Scanner(text, at: place, lineText: line.text)
    guard let verbEnd = scanner.nameEnd(0) else { throw scanner.expected("a command") }
    let verb = scanner.text(from: 0, to: verbEnd)
    var statement = Statement(verb: verb, text: text, place: place, lineText: line.text)
    if blockVerbs.contains(verb), !ScriptReader.namesFile(statement) {
      if let rest = self.line?.nextSegment() {
        throw LabError(
          .refused("the body of `\(verb)` starts on the next line: nothing can follow here"),
          at: line.place(rest), lineText: line.text)
      }
      statement.body = try body(of: statement)
    }
    return statement
  }

  private static func namesFile(_ statement: Statement) -> Bool {
    var scanner = Scanner(statement)
    while !scanner.isAtEnd {
      if let option = try? scanner.option(), option.text == "file" { return true }
      guard (try? scanner.word("")) != nil else { return false }
    }
    return false
  }

  private mutating func body(of statement: Statement) throws(LabError) -> String {
    var lines: [String] = []
    while let bytes = readBytes() {
      if trimmed(bytes).elementsEqual("end".utf8) { return lines.joined(separator: "\n") }
      lines.append(String(decoding: bytes, as: UTF8.self))
    }
    isInsideBlock = true
    throw LabError(
      .expected("a line `end` that closes `\(statement.verb)`", found: "the end of the script"),
      at: statement.place, lineText: statement.lineText)
  }

  /// True if `text` ends inside of a block whose `end` is still to come.
  static func endsInsideBlock(_ text: String, blockVerbs: Set<String>) -> Bool {
    var reader = ScriptReader(text, blockVerbs: blockVerbs)
    while reader.next() != nil {}
    return reader.isInsideBlock
  }
}

private func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  var bytes = bytes.drop(while: Ascii.isSpace)
  while let last = bytes.last, Ascii.isSpace(last) { bytes.removeLast() }
  return bytes
}

/// One line on its way through the reader.
private struct SourceLine {
  let text: String
  private let bytes: [UInt8]
  private let number: Int
  private let columns: ColumnTable?
  private var position = 0

  init(bytes: ArraySlice<UInt8>, number: Int) {
    self.bytes = Array(bytes)
    self.number = number
    text = String(decoding: bytes, as: UTF8.self)
    columns = bytes.allSatisfy { $0 < 0x80 } ? nil : ColumnTable(text)
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func place(_ range: Range<Int>) -> SourcePlace {
    let first = columns?.mark(at: range.lowerBound).column ?? range.lowerBound
    let last = columns?.mark(at: range.upperBound).column ?? range.upperBound
    return SourcePlace(line: number, column: first + 1, length: last - first)
  }

  /// The next command's bytes without outer spaces; nil if there is none on this line any more.
  mutating func nextSegment() -> Range<Int>? {
    while position < bytes.count {
      let end = segmentEnd(position)
      let range = position..<end
      let isComment = end < bytes.count && bytes[end] == UInt8(ascii: "#")
      position = isComment ? bytes.count : end + 1
      let inner = trimmed(bytes[range])
      if !inner.isEmpty { return inner.startIndex..<inner.endIndex }
    }
    return nil
  }

  /// Where the next `;` or `#` stands outside of quotes.
  private func segmentEnd(_ start: Int) -> Int {
    var offset = start
    var isQuoted = false
    while offset < bytes.count {
      switch bytes[offset] {
      case Ascii.quote: isQuoted.toggle()
      case Ascii.backslash where isQuoted: offset += 1
      case UInt8(ascii: ";") where !isQuoted, UInt8(ascii: "#") where !isQuoted: return offset
      default: break
      }
      offset += 1
    }
    return bytes.count
  }
}
