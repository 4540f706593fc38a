import LabEngine

// What is done to the machine at hand.
extension PromptCommands {
  static let reset = PromptCommand(
    name: "reset", operands: "", summary: "the machine, or the answer begun, afresh",
    explanation:
      "Sets the question's machine back to how the question gave it, or drops the rows of a table that were "
      + "typed. In the free lab the machine is a new one."
  ) { _, repl in
    if let lesson = repl.activity as? LearnSession { return try lesson.reset() }
    try repl.activity?.machine().replace(repl.makeLab())
    repl.screen.say("A new machine.")
  }

  static let undo = PromptCommand(
    name: "undo", operands: "[N]", summary: "take the last command back",
    explanation:
      "Takes the last command that changed the machine back, or the last N; 'redo' repeats it."
  ) { operand, repl in
    guard operand.isEmpty || Int(operand).map({ $0 > 0 }) == true else {
      throw Notice("':undo' takes a number of commands, such as ':undo 2'.")
    }
    guard let lesson = repl.activity as? LearnSession else {
      try repl.activity?.machine().run("back \(operand)")
      return
    }
    for _ in 0..<min(Int(operand) ?? 1, 1000) { try lesson.undo() }
  }

  static let why = PromptCommand(
    name: "why", operands: "[NUMBER|PAGE]",
    summary: "the events behind a number, or behind the answer",
    explanation:
      "At a question, says again why the answer is right or wrong. On a machine, shows the events behind the "
      + "last fault, or behind what is named, as 'why' does."
  ) { operand, repl in
    if let lesson = repl.activity as? LearnSession { return try lesson.why(operand) }
    try repl.activity?.machine().run("why \(operand)")
  }
}
