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

  /// Reads `name` or `name(key=value, …)`, of a registered scheduler or one of those `defined`; throws a `LabError`
  /// without a place.
  static func parse(
    _ text: String, defined: [String: ChoiceRule] = [:]
  ) throws -> SchedulerSpec {
    let bracket = text.firstIndex(of: "(")
    let name = String(text[..<(bracket ?? text.endIndex)])
    let rule = defined[name]
    guard let entry = SchedulerRegistry.named(name) ?? rule.map(SchedulerRegistry.entry) else {
      let known = SchedulerRegistry.names + defined.keys.sorted()
      throw LabError(
        .unknown(kind: "scheduler", name: name, nearest: nearest(name, among: known), known: known))
    }
    var values = entry.description.parameters.map(\.standard)
    guard let bracket else { return SchedulerSpec(name: name, parameters: values, rule: rule) }
    guard text.last == ")" else { throw LabError(.expected("`)`", found: "the end")) }
    let inside = text[text.index(after: bracket)...].dropLast()
    var given: Set<Int> = []
    for setting in inside.split(separator: ",", omittingEmptySubsequences: false) {
      let (index, value) = try parameter(String(setting), of: entry.description)
      guard given.insert(index).inserted else {
        throw LabError(.conflict("\(entry.description.parameters[index].name) is given twice."))
      }
      values[index] = value
    }
    return SchedulerSpec(name: name, parameters: values, rule: rule)
  }

  private static func parameter(
    _ text: String, of scheduler: SchedulerDescription
  ) throws -> (index: Int, value: Int) {
    let words = text.split(separator: "=", maxSplits: 1).map {
      $0.split(separator: " ").joined(separator: " ")
    }
    guard words.count == 2 else {
      throw LabError(.expected("name=value", found: words.first.map { "`\($0)`" } ?? "nothing"))
    }
    guard let index = scheduler.parameters.firstIndex(where: { $0.name == words[0] }) else {
      let known = scheduler.parameters.map(\.name)
      throw LabError(
        .unknown(
          kind: "parameter of \(scheduler.name)", name: words[0],
          nearest: nearest(words[0], among: known), known: known))
    }
    return (index, try scheduler.parameters[index].value(words[1]))
  }
}

extension SchedulerParameter {
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
