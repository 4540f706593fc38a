import LabEngine

/// `mistake: EXPR -> feedback`, as it stands in the lesson.
struct Mistake: Sendable {
  /// The column that it belongs to, in tables.
  let name: String?
  let expression: Template
  let feedback: Template

  /// All of a block.
  static func read(_ block: BlockReader) -> [Mistake] {
    block.all("mistake").map { entry in
      let (expression, feedback) = block.arrow(entry, isRequired: true)
      if feedback.isEmpty, entry.value.split(at: " -> ") != nil {
        block.problems.report(.emptyValue("mistake"), at: entry.value)
      }
      return Mistake(
        name: entry.name?.text, expression: block.template(expression),
        feedback: block.message(feedback))
    }
  }
}

/// The foreseen wrong values of one variant, computed when the first answer needs them.
///
/// A mistake that cannot be computed in some variant is left out there; `oslab check` reports it.
final class ValueMistakes {
  struct Computed {
    let source: SourceText
    let value: Value
    let feedback: String
  }

  private let mistakes: [Mistake]
  private let variant: Variant
  private(set) lazy var computed: [Computed] = mistakes.compactMap { try? compute($0) }

  init(_ mistakes: [Mistake], _ variant: Variant) {
    self.mistakes = mistakes
    self.variant = variant
  }

  private func compute(_ mistake: Mistake) throws -> Computed {
    Computed(
      source: mistake.expression.source, value: try variant.evaluate(mistake.expression),
      feedback: try variant.message(mistake.feedback))
  }

  /// The feedback of the first mistake that `matches`.
  func feedback(where matches: (Value) -> Bool) -> String? {
    computed.first { matches($0.value) }?.feedback
  }

  /// An answer for each mistake, hidden if it `isKey` or matches one above.
  func probes(
    isKey: (Value) -> Bool, matches: (Value, Value) -> Bool, answer: (Value) -> RawAnswer?
  ) throws -> [MistakeProbe] {
    var earlier: [Value] = []
    return try mistakes.map { mistake in
      let found = try compute(mistake)
      let isHidden = isKey(found.value) || earlier.contains { matches(found.value, $0) }
      earlier.append(found.value)
      return MistakeProbe(
        source: found.source, answer: answer(found.value), feedback: found.feedback,
        isHidden: isHidden)
    }
  }
}
