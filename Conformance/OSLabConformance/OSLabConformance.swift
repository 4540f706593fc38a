import Glibc

/// `oslab-conformance SUBCOMMAND [COUNT] [seed=N] [--if-present]`: our engine beside others' programs.
///
/// One file a subcommand. Ends with 1 if anything differs, or if a program that it needs is missing, unless
/// `--if-present` says that this is no failure.
@main struct OSLabConformance {
  /// Every subcommand; without a name all of them run.
  static let subcommands: [(name: String, run: @Sendable (ConformanceOptions) throws -> Bool)] = [
    ("assembler", AssemblerConformance.run),
    ("instructions", InstructionConformance.run),
    ("techniques", TechniqueConformance.run),
    ("schedulers", ScheduleConformance.run),
  ]

  static func main() {
    var arguments = Array(CommandLine.arguments.dropFirst())
    let ifPresent = arguments.contains("--if-present")
    arguments.removeAll { $0 == "--if-present" }
    let wanted = subcommands.filter { arguments.first == $0.name }
    if !wanted.isEmpty { arguments.removeFirst() }
    guard let options = ConformanceOptions(arguments) else {
      print("usage: oslab-conformance [\(subcommands.map(\.name).joined(separator: "|"))]")
      print("                         [COUNT] [seed=N] [--if-present]")
      exit(2)
    }
    var agrees = true
    for subcommand in wanted.isEmpty ? subcommands : wanted {
      do {
        if !(try subcommand.run(options)) { agrees = false }
      } catch let missing as MissingProgram {
        print("\(subcommand.name): \(missing.name) is missing: install \(missing.package)")
        if !ifPresent { agrees = false }
      } catch {
        print("\(subcommand.name): \(error)")
        agrees = false
      }
    }
    exit(agrees ? 0 : 1)
  }
}

/// What the command line asks for.
struct ConformanceOptions {
  /// How many random cases; nil for the subcommand's own number.
  var count: Int?
  var seed: UInt64 = 1

  /// Nil if a word is not understood.
  init?(_ arguments: [String]) {
    for argument in arguments {
      if argument.hasPrefix("seed="), let seed = UInt64(argument.dropFirst(5)) {
        self.seed = seed
      } else if let count = Int(argument), (1...10_000_000).contains(count) {
        self.count = count
      } else {
        return nil
      }
    }
  }
}

/// A program that is not installed.
struct MissingProgram: Error {
  var name: String
  /// Debian's name of what it comes with.
  var package: String
}
