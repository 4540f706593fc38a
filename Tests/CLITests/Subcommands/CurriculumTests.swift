import Foundation
import Testing

/// The lessons that come with oslab, proved by `oslab check` in their first variants; all fifty take a release
/// build.
struct CurriculumTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("lessons")

  @Test func everyLessonIsProved() throws {
    let home = TemporaryHome()
    try FileManager.default.createDirectory(
      atPath: home.path + "/lessons", withIntermediateDirectories: true)
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".md") }
    #expect(names.count >= 18)
    for name in names {
      let url = Self.folder.appendingPathComponent(name)
      let text = try String(contentsOf: url, encoding: .utf8)
      let short = text.replacingOccurrences(of: "\nseeds: 1..50\n", with: "\nseeds: 1..4\n")
      #expect(short != text, "\(name)")
      home.file("lessons/" + name, short)
    }
    let run = try ProgramRun("check", "lessons", home: home)
    #expect(
      run.code == 0, "\(run.output.split(separator: "\n").filter { $0.contains(": error: ") })")
    #expect(run.output.components(separatedBy: ": passes: ").count == names.count + 1)
  }
}
