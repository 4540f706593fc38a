import Foundation

/// One run of the built program without a terminal: what went in, and all that came out.
///
/// ```swift
/// let run = try ProgramRun("run", "-c", "print 1")
/// #expect(run.output == "1\n")
/// ```
struct ProgramRun {
  let output: String
  let errors: String
  let code: Int32

  init(
    _ arguments: String..., input: [UInt8] = [], home: TemporaryHome? = nil,
    environment: [String: String] = [:], directory: String? = nil
  ) throws {
    try self.init(
      arguments, input: input, home: home, environment: environment, directory: directory)
  }

  /// A home of its own, so that no run sees another's progress or the settings of whoever runs the tests.
  init(
    _ arguments: [String], input: [UInt8] = [], home: TemporaryHome? = nil,
    environment: [String: String] = [:], directory: String? = nil
  ) throws {
    let own = home ?? TemporaryHome()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: BuiltProgram.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory ?? own.path)
    process.environment = ["HOME": own.path, "PATH": "/usr/bin:/bin", "LC_ALL": "C"].merging(
      environment, uniquingKeysWith: { _, new in new })
    // Files and not pipes: nothing can block, whatever the order in which it is read and written.
    let files = TemporaryHome()
    try Data(input).write(to: URL(fileURLWithPath: files.path + "/in"))
    for name in ["out", "err"] {
      _ = FileManager.default.createFile(atPath: files.path + "/" + name, contents: nil)
    }
    process.standardInput = FileHandle(forReadingAtPath: files.path + "/in")
    process.standardOutput = FileHandle(forWritingAtPath: files.path + "/out")
    process.standardError = FileHandle(forWritingAtPath: files.path + "/err")
    try process.run()
    process.waitUntilExit()
    output = files.read("out") ?? ""
    errors = files.read("err") ?? ""
    code = process.terminationStatus
  }
}
