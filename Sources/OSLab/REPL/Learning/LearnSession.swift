import Exercises
import LabEngine

/// A student's way through a lesson: prose section by section, labs that run, questions that are answered.
///
/// At a terminal it waits for Enter between parts; from a pipe it goes on to the next question by itself.
final class LearnSession: Activity {
  let lesson: Lesson
  let progress: StudentProgress
  let steps: [LessonStep]
  /// The step that is shown; `steps.count` at the end of the lesson.
  private(set) var index = 0
  private(set) var asking: QuestionRun?
  /// Screens of a long section that are still to be shown.
  private var pages: [String] = []
  /// The machine that the lab blocks share, and how many steps it has seen.
  private var machineOfLabs: Console
  private var labsRun = 0
  /// What `!` and `:play` have made of the machine at this step.
  private var sandbox: Console?
  private unowned let repl: REPL

  init(_ lesson: Lesson, _ identity: Identity, _ repl: REPL) {
    self.lesson = lesson
    self.repl = repl
    progress = StudentProgress(lesson: lesson, identity: identity, store: repl.progress)
    steps = LessonStep.steps(of: lesson)
    machineOfLabs = Console(Self.makeLab(repl), screen: repl.screen)
    progress.onProblem = { [unowned repl] problem in
      repl.warn("Your answers cannot be saved: \(problem). You can go on, but they will be lost.")
    }
  }

  /// Without files: a lesson comes from somebody else.
  private static func makeLab(_ repl: REPL) -> Lab { repl.equipped(Lab(limits: .interactive)) }

  private var screen: Screen { repl.screen }

  // MARK: Activity

  var prompt: [(text: String, attributes: String)] {
    let part = " \(min(index + 1, steps.count))/\(steps.count)"
    var pieces = [(text: lesson.id, attributes: "1;36"), (text: part, attributes: "2")]
    if let asking {
      pieces.append((" " + asking.question.id, "1"))
      let detail = asking.isSettled ? "(Enter)" : asking.detail
      if !detail.isEmpty { pieces.append((" " + detail, "2")) }
    } else {
      pieces.append((index >= steps.count ? " done" : " (Enter)", "2"))
    }
    return pieces + [(">", "")]
  }

  var takesCommands: Bool { asking?.takesCommands ?? false }

  func machine() throws -> Console {
    if let sandbox { return sandbox }
    let copy = try asking?.copyOfMachine() ?? machineOfLabs.copy()
    sandbox = copy
    return copy
  }

  func take(_ line: String) throws {
    guard let asking else {
      throw Notice(
        "Nothing is asked here. Enter goes on, '!' before a command tries it on a copy of the machine."
      )
    }
    if asking.takesCommands || asking.posed.isProgram { sandbox = nil }
    try asking.take(line)
    if asking.isSettled, !repl.lines.isInteractive { advance() }
  }

  func means(_ line: String) -> Bool { asking?.means(line) ?? false }

  func dropLine() { asking?.dropLine() }

  func goOn() throws {
    if !pages.isEmpty {
      turnPage()
      return proceed()
    }
    if let asking, !asking.isSettled || asking.isInProgram { return asking.remind() }
    guard index >= steps.count else { return advance() }
    guard let open = firstOpen else { return repl.leave() }
    go(to: beginning(of: open))
  }

  // MARK: Going through the lesson

  /// Begins, or goes on where the student stopped.
  func start() {
    let resumed = progress.state.position.flatMap { key in steps.firstIndex { $0.key == key } }
    if let resumed, resumed > 0 {
      screen.list([StyledText(VisibleText.line(lesson.title), .strong)])
      screen.say(
        "Welcome back: part \(resumed + 1) of \(steps.count), \(progress.points) of "
          + "\(progress.maximum) points so far. ':list' shows the parts, ':back' goes back.")
    } else if repl.lines.isInteractive {
      if steps.first?.title != lesson.title {
        screen.list([StyledText(VisibleText.line(lesson.title), .strong)])
      }
      screen.say(
        "Enter goes on. Answer questions at the prompt; ':hint' helps, ':help' shows what else there is. "
          + "Ctrl-D leaves, and you come back to where you were.", .faint)
    }
    if progress.state.isFinished, firstOpen == nil { return finish() }
    go(to: beginning(of: resumed ?? 0))
  }

  /// Shows a step, and what belongs on the screen with it: a lab or a question follows its prose at once.
  func go(to target: Int) {
    index = min(max(0, target), steps.count)
    guard index < steps.count else { return finish() }
    show()
    proceed()
  }

  /// Goes on by itself until there is something to wait for.
  private func proceed() {
    while asking == nil, pages.isEmpty, !waitsAfter(index) {
      index += 1
      guard index < steps.count else { return finish() }
      show()
    }
    let key = steps[index].key
    if progress.state.position != key { progress.add(.position, input: key) }
  }

  /// Shows the present step again, after something else was on the screen.
  func showAgain() {
    do {
      try asking?.ask()
    } catch {
      screen.show(error)
    }
  }

  private func advance() { go(to: index + 1) }

  private func waitsAfter(_ index: Int) -> Bool {
    guard repl.lines.isInteractive else { return false }
    guard steps[index].isProse, index + 1 < steps.count else { return true }
    return steps[index + 1].isProse
  }

  private func show() {
    asking = nil
    sandbox = nil
    pages = []
    catchUp()
    switch steps[index].content {
    case .prose(let markdown): showProse(markdown)
    case .lab(let script, let line): runLab(script, line)
    case .question(let question):
      do {
        let run = try QuestionRun(question, progress, repl)
        asking = run
        try run.ask()
      } catch {
        screen.show(error)
        screen.say("This question cannot be asked; Enter goes on.")
      }
    }
  }

