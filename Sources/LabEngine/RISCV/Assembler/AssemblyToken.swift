/// A word of assembly source, by its bytes in the whole text.
struct AssemblyToken {
  enum Kind: Hashable {
    /// A mnemonic, register, directive or symbol.
    case name(String)
    case number(UInt64)
    /// `1b` or `2f`.
    case localLabel(UInt64, isForward: Bool)
    case text([UInt8])
    /// An operator or a mark such as `,`.
    case mark(String)
    /// Behind the last word of a statement.
    case end
  }

  var kind: Kind
  var span: Range<Int>
}

/// The text of a program, and where its lines are.
struct AssemblySource {
  let bytes: [UInt8]
  let firstLine: Int
  private let lineStarts: [Int]

  init(_ text: String, firstLine: Int) {
    bytes = Array(text.utf8)
    self.firstLine = firstLine
    var starts = [0]
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(index + 1)
    }
    lineStarts = starts
  }

  /// The number of the line that the byte at `position` is in.
  func line(of position: Int) -> Int { firstLine &+ lineIndex(of: position) }

  /// The mistake with its place and line.
  func error(_ problem: Problem, at span: Range<Int>) -> LabError {
    let index = lineIndex(of: span.lowerBound)
    let start = lineStarts[index]
    let end = lineEnd(index)
    let text = self.text(start..<end)
    // The end of a statement may lie behind the carriage return.
    let first = min(span.lowerBound, end)
    let column = self.text(start..<first).count + 1
    let length = self.text(first..<max(first, min(span.upperBound, end))).count
    return LabError(
      problem, at: SourcePlace(line: firstLine &+ index, column: column, length: length),
      lineText: text)
  }

  /// What stands there.
  func text(_ span: Range<Int>) -> String {
    guard span.lowerBound < span.upperBound else { return "" }
    return String(decoding: bytes[span], as: UTF8.self)
  }

  private func lineIndex(of position: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= position { low = middle } else { high = middle }
    }
    return low
  }

  /// Without the end of the line, of either kind; never before the line's start.
  private func lineEnd(_ index: Int) -> Int {
    var end = index + 1 < lineStarts.count ? lineStarts[index + 1] - 1 : bytes.count
    if end > lineStarts[index], bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return end
  }
}
