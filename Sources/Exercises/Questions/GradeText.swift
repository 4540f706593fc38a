import LabEngine

/// All wording of what grading says to a student, except what a lesson says itself.
enum GradeText {
  static let correct = "Right."
  static let wrong = "That is not right."
  static let missing = "There is no answer."
  static let tooLong = "The answer is longer than an answer can be (64 KiB)."
  static let wantsText = "This question wants a line of text."
  static let wantsCommands = "This question wants commands for the machine, one a line."
  static let ours = "This could not be graded; it is not your fault:"

  static func notNumber(_ text: String, hint: String) -> String {
    "\(shown(text)) is not \(hint)."
  }

  static let comma = "Write a point before decimals, as in 2.5, and nothing between thousands."
  static let needsPercent = "Write the percent sign, as in 12%, or a part of one, as in 0.12."

  static func notWhole(_ text: String) -> String { "\(shown(text)) is not a whole number." }

  static func needsUnit(_ example: String) -> String { "Add the unit, as in \(example)." }

  static func needlessUnit(_ text: String) -> String {
    "\(shown(text)) has a unit that does not belong here."
  }

  static func wrongDimension(_ unit: String) -> String {
    "That unit measures something else; the answer is in \(unit) or the like."
  }

  static let valueRightUnitWrong = "The number is right, the unit is not."
  static let unitRightValueWrong = "The unit fits, the number is not right."

  static func notChoice(_ text: String, labels: String) -> String {
    "\(shown(text)) is not one of \(labels)."
  }

  static func oneChoice(_ labels: String) -> String { "Choose one of \(labels)." }

  static let choicesMissing = "Something is missing."
  static let choicesMissingAndWrong = "Some of these are right, and not all."
  static let tooManyEntries = "That is a longer list than this question can take."

  static func notEntry(_ text: String, kind: String) -> String {
    "\(shown(text)) is not \(kind)."
  }

  /// With the word that was most likely meant.
  static func notAmong(_ words: [String], _ text: String) -> String {
    let meant = nearest(text, among: words).map { " Did you mean '\($0)'?" } ?? ""
    return "\(shown(text)) is none of \(words.joined(separator: ", ")).\(meant)"
  }

  static let incomplete = "All of this is in the right order, and something is missing."

  static func someInOrder(_ part: Int, of whole: Int) -> String {
    "\(part) of \(whole) are in the right order."
  }

  /// Where the machine of a `predict` question stands.
  static func stopped(after done: [String], next: String?) -> String {
    let so =
      done.isEmpty ? "No reference has been made yet" : "So far: \(done.joined(separator: " "))"
    return next.map { "\(so). Next: \($0)." } ?? "\(so)."
  }

  /// Where the host of a `predict` question stands; `done` is "A from 0ns to 2ms".
  static func hostStopped(at time: String, done: [String], isCut: Bool, running: [String]) -> String
  {
    let past = (isCut ? "… " : "") + done.joined(separator: ", ")
    return "The host's clock stands at \(time). "
      + (done.isEmpty ? "Nothing has run so far. " : "So far: \(past). ")
      + (running.isEmpty
        ? "No task is running." : "Running now: \(running.joined(separator: ", ")).")
  }

  static func orderNeedsAll(_ labels: String) -> String {
    "Give each of \(labels) exactly once, in the right order."
  }

  static func rowCount(_ found: Int, wanted: Int) -> String {
    "There \(found == 1 ? "is 1 row" : "are \(found) rows"); the table wants \(wanted), one a line."
  }

  static func cellCount(row: Int, _ found: Int, wanted: [String]) -> String {
    "Row \(row) has \(found == 1 ? "1 entry" : "\(found) entries"); it wants \(wanted.count): "
      + wanted.joined(separator: ", ") + "."
  }

  static func firstError(row: Int) -> String {
    "Row \(row) is the first that is not right."
  }

  static func rowsRight(_ part: Int, of whole: Int) -> String {
    "\(part) of \(whole) rows are right."
  }

  static func cellsRight(_ part: Int, of whole: Int) -> String {
    "\(part) of \(whole) cells are right."
  }

  static func notAllowed(_ verb: String, allowed: [String]?) -> String {
    allowed.map { "'\(verb)' is not allowed here; allowed are \($0.joined(separator: ", "))." }
      ?? "'\(verb)' is not allowed here."
  }

  static func tooManyCommands(_ limit: Int) -> String {
    limit == 1 ? "Only one command is allowed." : "At most \(limit) commands are allowed."
  }

  static func command(_ number: Int, _ message: String) -> String {
    "Command \(number): \(message)"
  }

  static let goalNotMet = "The goal is not reached."

  static func notInput(_ text: String, _ wanted: String, _ reason: String) -> String {
    "\(shown(text)) is not \(wanted): \(reason)"
  }

  /// What a well-formed answer did on the machine.
  static func onMachine(_ text: String, _ reason: String) -> String {
    "With \(shown(text)): \(reason)."
  }

  /// Student text inside of a sentence, in quotation marks.
  static func shown(_ text: String) -> String { "'\(plain(text))'" }

  /// Student text inside of a sentence: short, on one line, without control characters.
  static func plain(_ text: String, most: Int = 60) -> String {
    let line = text.unicodeScalars.prefix(most).map { scalar -> Character in
      let isPrintable = scalar.value >= 0x20 && !(0x7f..<0xa0).contains(scalar.value)
      let isHidden =
        scalar.properties.generalCategory == .format
        || scalar.value == 0x2028 || scalar.value == 0x2029
      return isPrintable && !isHidden ? Character(scalar) : "\u{fffd}"
    }
    let kept = String(line)
    return text.unicodeScalars.dropFirst(most).isEmpty ? kept : kept + "…"
  }
}
