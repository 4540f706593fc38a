extension PromptCommands {
  static let quit = PromptCommand(
    name: "quit", operands: "", summary: "leave; everything is saved",
    explanation: "Leaves oslab. A lesson goes on where it was left when it is opened again."
  ) { _, repl in repl.quit() }
}
