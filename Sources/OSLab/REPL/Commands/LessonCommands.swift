import LabEngine

// What a student asks of a lesson.
extension PromptCommands {
  static let hint = PromptCommand(
    name: "hint", operands: "", summary: "the next hint to the question",
    explanation: "Shows the next of the question's hints. Hints are noted, but cost no points."
  ) { _, repl in try repl.lesson(for: "hint").hint() }

  static let file = PromptCommand(
    name: "file", operands: "FILE", summary: "answer with the program in a file",
    explanation: "Hands in the lines of a file at a question that asks for a program.",
    run: { operand, repl in
      guard !operand.isEmpty else { throw Notice("':file' is followed by the name of a file.") }
      let bytes = try FileBytes.read(operand)
      try repl.lesson(for: "file").take(program: String(decoding: bytes, as: UTF8.self))
    }, complete: { operand, _ in PathCompletion.candidates(operand) })

  static let edit = PromptCommand(
    name: "edit", operands: "", summary: "write the program in your own editor",
    explanation:
      "Opens $VISUAL or $EDITOR with the lines so far, the last program, or those to begin with, at a question "
      + "that asks for a program. What is saved is handed in when the editor ends; nothing if it is unchanged."
  ) { _, repl in try repl.lesson(for: "edit").edit() }

  static let skip = PromptCommand(
    name: "skip", operands: "", summary: "leave the question for later",
    explanation: "Goes on and leaves the question open; ':back' or ':next N' returns to it."
  ) { _, repl in try repl.lesson(for: "skip").skip() }

  static let next = PromptCommand(
    name: "next", operands: "[PART]", summary: "go on; at an open question, give up",
    explanation:
      "Goes on to the next part, or to the part of this number in ':list'. At a question without a right "
      + "answer, ':next' twice gives up: it shows the answer and why."
  ) { operand, repl in try repl.lesson(for: "next").next(operand) }

  static let back = PromptCommand(
    name: "back", operands: "[PART]", summary: "read the part before again",
    explanation: "Goes back to the part before, or to the part of this number in ':list'."
  ) { operand, repl in try repl.lesson(for: "back").back(operand) }

  static let list = PromptCommand(
    name: "list", operands: "", summary: "the parts of the lesson and how you did",
    explanation: "Lists the parts of the lesson, with the points of its questions."
  ) { _, repl in
    LessonOverview(try repl.lesson(for: "list", leavingPlay: false), repl.screen).showParts()
  }

  static let progress = PromptCommand(
    name: "progress", operands: "", summary: "points, attempts and hints",
    explanation: "Shows what you have reached in the lesson."
  ) { _, repl in
    LessonOverview(try repl.lesson(for: "progress", leavingPlay: false), repl.screen).showProgress()
  }

  static let play = PromptCommand(
    name: "play", operands: "", summary: "try things on a copy of the machine, and return",
    explanation:
      "Gives you the prompt of a copy of the machine that the lesson or the question is about. What you do "
      + "there changes nothing. ':play' again, or Ctrl-D, returns."
  ) { _, repl in
    if repl.isPlaying { return repl.leave() }
    try repl.lesson(for: "play").play()
    repl.screen.say("A copy of the machine is yours; ':play' again, or Ctrl-D, returns.", .faint)
  }
}

extension REPL {
  /// The lesson that a command is about; playing with its machine ends.
  func lesson(for command: String, leavingPlay: Bool = true) throws -> LearnSession {
    guard let lesson else {
      throw Notice(
        "':\(command)' needs a lesson; ':open LESSON' begins one, 'oslab lessons' lists them.")
    }
    if leavingPlay, isPlaying { leave() }
    return lesson
  }
}
