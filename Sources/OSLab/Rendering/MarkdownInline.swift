/// Collects the inline content of one paragraph, heading or table cell as styled text.
struct MarkdownInline {
  private let colour: Bool
  private(set) var text = StyledText()
  /// The ink outside of each open emphasis, and the mark that closes it.
  private var open: [(ink: Ink, mark: String)] = []
  private var ink: Ink
  /// The link that is open, with what it shows so far; links do not nest.
  private var link: (url: String, shown: String)?

  init(colour: Bool, ink: Ink = .plain) {
    self.colour = colour
    self.ink = ink
  }

  mutating func take(_ node: MarkdownNode, entering: Bool) {
    switch node.kind {
    case .text: add(node.literal)
    case .softBreak: add(" ")
    case .lineBreak: breakLine()
    case .code: code(node.literal)
    case .html: html(node.literal)
    case .emphasis: mark("*", entering) { $0.italic = true }
    case .strong: mark("**", entering) { $0.bold = true }
    case .struck: mark("~~", entering) { $0.struck = true }
    case .link: entering ? openLink(node.url) : closeLink()
    case .image: add(entering ? "[image: " : "]")
    default: break
    }
  }

  private mutating func add(_ raw: String, _ ink: Ink? = nil) {
    let shown = VisibleText.line(raw)
    link?.shown += shown
    text.append(shown, ink ?? self.ink)
  }

  private mutating func breakLine() {
    text.append("\n", ink)
  }

  private mutating func code(_ literal: String) {
    var codeInk = ink
    codeInk.colour = .cyan
    if colour { return add(literal, codeInk) }
    // As many backquotes as it takes to tell them from those inside.
    let fence = literal.contains("`") ? "``" : "`"
    add("\(fence)\(literal)\(fence)")
  }

  /// Tags stand as they are typed; `<br>` is what it says; a comment is the author's own business.
  private mutating func html(_ literal: String) {
    if literal.hasPrefix("<!--") { return }
    let name = literal.dropFirst().prefix { $0.isLetter }.lowercased()
    if name == "br" { return breakLine() }
    add(literal, colour ? .faint : nil)
  }

  private mutating func mark(_ mark: String, _ entering: Bool, _ change: (inout Ink) -> Void) {
    if entering {
      open.append((ink, mark))
      if colour { change(&ink) } else { add(mark) }
    } else if let outer = open.popLast() {
      if !colour { add(outer.mark) }
      ink = outer.ink
    }
  }

  private mutating func openLink(_ url: String) {
    link = (url, "")
    open.append((ink, ""))
    if colour { ink.underlined = true }
  }

  /// The address stands once: after the text, unless it is the text, or leads only within the document.
  private mutating func closeLink() {
    if let outer = open.popLast() { ink = outer.ink }
    guard let ended = link else { return }
    link = nil
    let address = VisibleText.line(ended.url)
    if address.isEmpty || address.hasPrefix("#") || address == ended.shown
      || address == "mailto:" + ended.shown
    {
      return
    }
    add(ended.shown.isEmpty ? address : " (\(address))")
  }
}
