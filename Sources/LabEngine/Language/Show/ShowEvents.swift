extension ShowView {
  /// Events that are told at most, of memory and of the host.
  private static let lines = 40

  static let events = ShowView(
    name: "events", usage: "events", summary: "the last events of the log, step by step"
  ) { (context: EvaluationContext) in
    let blocks = try hostEvents(context) + pagingEvents(context)
    return blocks.isEmpty ? .text("Nothing has happened yet.") : Report(blocks)
  }

  private static func pagingEvents(_ context: EvaluationContext) throws -> [Report.Block] {
    let narrator = Narrator(keep: lines, last: true) { record, _ in
      switch record.outcome {
      case .removed, .shared, .released, .releasedShared, .merged: false
      default: true
      }
    }
    _ = try context.tape.play(observer: narrator)
    let events = narrator.stories.flatMap { $0.steps(context.machine) }.suffix(lines)
    guard !events.isEmpty else { return [] }
    let rows = events.map(eventRow)
    let total = context.machine.counts.events
    return [
      eventTable(rows),
      .text(
        "The last \(rows.count) of \(counted(total, "event")), at \(Value.nanoseconds(context.machine.time).written())."
      ),
    ]
  }

  /// The last scheduling events, by the host's clock.
  private static func hostEvents(_ context: EvaluationContext) throws -> [Report.Block] {
    guard let host = context.machine.host else { return [] }
    let narrator = HostEventNarrator(keep: lines)
    _ = try context.tape.play(observer: narrator)
    let rows = narrator.events(host).map { event in
      [
        Cell(Value.nanoseconds(event.time).written(), .dim), Cell(event.kind, event.emphasis),
        Cell(event.text),
      ]
    }
    guard !rows.isEmpty else { return [] }
    return [
      eventTable(rows),
      .text(
        "The last \(rows.count) of \(counted(narrator.total, "scheduling event")), at \(Value.nanoseconds(host.now).written()) since the host began."
      ),
    ]
  }

  private static func eventTable(_ rows: [[Cell]]) -> Report.Block {
    .table(
      Table(
        columns: ["time", "event", "what happens"], alignments: [.right, .left, .left], rows: rows))
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
