/// A scheduler as a person names it, with the values of its parameters: `rr`, `mlfq(levels=3, boost=1s)`.
public struct SchedulerSpec: Hashable, Sendable {
  public let name: String
  /// One value a declared parameter, in order, standard ones included.
  public let parameters: [Int]
  /// Set if a person has defined it.
  let rule: ChoiceRule?

  init?(named name: String) {
    guard let entry = SchedulerRegistry.named(name) else { return nil }
    self.init(name: name, parameters: entry.description.parameters.map(\.standard))
  }

  private init(name: String, parameters: [Int], rule: ChoiceRule? = nil) {
    self.name = name
    self.parameters = parameters
    self.rule = rule
  }

  /// The default of the language.
  static var standard: SchedulerSpec {
    guard let found = SchedulerSpec(named: RoundRobin.description.name) else {
      preconditionFailure("SchedulerSpec.standard: rr is not registered")
    }
    return found
  }

  var description: SchedulerDescription { entry.description }

  /// As a person would write it: parameters only where they are not standard.
  public var text: String {
    let settings = zip(entry.description.parameters, parameters)
      .filter { $0.standard != $1 }
      .map { "\($0.name)=\($0.written($1))" }
    return settings.isEmpty ? name : "\(name)(\(settings.joined(separator: ", ")))"
  }

  func make(cpus: Int, quantum: Int?, seed: Int) -> AnyScheduler {
    entry.make(
      SchedulerSetup(
        cpus: cpus, quantum: quantum ?? description.quantum, parameters: parameters,
        seed: UInt64(truncatingIfNeeded: seed), rule: rule))
  }

  private var entry: SchedulerEntry {
    if let rule { return SchedulerRegistry.entry(for: rule) }
    guard let entry = SchedulerRegistry.named(name) else {
      preconditionFailure("SchedulerSpec: scheduler \(name) is not registered")
    }
    return entry
  }

  /// The first scheduler in whose title the words of `name` stand, as in `round-robin` and `linux`; with `isWhole`
  /// the one whose title they are.
  static func titled(_ name: String, isWhole: Bool = false) -> String? {
    let letters = { (text: String) in text.lowercased().filter { $0.isLetter || $0.isNumber } }
    let wanted = letters(name)
    guard wanted.count >= 3 else { return nil }
    return SchedulerRegistry.all.map(\.description).first {
      isWhole ? letters($0.title) == wanted : letters($0.title).contains(wanted)
    }?.name
  }

  /// Reads `name` or `name(key=value, …)`, of a registered scheduler or one of those `defined`; throws a `LabError`
  /// without a place.
  static func parse(
    _ text: String, defined: [String: ChoiceRule] = [:]
  ) throws -> SchedulerSpec {
    let written = try ParameterizedName(text)
    let name = written.name
    let rule = defined[name]
    guard let entry = SchedulerRegistry.named(name) ?? rule.map(SchedulerRegistry.entry) else {
      let known = SchedulerRegistry.names + defined.keys.sorted()
      throw LabError(
        .unknown(
          kind: "scheduler", name: name, nearest: nearest(name, among: known) ?? titled(name),
          known: known))
    }
    return SchedulerSpec(
      name: name, parameters: try written.values(of: entry.description.parameters, owner: name),
      rule: rule)
  }
}

extension SchedulerParameter: NamedParameter {
  func written(_ value: Int) -> String {
    kind == .time ? Value.nanoseconds(value).written() : "\(value)"
  }

  /// "0 to 3", "0ns, or 10us to 1000000s".
  var rangeInWords: String {
    let lowest = least > 0 ? "\(written(0)), or \(written(least))" : written(range.lowerBound)
    return "\(lowest) to \(written(range.upperBound))"
  }

  /// Throws a `LabError` without a place.
  func value(_ text: String) throws -> Int {
    let value = Named(text: text, place: SourcePlace(line: 1, column: 1))
    do {
      guard kind == .time else { return try value.integer(in: range, what: name) }
      let time = try value.time(in: range, range: rangeInWords)
      guard time == 0 || time >= least else {
        throw LabError(.outOfRange(what: name, value: text, range: rangeInWords))
      }
      return time
    } catch let error as LabError { throw LabError(error.problem) }
  }
}
