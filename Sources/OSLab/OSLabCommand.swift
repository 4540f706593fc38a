import ArgumentParser

@main
struct OSLabCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "oslab", abstract: "Learn operating systems on one real machine.")
}
