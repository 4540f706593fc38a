/// What the drawings in characters have in common below their rows.
extension AxisScale {
  /// The horizontal axis, its labels and its name. `column` tells where a fraction of the axis lies; the last label may
  /// reach one column further if there `isRoom`.
  func foot(
    columns: Int, margin: Int, name: String, isRoom: Bool = false, column: (Double) -> Int
  ) -> [StyledText] {
    var rule = Array(repeating: Character("─"), count: columns)
    var labels = Array(repeating: Character(" "), count: columns + (isRoom ? 1 : 0))
    var free = 0
    for tick in ticks {
      let column = max(0, min(columns - 1, column(fraction(tick.value))))
      rule[column] = "┬"
      let start = max(0, min(column - (tick.label.count - 1) / 2, labels.count - tick.label.count))
      guard start >= free else { continue }
      for (offset, character) in tick.label.enumerated() where start + offset < labels.count {
        labels[start + offset] = character
      }
      free = start + tick.label.count + 1
    }
    let indent = String(repeating: " ", count: margin + 1)
    let shown = StyledText(VisibleText.line(name)).padded(to: columns, .right)
    return [
      StyledText(indent + "└" + String(rule), .faint),
      StyledText(indent + " " + String(labels)),
      StyledText(indent + " ") + shown,
    ]
  }
}

extension StyledText {
  /// Entries of a legend one behind the other, as many to a line as fit.
  static func flowing(_ entries: [StyledText], width: Int) -> [StyledText] {
    var lines = [StyledText()]
    for entry in entries {
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = entry
      } else if last.width + 3 + entry.width <= width {
        lines[lines.count - 1] = last + StyledText("   ") + entry
      } else {
        lines.append(entry)
      }
    }
    return lines
  }
}
