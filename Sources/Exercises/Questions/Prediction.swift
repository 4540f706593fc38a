import LabEngine

/// What a `predict` question can ask for: the next thing of some sort on the machine where it
/// stands.
///
/// A place is where the machine stands still: after so many references, or at so many nanoseconds of the host's time.
protocol Prediction: Sendable {
  static var name: String { get }
  /// One line.
  static var summary: String { get }

  init()

  /// The places just before each such thing, in order; nil where the machine cannot stop before it alone.
  func stops(_ variant: Variant, _ source: SourceText) throws -> [Int?]
  /// The place that the value of `at:` names; nil if there is none.
  func place(_ value: Value, _ variant: Variant, _ source: SourceText) throws -> Int?
  /// What else than a thing to stop before `at:` may say.
  func otherPlaces(_ variant: Variant, _ source: SourceText) throws -> String
  /// What comes next after a place, and how it is answered. Throws a `LessonProblem`.
  func next(after place: Int, _ variant: Variant, _ source: SourceText) throws -> Value
  /// The machine that stands there, and how the student is told where that is.
  func stopped(at place: Int, _ variant: Variant, _ source: SourceText) throws -> (Lab, String)
  var hint: String { get }
  /// The answers that there can be, if they are words.
  func words(_ variant: Variant) -> [String]
}

extension Prediction {
  func words(_ variant: Variant) -> [String] { [] }
}

/// All predictions; a new one is one type and one line here.
enum Predictions {
  static let all: [any Prediction.Type] = [
    VictimPrediction.self,
    FaultPrediction.self,
    EventPrediction.self,
    TaskPrediction.self,
    SchedulingPrediction.self,
  ]

  static func named(_ name: String) -> (any Prediction)? {
    all.first { $0.name == name }?.init()
  }

  static var names: [String] { all.map { $0.name } }
}

/// What is asked of a reference string; places count its references.
protocol ReferencePrediction: Prediction {
  /// The observable that counts such things, so that the machine can be stopped just before one.
  var counter: String { get }
  func next(after step: Int, _ steps: ReferenceSteps, _ variant: Variant, _ source: SourceText)
    throws
    -> Value
}

extension ReferencePrediction {
  func stops(_ variant: Variant, _ source: SourceText) throws -> [Int?] {
    let steps = ReferenceSteps(variant)
    let count = try steps.count(source)
    let counts = try (0...count).map { try steps.number(counter, after: $0, source) }
    return (0..<count).filter { counts[$0 + 1] > counts[$0] }
  }

  func place(_ value: Value, _ variant: Variant, _ source: SourceText) throws -> Int? {
    let count = try ReferenceSteps(variant).count(source)
    return Value.count(value).flatMap { (0..<count).contains($0) ? $0 : nil }
  }

  func otherPlaces(_ variant: Variant, _ source: SourceText) throws -> String {
    "a number below \(try ReferenceSteps(variant).count(source))"
  }

  func next(after place: Int, _ variant: Variant, _ source: SourceText) throws -> Value {
    try next(after: place, ReferenceSteps(variant), variant, source)
  }

  func stopped(at place: Int, _ variant: Variant, _ source: SourceText) throws -> (Lab, String) {
    let steps = ReferenceSteps(variant)
    let count = try steps.count(source)
    let stopped = variant.machines.run.copy()
    if count > place {
      try variant.placing(source) { try stopped.execute("back \(count - place) refs") { _ in } }
    }
    let labels = steps.labels(count)
    return (
      stopped,
      GradeText.stopped(after: Array(labels[..<place]), next: labels[place...].first)
    )
  }
}

/// The page that leaves at the next eviction.
struct VictimPrediction: ReferencePrediction {
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
struct FaultPrediction: ReferencePrediction {
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
struct EventPrediction: ReferencePrediction {
  static let name = "event"
  static let summary = "what the next reference is: hit, fault or eviction"
  let counter = "refs"
  let hint = "hit, fault (a free frame is found) or eviction (a page must leave)"

  func words(_ variant: Variant) -> [String] { ["hit", "fault", "eviction"] }

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
