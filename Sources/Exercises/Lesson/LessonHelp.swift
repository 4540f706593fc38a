import LabEngine

/// What an author of lessons looks up: kinds of questions, their keys, and what can be varied. All of it is
/// read from the registries.
public enum LessonHelp {
  /// The topic under which all of it stands.
  public static let topic = "lessons"

  /// Each topic with its one line.
  public static var topics: [(name: String, summary: String)] {
    [(topic, "how a lesson is written; every kind of question")]
      + QuestionKinds.descriptions.map { ($0.name, $0.summary) }
  }

  /// Nil if there is no such topic.
  public static func report(_ name: String) -> Report? {
    if name == topic { return Report(whole) }
    return QuestionKinds.descriptions.first { $0.name == name }.map { Report(blocks(of: $0)) }
  }

  private static var whole: [Report.Block] {
    let front: [Report.Block] = [
      .text(
        """
        A lesson is a Markdown file: a few lines of front matter, prose, and fenced blocks, `lab` with commands \
        that are shown and run, `question ID KIND` with a key and its value a line. A longer value is an indented \
        block below its key. `{name}` inserts a varied value, `{{` is a brace. `oslab new NAME` writes a file to start from, \
        `oslab check FILE` proves it, `oslab ask FILE --seed N --solve` poses and solves it.
        """),
      .listing(
        [
          "---", "oslab: 1", "id: my-lesson", "version: 1", "title: My lesson", "seeds: 1..50",
          "---",
        ],
        more: 0),
      .text("Every question may have these keys; `…` marks those that may stand several times."),
      table(QuestionKeys.common),
    ]
    return front + QuestionKinds.descriptions.flatMap(blocks) + [
      .text("What `vary NAME: …` draws besides ranges and choices:"),
      .listing(VariationGenerators.all.map { $0.summary }, more: 0),
      .text("What `input:` of a `design` question reads:"),
      .listing(DesignInputs.all.map { $0.summary }, more: 0),
      .text("What a `predict` question stops before and asks for:"),
      .table(
        Table(
          columns: ["at", "what it is"],
          rows: Predictions.all.map { [Cell($0.name, .strong), Cell($0.summary)] })),
    ]
  }

  private static func blocks(of kind: KindDescription) -> [Report.Block] {
    let head = Report.Block.text("Questions of kind `\(kind.name)`: \(kind.summary).")
    return kind.keys.isEmpty ? [head] : [head, table(kind.keys)]
  }

  private static func table(_ keys: [KeyDescription]) -> Report.Block {
    .table(
      Table(
        columns: ["key", "meaning"],
        rows: keys.map { [Cell(written($0), .strong), Cell($0.summary)] }))
  }

  private static func written(_ key: KeyDescription) -> String {
    let name =
      switch key.naming {
      case .never: ""
      case .optional: " [NAME]"
      case .always: " NAME"
      }
    return key.name + name + ":" + (key.isRepeatable ? " …" : "")
  }
}
