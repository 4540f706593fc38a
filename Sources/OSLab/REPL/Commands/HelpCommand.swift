import LabEngine

extension PromptCommands {
  static let help = PromptCommand(
    name: "help", operands: "[TOPIC]", summary: "what can be said at the prompt",
    explanation: "Lists the commands of the prompt, or says more on a topic, as '?TOPIC' does."
  ) { operand, repl in
    if !operand.isEmpty { return try HelpTopics.show(operand, in: repl) }
    repl.screen.say(repl.activity?.takesCommands == false ? inLesson : inLab)
    repl.screen.blank()
    let rows = all.map { [Cell($0.usage, .strong), Cell($0.summary)] }
    repl.screen.show(Report([.table(Table(columns: ["", ""], rows: rows))]))
    repl.screen.say(
      "'!COMMAND' runs a command on a copy of the machine, '?' lists the help on the machine's language. "
        + "Beginnings of names will do. Tab completes, Ctrl-R searches what you typed before, Ctrl-C drops "
        + "the line or stops a run, Ctrl-D leaves.")
  }

  private static let inLab =
    "A line is a command for the machine, such as 'refs A 1 2 3' or 'show frames'; '?' lists them."
  private static let inLesson =
    "Enter goes on through the lesson; at a question, a line is your answer."
}
