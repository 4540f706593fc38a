/// Writes JSON on one line: the same value is always the same bytes.
///
/// Members stand in their order. Control codes of every kind are escaped, so that the text may be shown in
/// a terminal; with `escapesHTML` also `<`, `>` and `&`, so that it may stand inside a page.
public struct JSONWriter {
  public private(set) var bytes: [UInt8] = []
  private let escapesHTML: Bool

  public init(escapesHTML: Bool = false) {
    self.escapesHTML = escapesHTML
  }

  /// `value` as a text without line breaks.
  public static func text(_ value: JSONValue, escapesHTML: Bool = false) -> String {
    var writer = JSONWriter(escapesHTML: escapesHTML)
    writer.write(value)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  public mutating func write(_ value: JSONValue) {
    switch value {
    case .null: append("null")
    case .truth(let truth): append(truth ? "true" : "false")
    case .number(let text): append(text)
    case .string(let text): write(text)
    case .list(let items):
      write(items, between: "[", "]") { $0.write($1) }
    case .object(let members):
      write(members, between: "{", "}") {
        $0.write($1.name)
        $0.append(":")
        $0.write($1.value)
      }
    }
  }

  public mutating func endLine() { bytes.append(0x0a) }

  public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  private mutating func write<Item>(
    _ items: [Item], between open: StaticString, _ close: StaticString,
    each: (inout JSONWriter, Item) -> Void
  ) {
    append(open)
    var isFirst = true
    for item in items {
      if !isFirst { append(",") }
      isFirst = false
      each(&self, item)
    }
    append(close)
  }

  private mutating func write(_ text: String) {
    append("\"")
    for scalar in text.unicodeScalars { write(scalar) }
    append("\"")
  }

  private mutating func write(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": append("\\\"")
    case "\\": append("\\\\")
    case "\n": append("\\n")
    case "\r": append("\\r")
    case "\t": append("\\t")
    case "<", ">", "&":
      escapesHTML ? append(SafeText.escape(scalar)) : append(String(Character(scalar)))
    case " "..."~": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
    default: append(SafeText.scalar(scalar))
    }
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }
}
