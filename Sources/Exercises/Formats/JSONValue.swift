/// A JSON document in memory.
///
/// Members keep the order in which they were written or put, so that the same value is always the same bytes.
///
/// ```swift
/// let line: JSONValue = ["student": "s001", "points": 12.json, "questions": []]
/// JSONWriter.text(line)  // {"student":"s001","points":12,"questions":[]}
/// ```
public enum JSONValue: Hashable, Sendable {
  case null
  case truth(Bool)
  /// A number as it is written, so that 10^400 and 1.10 stay what they are.
  case number(String)
  case string(String)
  case list([JSONValue])
  case object([JSONMember])

  /// The member called `name` of an object; nil if there is none, or if this is no object.
  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The text of a string; nil for everything else.
  public var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The value of a number that is written as a plain 64-bit integer.
  public var integer: Int? {
    if case .number(let text) = self { Int(text) } else { nil }
  }

  /// What kind of value it is, in the words of an error message.
  public var kindName: String {
    switch self {
    case .null: "null"
    case .truth: "true or false"
    case .number: "a number"
    case .string: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }
}

/// A name and its value in an object.
public struct JSONMember: Hashable, Sendable {
  public var name: String
  public var value: JSONValue

  public init(_ name: String, _ value: JSONValue) {
    self.name = name
    self.value = value
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .number(String(value)) }
  public init(booleanLiteral value: Bool) { self = .truth(value) }
  public init(nilLiteral: ()) { self = .null }
  public init(arrayLiteral elements: JSONValue...) { self = .list(elements) }
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { JSONMember($0.0, $0.1) })
  }
}

extension Int {
  /// As a JSON number.
  public var json: JSONValue { .number(String(self)) }
}

extension String {
  /// As a JSON text.
  public var json: JSONValue { .string(self) }
}
