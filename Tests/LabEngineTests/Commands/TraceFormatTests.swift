import Testing

@testable import LabEngine

private final class OneFile: FileAccess {
  let text: String
  var reads = 0
  init(_ text: String) { self.text = text }
  func read(_ path: String) throws -> [UInt8] {
    reads += 1
    return Array(text.utf8)
  }
  func write(_ bytes: [UInt8], to path: String) throws {}
  func draw(_ chart: Chart, to path: String) throws {}
}

@Suite struct TraceFormatTests {
  private func load(_ text: String, _ format: String, page: String = "4KiB") throws -> Lab {
    let lab = Lab(files: OneFile(text))
    try lab.execute("machine frames=8 page=\(page); load A t format=\(format)")
    return lab
  }

  /// The form that the Valgrind manual, section 12, shows.
  @Test func lackey() throws {
    let text = """
      ==1234== Lackey, an example Valgrind tool
      I  04000f90,3
      I  04000f93,5
       S 1ffefffe78,8
       L 1ffefffe78,8
       M 04225c70,4
      I  04000ffe,4
      """
    let lab = try load(text, "lackey")
    #expect(try lab.print("trace") == "[A:0, A:0, A:1, A:1, A:2, A:0, A:3]")
    #expect(
      try lab.print("[A.pages, A.page(1).dirty, A.page(0).dirty, A.page(2).dirty]")
        == "[4, true, false, true]")
  }

  @Test func plain() throws {
    let lab = try load("\u{feff}7 0 1w\r\n# a comment 9\n2W 0 # end\n", "plain")
    #expect(try lab.print("trace") == "[A:7, A:0, A:1, A:2, A:0]")
    #expect(
      try lab.print("[A.page(1).dirty, A.page(2).dirty, A.page(7).dirty]") == "[true, true, false]")
  }

  @Test(arguments: [
    ("plain", "1 2\n3 x\n", "line 2"), ("plain", "", "no reference"),
    ("plain", "999999999999", "134217727"),
    ("lackey", "I 04000f90\n", "line 1"), ("lackey", " L zz,4", "hexadecimal"),
    ("lackey", " Q 10,4", "expected I, L, S or M"),
    ("lackey", " L ffffffffffffffff,8", "beyond"), ("lackey", " L 10,0", "1 to 65536"),
    ("plain", "1ww", "expected a space"),
  ]) func broken(format: String, text: String, part: String) {
    #expect {
      try load(text, format)
    } throws: { error in
      (error as? LabError)?.message.contains(part) == true
    }
  }

  /// Going back, and asking what would have been, never reads the file again.
  @Test func theFileIsReadOnce() throws {
    let file = OneFile("1 2 3 4 1 2 5 1 2 3 4 5")
    let lab = Lab(files: file)
    try lab.execute(
      "machine frames=3; load A t; print [frames=4] faults; print victims; back; redo; compare lru opt"
    )
    #expect(file.reads == 1)
    #expect(try lab.print("[faults, [frames=4] faults]") == "[9, 10]")
  }
}
