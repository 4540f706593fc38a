import Glibc

/// The student's own editor, on a file that is gone afterwards.
enum Editor {
  /// The text after `$VISUAL` or `$EDITOR` (`vi` without either) has had it; nil if the editor could not be run,
  /// or said that it failed.
  static func edit(_ text: String) throws -> String? {
    let file = try makeFile()
    defer { unlink(file) }
    try FileBytes.append(Array(text.utf8), to: file)
    guard run(file) else { return nil }
    return String(decoding: try FileBytes.read(file), as: UTF8.self)
  }

  /// A new empty file of nobody else's.
  private static func makeFile() throws -> String {
    let directory = setting("TMPDIR") ?? "/tmp"
    var template = Array("\(directory)/oslab-XXXXXX.s".utf8CString)
    let descriptor = mkstemps(&template, 2)
    guard descriptor >= 0 else { throw FileProblem(path: directory, code: errno) }
    close(descriptor)
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func setting(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }

  /// By the shell, because `EDITOR="code --wait"` has words. The file's name is an argument, never a part of the
  /// command.
  private static func run(_ file: String) -> Bool {
    let name = setting("VISUAL") ?? setting("EDITOR") ?? "vi"
    let words = ["sh", "-c", "\(name) \"$1\"", "sh", file]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    guard posix_spawn(&child, "/bin/sh", nil, nil, &arguments, environ) == 0 else { return false }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { return false }
    }
    return status == 0
  }
}
