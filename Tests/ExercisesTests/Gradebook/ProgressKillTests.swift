import Foundation
import Testing

@testable import Exercises

/// A process that answers without end is killed; all that it was told is kept must be there.
@Suite struct ProgressKillTests {
  private static let variable = "OSLAB_TEST_PROGRESS"
  private static let me = Identity(course: "c", student: "s")

  /// Does nothing in an ordinary run: this is what the killed process runs.
  @Test func childAnswersWithoutEnd() throws {
    guard let path = ProcessInfo.processInfo.environment[Self.variable] else { return }
    let store = ProgressStore(path: path)
    for number in 1... {
      try store.append(
        ProgressEvent(.answer, lesson: "l", version: 1, input: "\(number)"), of: Self.me)
      let line = "kept \(number)\n"
      guard write(STDERR_FILENO, line, line.utf8.count) > 0 else { return }
    }
  }

  @Test(arguments: [1, 20, 57])
  func losesNothing(after count: Int) throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/p.sqlite"
    let said = try killedChild(path: path, after: count)
    #expect(said.count >= count)
    let store = ProgressStore(path: path)
    #expect(store.problem == nil)
    let kept = store.events(of: Self.me).map(\.input)
    // One more may be on the disk than could still be told.
    #expect(kept == (0..<kept.count).map { "\($0 + 1)" })
    #expect(kept.count == said.count || kept.count == said.count + 1)
    try store.append(ProgressEvent(.answer, lesson: "l", version: 1, input: "on"), of: Self.me)
    #expect(store.events(of: Self.me).count == kept.count + 1)
  }

  /// The lines in which a child, killed after `count` of them, said that it kept something.
  private func killedChild(path: String, after count: Int) throws -> [String] {
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    child.arguments = [
      "--testing-library", "swift-testing", "--filter", "childAnswersWithoutEnd",
    ]
    child.environment = ProcessInfo.processInfo.environment.merging([Self.variable: path]) { $1 }
    let errors = Pipe()
    child.standardError = errors
    child.standardOutput = FileHandle.nullDevice
    try child.run()
    var text = ""
    var isKilled = false
    while true {
      let data = errors.fileHandleForReading.availableData
      if data.isEmpty { break }
      text += String(decoding: data, as: UTF8.self)
      if !isKilled, lines(text).count >= count {
        isKilled = true
        kill(child.processIdentifier, SIGKILL)
      }
    }
    child.waitUntilExit()
    return lines(text)
  }

  private func lines(_ text: String) -> [String] {
    let whole = text.lastIndex(of: "\n").map { text[..<$0] } ?? ""
    return whole.split(separator: "\n").map(String.init).filter { $0.hasPrefix("kept ") }
  }
}
