import LabEngine

/// Breaks a written list into lines, between its entries: `[0ns, "A", 2ms]` in a list of such stays whole.
enum ListWrap {
  static func lines(_ list: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for entry in entries(list) {
      let isFull = DisplayWidth.columns(of: line + " " + entry) > width
      if line.isEmpty {
        line = entry
      } else if isFull {
        lines.append(line)
        line = " " + entry
      } else {
        line += " " + entry
      }
    }
    return lines + [line]
  }

  /// Each with the comma behind it and the bracket of the whole list.
  private static func entries(_ list: String) -> [String] {
    var entries: [String] = []
    var entry = ""
    var depth = 0
    var isQuoted = false
    for character in list {
      switch character {
      case "\"": isQuoted.toggle()
      case "[" where !isQuoted: depth += 1
      case "]" where !isQuoted: depth -= 1
      case " " where !isQuoted && depth == 1 && entry.last == ",":
        entries.append(entry)
        entry = ""
        continue
      default: break
      }
      entry.append(character)
    }
    return entries + [entry]
  }
}
