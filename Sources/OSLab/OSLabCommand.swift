import ArgumentParser
import Glibc

@main
struct OSLabCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "oslab",
    abstract: "Learn operating systems on one real machine.",
    discussion: """
      Without a subcommand it opens a free lab: a machine, and a prompt to drive it from. Type a \
      command, or :help. 'oslab lessons' lists what can be learned, 'oslab learn LESSON' begins.
      """,
    version: "0.1.0",
    subcommands: [
      RunCommand.self, LearnCommand.self, LessonsCommand.self, TopicsCommand.self,
      HandInCommand.self, AskCommand.self, NewCommand.self, CheckCommand.self, GradeCommand.self,
    ],
    groupedSubcommands: [])

  func run() throws { try FreeLabPrompt.run() }

  static func main() {
    var arguments = Array(CommandLine.arguments.dropFirst())
    do {
      if let unknown = unknownSubcommand(arguments) { throw unknown }
      // Everything after a lone `-` operand is still parsed; argument-parser takes it for a value.
      var command = try parseAsRoot(arguments)
      arguments = []
      try command.run()
    } catch let failure as Failure {
      failure.report()
      Glibc.exit(failure.code)
    } catch {
      exit(withError: error)
    }
  }

  /// The parser would only say that the word is unexpected.
  private static func unknownSubcommand(_ arguments: [String]) -> Failure? {
    guard let word = arguments.first, !word.hasPrefix("-") else { return nil }
    let known = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    return known.contains(word) ? nil : .unknownSubcommand(word, known: known)
  }
}
