import Foundation
import Testing

/// The experiments that come with oslab: each says in its first lines what is seen, expects just that, and draws it.
struct ExperimentTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("lessons/experiments")
  private static let names =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".lab") }.sorted()

  @Test func theSixAreThere() {
    let known = [
      "ballooning", "faults-and-steal", "memory-policy-changes-scheduling", "migration-under-load",
      "scheduler-changes-paging", "thrashing",
    ]
    #expect(Set(known.map { $0 + ".lab" }).isSubset(of: Self.names))
  }

  @Test(arguments: names) func whatItSaysIsTrue(_ name: String) throws {
    let path = Self.folder.appendingPathComponent(name).path
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.hasPrefix("# ") && text.contains("\n# Seen: "))
    #expect(text.contains("\nexpect ") && text.contains("\nplot "))
    let run = try ProgramRun("run", path)
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.errors == "")
  }

  /// Pictures are drawn at the end of a run, so the same script must also give them as SVG.
  @Test func picturesAreWritten() throws {
    let home = TemporaryHome()
    let text = try String(
      contentsOf: Self.folder.appendingPathComponent("thrashing.lab"), encoding: .utf8)
    home.file("t.lab", text.replacing("plot gantt vcpus", with: "plot gantt vcpus out=t.svg"))
    let run = try ProgramRun("run", "t.lab", home: home)
    #expect(run.code == 0, "\(run.errors)")
    #expect(home.read("t.svg")?.contains("<svg") == true)
  }
}
