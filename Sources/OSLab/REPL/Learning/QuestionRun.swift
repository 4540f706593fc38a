import Exercises
import LabEngine

/// One question at the prompt: takes answers, shows what comes of them, and keeps the machine that it is
/// about.
final class QuestionRun {
  let question: Question
  let posed: PosedQuestion
  private let progress: StudentProgress
  private let repl: REPL
  /// The machine of a question that asks to drive.
  private var driven: Console?
  /// Rows of an answer that takes several lines.
  private var rows: [String] = []
  /// The program that was handed in last, right or wrong.
  private var tried = ""
  /// `:next` was said once without an answer.
  private(set) var isAskedToGiveUp = false

  /// Throws a `LessonProblem` if the question cannot be posed.
  init(_ question: Question, _ progress: StudentProgress, _ repl: REPL) throws {
    self.question = question
    self.progress = progress
    self.repl = repl
    posed = try progress.pose(question)
    if posed.drive != nil { try rebuild() }
  }

  private var screen: Screen { repl.screen }
  private var state: QuestionState { progress.state(question) }
  var isSettled: Bool { progress.isSettled(question) }
  var takesCommands: Bool { posed.drive != nil }
  /// Lines of a program are under way: an empty one belongs to it.
  var isInProgram: Bool { posed.isProgram && !rows.isEmpty }
  /// What the prompt shows of an answer that is under way.
  var detail: String {
    if let driven { return driven.position }
    if posed.isProgram { return rows.isEmpty ? "" : "line \(rows.count + 1)" }
    // Numbered as the table and what is said of its rows.
    let given = posed.givenRows
    return answerLines > 1 ? "row \(given + rows.count + 1)/\(given + answerLines)" : ""
  }

  /// Lines that an answer has.
  private var answerLines: Int {
    takesCommands
      ? 1 : posed.modelAnswerText.split(separator: "\n", omittingEmptySubsequences: false).count
  }

  // MARK: Asking

  func ask() throws {
    let points = question.points
    let worth = "\(points) point\(points == Points(hundredths: 100) ? "" : "s")"
    screen.blank()
    screen.list([
      StyledText("Question ", .faint) + StyledText(question.id, .strong)
        + StyledText(" (\(worth))", .faint)
    ])
    screen.show(markdown: posed.ask)
    for (label, choice) in zip(posed.choiceLabels, posed.choices) {
      screen.show(markdown: "\(label)) \(choice)")
    }
    if !posed.inputHint.isEmpty { screen.say("Answer: \(posed.inputHint)", .faint) }
    showStanding()
    // Killed between the command that met the goal and the answer made of it.
    if let driven, state.answer == nil, !state.commands.isEmpty { try checkGoal(driven) }
  }

  /// What has happened to the question before.
  private func showStanding() {
    if progress.isOutdated(question) {
      screen.say("This question has changed since you answered it; please answer it again.")
    }
    if let grade = progress.grade(question), let answer = state.answer {
      let commands = state.commands.isEmpty ? answer.input : state.commands.joined(separator: "\n")
      let shown = takesCommands ? commands.replacing("\n", with: "; ") : answer.input
      let way = grade.status == .correct ? "right" : grade.status.rawValue
      screen.say(
        "You answered \(shown.replacingLineEnds()): \(way), \(grade.points) of \(grade.maximum) points."
      )
    }
    if state.hasGivenUp { showKey() }
    if isSettled {
      screen.say("Enter goes on; a new answer would count in place of the old one.", .faint)
    }
    if !isSettled, let driven, !state.commands.isEmpty {
      screen.say("So far: \(driven.record.commands.joined(separator: "; "))", .faint)
    }
  }

  // MARK: Answering

  func take(_ line: String) throws {
    isAskedToGiveUp = false
    if takesCommands { return try drive(line) }
    if posed.isProgram { return take(programLines: line) }
    guard answerLines > 1 else { return submit(.text(line), input: line) }
    for row in line.split(separator: "\n", omittingEmptySubsequences: false) {
      take(row: String(row))
    }
  }

