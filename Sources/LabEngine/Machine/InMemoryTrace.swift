/// For measurements: a trace that is in memory already.
package struct InMemoryTrace {
  fileprivate let trace: ReferenceTrace

  /// Each reference is a page in the low 31 bits, a write in the top one.
  package init(_ references: [UInt32]) {
    trace = ReferenceTrace(count: references.count) { references[$0] }
  }

  package var count: Int { trace.count }
  package var base: UnsafePointer<UInt32> { trace.base }
}

extension Lab {
  /// What `load` does, without a file and its parsing.
  package func load(_ trace: InMemoryTrace, into process: String) throws {
    _ = try perform(LoadCommand(trace.trace, into: process))
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
