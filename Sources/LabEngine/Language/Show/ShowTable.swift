/// Follows the last string and keeps what lay in each frame after each reference.
private final class TableRecorder: Observer {
  struct Column {
    var reference: String
    var frames: [Frame: String]
    var dirty: Set<Frame>
    var loaded: Frame?
    var isFault = false
    var victim = ""
    var isWriteOut = false
  }

  private let index: Int
  private var next = 0
  private let several: Bool
  private let keep: Int
  private(set) var columns: [Column] = []
  private(set) var total = 0
  private var frames: [Frame: String] = [:]
  private var dirty: Set<Frame> = []
  private(set) var before: [Frame: String] = [:]

  init(entry: Int, several: Bool, keep: Int) {
    index = entry
    self.several = several
    self.keep = keep
  }

  private func name(_ space: Int, _ page: Int, _ machine: Machine) -> String {
    several ? PageName(machine.memory.spaces[space].name, page).description : "\(page)"
  }

  func willApply(_ entry: History.Entry, to machine: Machine) {
    defer { next += 1 }
    guard next == index else { return }
    for index in 0..<machine.memory.frames.touched where machine.memory.frames.isUsed(Frame(index))
    {
      let owner = machine.memory.frames.owners[index]
      frames[Frame(index)] = name(owner.space, owner.page, machine)
      if machine.memory.frames.bits.base[index] & FrameBits.dirty != 0 {
        dirty.insert(Frame(index))
      }
    }
    before = frames
  }

  func observe(_ records: [AccessRecord], on machine: Machine) {
    guard next == index + 1 else { return }
    for record in records { follow(record, machine) }
  }

  private func follow(_ record: AccessRecord, _ machine: Machine) {
    let frame = record.frame
    switch record.outcome {
    case .removed, .released:
      frames[frame] = nil
      dirty.remove(frame)
    case _ where record.outcome.loads:
      frames[frame] = name(record.space, record.page, machine)
      dirty.remove(frame)
    default: break
    }
    guard record.isReference else { return }
    if record.isWrite { dirty.insert(frame) }
    var column = Column(
      reference: name(record.space, record.page, machine) + (record.isWrite ? "w" : ""),
      frames: frames, dirty: dirty)
    column.loaded = record.outcome.loads ? frame : nil
    column.isFault = record.outcome == .pageIn || record.outcome == .zeroFill
    column.victim = record.victim.map { name($0.space, $0.page, machine) } ?? ""
    column.isWriteOut = record.victimDirty
    total += 1
    columns.append(column)
    if columns.count > keep { columns.removeFirst() }
  }
}

extension ShowView {
  /// Columns and frames that are drawn at most.
  private static let widest = 120
  private static let tallest = 16

  static let table = ShowView(
    name: "table", usage: "table",
    summary: "the textbook's table of the last string: a column a reference, faults marked"
  ) { (context: EvaluationContext) in
    let entries = context.tape.entries
    guard let index = entries.lastIndex(where: { $0.command.isString }) else {
      throw LabError(.undefined("There is no reference string yet: `refs A 1 2 3` runs one."))
    }
    let spaces = context.machine.memory.spaces
    let recorder = TableRecorder(
      entry: index - context.tape.epoch, several: spaces.count > 1, keep: widest)
    _ = try Tape(
      entries: Array(entries[...index]), overrides: context.supposition, budget: context.fuel
    )
    .play(observer: recorder)
    return draw(recorder, context.machine)
  }

  private static func draw(_ recorder: TableRecorder, _ machine: Machine) -> Report {
    var used = Set(recorder.before.keys)
    for column in recorder.columns { used.formUnion(column.frames.keys) }
    let first = machine.memory.frames.reserved
    let last = (used.max()?.index).map { Int($0) } ?? first
    let shown = min(last - first + 1, tallest)
    let rows = (first..<(first + shown)).map { Frame($0) }
    let anyVictim = recorder.columns.contains { !$0.victim.isEmpty }
    let anyWrite = recorder.columns.contains { $0.isWriteOut }
    var labels = ["reference"] + rows.map { "frame \($0.index)" } + ["fault"]
    if anyVictim { labels.append("victim") }
    if anyWrite { labels.append("written out") }
    let columns = recorder.columns.map { column in
      var cells = [Cell(column.reference, .strong)]
      cells += rows.map { cell(column, $0) }
      cells.append(column.isFault ? Cell("F", .bad) : Cell("", .dim))
      if anyVictim { cells.append(Cell(column.victim, .dim)) }
      if anyWrite { cells.append(column.isWriteOut ? Cell("x", .changed) : Cell("")) }
      return cells
    }
    let faults = recorder.columns.reduce(0) { $0 + ($1.isFault ? 1 : 0) }
    var text = "\(counted(recorder.total, "reference")), "
    if recorder.total > recorder.columns.count {
      text +=
        "of which the last \(recorder.columns.count) are drawn (\(counted(faults, "fault")) among them)"
    } else {
      text += counted(faults, "fault")
    }
    if last - first + 1 > shown { text += "; only the first \(shown) frames are drawn" }
    if recorder.columns.contains(where: { !$0.dirty.isEmpty }) { text += "; * marks a dirty page" }
    return Report([
      .trace(TraceTable(labels: labels, columns: columns)), .text(text + "."),
    ])
  }

  private static func cell(_ column: TableRecorder.Column, _ frame: Frame) -> Cell {
    guard let page = column.frames[frame] else { return Cell("·", .dim) }
    let text = page + (column.dirty.contains(frame) ? "*" : "")
    return Cell(text, column.loaded == frame ? .changed : .plain)
  }
}
