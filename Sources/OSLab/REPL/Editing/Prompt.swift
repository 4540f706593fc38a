/// What stands before the line: pieces of text, each with the terminal attributes that set it off.
struct Prompt: Hashable, Sendable {
  /// Terminal attributes (SGR codes) of a piece; empty for plain text.
  struct Piece: Hashable, Sendable {
    var text: String
    var attributes: String
  }

  private(set) var pieces: [Piece]

  init(_ pieces: [(text: String, attributes: String)], colour: Bool) {
    self.pieces = pieces.filter { !$0.text.isEmpty }.map {
      Piece(text: $0.text, attributes: colour ? $0.attributes : "")
    }
  }

  var plain: String { pieces.reduce(into: "") { $0 += $1.text } }

  /// The prompt as libedit wants it: each change of attributes is one marked stretch, so that no two are
  /// side by side, and text follows the last of them, as it must.
  var marked: String {
    var result = ""
    var current = ""
    for piece in pieces {
      if piece.attributes != current {
        result += "\u{1}\u{1b}[0\(piece.attributes.isEmpty ? "" : ";" + piece.attributes)m\u{1}"
        current = piece.attributes
      }
      result += piece.text
    }
    // A space follows every prompt; it takes the last change of attributes.
    if !current.isEmpty { result += "\u{1}\u{1b}[0m\u{1}" }
    return result + " "
  }
}
