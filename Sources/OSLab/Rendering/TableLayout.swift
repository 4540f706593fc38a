import LabEngine

/// Lays a table out in columns, fitted to a width.
///
/// Columns are as wide as what they hold. When that is too much, the widest shrink first and their cells are
/// wrapped, those of the header alone if that is enough; when not even the longest words fit, the table is broken between columns and the first column,
/// which names the rows, is repeated.
///
/// ```
/// frames  fifo  lru
/// ──────  ────  ───
///      3    15   12
/// ```
struct TableLayout {
  private static let gutter = 2
  /// A column is not shrunk below its longest word, unless that is longer than this.
  private static let longestUnbrokenWord = 14

  private let header: [StyledText]
  private let rows: [[StyledText]]
  private let alignments: [Table.Alignment]

  init(header: [StyledText], rows: [[StyledText]], alignments: [Table.Alignment]) {
    // A last column without a name is for remarks: without any it is not there.
    let isBare = header.count > 1 && header.last?.isEmpty == true
    let hasRemarks = rows.contains { $0.count >= header.count && !$0[header.count - 1].isEmpty }
    let header = isBare && !hasRemarks ? header.dropLast() : header
    self.header = header
    self.rows = rows.map { row in
      header.indices.map { row.indices.contains($0) ? row[$0] : StyledText() }
    }
    self.alignments = header.indices.map {
      alignments.indices.contains($0) ? alignments[$0] : .left
    }
  }

  init(_ table: Table) {
    self.init(
      header: table.columns.map { StyledText(VisibleText.line($0), .strong) },
      rows: table.rows.map { $0.map { StyledText($0) } }, alignments: table.alignments)
  }

  func lines(width: Int) -> [StyledText] {
    if header.isEmpty { return [] }
    let natural = header.indices.map { column in cells(column).map(\.width).max() ?? 0 }
    let least = header.indices.map { column in
      min(cells(column).map(longestWord).max() ?? 0, Self.longestUnbrokenWord)
    }
    // As wide as what stands below the header.
    let bodies = header.indices.map { column in
      max(least[column], rows.map { $0[column].width }.max() ?? 0)
    }
    let groups = groups(least: least, width: width)
    var lines: [StyledText] = []
    for group in groups {
      if !lines.isEmpty { lines.append(StyledText()) }
      let whole = group.map { bodies[$0] }.reduce(Self.gutter * (group.count - 1), +)
      let floor = whole <= width ? bodies : least
      lines += draw(group, widths: fitted(group, natural, floor, width: width))
    }
    return lines
  }

  private func cells(_ column: Int) -> [StyledText] {
    [header[column]] + rows.map { $0[column] }
  }

  private func longestWord(_ text: StyledText) -> Int {
    text.plain.split(separator: " ").map { DisplayWidth.columns(of: $0) }.max() ?? 0
  }

  /// Which columns stand together: all of them, or as many as fit beside the first at their least width.
  private func groups(least: [Int], width: Int) -> [[Int]] {
    var groups: [[Int]] = []
    var group = [0]
    var used = least[0]
    for column in header.indices.dropFirst() {
      let more = Self.gutter + least[column]
      if used + more > width, group.count > 1 {
        groups.append(group)
        group = [0]
        used = least[0]
      }
      group.append(column)
      used += more
    }
    return groups + [group]
  }

  /// The widths of a group's columns: their natural ones, the widest cut to one common bound if need be.
  private func fitted(_ group: [Int], _ natural: [Int], _ least: [Int], width: Int) -> [Int] {
    let available = width - Self.gutter * (group.count - 1)
    func widths(_ bound: Int) -> [Int] {
      group.map { max(1, least[$0], min(natural[$0], bound)) }
    }
    var bound = group.map { natural[$0] }.max() ?? 1
    var result = widths(bound)
    while result.reduce(0, +) > available, bound > 1 {
      bound -= 1
      result = widths(bound)
    }
    // Columns left over after the cut go to those that still want some.
    var left = available - result.reduce(0, +)
    for place in group.indices where left > 0 && result[place] < natural[group[place]] {
      result[place] += 1
      left -= 1
    }
    // Two columns that cannot be told apart any further share what there is.
    if result.reduce(0, +) > available {
      let share = max(1, available / max(1, group.count))
      result = result.map { min($0, share) }
    }
    return result
  }

  private func draw(_ group: [Int], widths: [Int]) -> [StyledText] {
    let rule = widths.map { String(repeating: "─", count: $0) }
      .joined(separator: String(repeating: " ", count: Self.gutter))
    var lines: [StyledText] = []
    if !header.allSatisfy(\.isEmpty) {
      lines += drawRow(group.map { header[$0] }, group, widths)
      lines.append(StyledText(rule, .faint))
    }
    for row in rows { lines += drawRow(group.map { row[$0] }, group, widths) }
    return lines
  }

  private func drawRow(
    _ cells: [StyledText], _ group: [Int], _ widths: [Int]
  ) -> [StyledText] {
    let wrapped = zip(cells, widths).map { WordWrap.lines($0, width: $1) }
    let height = wrapped.map(\.count).max() ?? 0
    return (0..<height).map { level in
      var line = StyledText()
      for place in group.indices {
        if place > 0 { line.append(String(repeating: " ", count: Self.gutter)) }
        let cell = level < wrapped[place].count ? wrapped[place][level] : StyledText()
        line.append(cell.padded(to: widths[place], alignments[group[place]]))
      }
      return line
    }
  }
}
