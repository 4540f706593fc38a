import ArgumentParser
import Exercises
import LabEngine

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a script of lab commands.",
    discussion: """
      Writes what print, show, why, compare, plot and classify say, and nothing else. The script stops at its \
      first mistake, which is reported on standard error; the exit code is then 1.
      """)

  @Argument(help: "The script; - is standard input.", completion: .file())
  var file: String?

  @Option(name: .short, help: ArgumentHelp("Run this text in place of a file.", valueName: "text"))
  var c: String?

  @Flag(help: "Write one JSON object a command in place of text.")
  var json = false

  func validate() throws {
    if file != nil, c != nil { throw ValidationError("Give a FILE or -c TEXT, not both.") }
  }

  func run() throws {
    var source = try c.map { ScriptSource(text: $0) } ?? ScriptSource(path: file ?? "-")
    let lab = Lab(limits: .interactive, files: LocalFiles())
    let output = OutputFile()
    var writer: any ResultWriter =
      json ? JSONResultWriter() : TextResultWriter(ReportRenderer(TerminalStyle.detect()))
    do {
      try source.forEachStretch { text, firstLine in
        try Lab.forEachStatement(of: text, firstLine: firstLine) { statement in
          do {
            try output.write(writer.result(try lab.execute(statement)))
          } catch let mistake as LabError {
            try output.write(writer.mistake(mistake, in: statement))
            throw Failure(mistake, file: name)
          }
          try output.flush()
        }
      }
    } catch let mistake as LabError {
      // Not even a command: there is no statement that it belongs to.
      try output.write(writer.mistake(mistake, in: nil))
      try output.flush()
      throw Failure(mistake, file: name)
    } catch {
      try output.flush()
      throw error
    }
    try output.flush()
  }

  /// What to call the script in messages; a text given on the command line needs no name.
  private var name: String? { c != nil || file == nil || file == "-" ? nil : file }
}
