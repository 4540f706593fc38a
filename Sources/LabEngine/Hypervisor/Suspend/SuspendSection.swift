/// A part of a computer's state in a suspend file. A new one is a file beside this one and a line in the registry.
///
/// Sections are written and read in the order of the registry, into a computer that was made as the
/// configuration says.
protocol SuspendSection: Sendable {
  /// Four letters.
  static var tag: String { get }
  /// As a mistake names it: "harts".
  static var name: String { get }
  /// False if a computer need not have it; then `save` may write nothing, and there is no such section.
  static var isRequired: Bool { get }
  static func save(_ computer: Computer, to writer: inout StateWriter)
  /// Throws a `LabError` for what no computer could have come to.
  static func load(into computer: Computer, from reader: inout StateReader) throws
}

extension SuspendSection {
  static var isRequired: Bool { true }
}

/// Every section but the three that a computer is made from, configuration, symbols and memory, and the one of its host.
enum SuspendRegistry {
  static let all: [any SuspendSection.Type] = [
    HartSection.self,
    BoardSection.self,
    ClockSection.self,
    ConsoleSection.self,
    HypervisorSection.self,
  ]
}
