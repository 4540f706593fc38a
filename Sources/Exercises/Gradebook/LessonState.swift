/// Where a student stands in a lesson: events, folded in their order.
public struct LessonState: Hashable, Sendable {
  /// As the prompt last worded it; nil if the lesson was never begun.
  public private(set) var position: String?
  public private(set) var isFinished = false
  /// Of the last event, in milliseconds since 1970.
  public private(set) var time: Int?
  public private(set) var questions: [String: QuestionState] = [:]

  public init() {}

  public init(_ events: [ProgressEvent]) {
    for event in events { add(event) }
  }

  public var isBegun: Bool { time != nil }

  public mutating func add(_ event: ProgressEvent) {
    time = event.time
    switch event.kind {
    case .position: position = event.input
    case .finish: isFinished = true
    default: questions[event.question, default: QuestionState()].add(event)
    }
  }
}

/// Where a student stands in one question.
public struct QuestionState: Hashable, Sendable {
  /// The last answer that was one: a malformed one does not displace it.
  public private(set) var answer: ProgressEvent?
  /// The commands that count now, without those taken back.
  public private(set) var commands: [String] = []
  /// Taken back and not given again; the last is the next to come.
  public private(set) var undone: [String] = []
  /// Answers that were well-formed.
  public private(set) var attempts = 0
  public private(set) var hints = 0
  public private(set) var isSkipped = false
  public private(set) var hasGivenUp = false
  /// The digest and seed under which the question was last worked on.
  public private(set) var digest = ""
  public private(set) var seed = 0

  public init() {}

  /// What the last answer that counts was worth, as shown.
  public var status: Grade.Status? { answer.flatMap { Grade.Status(rawValue: $0.status) } }

  public mutating func add(_ event: ProgressEvent) {
    if !event.digest.isEmpty { work(digest: event.digest, seed: event.seed) }
    switch event.kind {
    case .answer where event.status != Grade.Status.invalid.rawValue:
      answer = event
      attempts += 1
      isSkipped = false
    case .command:
      commands.append(event.input)
      undone.removeAll()
    case .undo: if let last = commands.popLast() { undone.append(last) }
    case .redo: if let last = undone.popLast() { commands.append(last) }
    case .reset:
      commands.removeAll()
      undone.removeAll()
    case .hint: hints += 1
    case .skip: isSkipped = true
    case .giveUp: hasGivenUp = true
    case .answer, .position, .finish: break
    }
  }

  /// A question that has changed, or another variant, is begun afresh; the old answer still stands.
  private mutating func work(digest: String, seed: Int) {
    guard (digest, seed) != (self.digest, self.seed) else { return }
    (self.digest, self.seed) = (digest, seed)
    commands.removeAll()
    undone.removeAll()
    hints = 0
    isSkipped = false
    hasGivenUp = false
  }
}
