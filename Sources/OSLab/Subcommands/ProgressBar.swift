import Exercises
import Glibc

/// How far a long run is, on the last line of the terminal at standard error; nothing without one.
struct ProgressBar {
  private static let cells = 30
  /// Nil if nobody can know.
  private let total: Int?
  /// What is done, in the past tense.
  private let verb: String
  private let isShown = StandardError.isTerminal
  private var shown = ""

  init(total: Int?, verb: String) {
    self.total = total
    self.verb = verb
  }

  mutating func show(_ done: Int, of all: Int? = nil) {
    guard isShown else { return }
    let text = Self.text(done, of: all ?? total, verb)
    if text == shown { return }
    shown = text
    StandardError.write("\r\u{1b}[K" + text)
  }

  mutating func clear() {
    if !shown.isEmpty { StandardError.write("\r\u{1b}[K") }
    shown = ""
  }

  static func text(_ done: Int, of total: Int?, _ verb: String) -> String {
    let count = ReportRenderer.grouped(done)
    guard let total, total > 0 else { return "\(verb) \(count)" }
    let fraction = Double(min(done, total)) / Double(total)
    let full = Int(fraction * Double(cells))
    let bar =
      String(repeating: "█", count: full) + String(repeating: "░", count: cells - full)
    return "\(bar) \(Int(fraction * 100))% \(verb) \(count) of \(ReportRenderer.grouped(total))"
  }
}

/// How many submissions there are, as far as that can be told without reading what they say.
enum SubmissionCount {
  /// Nil if standard input is among the inputs, or nobody looks.
  static func total(_ inputs: [String], isAsked: Bool = StandardError.isTerminal) -> Int? {
    if !isAsked || inputs.contains("-") { return nil }
    return inputs.reduce(0) { $0 + count($1) }
  }

  private static func count(_ path: String) -> Int {
    guard LessonLibrary.isDirectory(path) else { return lines(path) }
    guard let stream = opendir(path) else { return 0 }
    defer { closedir(stream) }
    var total = 0
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { total += count("\(path)/\(name)") }
    }
    return total
  }

  /// The lines of a file of lines, else one.
  private static func lines(_ path: String) -> Int {
    guard path.hasSuffix(".jsonl") || path.hasSuffix(".ndjson") else { return 1 }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 1 }
    defer { close(descriptor) }
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var total = 0
    while true {
      let count = piece.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count <= 0 { return max(1, total) }
      total += piece[..<count].count { $0 == 0x0a }
    }
  }
}
