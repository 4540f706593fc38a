import LabEngine

/// `predict`: the machine is stopped in the middle of its run; what comes next?
struct PredictKind: QuestionKind {
  static let description = KindDescription(
    name: "predict", summary: "what comes next on a stopped machine",
    keys: [
      KeyDescription(
        "at",
        """
        where to stop: before one of \(Predictions.names.joined(separator: ", ")) ('victim', or \
        'victim 2' for the second one), after so many references, or at a time of the host's
        """
      ),
      KeyDescription(
        "next",
        "what is asked for where 'at' is a number or a time, by the same words; victim unless given"
      ),
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
      let first = source.slice(0..<wordEnd)
      // `tsk 2` is no expression either.
      if first.text.allSatisfy(\.isLetter), let next = rest.text.first,
        next.isNumber || next == "{"
      {
        block.problems.report(
          .badValue(key: "at", wanted: Predictions.names.joined(separator: " or ")), at: first)
      }
      let name = block.word("next", of: Predictions.names)
      prediction = name.flatMap(Predictions.named) ?? VictimPrediction()
      stop = at
      occurrence = nil
    }
    mistakes = Mistake.read(block)
  }

  func pose(_ variant: Variant) throws -> any PosedKind {
    let place = try place(variant)
    let key = try prediction.next(after: place, variant, at.source)
    let (stopped, told) = try prediction.stopped(at: place, variant, at.source)
    return PosedPrediction(prediction, key, stopped: stopped, place: told, mistakes, variant)
  }

  /// Where the machine stands still.
  private func place(_ variant: Variant) throws -> Int {
    if let stop {
      let value = try variant.evaluate(stop)
      if case .quantity(let quantity) = value, quantity.dimension == .time,
        !(prediction is any SchedulePrediction)
      {
        throw variant.problem(
          .other("Where 'at' is a time, 'next' says what is asked for: task or decision."),
          stop.source)
      }
      if let place = try prediction.place(value, variant, stop.source) { return place }
      let names = Predictions.names.joined(separator: ", ")
      let other = try prediction.otherPlaces(variant, stop.source)
      throw variant.problem(.badValue(key: "at", wanted: "\(names), or \(other)"), stop.source)
    }
    let stops = try prediction.stops(variant, at.source)
    let possible = stops.compactMap { $0 }
    guard !possible.isEmpty else {
      throw variant.problem(.other("There is nothing of that kind to stop before."), at.source)
    }
    if let occurrence {
      guard let number = try Value.count(variant.evaluate(occurrence)),
        (1...stops.count).contains(number), let place = stops[number - 1]
      else {
        throw variant.problem(
          .badValue(
            key: "at", wanted: "one of the \(possible.count) that there are to stop before"),
          occurrence.source)
      }
      return place
    }
    var random = VariantRandom(seed: variant.seed, stream: "\(variant.question.id)/at")
    return possible[random.number(below: possible.count)]
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
  /// The answers that there can be, if they are words.
  private lazy var words = prediction.words(variant).map(FoldedText.fold)
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
    if case .text(let folded) = entry, !words.contains(folded) {
      return .invalid(GradeText.notAmong(prediction.words(variant), word))
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
