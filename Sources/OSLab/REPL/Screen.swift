import LabEngine

/// What a person sees: everything said goes through here, is fitted to the terminal, and is remembered for
/// `:transcript`.
final class Screen {
  /// What the person asked for in place of what the terminal says.
  var width: Int?
  var colour: Bool?
  private(set) var transcript = Transcript()
  private let output: (String) -> Void
  private let detect: () -> TerminalStyle

  init(
    output: @escaping (String) -> Void = StandardOutput.write,
    detect: @escaping () -> TerminalStyle = { TerminalStyle.detect() }
  ) {
    self.output = output
    self.detect = detect
  }

  /// Asked anew each time, because the window may have changed.
  var style: TerminalStyle {
    var style = detect()
    if let width { style.width = max(TerminalStyle.leastWidth, width) }
    if let colour { style.colour = colour }
    return style
  }

  /// Rows of the window; nil if nobody looks at one.
  var rows: Int? { TerminalWindow.rows }

  func write(_ text: String) {
    transcript.add(text)
    output(text)
  }

  /// What was typed is on the screen already, and belongs in the transcript.
  func typed(_ prompt: Prompt, _ line: String) {
    transcript.add(prompt.plain + " " + VisibleText.of(line) + "\n")
  }

  /// Shows the transcript, which does not become part of itself.
  func repeatTranscript() { output(transcript.text) }

  /// A sentence or several, wrapped.
  func say(_ text: String, _ ink: Ink = .plain) {
    let style = style
    let styled = StyledText(VisibleText.of(text), ink)
    for line in WordWrap.lines(styled, width: style.width) {
      write(line.rendered(colour: style.colour) + "\n")
    }
  }

  /// Lines as they are, made harmless.
  func list(_ lines: [String]) {
    write(lines.map { VisibleText.of($0) + "\n" }.joined())
  }

  func list(_ lines: [StyledText]) {
    let colour = style.colour
    write(lines.map { $0.rendered(colour: colour) + "\n" }.joined())
  }

  func show(_ report: Report) {
    var renderer = ReportRenderer(style)
    renderer.wrapsLists = rows != nil
    write(renderer.text(report))
  }

  func show(markdown: String) {
    write(MarkdownRenderer(style).text(markdown))
  }

  func blank() { write("\n") }

  /// A mistake: of what was typed, with a caret under its place; else one sentence.
  func show(_ error: any Error) {
    guard let mistake = error as? LabError else {
      for line in Failure(error).lines { say(line.withoutProgramName, .mistake) }
      return
    }
    // The line is the one just typed: only its text and the caret say more than its number.
    let excerpt = mistake.place.map { $0.line == 1 } == false ? mistake.report : mistake.excerpt
    list(excerpt)
    if mistake.problem == .interrupted {
      say("Stopped; the machine is as far as it came.", .mistake)
    } else {
      say(mistake.message, .mistake)
    }
  }
}

extension Ink {
  static let mistake = Ink(colour: .red)
  static let success = Ink(bold: true, colour: .green)
}

extension String {
  /// At the prompt nobody has to be told who is speaking.
  fileprivate var withoutProgramName: String {
    hasPrefix("oslab: ") ? String(dropFirst(7)) : self
  }
}

extension LabError {
  /// The source line and the caret, without the sentence.
  fileprivate var excerpt: [String] { Array(report.dropFirst()) }
}
