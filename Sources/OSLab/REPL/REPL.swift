import Exercises
import LabEngine

/// One person at one prompt.
///
/// A bare line goes to what is being done; `:` talks to oslab, `!` is a command on a machine, `?` is help.
final class REPL {
  let lines: any LineSource
  let screen: Screen
  var settings: SettingsFile
  let interrupts: Interrupts?
  /// Files by name for the machine; nil if it may have none.
  let files: (any FileAccess)?
  /// Opened when a lesson needs it: a free lab starts without a database.
  private(set) lazy var progress = openProgress()
  private var activities: [any Activity] = []
  private var isLeaving = false
  private var warned: Set<String> = []
  private let guestConsole = GuestConsole()
  private lazy var liveTerminal = LiveTerminal(screen)
  private let openProgress: () -> ProgressStore
  /// The lesson of this file or id; nil if it is neither.
  private let lessonNamed: (String) throws -> Lesson?

  init(
    lines: any LineSource, screen: Screen, settings: SettingsFile, interrupts: Interrupts? = nil,
    files: (any FileAccess)? = nil,
    progress: @escaping () -> ProgressStore = { ProgressStore() },
    lessonNamed: @escaping (String) throws -> Lesson? = { _ in nil }
  ) {
    self.lines = lines
    self.screen = screen
    self.settings = settings
    self.interrupts = interrupts
    self.files = files
    openProgress = progress
    self.lessonNamed = lessonNamed
    applySettings()
    lines.completer = { [unowned self] line, offset in completions(line, offset) }
  }

  // MARK: What is being done

  var activity: (any Activity)? { activities.last }
  /// The lesson that is being learned, also while its machine is played with.
  var lesson: LearnSession? { activities.lazy.compactMap { $0 as? LearnSession }.last }
  var isPlaying: Bool { activities.count > 1 && activity is FreeLab }

  func begin(_ activity: any Activity) { activities.append(activity) }

  func findLesson(_ name: String) throws -> Lesson? { try lessonNamed(name) }

  /// Begins a lesson, or goes on with it.
  func begin(_ lesson: Lesson) throws {
    guard let identity = settings.settings.identity else {
      throw Notice(
        "The token in the settings is not that of the student there; ':set token=' removes it.")
    }
    let session = LearnSession(lesson, identity, self)
    begin(session)
    session.start()
  }

  /// Ends what is being done; the session with the last of it.
  func leave() {
    activities.removeLast()
    if activities.isEmpty { isLeaving = true }
    if let lesson = activity as? LearnSession { lesson.showAgain() }
  }

  func quit() { isLeaving = true }

  /// A fresh machine as settings and signals want it.
  func makeLab() -> Lab { equipped(Lab(limits: .interactive, files: files)) }

  func equipped(_ lab: Lab) -> Lab {
    lab.stopRequest = interrupts
    lab.console = lines.isInteractive ? guestConsole : nil
    lab.liveScreen = lines.isInteractive ? liveTerminal : nil
    return lab
  }

  /// Lets something happen again on a machine without giving keyboard or screen to it.
  func unwatched(_ lab: Lab, _ body: () throws -> Void) rethrows {
    (lab.console, lab.liveScreen) = (nil, nil)
    defer { _ = equipped(lab) }
    try body()
  }

  func applySettings() {
    screen.width = settings.settings.width
    screen.colour = settings.settings.colour
  }

  /// Changes the settings for good, or with a warning for this session.
  func keep(_ changed: Settings) {
    do {
      try settings.update { $0 = changed }
    } catch {
      warn("The settings hold for this session only: \(error).")
    }
    applySettings()
  }

  /// Says once what cannot be kept, and goes on.
  func warn(_ sentence: String) {
    if warned.insert(sentence).inserted { screen.say(sentence, .mistake) }
  }

  // MARK: Lines

  func run() {
    while !isLeaving, let activity {
      interrupts?.clear()
      let prompt = Prompt(activity.prompt, colour: screen.style.colour)
      switch lines.read(prompt) {
      case .interrupt: activity.dropLine()
      case .end:
        if lines.isInteractive && interrupts?.mustLeave != true { leave() } else { quit() }
      case .line(let line): take(line, prompt)
      }
    }
  }

  private func take(_ line: String, _ prompt: Prompt) {
    screen.typed(prompt, line)
    guard let entry = whole(line) else { return }
    // A token lets others answer in one's name.
    if !entry.contains("token") { lines.remember(entry) }
    do {
      try dispatch(entry)
    } catch {
      screen.show(error)
    }
  }

  /// The line with those that a block command still needs; nil if Ctrl-C dropped them.
  private func whole(_ line: String) -> String? {
    guard activity?.takesCommands == true || line.hasPrefix("!") else { return line }
    var entry = line
    let prompt = Prompt([("...", "2")], colour: screen.style.colour)
    while Lab.needsMoreLines(entry.hasPrefix("!") ? String(entry.dropFirst()) : entry) {
      switch lines.read(prompt) {
      case .interrupt: return nil
      case .end: return entry
      case .line(let next):
        screen.typed(prompt, next)
        entry += "\n" + next
      }
    }
    return entry
  }

  private func dispatch(_ entry: String) throws {
    guard let activity else { return }
    let line = entry.trimmingBlanks()
    switch line.first {
    case nil: try activity.goOn()
    case ":": try PromptCommands.run(String(line.dropFirst()), in: self)
    case "!": try runAside(String(line.dropFirst()), activity)
    case "?": try HelpTopics.show(String(line.dropFirst()), in: self)
    default:
      if try takeNewcomersWord(line, activity) { return }
      try activity.take(entry)
    }
  }

  private func runAside(_ line: String, _ activity: any Activity) throws {
    guard !line.trimmingBlanks().isEmpty else {
      throw Notice("'!' runs the command behind it, such as '!show frames'.")
    }
    try activity.machine().run(line)
  }

  /// What people type who have not read how to leave or to ask for help.
  private func takeNewcomersWord(_ line: String, _ activity: any Activity) throws -> Bool {
    let words = line.split(separator: " ", maxSplits: 1)
    let isAlone = words.count == 1
    switch words[0].lowercased() {
    case "quit" where isAlone, "exit" where isAlone, "bye" where isAlone, "logout" where isAlone:
      if activity.means(line) { return false }
      leave()
    case "help":
      if activity.means(line) || !(isAlone || activity.takesCommands) { return false }
      if isAlone {
        try PromptCommands.run("help", in: self)
      } else {
        try HelpTopics.show(String(words[1]), in: self)
      }
    default: return false
    }
    return true
  }

  // MARK: Tab

  private func completions(_ line: String, _ offset: Int) -> Completions {
    let none = Completions(start: offset, candidates: [])
    guard let activity else { return none }
    let start = line.prefix { $0 == " " }.count
    switch line.dropFirst(start).first {
    case ":": return PromptCommands.completions(line, offset, in: self)
    case "?": return HelpTopics.completions(line, offset)
    case "!":
      let rest = String(line.dropFirst(start + 1))
      guard offset > start, let lab = try? activity.machine().lab else { return none }
      var inner = lab.completions(rest, offset: offset - start - 1)
      inner.start += start + 1
      return inner
    default:
      guard activity.takesCommands, let lab = try? activity.machine().lab else { return none }
      return lab.completions(line, offset: offset)
    }
  }
}

extension StringProtocol {
  /// Without blanks and tabs at both ends.
  func trimmingBlanks() -> String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    return String(self.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }
}
