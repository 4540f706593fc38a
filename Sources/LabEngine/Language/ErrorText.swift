/// The words of every mistake that the language and the machine know.
extension LabError {
  /// One sentence, without place; fit for a terminal.
  public var message: String { shown(shortened(problem.sentence, to: 500)) }

  /// The message with its place, the source line, and a caret under the place.
  public var report: [String] { report(file: nil) }

  public func report(file: String?) -> [String] {
    guard let place else { return [[file.map(shown), "error", message].joined(by: ": ")] }
    let position =
      file == nil
      ? "line \(place.line), column \(place.column)"
      : [file.map(shown), "\(place.line)", "\(place.column)"].joined(by: ":")
    let head = "\(position): error: \(message)"
    guard let lineText else { return [head] }
    return [head] + SourceExcerpt(lineText, place).lines
  }
}

extension [String?] {
  fileprivate func joined(by separator: String) -> String {
    compactMap { $0 }.joined(separator: separator)
  }
}

extension Problem {
  fileprivate var sentence: String {
    switch self {
    case .expected(let what, let found):
      "expected \(what), found \(shortened(found))"
    case .unknown(let kind, let name, let nearest, let known):
      "there is no \(kind) `\(shortened(name))`\(suggestion(nearest, known))"
    case .outOfRange(let what, let value, let range):
      "\(what) must be \(range), not \(shortened(value))"
    case .mismatch(let sentence), .undefined(let sentence), .conflict(let sentence),
      .refused(let sentence), .overflow(let sentence):
      withoutStop(sentence)
    case .falseExpectation(let text, let detail):
      "not true: \(shortened(text, to: 200))" + (detail.isEmpty ? "" : " (\(detail))")
    case .file(let path, let reason):
      "file `\(shortened(path, to: 200))`: \(withoutStop(reason))"
    case .fuel(let what, let limit):
      "more than \(limit) \(what) are not allowed"
    case .interrupted:
      "interrupted"
    }
  }

  private func suggestion(_ nearest: String?, _ known: [String]) -> String {
    if let nearest { return "; did you mean `\(nearest)`?" }
    guard !known.isEmpty else { return "" }
    if known.count == 1 { return "; there is only \(known[0])" }
    let all = listed(known)
    guard known.count > 16, all.utf8.count > 260 else { return "; there are \(all)" }
    return "; there are " + listed(Array(known.prefix(12)) + ["…"])
  }

  private func listed(_ names: [String]) -> String { names.joined(separator: ", ") }

  private func withoutStop(_ sentence: String) -> String {
    sentence.hasSuffix(".") && !sentence.hasSuffix("..") ? String(sentence.dropLast()) : sentence
  }
}

/// Cut to what a line of an error has room for.
private func shortened(_ text: String, to limit: Int = 60) -> String {
  let head = text.prefix(limit)
  guard head.endIndex < text.endIndex else { return text }
  return text.hasPrefix("`") ? head + "…`" : head + "…"
}

/// With what a terminal would act on made visible.
private func shown(_ text: String) -> String {
  String(String.UnicodeScalarView(text.unicodeScalars.map(DisplayWidth.visible)))
}
