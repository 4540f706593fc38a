import Exercises
import LabEngine

// What goes to files and comes from them.
extension PromptCommands {
  static let save = PromptCommand(
    name: "save", operands: "FILE", summary: "the commands that make this machine again",
    explanation:
      "Writes a script that makes the machine what it is now. 'oslab run FILE' or ':open FILE' runs it.",
    run: { operand, repl in
      guard !operand.isEmpty else { throw Notice("':save' is followed by the name of a file.") }
      let commands = try repl.activity?.machine().record.commands ?? []
      try FileBytes.replace(operand, with: Array(commands.map { $0 + "\n" }.joined().utf8))
      repl.screen.say(
        "\(operand): \(commands.count) command\(commands.count == 1 ? "" : "s").")
    }, complete: { operand, _ in PathCompletion.candidates(operand) })

  static let open = PromptCommand(
    name: "open", operands: "FILE|LESSON", summary: "run a script, or begin a lesson",
    explanation:
      "Runs a file of commands on the machine, as if each line were typed, or begins a lesson, named by its "
      + "file or its id.",
    run: { operand, repl in
      guard !operand.isEmpty else {
        throw Notice("':open' is followed by a lesson or the name of a file.")
      }
      if let lesson = try repl.findLesson(operand) { return try repl.begin(lesson) }
      let script = String(decoding: try FileBytes.read(operand), as: UTF8.self)
      guard let activity = repl.activity, activity is FreeLab else {
        throw Notice("A script runs in the free lab; ':play' first.")
      }
      do {
        try activity.machine().run(script: script)
      } catch let error as LabError {
        repl.screen.list(error.report(file: operand))
      }
    }, complete: { operand, _ in PathCompletion.candidates(operand) })

  static let transcript = PromptCommand(
    name: "transcript", operands: "[FILE]", summary: "all that was typed and shown",
    explanation: "Shows what was typed and shown in this session, or writes it to a file.",
    run: { operand, repl in
      let transcript = repl.screen.transcript
      guard !operand.isEmpty else { return repl.screen.repeatTranscript() }
      try FileBytes.replace(operand, with: Array(transcript.text.utf8))
      repl.screen.say("\(operand): \(transcript.text.split(separator: "\n").count) lines.")
    }, complete: { operand, _ in PathCompletion.candidates(operand) })
}
