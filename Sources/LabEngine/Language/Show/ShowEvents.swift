extension ShowView {
  /// Events that are told at most.
  private static let lines = 40

  static let events = ShowView(
    name: "events", usage: "events", summary: "the last events of the log, step by step"
  ) { (context: EvaluationContext) in
    let narrator = Narrator(keep: lines, last: true) { record, _ in
      switch record.outcome {
      case .removed, .shared, .released, .releasedShared, .merged: false
      default: true
      }
    }
    _ = try context.tape.play(observer: narrator)
    let events = narrator.stories.flatMap { $0.steps(context.machine) }.suffix(lines)
    guard !events.isEmpty else { return .text("Nothing has happened yet.") }
    let rows = events.map(eventRow)
    let total = context.machine.counts.events
    return Report([
      .table(
        Table(
          columns: ["time", "event", "what happens"], alignments: [.right, .left, .left], rows: rows
        )),
      .text(
        "The last \(rows.count) of \(counted(total, "event")), at \(Value.nanoseconds(context.machine.time).written())."
      ),
    ])
  }

  /// Time, kind and words of one step.
  static func eventRow(_ event: Event) -> [Cell] {
    let emphasis: Emphasis =
      switch event.kind {
      case .hit: .good
      case .trap, .abort: .bad
      case .victim, .pageout: .changed
      default: .plain
      }
    return [
      Cell(Value.quantity(Quantity(event.time, .time)).written(), .dim),
      Cell(event.kind.rawValue, emphasis), Cell(event.text),
    ]
  }
}
