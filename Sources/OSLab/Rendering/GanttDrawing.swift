import LabEngine

/// A Gantt chart in characters: a line a row, a character for what lasted longest in its part of the time.
///
/// Every state and every task has a character of its own, so that nothing rests on colour.
///
/// ```
/// CPU 0 │0000111122220000    │ 80%
///       └┬─────────┬─────────
///        0         5
/// ```
struct GanttDrawing {
  private static let widest = 160
  private static let widestLabel = 20
  private static let mostActors = 40

  private let chart: GanttChart
  private let markers: [Character]

  init(_ chart: GanttChart) {
    self.chart = chart
    markers = Self.markers(for: chart.actors)
  }

  func lines(width: Int) -> [StyledText] {
    let title = WordWrap.lines(StyledText(VisibleText.line(chart.title), .strong), width: width)
    guard !chart.rows.isEmpty, chart.to > chart.from else {
      return title + [StyledText("(nothing to draw)", .faint)]
    }
    let labels = chart.rows.map { Self.shortened(VisibleText.line($0.label)) }
    let margin = labels.map(\.count).max() ?? 0
    let notes = chart.rows.map { VisibleText.line($0.note) }
    let longest = notes.map(\.count).max() ?? 0
    let noteWidth = longest > 0 ? max(longest, chart.noteMeaning.count) : 0
    let columns = columns(
      min(width, Self.widest) - margin - 2 - (noteWidth > 0 ? noteWidth + 2 : 0))
    var seen: Set<GanttChart.Mark?> = []
    var lines: [StyledText] = []
    for (index, row) in chart.rows.enumerated() {
      let marks = row.marks(from: chart.from, to: chart.to, columns)
      seen.formUnion(marks)
      var line = StyledText(labels[index]).padded(to: margin)
      line.append(" │", .faint)
      for mark in marks { line.append(String(character(mark)), Self.ink(mark)) }
      if noteWidth > 0 {
        line.append("│", .faint)
        line.append(StyledText(notes[index]).padded(to: noteWidth + 1, .right))
      }
      lines.append(line)
    }
    var foot = axis(columns, margin, isRoom: noteWidth > 0)
    if noteWidth > 0 {
      let heading = StyledText(VisibleText.line(chart.noteMeaning)).padded(
        to: noteWidth + 2, .right)
      foot[0] = foot[0] + heading
    }
    return title + lines + foot + legend(seen, width: width)
  }

  /// As many as there is room for, and in the same way for every unit of time if that is possible.
  private func columns(_ room: Int) -> Int {
    let room = max(8, room)
    let span = chart.to - chart.from
    for unit in [AxisUnit(span: span).nanoseconds, AxisUnit(span: span).nanoseconds / 10]
    where unit > 0 && span % unit == 0 && span / unit <= room {
      let even = room / (span / unit) * (span / unit)
      if even >= room * 3 / 4 { return even }
    }
    return room
  }

  private func axis(_ columns: Int, _ margin: Int, isRoom: Bool) -> [StyledText] {
    let unit = AxisUnit(span: chart.to - chart.from)
    let axis = AxisScale(
      [unit.value(chart.from), unit.value(chart.to)], most: max(2, columns / 10), fromZero: false)
    return axis.foot(
      columns: columns, margin: margin, name: "time in \(unit.name)", isRoom: isRoom
    ) {
      Int($0 * Double(columns))
    }
  }

  // MARK: Characters

  private func character(_ mark: GanttChart.Mark?) -> Character {
    guard let mark else { return " " }
    if mark.state == .run, markers.indices.contains(mark.actor) { return markers[mark.actor] }
    return Self.character(mark.state)
  }

  /// None of them a letter or digit: those are tasks.
  private static func character(_ state: GanttChart.State) -> Character {
    switch state {
    case .run: "█"
    case .spin: "@"
    case .hypervisor: "#"
    case .switching: "/"
    case .ready: "░"
    case .capped: "%"
    case .device: "·"
    case .disk: "="
    case .barrier: "|"
    case .paused: "~"
    }
  }

  private static func ink(_ mark: GanttChart.Mark?) -> Ink {
    guard let mark else { return .plain }
    let own = mark.actor < 0 ? Ink.Colour.green : colours[mark.actor % colours.count]
    return switch mark.state {
    case .run: Ink(reversed: mark.actor >= 0, colour: own)
    case .spin, .hypervisor: Ink(bold: true, colour: own)
    case .switching: .faint
    case .ready: Ink(colour: .yellow)
    case .capped: Ink(colour: .magenta)
    case .device: .faint
    case .disk: Ink(colour: .red)
    case .barrier: Ink(colour: .blue)
    case .paused: Ink(colour: .cyan)
    }
  }

  private static let colours: [Ink.Colour] = [.cyan, .magenta, .yellow, .green, .blue, .red]
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

  /// A letter or digit for each: the first of its name, or the last, if that tells all apart. `?` for those
  /// that there is none for.
  static func markers(for names: [String]) -> [Character] {
    let isPlain: (Character) -> Bool = { $0.isASCII && ($0.isLetter || $0.isNumber) }
    for end in [names.map(\.first), names.map(\.last)] {
      let found = end.compactMap { $0 }.filter(isPlain)
      if found.count == names.count, Set(found).count == names.count { return found }
    }
    return names.indices.map { letters.indices.contains($0) ? letters[$0] : "?" }
  }

  private static func shortened(_ label: String) -> String {
    ShortLabel.of(label, most: widestLabel)
  }

  // MARK: Legend

  /// Of what is in the picture.
  private func legend(_ seen: Set<GanttChart.Mark?>, width: Int) -> [StyledText] {
    var entries: [StyledText] = []
    let runners = chart.actors.indices.filter { seen.contains(GanttChart.Mark(.run, actor: $0)) }
    for actor in runners.prefix(Self.mostActors) {
      entries.append(
        entry(GanttChart.Mark(.run, actor: actor), VisibleText.line(chart.actors[actor])))
    }
    if runners.count > Self.mostActors {
      entries.append(StyledText("… and \(runners.count - Self.mostActors) more", .faint))
    }
    if runners.contains(where: { $0 >= Self.letters.count }) {
      entries.append(StyledText("? any of the last \(chart.actors.count - Self.letters.count)"))
    }
    for state in GanttChart.State.allCases {
      let isSeen = seen.contains { $0?.state == state && (state != .run || $0?.actor == -1) }
      if isSeen { entries.append(entry(GanttChart.Mark(state), state.meaning)) }
    }
    if !chart.nothing.isEmpty, seen.contains(nil) {
      entries.append(StyledText("blank: " + VisibleText.line(chart.nothing)))
    }
    return entries.isEmpty ? [] : StyledText.flowing(entries, width: width)
  }

  private func entry(_ mark: GanttChart.Mark, _ words: String) -> StyledText {
    var entry = StyledText(String(character(mark)), Self.ink(mark))
    // `A` says as much as `A A`.
    if words != String(character(mark)) { entry.append(" " + words) }
    return entry
  }
}
