extension Expression {
  func value(in context: any ExpressionContext) throws -> Value { .truth(true) }
}
extension Scanner {
  mutating func expression(_ expected: String) throws -> Expression {
    throw self.expected(expected)
  }
  mutating func constant(
    _ expected: String, _ dimension: Dimension
  ) throws -> (quantity: Quantity, place: SourcePlace) {
    throw self.expected(expected)
  }
  mutating func integer(
    _ expected: String, in range: ClosedRange<Int>, what: String
  ) throws -> Int { throw self.expected(expected) }
  mutating func references(limit: Int) throws -> [Reference] { throw self.expected("a page") }
  func unescaped(from: Int, to: Int) throws -> String { text(from: from, to: to) }
}
public struct Unit: Hashable, Sendable {
  public let name: String
  public let dimension: Dimension
  public let factor: Int
  public let divisor: Int
  public static func named(_ name: String) -> Unit? { nil }
  /// True if a value can be written in it.
  public func fits(_ value: Value) -> Bool { false }
}
extension Value {
  public func written(in unit: Unit? = nil) -> String { "" }
  /// As an element of a list: texts are quoted.
  public func writtenQuoted(in unit: Unit? = nil) -> String { "" }
  /// What `==` says, without objecting to different kinds.
  public func equals(_ other: Value) -> Bool { self == other }
}
func nearest(_ name: String, among candidates: [String]) -> String? { nil }
extension LabError {
  public var message: String { "" }
  public var report: [String] { report(file: nil) }
  public func report(file: String?) -> [String] { [] }
}
struct ScriptReader: IteratorProtocol {
  init(_ script: String, firstLine: Int = 1, blockVerbs: Set<String> = []) {}
  mutating func next() -> Result<Statement, LabError>? { nil }
}
enum ReferenceString {
  static func references(of text: String, limit: Int) throws -> [Reference] { [] }
  static func text(of references: [Reference]) -> String { "" }
}
enum PrefixMatch: Hashable, Sendable {
  case none
  case one(String)
  case several([String])
}
func uniquePrefix(_ typed: String, among candidates: [String]) -> PrefixMatch { .none }
