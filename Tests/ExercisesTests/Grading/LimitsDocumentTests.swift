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
    let rows = text.split(separator: "\n").map { $0.split(separator: "|").map(String.init) }
    for (what, most) in [
      ("bytes of the JSON text", document.bytes),
      ("lists and objects inside one another", document.depth), ("values", document.values),
      ("bytes of an answer", RawAnswer.greatestLength),
      ("references of one string", machine.referencesPerCommand),
      ("references in all", machine.references),
      ("instructions of guests", machine.instructions),
      ("bytes of a computer's console", machine.consoleBytes), ("commands", machine.commands),
      ("frames of a machine", machine.frames), ("pages of all processes", machine.pages),
      ("processes alive at once", machine.processes), ("entries of a list", machine.listEntries),
      ("brackets inside one another", machine.depth),
    ] {
      let row = rows.first { $0.count == 3 && $0[0].hasPrefix(" \(what)") }
      #expect(row?[1].filter(\.isNumber) == "\(most)", "\(what)")
    }
  }
}
