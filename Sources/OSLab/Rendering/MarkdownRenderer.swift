import CMarkGFM
import LabEngine

/// Renders CommonMark with tables, task lists and struck text for a terminal.
///
/// With colour, emphasis is shown by the terminal; without, its marks stay (`*so*`), as a person would type
/// them in a plain text. HTML is shown as it stands, comments are not. No depth of nesting is too great.
///
/// ```swift
/// MarkdownRenderer(width: 80, colour: false).text("When no frame is free, a *victim* is chosen.")
/// ```
struct MarkdownRenderer {
  var width: Int
  var colour: Bool

  init(width: Int, colour: Bool) {
    self.width = max(TerminalStyle.leastWidth, width)
    self.colour = colour
  }

  init(_ style: TerminalStyle) { self.init(width: style.width, colour: style.colour) }

  /// Whole lines, each with its line feed; empty for a text of blanks.
  func text(_ markdown: String) -> String {
    lines(markdown).reduce(into: "") { $0 += $1.rendered(colour: colour) + "\n" }
  }

  /// The first line of `markdown` as words alone, without the marks of emphasis, headings and code.
  static func firstWords(_ markdown: String) -> String {
    let renderer = MarkdownRenderer(width: .max, colour: true)
    let first = renderer.lines(markdown).lazy.map { $0.rendered(colour: false) }.first {
      !$0.isEmpty
    }
    return first ?? ""
  }

  private func lines(_ markdown: String) -> [StyledText] {
    guard let tree = MarkdownTree(markdown) else { return WordWrap.lines(markdown, width: width) }
    var layout = MarkdownLayout(width: width, colour: colour)
    layout.take(tree)
    return layout.lines
  }
}

/// A parsed document, freed with the last reference to it.
final class MarkdownTree {
  private let root: OpaquePointer

  /// Nil if there is no memory.
  init?(_ markdown: String) {
    cmark_gfm_core_extensions_ensure_registered()
    guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return nil }
    defer { cmark_parser_free(parser) }
    for name in ["table", "strikethrough", "tasklist"] {
      if let syntax = cmark_find_syntax_extension(name) {
        cmark_parser_attach_syntax_extension(parser, syntax)
      }
    }
    var text = markdown
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        cmark_parser_feed(parser, $0.baseAddress, $0.count)
      }
    }
    guard let root = cmark_parser_finish(parser) else { return nil }
    self.root = root
  }

  deinit { cmark_node_free(root) }

  /// Calls `visit` for each node as it is entered, and left again if it can hold others. In document order,
  /// without recursion: a file of a million `>` must not exhaust the stack.
  func walk(_ visit: (MarkdownNode, _ entering: Bool) -> Void) {
    guard let iterator = cmark_iter_new(root) else { return }
    defer { cmark_iter_free(iterator) }
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return }
      guard let node = cmark_iter_get_node(iterator) else { return }
      visit(MarkdownNode(node), event == CMARK_EVENT_ENTER)
    }
  }
}

/// A node of a Markdown tree: a view, valid as long as its tree.
struct MarkdownNode {
  enum Kind: Hashable {
    case quote, list, item, paragraph, heading, codeBlock, htmlBlock, rule
    case text, softBreak, lineBreak, code, html, emphasis, strong, struck, link, image
    case table, tableRow, tableCell
    case other
  }

  private let node: OpaquePointer

  init(_ node: OpaquePointer) { self.node = node }

  var kind: Kind {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_BLOCK_QUOTE: .quote
    case CMARK_NODE_LIST: .list
    case CMARK_NODE_ITEM: .item
    case CMARK_NODE_PARAGRAPH: .paragraph
    case CMARK_NODE_HEADING: .heading
    case CMARK_NODE_CODE_BLOCK: .codeBlock
    case CMARK_NODE_HTML_BLOCK: .htmlBlock
    case CMARK_NODE_THEMATIC_BREAK: .rule
    case CMARK_NODE_TEXT: .text
    case CMARK_NODE_SOFTBREAK: .softBreak
    case CMARK_NODE_LINEBREAK: .lineBreak
    case CMARK_NODE_CODE: .code
    case CMARK_NODE_HTML_INLINE: .html
    case CMARK_NODE_EMPH: .emphasis
    case CMARK_NODE_STRONG: .strong
    case CMARK_NODE_LINK: .link
    case CMARK_NODE_IMAGE: .image
    default: extensionKind
    }
  }

  /// The types that extensions register at run time have names, not constants.
  private var extensionKind: Kind {
    switch typeName {
    case "table": .table
    case "table_header", "table_row": .tableRow
    case "table_cell": .tableCell
    case "strikethrough": .struck
    default: .other
    }
  }

  private var typeName: String {
    cmark_node_get_type_string(node).map { String(cString: $0) } ?? ""
  }

  var literal: String { cmark_node_get_literal(node).map { String(cString: $0) } ?? "" }
  var url: String { cmark_node_get_url(node).map { String(cString: $0) } ?? "" }
  var headingLevel: Int { Int(cmark_node_get_heading_level(node)) }

  var isTight: Bool { cmark_node_get_list_tight(node) != 0 }
  var isOrdered: Bool { cmark_node_get_list_type(node) == CMARK_ORDERED_LIST }
  var listStart: Int { Int(cmark_node_get_list_start(node)) }
  var delimiter: String { cmark_node_get_list_delim(node) == CMARK_PAREN_DELIM ? ")" : "." }

  /// Nil unless it is an item of a task list.
  var isDone: Bool? {
    typeName == "tasklist" ? cmark_gfm_extensions_get_tasklist_item_checked(node) : nil
  }

  var childCount: Int {
    var count = 0
    var child = cmark_node_first_child(node)
    while let present = child {
      count += 1
      child = cmark_node_next(present)
    }
    return count
  }

  /// One a column, of a table.
  var alignments: [Table.Alignment] {
    guard let codes = cmark_gfm_extensions_get_table_alignments(node) else { return [] }
    return (0..<Int(cmark_gfm_extensions_get_table_columns(node))).map {
      switch codes[$0] {
      case UInt8(ascii: "r"): .right
      case UInt8(ascii: "c"): .centre
      default: .left
      }
    }
  }
}
