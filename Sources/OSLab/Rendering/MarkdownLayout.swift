import LabEngine

/// Lays the blocks of a Markdown document out in lines: indents, markers, empty lines between.
struct MarkdownLayout {
  /// Containers nested so deep that less than this would be left indent no further.
  private static let leastTextWidth = 16
  private static let bullets = ["•", "◦", "▪"]

  /// A list, an item, a quote or the document: what has blocks in it.
  private struct Container {
    var isTight = false
    var hasContent = false
    /// Index in `prefixes`, if it indents.
    var prefix: Int?
  }

  /// What stands left of a container's lines; `marker` on the first of them.
  private struct Prefix {
    var marker: StyledText?
    var indent: StyledText
  }

  private struct List {
    var next: Int?
    var delimiter: String
    var markerWidth: Int
  }

  private struct TableParts {
    var alignments: [Table.Alignment]
    var rows: [[StyledText]] = []
  }

  private(set) var lines: [StyledText] = []
  private let width: Int
  private let colour: Bool
  private var containers = [Container()]
  private var prefixes: [Prefix] = []
  private var prefixWidth = 0
  private var lists: [List] = []
  private var inline: MarkdownInline?
  private var table: TableParts?

  init(width: Int, colour: Bool) {
    self.width = width
    self.colour = colour
  }

  mutating func take(_ tree: MarkdownTree) {
    // `walk` borrows the tree alone, so that the closure may change the layout.
    tree.walk { node, entering in self.take(node, entering) }
  }

  private mutating func take(_ node: MarkdownNode, _ entering: Bool) {
    switch node.kind {
    case .quote: entering ? openQuote() : close()
    case .list: entering ? openList(node) : closeList()
    case .item: entering ? openItem(node) : closeItem()
    case .paragraph: entering ? begin(.plain) : endParagraph()
    case .heading: entering ? begin(.strong) : endHeading(node.headingLevel)
    case .codeBlock: codeBlock(node.literal)
    case .htmlBlock: htmlBlock(node.literal)
    case .rule: rule()
    case .table: entering ? beginTable(node.alignments) : endTable()
    case .tableRow: if entering { table?.rows.append([]) }
    case .tableCell: entering ? begin(table?.rows.count == 1 ? .strong : .plain) : endCell()
    default: inline?.take(node, entering: entering)
    }
  }

  // MARK: Text

  private mutating func begin(_ ink: Ink) {
    inline = MarkdownInline(colour: colour, ink: colour ? ink : .plain)
  }

  private mutating func endInline() -> StyledText {
    defer { inline = nil }
    return inline?.text ?? StyledText()
  }

  private mutating func endParagraph() {
    let text = endInline()
    // A comment alone in a paragraph leaves nothing to show.
    if text.plain.allSatisfy({ $0 == " " }) { return }
    separate()
    emit(WordWrap.lines(text, width: textWidth))
  }

  private mutating func endHeading(_ level: Int) {
    let text = endInline()
    separate()
    guard level <= 2 else {
      let mark = StyledText(String(repeating: "#", count: level) + " ", .faint)
      return emit(WordWrap.lines(mark + text, width: textWidth))
    }
    let lines = WordWrap.lines(text, width: textWidth)
    let underline = String(
      repeating: level == 1 ? "═" : "─", count: max(1, lines.map(\.width).max() ?? 1))
    emit(lines + [StyledText(underline, .faint)])
  }

  private mutating func codeBlock(_ literal: String) {
    separate()
    var lines = VisibleText.of(literal).split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    emit(
      lines.map {
        StyledText("    ") + StyledText(String($0), colour ? Ink(colour: .cyan) : .plain)
      })
  }

  private mutating func htmlBlock(_ literal: String) {
    let shown = VisibleText.of(Self.withoutComments(literal))
    let lines = shown.split(separator: "\n").filter { !$0.allSatisfy { $0 == " " } }
    if lines.isEmpty { return }
    separate()
    emit(lines.flatMap { WordWrap.lines(StyledText(String($0), .faint), width: textWidth) })
  }

