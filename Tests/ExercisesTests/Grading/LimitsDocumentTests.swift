import Foundation
import LabEngine
import Testing

@testable import Exercises

@Suite struct LimitsDocumentTests {
  @Test func theDocumentSaysWhatIsEnforced() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(
      contentsOf: root.appendingPathComponent("docs/limits.md"), encoding: .utf8)
    let document = JSONReader.Limits.submission
    let machine = Limits.submission
    for (what, most) in [
      ("bytes", document.bytes), ("depth of lists and objects", document.depth),
      ("values in it", document.values), ("bytes of one answer", RawAnswer.greatestLength),
      ("references of one command", machine.referencesPerCommand),
      ("references in all, replays included", machine.references), ("commands", machine.commands),
      ("frames of a machine", machine.frames), ("pages of all processes", machine.pages),
      ("processes at once", machine.processes), ("entries of a list", machine.listEntries),
      ("depth of brackets", machine.depth),
    ] {
      #expect(text.contains("| \(what) | \(most) |"), "\(what)")
    }
  }
}
