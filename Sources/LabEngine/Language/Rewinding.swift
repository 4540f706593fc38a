/// Sums up what accesses add to a number, to find where it passes a bound.
private final class Meter: Observer {
  private let bound: Int
  private let read: (Machine) -> Int
  private let cost: (AccessRecord, Machine) -> Int
  private var base = 0
  private var stopped = false
  /// Units of the last command that still fit.
  private(set) var units = 0

  init(
    bound: Int, read: @escaping (Machine) -> Int, cost: @escaping (AccessRecord, Machine) -> Int
  ) {
    self.bound = bound
    self.read = read
    self.cost = cost
  }

  func willApply(_ entry: History.Entry, to machine: Machine) {
    base = read(machine)
    units = 0
  }

  func observe(_ records: [AccessRecord], on machine: Machine) {
    guard !stopped else { return }
    for record in records {
      base += cost(record, machine)
      if base > bound {
        stopped = true
        return
      }
      if record.isReference { units += 1 }
    }
  }

  var isSatisfied: Bool { stopped }
}

extension Lab {
  /// Takes the machine `count` references or events back.
  func rewind(
    _ count: Int, _ noun: String, _ path: KeyPath<Statistics, Int>
  ) throws -> CommandOutcome {
    let now = machine.counts[keyPath: path]
    guard count <= now else {
      throw LabError(
        .outOfRange(
          what: "the number of \(noun)s to go back", value: "\(count)",
          range: now == 0 ? "0: there was none since the machine was made" : "1 to \(now)"))
    }
    let target = try moment(last: now - count, path)
    try seek(target)
    return CommandOutcome(report: .text(position), changedMachine: true)
  }

  /// "After 7 references, at 1.4us."
  var position: String {
    let counts = machine.counts
    var done = counted(counts.refs, "reference")
    if counts.steps > 0 {
      done = (counts.refs > 0 ? done + " and " : "") + counted(counts.steps, "instruction")
    }
    return "After \(done), at \(Value.nanoseconds(machine.time).written())."
  }

  /// The last moment up to the present at which a count was at most `bound`.
  private func moment(last bound: Int, _ path: KeyPath<Statistics, Int>) throws -> Moment {
    let present = history.present
    let entries = history.entries(at: present)
    if path != \Statistics.events, let moment = momentAfter(bound, path, entries) {
      return moment
    }
    let read: (Machine) -> Int = { $0.counts[keyPath: path] }
    return try moment(
      last: bound, entries, present, { $0.counts[keyPath: path] }, read,
      path == \Statistics.refs
        ? { record, _ in record.isReference ? 1 : 0 } : { record, _ in record.events })
  }

  /// A string's units are its references, and a run's its instructions, so that the place in it need not be
  /// looked for. Nil if the last such moment is the end of a command.
  private func momentAfter(
    _ bound: Int, _ path: KeyPath<Statistics, Int>, _ entries: [History.Entry]
  ) -> Moment? {
    let first = entries.lastIndex { $0.startsMachine } ?? 0
    var before = 0
    for index in first..<max(first, entries.count) {
      let isCut = index == history.present.entry
      let after =
        isCut ? before + (entries[index].limit ?? 0) : entries[index].counts[keyPath: path]
      if after > bound {
        return entries[index].runsHost ? nil : Moment(entry: index, unit: bound - before)
      }
      before = after
    }
    return nil
  }

  /// The last moment, also among what was undone, at which `path` was at most `bound`.
  func moment(
    last bound: Int, _ path: KeyPath<History.Entry, Int>, read: @escaping (Machine) -> Int
  ) throws -> Moment {
    try moment(
      last: bound, history.entries, history.end, { $0[keyPath: path] }, read,
      { record, machine in machine.settings.costs.cost(of: record) })
  }