  private static func withoutComments(_ html: String) -> String {
    var kept = ""
    var rest = html[...]
    while let start = rest.firstRange(of: "<!--") {
      kept += rest[..<start.lowerBound]
      guard let end = rest[start.upperBound...].firstRange(of: "-->") else { return kept }
      rest = rest[end.upperBound...]
    }
    return kept + rest
  }

  private mutating func rule() {
    separate()
    emit([StyledText(String(repeating: "─", count: min(textWidth, 40)), .faint)])
  }

  private mutating func beginTable(_ alignments: [Table.Alignment]) {
    table = TableParts(alignments: alignments)
  }

  private mutating func endCell() {
    let text = endInline()
    if let row = table?.rows.indices.last { table?.rows[row].append(text) }
  }

  private mutating func endTable() {
    guard let parts = table, let header = parts.rows.first else { return }
    table = nil
    separate()
    let layout = TableLayout(
      header: header, rows: Array(parts.rows.dropFirst()), alignments: parts.alignments)
    emit(layout.lines(width: textWidth))
  }

  // MARK: Containers

  private var textWidth: Int { max(Self.leastTextWidth, width - prefixWidth) }

  private mutating func open(_ prefix: Prefix?, isTight: Bool = false) {
    var container = Container(isTight: isTight)
    if let prefix, width - prefixWidth - prefix.indent.width >= Self.leastTextWidth {
      container.prefix = prefixes.count
      prefixes.append(prefix)
      prefixWidth += prefix.indent.width
    }
    containers.append(container)
  }

  private mutating func close() {
    guard containers.count > 1, let container = containers.popLast() else { return }
    if let index = container.prefix {
      // An item without text still shows its marker.
      if prefixes[index].marker != nil { emit([StyledText()]) }
      prefixWidth -= prefixes[index].indent.width
      prefixes.removeSubrange(index...)
    }
  }

  private mutating func openQuote() {
    separate()
    open(Prefix(marker: nil, indent: StyledText("│ ", .faint)))
  }

  private mutating func openList(_ node: MarkdownNode) {
    separate()
    open(nil, isTight: node.isTight)
    let last = node.listStart + node.childCount - 1
    lists.append(
      node.isOrdered
        ? List(
          next: node.listStart, delimiter: node.delimiter, markerWidth: String(last).count + 2)
        : List(next: nil, delimiter: "", markerWidth: 2))
  }

  private mutating func closeList() {
    if !lists.isEmpty { lists.removeLast() }
    close()
  }

  private mutating func openItem(_ node: MarkdownNode) {
    separate()
    guard let depth = lists.indices.last else { return }
    let list = lists[depth]
    var marker: StyledText
    if let number = list.next {
      lists[depth].next = number + 1
      let text = "\(number)\(list.delimiter) "
      marker = StyledText(text).padded(to: list.markerWidth, .right)
    } else {
      marker = StyledText(Self.bullets[min(bulletDepth, Self.bullets.count - 1)] + " ")
    }
    if let isDone = node.isDone { marker = StyledText(isDone ? "[x] " : "[ ] ") }
    let indent = StyledText(String(repeating: " ", count: marker.width))
    open(Prefix(marker: marker, indent: indent), isTight: containers.last?.isTight ?? false)
  }

  private mutating func closeItem() { close() }

  /// How many lists of bullets the innermost one stands in.
  private var bulletDepth: Int { max(0, lists.suffix(3).filter { $0.next == nil }.count - 1) }

  // MARK: Lines

  /// Begins a block: an empty line, unless it is the first of its container or the list is tight.
  private mutating func separate() {
    guard let last = containers.indices.last else { return }
    if containers[last].hasContent, !containers[last].isTight { emit([StyledText()]) }
    containers[last].hasContent = true
  }

  private mutating func emit(_ block: [StyledText]) {
    for line in block {
      var whole = StyledText()
      for index in prefixes.indices {
        whole.append(prefixes[index].marker ?? prefixes[index].indent)
        prefixes[index].marker = nil
      }
      lines.append(whole + line)
    }
  }
}
