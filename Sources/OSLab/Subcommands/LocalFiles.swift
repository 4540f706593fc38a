import Exercises
import LabEngine

/// The files of whoever runs the program, for `load`, `plot out=` and the like.
final class LocalFiles: FileAccess {
  func read(_ path: String) throws -> [UInt8] {
    do { return try FileBytes.read(path) } catch { throw Self.mistake(path, error) }
  }

  func write(_ bytes: [UInt8], to path: String) throws {
    do {
      let file = try OutputFile(path: path)
      try file.write(bytes)
      try file.finish()
    } catch { throw Self.mistake(path, error) }
  }

  func draw(_ chart: Chart, to path: String) throws {
    try write(Array(ChartSVG(chart).text.utf8), to: path)
  }

  func draw(_ chart: GanttChart, to path: String) throws {
    try write(Array(GanttSVG(chart).text.utf8), to: path)
  }

  private static func mistake(_ path: String, _ error: any Error) -> LabError {
    let reason =
      switch error {
      case let problem as FileProblem: problem.reason
      case let problem as FileError: problem.reason
      default: "\(error)"
      }
    return LabError(.file(path, reason: reason))
  }
}