  private func moment(
    last bound: Int, _ entries: [History.Entry], _ end: Moment, _ after: (History.Entry) -> Int,
    _ read: @escaping (Machine) -> Int, _ cost: @escaping (AccessRecord, Machine) -> Int
  ) throws -> Moment {
    let first =
      entries[..<min(history.present.entry + 1, entries.count)]
      .lastIndex { $0.startsMachine } ?? 0
    // The machine that is present: up to the next `machine` among what was undone.
    let limit =
      entries.indices.first { $0 > max(first, history.present.entry) && entries[$0].startsMachine }
      ?? entries.count
    var index = first
    // A command that was cut in its middle has no count of its own: it is looked into.
    while index < limit, !(index == end.entry && end.unit > 0), after(entries[index]) <= bound {
      index += 1
    }
    guard index < limit else { return Moment(entry: limit) }
    if entries[index].runsGuest || entries[index].runsHost {
      return try momentInRun(entries[index], at: index) { read($0) <= bound }
    }
    let meter = Meter(bound: bound, read: read, cost: cost)
    let from = try stretch(inside: entries[index], at: index) { read($0) <= bound }
    let start = try history.replay(to: from, budget: budget)
    let tape = Tape(entries: [entries[index]], overrides: [], budget: budget)
    _ = try tape.play(start, from: Moment(entry: 0, unit: from.unit), observer: meter)
    let units = entries[index].limit ?? entries[index].units
    let reached = from.unit + meter.units
    if units > 0, reached >= units { return Moment(entry: index + 1) }
    return Moment(entry: index, unit: reached)
  }

  /// The last moment inside of a guest's run at which the machine fits: found in ever smaller strides, as
  /// instructions leave no records to add up.
  private func momentInRun(
    _ entry: History.Entry, at index: Int, where fits: (Machine) -> Bool
  ) throws -> Moment {
    var from = try stretch(inside: entry, at: index, where: fits)
    var machine = try history.replay(to: from, budget: budget)
    let units = entry.limit ?? entry.units
    var part = entry
    var stride = Execution.bulkChunk
    while stride > 0 {
      while from.unit < units {
        part.limit = min(units, from.unit + stride)
        let tape = Tape(entries: [part], overrides: [], budget: budget)
        let next = try tape.play(
          machine.clone(), from: Moment(entry: 0, unit: from.unit), observer: nil)
        guard fits(next) else { break }
        machine = next
        from.unit = part.limit ?? units
      }
      stride /= 32
    }
    return from.unit >= units ? Moment(entry: index + 1) : from
  }

  /// The beginning of the stretch of a command at whose end the machine does not fit any more: in bulk from
  /// the nearest checkpoint, because looking at every access takes several times as long.
  private func stretch(
    inside entry: History.Entry, at index: Int, where fits: (Machine) -> Bool
  ) throws -> Moment {
    var from = history.checkpoint(inside: index, where: fits) ?? Moment(entry: index)
    guard from.unit + Execution.bulkChunk < entry.limit ?? entry.units else { return from }
    var machine = try history.replay(to: from, budget: budget)
    var part = entry
    while from.unit + Execution.bulkChunk < entry.limit ?? entry.units {
      part.limit = from.unit + Execution.bulkChunk
      let tape = Tape(entries: [part], overrides: [], budget: budget)
      machine = try tape.play(machine, from: Moment(entry: 0, unit: from.unit), observer: nil)
      guard fits(machine) else { break }
      from.unit += Execution.bulkChunk
    }
    return from
  }
}

extension AccessRecord {
  /// How many steps the log has for it.
  var events: Int {
    let own =
      switch outcome {
      case .hit: isGuest ? 0 : 1
      case .pageIn: 9
      case .zeroFill, .cowCopy: 6
      case .cowReuse: 4
      case .invalid, .protection, .swappedIn: 3
      case .removed, .unshared, .forkCopy, .shared, .released, .releasedShared, .merged: 0
      }
    return own + (victimDirty ? 1 : 0)
  }
}