  private func showProse(_ markdown: String) {
    screen.blank()
    let text = MarkdownRenderer(screen.style).text(markdown)
    guard repl.lines.isInteractive, let rows = screen.rows else { return screen.write(text) }
    pages = Pages.split(text, rows: max(8, rows - 3))
    turnPage()
  }

  private func turnPage() {
    guard !pages.isEmpty else { return }
    screen.write(pages.removeFirst())
    if !pages.isEmpty { screen.say("(more)", .faint) }
  }

  // MARK: Labs

  private func runLab(_ script: String, _ line: Int) {
    screen.blank()
    runLab(script, line) { [screen] result in
      screen.list([
        StyledText("> ", .faint) + StyledText(VisibleText.of(result.statement.text), .strong)
      ])
      if let body = result.statement.body {
        let lines = (body + "\nend").split(separator: "\n", omittingEmptySubsequences: false)
        screen.list(lines.map { StyledText("  " + VisibleText.line(String($0)), .faint) })
      }
      screen.show(result.report)
    }
  }

  private func runLab(_ script: String, _ line: Int, each: (CommandResult) -> Void) {
    labsRun = index + 1
    do {
      // A lesson's own commands run as they stand: nobody is to type into a guest in their middle.
      try repl.unwatched(machineOfLabs.lab) {
        try machineOfLabs.lab.execute(script, firstLine: line, each: each)
      }
    } catch let error as LabError {
      screen.list(error.report(file: lesson.path))
    } catch {
      screen.show(error)
    }
  }

  /// Makes the machine what the labs before this step made it, without showing them again.
  private func catchUp() {
    if labsRun > index {
      machineOfLabs = Console(Self.makeLab(repl), screen: screen)
      labsRun = 0
    }
    let lab = machineOfLabs.lab
    repl.unwatched(lab) {
      for step in labsRun..<max(labsRun, index) {
        if case .lab(let script, let line) = steps[step].content {
          _ = try? lab.execute(script, firstLine: line) { _ in }
        }
      }
    }
    labsRun = max(labsRun, index)
  }

  // MARK: Questions that are open

  /// The first question that is not settled, from the beginning.
  var firstOpen: Int? {
    steps.indices.first { steps[$0].question.map { !progress.isSettled($0) } ?? false }
  }

  // MARK: The end

  private func finish() {
    index = steps.count
    asking = nil
    if !progress.state.isFinished { progress.add(.finish) }
    LessonOverview(self, screen).showEnd()
  }

  // MARK: What `:` asks

  /// Hands in what the student's editor makes of the program.
  func edit() throws {
    let text = try theQuestion("program").programToEdit()
    guard let edited = try Editor.edit(text) else {
      throw Notice("The editor failed; $EDITOR names another one. Nothing was handed in.")
    }
    guard edited != text else { throw Notice("Nothing was changed, so nothing was handed in.") }
    try take(program: edited)
  }

  /// Hands in a program from a file.
  func take(program: String) throws {
    sandbox = nil
    try theQuestion("program").take(program: program)
    if asking?.isSettled == true, !repl.lines.isInteractive { advance() }
  }

  func hint() throws { try theQuestion("hints").hint() }

  func skip() throws {
    asking?.skip()
    try advanceUnlessDone()
  }

  func next(_ operand: String) throws {
    if !operand.isEmpty { return go(to: try part(operand)) }
    if !pages.isEmpty { return try goOn() }
    if let asking, asking.giveUp() {
      if asking.isSettled, !repl.lines.isInteractive { advance() }
      return
    }
    try advanceUnlessDone()
  }

  func back(_ operand: String) throws {
    if !operand.isEmpty { return go(to: try part(operand)) }
    guard index > 0 else { throw Notice("This is the beginning of the lesson.") }
    // To where the screen before began: the prose that a lab or a question followed.
    var target = beginning(of: index)
    if target > 0 { target = beginning(of: target - 1) }
    go(to: target)
  }

  /// The step with which the screen began that shows `step`.
  private func beginning(of step: Int) -> Int {
    guard step > 0, step < steps.count, !steps[step].isProse, steps[step - 1].isProse else {
      return step
    }
    return step - 1
  }

  func why(_ operand: String) throws {
    guard let asking, operand.isEmpty, !asking.takesCommands else {
      return try machine().run("why \(operand)")
    }
    try asking.why()
  }

  func undo() throws {
    sandbox = nil
    try theQuestion("something to take back").undo()
  }

  func reset() throws {
    sandbox = nil
    if let asking { return try asking.reset() }
    screen.say("The machine for '!' and ':play' is that of the lesson again.")
  }

  func play() throws { repl.begin(FreeLab(try machine(), name: "play")) }

  private func advanceUnlessDone() throws {
    guard index < steps.count else { throw Notice("The lesson is at its end; Ctrl-D leaves it.") }
    advance()
  }

  private func theQuestion(_ what: String) throws -> QuestionRun {
    guard let asking else { throw Notice("There is no question here that has \(what).") }
    return asking
  }

  private func part(_ operand: String) throws -> Int {
    if let number = Int(operand), steps.indices.contains(number - 1) { return number - 1 }
    if let step = steps.firstIndex(where: { $0.question?.id == operand }) { return step }
    throw Notice("There is no part '\(operand)'; ':list' shows 1 to \(steps.count).")
  }
}