  /// Lines of a program; `end` alone hands it in.
  private func take(programLines lines: String) {
    for line in lines.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.trimmingBlanks() == "end" else {
        rows.append(String(line))
        continue
      }
      let program = rows.joined(separator: "\n")
      rows = []
      submit(.text(program), input: program)
    }
  }

  /// The lines typed so far, or else the last program, or else those to begin with.
  func programToEdit() throws -> String {
    guard posed.isProgram else { throw Notice("This question does not ask for a program.") }
    if !rows.isEmpty { return rows.joined(separator: "\n") + "\n" }
    let last = tried.isEmpty ? state.answer?.input ?? posed.starter ?? "" : tried
    return last.hasSuffix("\n") || last.isEmpty ? last : last + "\n"
  }

  /// A program that was read from a file.
  func take(program: String) throws {
    guard posed.isProgram else { throw Notice("This question does not ask for a program.") }
    rows = []
    submit(.text(program), input: program)
  }

  /// One line of an answer that takes several. One that cannot be read is said at once, and typed again.
  private func take(row: String) {
    let lines = rows + [row]
    let rest = posed.modelAnswerText.split(separator: "\n", omittingEmptySubsequences: false)
      .dropFirst(lines.count).map(String.init)
    let answer = lines.joined(separator: "\n")
    // With rows that are fine after it, whatever is malformed is this row.
    let trial = posed.grade(.text((lines + rest).joined(separator: "\n")))
    if trial.status == .invalid {
      screen.show(markdown: trial.feedback)
      return screen.say("Type this row again.", .faint)
    }
    rows = rest.isEmpty ? [] : lines
    if rest.isEmpty { submit(.text(answer), input: answer) }
  }

  /// True if the line is an answer of some kind, right or wrong.
  func means(_ line: String) -> Bool {
    if posed.isProgram { return isInProgram }
    return !takesCommands && (answerLines > 1 ? false : posed.grade(.text(line)).status != .invalid)
  }

  /// Drops the line alone: what was typed before it may be the work of minutes.
  func dropLine() {
    if !rows.isEmpty {
      screen.say(
        "The \(posed.isProgram ? "lines" : "rows") before stand; ':undo' takes one back, ':reset' all.",
        .faint)
    }
  }

  /// What to say to Enter on an empty line.
  func remind() {
    if isInProgram { return rows.append("") }
    if posed.isProgram {
      return screen.say(
        "Type the program line by line, then 'end'; ':edit' opens your editor, ':file NAME' hands in a file, ':reset' begins "
          + "again, ':hint' helps.", .faint)
    }
    if !rows.isEmpty {
      return screen.say(
        "\(answerLines - rows.count) row\(answerLines - rows.count == 1 ? "" : "s") to go; "
          + "'-' stands for an empty cell, ':undo' takes a row back, ':reset' all.")
    }
    screen.say(
      takesCommands
        ? "Drive the machine with commands; ':undo' and ':reset' take them back, ':hint' helps."
        : "Your answer? ':hint' helps, ':skip' leaves the question for later.", .faint)
  }

  private func submit(_ answer: RawAnswer, input: String) {
    if posed.isProgram { tried = input }
    let grade = posed.grade(answer)
    switch grade.status {
    case .invalid, .missing, .couldNotGrade:
      screen.show(markdown: grade.feedback)
      return screen.say("That was not counted as an answer.", .faint)
    default:
      progress.add(.answer, question, input: input, status: grade.status)
      show(grade)
      keepRows(of: input, grade.standingRows)
    }
  }

  /// The rows before the first wrong one stay, for who types them by hand; a program types all again.
  private func keepRows(of input: String, _ count: Int) {
    guard count > 0, repl.lines.isInteractive, answerLines > 1 else { return }
    rows = input.split(separator: "\n", omittingEmptySubsequences: false).prefix(count)
      .map(String.init)
    let first = posed.givenRows + 1
    screen.say(
      (count == 1 ? "Row \(first) stands" : "Rows \(first) to \(posed.givenRows + count) stand")
        + "; go on with row \(first + count), or ':reset' to begin the table again.", .faint)
  }

  private func show(_ grade: Grade) {
    let attempts = state.attempts
    switch grade.status {
    case .correct:
      screen.say("Right. \(pointsText(grade))", .success)
      // It was said that it is right; what else there is to say follows.
      let more =
        grade.feedback.hasPrefix("Right.") ? grade.feedback.dropFirst(6) : grade.feedback[...]
      screen.show(markdown: String(more))
      explain()
    default:
      let verdict = grade.status == .partial ? "Partly right." : "Not right."
      screen.say("\(verdict) \(pointsText(grade))", .mistake)
      screen.show(markdown: grade.feedback)
      offerHelp(attempts)
    }
  }

  private func pointsText(_ grade: Grade) -> String {
    "\(grade.points) of \(grade.maximum) points; so far \(progress.points) of \(progress.maximum)."
  }

  private func offerHelp(_ attempts: Int) {
    let hints = posed.hints.count - state.hints
    var offers: [String] = []
    if hints > 0 { offers.append("':hint' helps") }
    offers.append("':skip' leaves it for later")
    if attempts >= 3 { offers.append("':next' gives up and shows the answer") }
    screen.say("Attempt \(attempts). \(offers.joined(separator: ", ")).", .faint)
  }

  // MARK: Helping

  func hint() {
    let hints = posed.hints
    guard !hints.isEmpty else { return screen.say("There are no hints for this question.") }
    let shown = state.hints
    if shown >= hints.count {
      screen.say("These are all the hints:")
      for hint in hints { screen.show(markdown: "- \(hint)") }
      return
    }
    progress.add(.hint, question)
    screen.say("Hint \(shown + 1) of \(hints.count):", .strong)
    screen.show(markdown: hints[shown])
  }

  /// The first `:next` asks, the second shows the answer; false if there is nothing to give up.
  func giveUp() -> Bool {
    if isSettled { return false }
    guard isAskedToGiveUp else {
      isAskedToGiveUp = true
      screen.say(
        "The question is open. ':next' again gives up and shows the answer; ':skip' leaves it for later."
      )
      return true
    }
    progress.add(.giveUp, question)
    showKey()
    return true
  }

  func skip() { if !isSettled { progress.add(.skip, question) } }

  private func showKey() {
    screen.say("The answer:", .strong)
    screen.list(posed.modelAnswerText.split(separator: "\n").map { "  " + $0 })
    explain()
  }

  /// Why the answer is what it is.
  func explain() {
    do {
      let explanation = try posed.explanation()
      screen.show(markdown: explanation.text)
      for report in explanation.reports { screen.show(report) }
    } catch {
      screen.show(error)
    }
  }

  func why() throws {
    guard !isSettled else { return explain() }
    guard let grade = progress.grade(question) else {
      throw Notice("There is no answer yet; ':hint' helps, and the explanation follows the answer.")
    }
    screen.show(markdown: grade.feedback)
  }

  // MARK: Driving

  /// A copy of the machine to try things on.
  func copyOfMachine() throws -> Console {
    if let driven { return driven.copy() }
    if posed.isProgram {
      let program = tried.isEmpty ? RawAnswer.text(state.answer?.input ?? "") : .text(tried)
      return Console(repl.equipped(try posed.makeLab(answer: program)), screen: screen)
    }
    return Console(repl.equipped(try posed.makeLab()), screen: screen)
  }

  private func drive(_ line: String) throws {
    guard let rules = posed.drive, let driven else { return }
    // Whoever has set the machine back may reach it in another way.
    if progress.grade(question)?.status == .correct, try rules.isGoalMet(driven.lab) {
      throw Notice("The goal is reached. Enter goes on, '!' tries things, ':reset' begins again.")
    }
    for statement in try driven.statements(line) {
      if let refusal = rules.refusal(of: statement) { throw Notice(refusal) }
      let counts = rules.counts(statement)
      if counts, let limit = rules.commandLimit, state.commands.count >= limit {
        throw Notice(
          "\(limit) command\(limit == 1 ? " is" : "s are") all that this question allows; "
            + "':undo' takes one back, ':reset' all.")
      }
      let result = try performed(statement, driven)
      if counts { progress.add(.command, question, input: CommandRecord.text(statement)) }
      screen.show(result.report)
      if counts, try checkGoal(driven) { return }
    }
  }

  /// Hands the commands in when they have reached the goal.
  @discardableResult
  private func checkGoal(_ console: Console) throws -> Bool {
    guard try posed.drive?.isGoalMet(console.lab) == true else { return false }
    let commands = state.commands
    submit(.commands(commands), input: commands.joined(separator: "\n"))
    return true
  }

  private func performed(_ statement: Statement, _ console: Console) throws -> CommandResult {
    do {
      return try console.perform(statement)
    } catch let error as LabError where error.problem == .interrupted {
      // A command that was half done could not be handed in. The Ctrl-C has been heeded, and must not stop
      // the commands before it too.
      repl.interrupts?.clear()
      try rebuild()
      screen.say("Stopped; the machine is as it was before.", .mistake)
      throw Notice("The command was not counted.")
    }
  }

  func undo() throws {
    if let row = rows.popLast() { return screen.say("Took back: \(row)") }
    guard takesCommands else { throw Notice("There is nothing to take back here.") }
    guard let last = state.commands.last else { throw Notice("No command has been given yet.") }
    progress.add(.undo, question)
    try rebuild()
    screen.say("Took back: \(last)")
  }

  func reset() throws {
    isAskedToGiveUp = false
    if takesCommands {
      progress.add(.reset, question)
      try rebuild()
      return screen.say("The machine is as the question gave it.")
    }
    rows = []
    if posed.isProgram { return screen.say("The first line again.") }
    screen.say(answerLines > 1 ? "The first row again." : "There is nothing to set back here.")
  }

  /// The machine as the commands that count made it.
  private func rebuild() throws {
    let console = Console(repl.equipped(try posed.makeLab()), screen: screen)
    try repl.unwatched(console.lab) {
      for command in state.commands {
        for statement in try Lab.statements(of: command) { _ = try console.perform(statement) }
      }
    }
    driven = console
  }
}

extension String {
  /// On one line.
  fileprivate func replacingLineEnds() -> String {
    split(separator: "\n").joined(separator: " / ")
  }
}
