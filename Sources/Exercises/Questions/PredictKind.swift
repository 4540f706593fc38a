import LabEngine

/// `predict`: the machine is stopped in the middle of its run; what comes next?
struct PredictKind: QuestionKind {
  static let description = KindDescription(
    name: "predict", summary: "what comes next on a stopped machine",
    keys: [
      KeyDescription(
        "at",
        """
        where to stop: before a victim, fault or event ('victim', or 'victim 2' for the second \
        one), or after so many references
        """
      ),
      KeyDescription(
        "next", "what is asked for where 'at' is a number: victim (unless given), fault, event"),
      QuestionKeys.mistake,
    ])

  private let at: Template
  private let prediction: any Prediction
  /// Which one of the things to stop before; a varied one unless given.
  private let occurrence: Template?
  /// Where `at` is an expression.
  private let stop: Template?
  private let mistakes: [Mistake]

  init(_ block: BlockReader) {
    at = block.requiredTemplate("at")
    let source = at.source
    let wordEnd = source.characters.firstIndex(where: \.isWhitespace) ?? source.characters.count
    let rest = source.slice(wordEnd..<source.characters.count).trimmed
    if let named = Predictions.named(source.slice(0..<wordEnd).text) {
      prediction = named
      stop = nil
      occurrence = rest.isEmpty ? nil : block.template(rest)
    } else {
      let name = block.word("next", of: Predictions.names)
      prediction = name.flatMap(Predictions.named) ?? VictimPrediction()
      stop = at
      occurrence = nil
    }
    mistakes = Mistake.read(block)
  }

  func pose(_ variant: Variant) throws -> any PosedKind {
    let steps = ReferenceSteps(variant)
    let step = try step(variant, steps)
    let key = try prediction.next(after: step, steps, variant, at.source)
    let count = try steps.count(at.source)
    let stopped = variant.machines.run.copy()
    if count > step {
      try variant.placing(at.source) { try stopped.execute("back \(count - step) refs") { _ in } }
    }
    let labels = steps.labels(count)
    let place = GradeText.stopped(after: Array(labels[..<step]), next: labels[step...].first)
    return PosedPrediction(
      prediction, key, stopped: stopped, place: place, mistakes, variant)
  }

  /// After how many references the machine stands still.
  private func step(_ variant: Variant, _ steps: ReferenceSteps) throws -> Int {
    let count = try steps.count(at.source)
    if let stop {
      guard let step = try Value.count(variant.evaluate(stop)), (0..<count).contains(step) else {
        throw variant.problem(
          .badValue(
            key: "at",
            wanted: "\(Predictions.names.joined(separator: ", ")), or a number below \(count)"
          ),
          stop.source)
      }
      return step
    }
    let counts = try (0...count).map {
      try steps.number(prediction.counter, after: $0, at.source)
    }
    let stops = (0..<count).filter { counts[$0 + 1] > counts[$0] }
    guard !stops.isEmpty else {
      throw variant.problem(.other("There is nothing of that kind to stop before."), at.source)
    }
    if let occurrence {
      guard let number = try Value.count(variant.evaluate(occurrence)),
        (1...stops.count).contains(number)
      else {
        throw variant.problem(
          .badValue(key: "at", wanted: "one of the \(stops.count) that there are"),
          occurrence.source)
      }
      return stops[number - 1]
    }
    var random = VariantRandom(seed: variant.seed, stream: "\(variant.question.id)/at")
    return stops[random.number(below: stops.count)]
  }
}

final class PosedPrediction: PosedKind {
  private let prediction: any Prediction
  private let key: Value
  private let form: EntryForm
  private let stopped: Lab
  /// Where the machine stands.
  let addition: String
  private let mistakes: [Mistake]
  private let variant: Variant
  private lazy var computed = mistakes.compactMap { try? compute($0) }

  init(
    _ prediction: any Prediction, _ key: Value, stopped: Lab, place: String, _ mistakes: [Mistake],
    _ variant: Variant
  ) {
    self.key = key
    form = EntryForm([key])
    self.prediction = prediction
    self.stopped = stopped
    addition = place
    self.mistakes = mistakes
    self.variant = variant
  }

  var inputHint: String { prediction.hint }
  var modelAnswerText: String { form.text(key) }

  func makeLab() throws -> Lab { stopped.copy() }

  /// After all of the run.
  func explainedLab(_ name: String?) throws -> Lab { variant.machines.lab(name) }

  func grade(_ answer: RawAnswer) -> Verdict {
    guard case .text(let text) = answer else { return .invalid(GradeText.wantsText) }
    guard text.contains(where: { !$0.isWhitespace }) else { return .missing }
    let word = SourceText(text.prefix(200), line: 1, column: 1).trimmed.text
    guard let entry = form.read(word) else {
      return .invalid(GradeText.notEntry(word, kind: inputHint))
    }
    if case .text(let folded) = entry, !prediction.words.contains(folded) {
      return .invalid(GradeText.notEntry(word, kind: inputHint))
    }
    if form.matches(entry, key) { return .correct }
    let known = computed.first { form.matches(entry, $0.value) }
    return .wrong(known?.feedback ?? GradeText.wrong)
  }

  /// On the machine where it stands.
  private func compute(_ mistake: Mistake) throws -> (value: Value, feedback: String) {
    let value = try variant.placing(mistake.expression.source) {
      try variant.machines.evaluate(variant.expression(mistake.expression), on: stopped)
    }
    return (value, try variant.message(mistake.feedback))
  }

  func mistakeProbes() throws -> [MistakeProbe] {
    var earlier: [Value] = []
    return try mistakes.map { mistake in
      let (value, feedback) = try compute(mistake)
      let isHidden = value.equals(key) || earlier.contains { $0.equals(value) }
      earlier.append(value)
      return MistakeProbe(
        source: mistake.expression.source, answer: .text(form.text(value)), feedback: feedback,
        isHidden: isHidden)
    }
  }
}
