/// Budgets that do not depend on the machine's load, so that exceeding one is a verdict.
public struct Limits: Hashable, Sendable {
  /// References of one string or loaded trace.
  public var referencesPerCommand: Int
  /// References of everything run since the start, replays for questions included.
  public var references: Int
  /// Instructions of guests in all, replays for questions included.
  public var instructions: Int
  /// Bytes of each computer's console that are kept; what it writes beyond them is lost.
  public var consoleBytes: Int
  /// Commands that may be executed.
  public var commands: Int
  /// Frames of a machine.
  public var frames: Int
  /// Pages of all processes together.
  public var pages: Int
  /// Processes alive at once.
  public var processes: Int
  /// Entries of a list value.
  public var listEntries: Int
  /// Depth of brackets in an expression.
  public var depth: Int
  /// True where no command may name a file.
  public var refusesFiles = false

  public static let greatestCount = 1 << 27

  /// At the prompt and in scripts: what the machine can hold.
  public static let interactive = Limits(
    referencesPerCommand: 1 << 28, references: .max, instructions: .max,
    consoleBytes: .max, commands: .max,
    frames: greatestCount,
    pages: greatestCount, processes: 10_000, listEntries: 1_000_000, depth: 200)

  /// For one answer of a submission; documented in docs/limits.md, and versioned, because it is a verdict.
  public static let submission = Limits(
    referencesPerCommand: 100_000, references: 2_000_000, instructions: 20_000_000,
    consoleBytes: 64 * 1024, commands: 1_000, frames: 65_536,
    pages: 1 << 20, processes: 64, listEntries: 100_000, depth: 50,
    refusesFiles: true)
}

/// How files come to the engine. Grading injects none, so that no submission can name one.
public protocol FileAccess: AnyObject {
  /// The file's bytes; throws a `LabError` that says why not.
  func read(_ path: String) throws -> [UInt8]
  /// Writes the whole file or nothing.
  func write(_ bytes: [UInt8], to path: String) throws
  /// Writes the chart as a picture (SVG), the whole file or nothing.
  func draw(_ chart: Chart, to path: String) throws
  func draw(_ chart: GanttChart, to path: String) throws
}

extension FileAccess {
  public func draw(_ chart: GanttChart, to path: String) throws {
    throw LabError(.refused("No such picture can be written here."))
  }

  func draw(_ picture: Picture, to path: String) throws {
    switch picture {
    case .chart(let chart): try draw(chart, to: path)
    case .gantt(let chart): try draw(chart, to: path)
    }
  }
}

/// Asks a running command to stop; safe to set from a signal handler's side or another thread.
public protocol StopRequest: AnyObject {
  var isRequested: Bool { get }
}
