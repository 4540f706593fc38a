import ArgumentParser
import Exercises
import Glibc

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Begin a lesson of your own with a file that 'check' proves.",
    discussion: "An existing file is never touched.")

  @Argument(help: "The lesson's name (letters, digits, - and _), or the file to write.")
  var lesson: String

  @Option(help: "The lesson's title.")
  var title: String?

  func run() throws {
    let path = lesson.hasSuffix(".md") ? lesson : lesson + ".md"
    let id = String((path.split(separator: "/").last ?? "").dropLast(3))
    let text: String
    do {
      text = try LessonTemplate.text(id: id, title: title ?? Self.title(id))
    } catch let problem as LessonProblem {
      throw Failure(problem.message)
    }
    try Self.create(path, text)
    let output = OutputFile()
    try output.write(
      Array("Wrote \(VisibleText.line(path)). Next: oslab check \(VisibleText.line(path))\n".utf8))
    try output.flush()
  }

  /// `page-replacement` as a heading: `Page replacement`.
  private static func title(_ id: String) -> String {
    let words = id.map { $0 == "-" || $0 == "_" ? " " : $0 }
    return String(words.prefix(1)).uppercased() + String(words.dropFirst())
  }

  /// Writes a new file; one that is there already, even a broken link, stays as it is.
  private static func create(_ path: String, _ text: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      let reason = errno == EEXIST ? "it exists already" : String(cString: strerror(errno))
      throw Failure("cannot write \(path): \(reason)")
    }
    defer { close(descriptor) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let reason = String(cString: strerror(errno))
        unlink(path)
        throw Failure("cannot write \(path): \(reason)")
      }
      rest = rest.dropFirst(count)
    }
  }
}
