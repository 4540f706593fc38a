import Exercises

/// One part of a lesson, as the prompt goes through it.
struct LessonStep {
  enum Content {
    /// A section of prose: Markdown.
    case prose(String)
    case lab(String, line: Int)
    case question(Question)
  }

  var content: Content
  /// Names the step in the progress store: stays the same as long as the lesson does, and for a question
  /// also when parts are added before it.
  var key: String

  var question: Question? {
    if case .question(let question) = content { return question }
    return nil
  }

  var isProse: Bool {
    if case .prose = content { return true }
    return false
  }

  /// Prose under a heading.
  var isHeaded: Bool {
    guard case .prose(let markdown) = content else { return false }
    return Self.firstLine(markdown)?.hasPrefix("#") == true
  }

  /// What the list of parts calls it.
  var title: String {
    switch content {
    case .prose(let markdown): Self.title(ofProse: markdown)
    case .lab(let script, _): "lab: " + (Self.firstLine(script) ?? "")
    case .question(let question): question.id
    }
  }

  /// The steps of a lesson; prose is divided at its headings.
  static func steps(of lesson: Lesson) -> [LessonStep] {
    var steps: [LessonStep] = []
    var proses = 0
    var labs = 0
    for item in lesson.items {
      switch item {
      case .prose(let markdown, _):
        for section in sections(markdown) {
          proses += 1
          steps.append(LessonStep(content: .prose(section), key: "prose \(proses)"))
        }
      case .lab(let script, let line):
        labs += 1
        steps.append(LessonStep(content: .lab(script, line: line), key: "lab \(labs)"))
      case .question(let question):
        steps.append(LessonStep(content: .question(question), key: "question \(question.id)"))
      }
    }
    return steps
  }

  /// Divides Markdown before its headings; a heading alone stays with what follows.
  static func sections(_ markdown: String) -> [String] {
    var sections: [[Substring]] = [[]]
    var fence: Substring?
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      let mark = line.drop { $0 == " " }.prefix { $0 == "`" || $0 == "~" }
      if let open = fence {
        if mark.hasPrefix(open) { fence = nil }
      } else if mark.count >= 3 {
        fence = mark
      } else if isHeading(line), sections.last?.contains(where: isText) == true {
        sections.append([])
      }
      sections[sections.count - 1].append(line)
    }
    return sections.map { $0.joined(separator: "\n") }.filter { $0.contains { !$0.isWhitespace } }
  }

  private static func isHeading(_ line: Substring) -> Bool {
    let marks = line.prefix { $0 == "#" }
    return (1...6).contains(marks.count)
      && line.dropFirst(marks.count).first.map { $0 == " " } == true
  }

  private static func isText(_ line: Substring) -> Bool {
    !isHeading(line) && line.contains { !$0.isWhitespace }
  }

  private static func title(ofProse markdown: String) -> String {
    guard let line = firstLine(markdown) else { return "" }
    // In a list there is no room for emphasis, and half of a mark would be left where it is cut.
    let text = line.drop { $0 == "#" || $0 == " " }.filter { $0 != "*" && $0 != "`" }
    return text.count > 48 ? text.prefix(47) + "…" : String(text)
  }

  private static func firstLine(_ text: String) -> String? {
    text.split(separator: "\n").lazy.map { $0.trimmingBlanks() }.first { !$0.isEmpty }
  }
}
