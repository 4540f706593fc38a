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
  public static func parse(_ text: String) throws -> PolicySpec {
    let written = try ParameterizedName(text)
    let name = written.name
    guard let entry = PolicyRegistry.named(name) else {
      let known = PolicyRegistry.all.map(\.description.name)
      throw LabError(
        .unknown(kind: "policy", name: name, nearest: nearest(name, among: known), known: known))
    }
    return PolicySpec(
      name: name, parameters: try written.values(of: entry.description.parameters, owner: name))
  }
}

extension PolicyParameter: NamedParameter {
  func value(_ written: String) throws -> Int {
    let digits = written.utf8.drop { $0 == UInt8(ascii: "-") }
    let isDecimal = digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    guard isDecimal, !digits.isEmpty, written.utf8.count - digits.count <= 1 else {
      throw LabError(.expected("a whole number", found: written.isEmpty ? "nothing" : written))
    }
    guard let value = Int(written), range.contains(value) else {
      throw LabError(
        .outOfRange(
          what: name, value: written, range: "\(range.lowerBound) to \(range.upperBound)"))
    }
    return value
  }
}
