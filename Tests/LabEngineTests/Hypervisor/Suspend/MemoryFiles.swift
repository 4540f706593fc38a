@testable import LabEngine

/// A file system that is gone with the test, and counts what is done to it.
final class MemoryFiles: FileAccess {
  var contents: [String: [UInt8]] = [:]
  private(set) var reads = 0
  private(set) var writes = 0

  func read(_ path: String) throws -> [UInt8] {
    reads += 1
    guard let bytes = contents[path] else {
      throw LabError(.file(path, reason: "there is none"))
    }
    return bytes
  }

  func write(_ bytes: [UInt8], to path: String) throws {
    writes += 1
    guard path != "full" else { throw LabError(.file(path, reason: "the disk is full")) }
    contents[path] = bytes
  }

  func draw(_ chart: Chart, to path: String) throws {}
}
