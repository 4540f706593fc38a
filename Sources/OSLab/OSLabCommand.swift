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
    ])

  func run() throws { try REPL.runFreeLab() }

  static func main() {
    // A reader that goes away, as `head` does, ends the program without a word.
    signal(SIGPIPE, SIG_DFL)
    do {
      var command = try parsed(Array(CommandLine.arguments.dropFirst()))
      try command.run()
    } catch let error where error is ExitCode || exitCode(for: error) != .failure {
      // A request for help is an error to the parser, and so are arguments that make no sense.
      exit(withError: error)
    } catch {
      let failure = Failure(error)
      failure.report()
      Glibc.exit(failure.code)
    }
  }

  /// Ends the program where the arguments ask for help or make no sense.
  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    if let unknown = unknownSubcommand(arguments) { throw unknown }
    do { return try parseAsRoot(arguments) } catch { exit(withError: error) }
  }

  /// The parser would only say that the word is unexpected.
  private static func unknownSubcommand(_ arguments: [String]) -> Failure? {
    guard let word = arguments.first, !word.hasPrefix("-") else { return nil }
    let known = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    return known.contains(word) ? nil : .unknownSubcommand(word, known: known)
  }
}
