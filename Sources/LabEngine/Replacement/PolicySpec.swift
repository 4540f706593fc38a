/// A policy as a person names it, with the values of its parameters: `lru`, `clock(bit=0)`.
///
///     let spec = try PolicySpec.parse("clock(bit=0)")
///     spec.text  // "clock(bit=0)"
public struct PolicySpec: Hashable, Sendable {
  public let name: String
  /// One value a declared parameter, in order, standard ones included.
  public let parameters: [Int]

  /// The policy called `name`, its parameters all standard; nil if there is none.
  public init?(named name: String) {
    guard let entry = PolicyRegistry.named(name) else { return nil }
    self.init(name: name, parameters: entry.description.parameters.map(\.standard))
  }

  private init(name: String, parameters: [Int]) {
    self.name = name
    self.parameters = parameters
  }

  public var description: PolicyDescription { entry.description }

  /// As a person would write it: parameters only where they are not standard.
  public var text: String {
    let settings = zip(entry.description.parameters, parameters)
      .filter { $0.standard != $1 }
      .map { "\($0.name)=\($1)" }
    return settings.isEmpty ? name : "\(name)(\(settings.joined(separator: ", ")))"
  }

  /// A new policy of this kind for a machine of `frames` frames.
  func make(frames: Int, seed: UInt64) -> AnyPolicy { entry.make(frames, parameters, seed) }

  private var entry: PolicyEntry {
    guard let entry = PolicyRegistry.named(name) else {
      preconditionFailure("PolicySpec: policy \(name) is not registered")
    }
    return entry
  }

  /// Reads `name` or `name(key=value, …)`; throws a `LabError` without a place.
  public static func parse(_ text: String) throws(LabError) -> PolicySpec {
    let (name, inside) = try parts(of: text)
    guard let entry = PolicyRegistry.named(name) else {
      let known = PolicyRegistry.all.map(\.description.name)
      throw LabError(
        .unknown(kind: "policy", name: name, nearest: nearest(name, among: known), known: known))
    }
    var values = entry.description.parameters.map(\.standard)
    guard let inside else { return PolicySpec(name: name, parameters: values) }
    var given: Set<Int> = []
    for setting in inside.split(separator: ",", omittingEmptySubsequences: false) {
      let (index, value) = try parameter(setting, of: entry.description)
      guard given.insert(index).inserted else {
        throw LabError(.conflict("\(entry.description.parameters[index].name) is given twice."))
      }
      values[index] = value
    }
    return PolicySpec(name: name, parameters: values)
  }

  /// The name, and what stands between the brackets if there are any.
  private static func parts(of text: String) throws(LabError) -> (String, Substring?) {
    let text = trimmed(text[...])
    guard let open = text.firstIndex(of: "(") else { return (String(text), nil) }
    guard text.last == ")" else { throw LabError(.expected("\")\"", found: "the end")) }
    let inside = text[text.index(after: open)...].dropLast()
    return (String(trimmed(text[..<open])), inside)
  }

  private static func parameter(
    _ text: Substring, of policy: PolicyDescription
  ) throws(LabError) -> (index: Int, value: Int) {
    let text = trimmed(text)
    guard let equals = text.firstIndex(of: "=") else {
      throw LabError(.expected("name=value", found: text.isEmpty ? "nothing" : String(text)))
    }
    let name = String(trimmed(text[..<equals]))
    guard let index = policy.parameters.firstIndex(where: { $0.name == name }) else {
      let known = policy.parameters.map(\.name)
      throw LabError(
        .unknown(
          kind: "parameter of \(policy.name)", name: name, nearest: nearest(name, among: known),
          known: known))
    }
    let written = String(trimmed(text[text.index(after: equals)...]))
    return (index, try value(written, for: policy.parameters[index]))
  }

  private static func value(
    _ written: String, for parameter: PolicyParameter
  ) throws(LabError) -> Int {
    let digits = written.utf8.drop { $0 == UInt8(ascii: "-") }
    let isDecimal = digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    guard isDecimal, !digits.isEmpty, written.utf8.count - digits.count <= 1 else {
      throw LabError(.expected("a whole number", found: written.isEmpty ? "nothing" : written))
    }
    guard let value = Int(written), parameter.range.contains(value) else {
      let range = "\(parameter.range.lowerBound) to \(parameter.range.upperBound)"
      throw LabError(.outOfRange(what: parameter.name, value: written, range: range))
    }
    return value
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let front = text.drop { $0.isWhitespace }
    guard let last = front.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return front[...last]
  }
}
