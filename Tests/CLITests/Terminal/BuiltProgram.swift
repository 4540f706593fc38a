import Foundation

/// The `oslab` that was built with these tests, beside them.
enum BuiltProgram {
  static let path: String = {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    var directory = tests.deletingLastPathComponent()
    // The test runner may be a helper elsewhere; the bundle is then named among its arguments.
    for argument in CommandLine.arguments where argument.hasSuffix(".xctest") {
      directory = URL(fileURLWithPath: argument).deletingLastPathComponent()
    }
    return directory.appendingPathComponent("oslab").path
  }()

  /// Runs it with standard input from `input`, not from a terminal; what it wrote, and its exit code.
  static func run(
    _ arguments: [String] = [], input: String = "", home: TemporaryHome,
    environment: [String: String] = [:]
  ) throws -> (output: String, errors: String, code: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: home.path)
    process.environment = ["HOME": home.path, "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    let inputFile = home.file("input-\(UUID().uuidString)", input)
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: inputFile))
    let output = Pipe()
    let errors = home.file("errors-\(UUID().uuidString)", "")
    process.standardOutput = output
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    let written = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let complaints = FileManager.default.contents(atPath: errors) ?? Data()
    return (
      String(decoding: written, as: UTF8.self), String(decoding: complaints, as: UTF8.self),
      process.terminationStatus
    )
  }
}

/// A home directory that is gone with the test.
final class TemporaryHome {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "oslab-" + UUID().uuidString
    try? FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, and the directories above it; returns its path.
  @discardableResult
  func file(_ name: String, _ text: String) -> String {
    let file = URL(fileURLWithPath: path).appendingPathComponent(name)
    try? FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? Data(text.utf8).write(to: file)
    return file.path
  }

  func read(_ name: String) -> String? {
    FileManager.default.contents(atPath: path + "/" + name).map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
