/// For measurements: what `load` does, without a file and its parsing.
extension Lab {
  /// Runs `references` (page in the low 31 bits, a write in the top one) as `load` does.
  package func load(_ references: [UInt32], into process: String) throws {
    let trace = ReferenceTrace(count: references.count) { references[$0] }
    _ = try perform(LoadCommand(trace, into: process))
  }

  /// Everything since the machine was made once more, with every record of the full log kept; their number.
  package func replayWithFullLog() throws -> Int {
    let log = FullLog()
    let entries = history.entries(at: history.present)
    _ = try Tape(entries: entries, overrides: [], budget: budget).play(observer: log)
    return log.chunks.reduce(0) { $0 + $1.count }
  }
}

/// Keeps all that there is to see.
private final class FullLog: Observer {
  private(set) var chunks: [[AccessRecord]] = []

  func observe(_ records: [AccessRecord], on machine: Machine) { chunks.append(records) }
}
