import LabEngine

/// What a `predict` question can ask for: the next thing of some sort on the machine where it
/// stands.
protocol Prediction: Sendable {
  static var name: String { get }
  /// One line.
  static var summary: String { get }

  init()

  /// The observable that counts such things, so that the machine can be stopped just before one.
  var counter: String { get }
  /// What comes next after reference `step`, and how it is answered. Throws a `LessonProblem`.
  func next(after step: Int, _ steps: ReferenceSteps, _ variant: Variant, _ source: SourceText)
    throws
    -> Value
  var hint: String { get }
  /// The answers that there can be, if they are words.
  var words: [String] { get }
}

extension Prediction {
  var words: [String] { [] }
}

/// All predictions; a new one is one type and one line here.
enum Predictions {
  static let all: [any Prediction.Type] = [
    VictimPrediction.self,
    FaultPrediction.self,
    EventPrediction.self,
  ]

  static func named(_ name: String) -> (any Prediction)? {
    all.first { $0.name == name }?.init()
  }

  static var names: [String] { all.map { $0.name } }
}

/// The page that leaves at the next eviction.
struct VictimPrediction: Prediction {
  static let name = "victim"
  static let summary = "the page that is evicted next"
  let counter = "len(victims)"
  let hint = "a page number"

  func next(after step: Int, _ steps: ReferenceSteps, _ variant: Variant, _ source: SourceText)
    throws
    -> Value
  {
    let before = try steps.number(counter, after: step, source)
    let all = try variant.placing(source) { try variant.machines.evaluate("victims") }
    guard case .list(let victims) = all, victims.indices.contains(before) else {
      throw variant.problem(.other("There is no further victim after reference \(step)."), source)
    }
    return victims[before]
  }
}

/// The page whose reference is the next fault.
struct FaultPrediction: Prediction {
  static let name = "fault"
  static let summary = "the page whose reference faults next"
  let counter = "faults"
  let hint = "a page number"

  func next(after step: Int, _ steps: ReferenceSteps, _ variant: Variant, _ source: SourceText)
    throws
    -> Value
  {
    let count = try steps.count(source)
    let before = try steps.number(counter, after: step, source)
    for later in step..<count where try steps.number(counter, after: later + 1, source) > before {
      let all = try variant.placing(source) { try variant.machines.evaluate("trace") }
      let trace = all.entries.suffix(count)
      if later < trace.count { return trace[trace.startIndex + later] }
    }
    throw variant.problem(.other("There is no further fault after reference \(step)."), source)
  }
}

/// What the next reference is: a hit, a fault that finds a free frame, or one that evicts.
struct EventPrediction: Prediction {
  static let name = "event"
  static let summary = "what the next reference is: hit, fault or eviction"
  let counter = "refs"
  let hint = "hit, fault (a free frame is found) or eviction (a page must leave)"
  let words = ["hit", "fault", "eviction"]

  func next(after step: Int, _ steps: ReferenceSteps, _ variant: Variant, _ source: SourceText)
    throws
    -> Value
  {
    let grows: (String) throws -> Bool = { counter in
      try steps.number(counter, after: step + 1, source)
        > steps.number(counter, after: step, source)
    }
    guard step < (try steps.count(source)) else {
      throw variant.problem(.other("There is no reference after the last one."), source)
    }
    if try grows("evictions") { return .text("eviction") }
    return .text(try grows("faults") ? "fault" : "hit")
  }
}
