/// Reads the words of one statement from left to right.
struct AssemblyCursor {
  let source: AssemblySource
  /// Closed by `.end`.
  let tokens: [AssemblyToken]
  private(set) var index = 0

  init(_ tokens: [AssemblyToken], of source: AssemblySource) {
    self.tokens = tokens
    self.source = source
  }

  var next: AssemblyToken { tokens[index] }
  var isAtEnd: Bool { next.kind == .end }

  /// The word after the next one; `.end` if there is none.
  func peek(_ ahead: Int) -> AssemblyToken { tokens[min(index + ahead, tokens.count - 1)] }

  mutating func advance() { index = min(index + 1, tokens.count - 1) }

  /// From the first word that was read at `start` to the last one read.
  func span(from start: Int) -> Range<Int> {
    let first = tokens[min(start, tokens.count - 1)].span.lowerBound
    return first..<max(first, tokens[max(0, index - 1)].span.upperBound)
  }

  mutating func take(_ mark: String) -> Bool {
    guard next.kind == .mark(mark) else { return false }
    advance()
    return true
  }

  /// Throws unless `mark` comes next.
  mutating func need(_ mark: String) throws {
    guard take(mark) else { throw expected("`\(mark)`") }
  }

  /// Throws unless the statement is over.
  func needEnd() throws {
    guard isAtEnd else { throw expected("the end of the statement") }
  }

  /// "expected …, found …" at the next word.
  func expected(_ what: String) -> LabError {
    source.error(.expected(what, found: found), at: next.span)
  }

  private var found: String { isAtEnd ? "the end of the line" : "`\(source.text(next.span))`" }

  /// The number of the register that comes next; nil if none does.
  var nextRegister: UInt32? {
    guard case .name(let name) = next.kind else { return nil }
    return RegisterNames.number(name)
  }

  mutating func register() throws -> UInt32 {
    guard let number = nextRegister else {
      guard case .name(let name) = next.kind else { throw expected("a register") }
      throw source.error(
        .unknown(
          kind: "register", name: name, nearest: nearest(name, among: RegisterNames.all),
          known: []), at: next.span)
    }
    advance()
    return number
  }

  /// A name of any kind, such as a symbol's or a section's.
  mutating func name(_ what: String) throws -> (text: String, span: Range<Int>) {
    guard case .name(let text) = next.kind else { throw expected(what) }
    let span = next.span
    advance()
    return (text, span)
  }
}
