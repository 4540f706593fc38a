import Exercises
import Glibc
import LabEngine

/// The lessons that can be had by name.
///
/// Searched, the first find counting: the directories of OSLAB_LESSONS, `./lessons`, `share/oslab/lessons`
/// beside the program's own `bin`, and the XDG data directories.
struct LessonLibrary {
  /// A file that should be a lesson, and what became of it.
  struct Entry {
    var path: String
    var lesson: Result<Lesson, LessonProblems>

    /// Its id, or what the file's name says of it.
    var name: String { (try? lesson.get().id) ?? LessonLibrary.baseName(path) }
  }

  let directories: [String]

  /// Where this process is to look.
  static func standard() -> LessonLibrary {
    var directories = list("OSLAB_LESSONS") + ["lessons"]
    if let prefix = installPrefix { directories.append("\(prefix)/share/oslab/lessons") }
    let data = environment("XDG_DATA_HOME") ?? environment("HOME").map { "\($0)/.local/share" }
    var shared = list("XDG_DATA_DIRS")
    if shared.isEmpty { shared = ["/usr/local/share", "/usr/share"] }
    directories += ((data.map { [$0] } ?? []) + shared).map { "\($0)/oslab/lessons" }
    return LessonLibrary(directories: directories)
  }

  /// The lesson of this id, or in this file. Throws a `Failure`, or `LessonProblems` if the file is at fault.
  func lesson(_ name: String) throws -> Lesson {
    if Self.isPath(name) { return try Self.read(name) }
    // As a rule a lesson's file has its name: then no other need be read.
    for directory in directories where Self.isFile("\(directory)/\(name).md") {
      let lesson = try Self.read("\(directory)/\(name).md")
      if lesson.id == name { return lesson }
    }
    let entries = self.entries()
    if let entry = entries.first(where: { $0.name == name }) { return try entry.lesson.get() }
    throw Self.unknown(name, entries.map(\.name))
  }

  /// The file of the lesson of this id, or the file itself, whatever stands in it. Throws a `Failure`.
  func path(_ name: String) throws -> String {
    if Self.isPath(name) { return name }
    let entries = self.entries()
    if let entry = entries.first(where: { $0.name == name }) { return entry.path }
    throw Self.unknown(name, entries.map(\.name))
  }

  private static func isPath(_ name: String) -> Bool {
    name.contains("/") || name.hasSuffix(".md") || isFile(name)
  }

  private static func unknown(_ name: String, _ known: [String]) -> Failure {
    let near = nearest(name, among: known).map { "; did you mean '\($0)'?" }
    let all =
      known.isEmpty
      ? " (no lessons are installed: set OSLAB_LESSONS to their directory)"
      : "; there are \(known.joined(separator: ", "))"
    return Failure("there is no lesson '\(name)'\(near ?? all)")
  }

  /// Every lesson there is, in the order in which they are to be learned: each after those that it names, else
  /// by name. Of two with one id only the one found first counts.
  func entries() -> [Entry] {
    var entries: [Entry] = []
    var names: Set<String> = []
    for path in directories.flatMap(Self.files) {
      let entry = Entry(path: path, lesson: Self.result(path))
      if names.insert(entry.name).inserted { entries.append(entry) }
    }
    return Self.inOrder(entries.sorted { $0.name < $1.name })
  }

  private static func inOrder(_ entries: [Entry]) -> [Entry] {
    var placed: Set<String> = []
    var rest = entries
    var ordered: [Entry] = []
    let known = Set(entries.map(\.name))
    while !rest.isEmpty {
      let next =
        rest.firstIndex { entry in
          let before = (try? entry.lesson.get().after) ?? []
          return before.allSatisfy { placed.contains($0) || !known.contains($0) }
        } ?? 0  // Lessons that wait for each other come as they are.
      let entry = rest.remove(at: next)
      placed.insert(entry.name)
      ordered.append(entry)
    }
    return ordered
  }

  // MARK: Files

  /// Reads and parses one file. Throws a `Failure` or `LessonProblems`.
  static func read(_ path: String) throws -> Lesson {
    try Lesson(parsing: text(path), path: path)
  }

  /// What stands in a file. Throws a `Failure`, or `LessonProblems` if it is no text.
  static func text(_ path: String) throws -> String {
    let bytes: [UInt8]
    do { bytes = try FileBytes.read(path) } catch {
      throw Failure("cannot read \(path): \((error as? FileProblem)?.reason ?? "\(error)")")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let line = badLine(bytes)
      throw LessonProblems([
        LessonProblem(path: path, line: line, message: "This line is not text in UTF-8.")
      ])
    }
    return text
  }

  private static func result(_ path: String) -> Result<Lesson, LessonProblems> {
    do {
      return .success(try read(path))
    } catch let problems as LessonProblems {
      return .failure(problems)
    } catch {
      let reason = (error as? Failure)?.lines.first ?? "\(error)"
      return .failure(LessonProblems([LessonProblem(path: path, line: 1, message: reason)]))
    }
  }

  private static func badLine(_ bytes: [UInt8]) -> Int {
    let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    return 1 + (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0)
  }

  /// The Markdown files in a directory, by name; none if it cannot be read.
  static func files(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".md"), !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted().map { "\(directory)/\($0)" }.filter(isFile)
  }

  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
  }

  private static func baseName(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.hasSuffix(".md") ? String(name.dropLast(3)) : name
  }

  /// `PREFIX` of the program's own `PREFIX/bin/oslab`.
  private static var installPrefix: String? {
    guard let path = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(path) }
    let parts = String(cString: path).split(separator: "/").dropLast(2)
    return parts.isEmpty ? nil : "/" + parts.joined(separator: "/")
  }

  private static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func list(_ variable: String) -> [String] {
    environment(variable)?.split(separator: ":").map(String.init) ?? []
  }
}
