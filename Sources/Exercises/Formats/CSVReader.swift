/// What is wrong with a table of comma-separated values, and in which line.
public struct CSVError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Problem: Hashable, Sendable {
    case empty
    case notUTF8
    case openQuote
    case textAfterQuote
    case width(Int, header: Int)
  }

  public var problem: Problem
  /// Counted from 1; the line in which the row begins.
  public var line: Int

  public var description: String {
    let words =
      switch problem {
      case .empty: "there is no header line"
      case .notUTF8: "not UTF-8; save the table as CSV UTF-8"
      case .openQuote: "a quote is opened and never closed"
      case .textAfterQuote: "text after a closing quote; a quote inside quotes is written twice"
      case .width(let count, let header):
        "\(count) \(count == 1 ? "field" : "fields"), but the header has \(header)"
      }
    return "line \(line): \(words)"
  }
}

/// Comma-separated values as RFC 4180 has them, and as spreadsheets write them: a byte-order mark, any line
/// ends, and `;` or a tab for the comma where the header has them.
public struct CSVTable: Hashable, Sendable {
  public struct Row: Hashable, Sendable {
    public var fields: [String]
    public var line: Int
  }

  public var header: [String]
  public var rows: [Row]

  /// Every row has as many fields as the header. Lines without a character are passed over.
  public init(parsing bytes: [UInt8]) throws(CSVError) {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let before = bytes.prefix(error.byteOffsets.lowerBound)
      throw CSVError(problem: .notUTF8, line: before.count { $0 == 0x0a } + 1)
    }
    var reader = CSVReader(bytes: bytes)
    guard let header = try reader.row() else { throw CSVError(problem: .empty, line: 1) }
    self.header = header.fields
    rows = []
    while let row = try reader.row() {
      guard row.fields.count == header.fields.count else {
        throw CSVError(
          problem: .width(row.fields.count, header: header.fields.count), line: row.line)
      }
      rows.append(row)
    }
  }
}

private struct CSVReader {
  let bytes: [UInt8]
  let separator: UInt8
  var index = 0
  var line = 1

  init(bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { index = 3 }
    let header = bytes.dropFirst(index).prefix { $0 != 0x0a && $0 != 0x0d }
    separator =
      header.contains(0x2c) ? 0x2c : header.first { $0 == 0x3b || $0 == 0x09 } ?? 0x2c
  }

  /// The next row that has a character; nil at the end.
  mutating func row() throws(CSVError) -> CSVTable.Row? {
    while skipLineEnd() {}
    guard index < bytes.count else { return nil }
    let start = line
    var fields = [try field(rowLine: start)]
    while index < bytes.count, bytes[index] == separator {
      index += 1
      fields.append(try field(rowLine: start))
    }
    guard index == bytes.count || skipLineEnd() else {
      throw CSVError(problem: .textAfterQuote, line: start)
    }
    return CSVTable.Row(fields: fields, line: start)
  }

  private mutating func field(rowLine: Int) throws(CSVError) -> String {
    guard index < bytes.count, bytes[index] == 0x22 else { return plainField() }
    index += 1
    var text: [UInt8] = []
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == 0x22 {
        guard index < bytes.count, bytes[index] == 0x22 else {
          return String(decoding: text, as: UTF8.self)
        }
        index += 1
      } else if byte == 0x0a {
        line += 1
      }
      text.append(byte)
    }
    throw CSVError(problem: .openQuote, line: rowLine)
  }

  private mutating func plainField() -> String {
    let start = index
    while index < bytes.count, ![separator, 0x0a, 0x0d].contains(bytes[index]) { index += 1 }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func skipLineEnd() -> Bool {
    guard index < bytes.count, bytes[index] == 0x0a || bytes[index] == 0x0d else { return false }
    if bytes[index] == 0x0d, index + 1 < bytes.count, bytes[index + 1] == 0x0a { index += 1 }
    index += 1
    line += 1
    return true
  }
}
