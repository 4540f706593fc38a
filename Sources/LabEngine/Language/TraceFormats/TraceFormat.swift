/// A way in which references are written in a file.
struct TraceFormat: Sendable {
  let name: String
  /// A sentence for help.
  let summary: String
  /// The bytes of a file, its path for errors, the page size, and how many references there may be.
  let read: @Sendable ([UInt8], String, Int, Int) throws -> ReferenceTrace
}

/// Every trace format. A new one is a file beside this one and a line here.
enum TraceFormatRegistry {
  static let all: [TraceFormat] = [.plain, .lackey]
  static let names = all.map(\.name).joined(separator: "|")
}

/// References under construction, four bytes each.
struct TraceBuilder {
  private(set) var words: [UInt32] = []
  let path: String
  let limit: Int

  init(path: String, limit: Int) {
    self.path = path
    self.limit = limit
  }

  mutating func append(page: Int, isWrite: Bool) throws {
    guard words.count < limit else {
      throw LabError(.fuel(what: "references in one trace", limit: limit))
    }
    words.append(Reference(page: page, isWrite: isWrite).bits)
  }

  func error(line: Int, _ reason: String) -> LabError {
    LabError(.file(path, reason: "line \(line): \(reason)"))
  }

  func finished() throws -> ReferenceTrace {
    guard !words.isEmpty else { throw LabError(.file(path, reason: "it holds no reference")) }
    return ReferenceTrace(count: words.count) { words[$0] }
  }
}
