import CEdit
import LabEngine

/// Lines edited at a terminal with libedit: history, search, completion, and the person's own editrc.
final class LineEditor: LineSource {
  var completer: ((String, Int) -> Completions)?
  let isInteractive = true
  /// Told once if the history cannot be kept.
  var onProblem: ((FileProblem) -> Void)?

  private let editor: OpaquePointer
  private let history: HistoryFile?
  private var last: String?

  /// Nil without a terminal that can be edited on.
  init?(history: HistoryFile?) {
    guard cedit_available() else { return nil }
    // Before the editor exists: it looks at the locale only once.
    cedit_use_utf8()
    guard let editor = cedit_new("oslab", Int32(clamping: history?.limit ?? 1000)) else {
      return nil
    }
    self.editor = editor
    self.history = history
    for entry in history?.load() ?? [] { recall(entry) }
    cedit_set_completer(
      editor,
      { _, context in
        guard let context else { return }
        Unmanaged<LineEditor>.fromOpaque(context).takeUnretainedValue().complete()
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit { cedit_free(editor) }

  func read(_ prompt: Prompt) -> LineInput {
    prompt.marked.withCString { text in
      var line: UnsafePointer<CChar> = text
      return switch cedit_read(editor, text, &line) {
      case .CEDIT_LINE: .line(String(cString: line))
      case .CEDIT_INTERRUPT: .interrupt
      case .CEDIT_END: .end
      }
    }
  }

  func remember(_ entry: String) {
    guard entry != last, entry.contains(where: { !$0.isWhitespace }) else { return }
    recall(entry)
    do {
      try history?.append(entry)
    } catch {
      onProblem?(error as? FileProblem ?? FileProblem(path: history?.path ?? "", code: 5))
      onProblem = nil
    }
  }

  private func recall(_ entry: String) {
    cedit_remember(editor, entry)
    last = entry
  }

  private func complete() {
    var length: Int32 = 0
    var cursor: Int32 = 0
    let start = UnsafeRawPointer(cedit_line(editor, &length, &cursor))
    let bytes = UnsafeRawBufferPointer(start: start, count: Int(length))
    let line = String(decoding: bytes, as: UTF8.self)
    let before = String(decoding: bytes.prefix(Int(cursor)), as: UTF8.self)
    let rest = String(decoding: bytes.dropFirst(Int(cursor)), as: UTF8.self)
    let completions = completer?(line, before.count) ?? Completions(start: 0, candidates: [])
    let typed = String(before.dropFirst(completions.start))
    let list = CandidateList(candidates: completions.candidates)
    if let text = list.replacement(for: typed, before: rest) {
      cedit_replace(editor, Int32(clamping: typed.unicodeScalars.count), text)
    } else if completions.candidates.count > 1 {
      show(list)
    } else {
      cedit_beep(editor)
    }
  }

  private func show(_ list: CandidateList) {
    var rows: Int32 = 24
    var columns: Int32 = 80
    cedit_window(&rows, &columns)
    let lines = list.lines(rows: Int(rows), columns: Int(columns))
    cedit_list(editor, lines.map { $0 + "\r\n" }.joined())
  }
}
