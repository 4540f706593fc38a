import Exercises
import Glibc

/// What a person has set for good: who they are and how they want to see things.
struct Settings: Hashable, Sendable {
  var course = ""
  var student = ""
  /// As the instructor wrote it.
  var token = ""
  var width: Int?
  var colour: Bool?
}

/// One setting: how it is named, read and written.
struct SettingKey: Sendable {
  var name: String
  var summary: String
  /// What may be said, for messages.
  var form: String
  var read: @Sendable (Settings) -> String
  /// False if the text is not of the form; nothing is changed then.
  var write: @Sendable (inout Settings, String) -> Bool

  static let all: [SettingKey] = [
    text("course", "the course that you are in", \.course),
    text("student", "who you are in the course", \.student),
    text("token", "your personal token, if your instructor gave you one", \.token),
    SettingKey(
      name: "width", summary: "columns to fill", form: "a number from 20 to 1000, or auto",
      read: { $0.width.map { "\($0)" } ?? "auto" },
      write: { settings, text in
        if text == "auto" || text.isEmpty {
          settings.width = nil
          return true
        }
        guard let width = Int(text), (20...1000).contains(width) else { return false }
        settings.width = width
        return true
      }),
    SettingKey(
      name: "colour", summary: "colours on the screen", form: "on, off or auto",
      read: { $0.colour.map { $0 ? "on" : "off" } ?? "auto" },
      write: { settings, text in
        guard ["on", "off", "auto", ""].contains(text) else { return false }
        settings.colour = text == "on" ? true : text == "off" ? false : nil
        return true
      }),
  ]

  private static func text(
    _ name: String, _ summary: String, _ path: WritableKeyPath<Settings, String> & Sendable
  ) -> SettingKey {
    SettingKey(
      name: name, summary: summary, form: "at most 200 characters on one line",
      read: { $0[keyPath: path] },
      write: { settings, text in
        guard text.count <= 200, !text.contains(where: \.isNewline) else { return false }
        settings[keyPath: path] = text
        return true
      })
  }
}

/// The settings in their file: `key = value` lines, of which unknown ones are kept.
struct SettingsFile {
  /// Nil if there is no place for one.
  let path: String?
  private(set) var settings = Settings()
  private var unknown: [String] = []

  init(path: String? = SettingsFile.standardPath()) {
    self.path = path
    guard let path, let bytes = try? FileBytes.read(path) else { return }
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let key = SettingKey.all.first { $0.name == Self.trimmed(parts[0]) }
      let value = parts.count == 2 ? Self.trimmed(parts[1]) : ""
      if key?.write(&settings, value) != true { unknown.append(String(line)) }
    }
  }

  /// Changes the settings and writes them; throws a `FileProblem` if they cannot be kept, and then they hold
  /// for this session.
  mutating func update(_ change: (inout Settings) -> Void) throws {
    let before = settings
    change(&settings)
    guard settings != before else { return }
    guard let path else { throw FileProblem(path: "settings", code: ENOENT) }
    let lines = SettingKey.all.map { "\($0.name) = \($0.read(settings))" } + unknown
    try FileBytes.replace(path, with: Array((lines.joined(separator: "\n") + "\n").utf8))
  }

  static func standardPath() -> String? {
    UserDirectories.file("settings", variable: "XDG_CONFIG_HOME", under: ".config")
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

extension Settings {
  /// Who is asked; nameless without a course and a student. Nil if the token is not theirs.
  var identity: Identity? {
    guard !token.isEmpty else { return Identity(course: course, student: student) }
    guard let token = PersonalToken(token, course: course, student: student) else { return nil }
    return Identity(course: course, student: student, token: token)
  }
}

/// Where a person's own files go (XDG Base Directory Specification).
enum UserDirectories {
  /// Nil if neither `variable` nor HOME is an absolute path.
  static func file(_ name: String, variable: String, under fallback: String) -> String? {
    if let base = environment(variable) { return "\(base)/oslab/\(name)" }
    return environment("HOME").map { "\($0)/\(fallback)/oslab/\(name)" }
  }

  static var history: String? {
    file("history", variable: "XDG_STATE_HOME", under: ".local/state")
  }

  private static func environment(_ name: String) -> String? {
    guard let value = getenv(name).map({ String(cString: $0) }) else { return nil }
    return value.hasPrefix("/") ? value : nil
  }
}
