import Testing

@testable import LabEngine

struct ScriptTests {
  private func read(_ script: String, firstLine: Int = 1) throws -> [Statement] {
    try ScriptReader(script, firstLine: firstLine, blockVerbs: ["guest"]).map { try $0.get() }
  }

  @Test func splitsCommands() throws {
    let statements = try read(
      "machine frames=3; process A pages=8 # two\n\n  # nothing\n\trefs A 0;;read A 1 ;",
      firstLine: 10)
    #expect(
      statements.map(\.text) == ["machine frames=3", "process A pages=8", "refs A 0", "read A 1"])
    #expect(statements.map(\.verb) == ["machine", "process", "refs", "read"])
    #expect(
      statements.map(\.place) == [
        SourcePlace(line: 10, column: 1, length: 16), SourcePlace(line: 10, column: 19, length: 17),
        SourcePlace(line: 13, column: 2, length: 8), SourcePlace(line: 13, column: 12, length: 8),
      ])
    #expect(statements[1].lineText == "machine frames=3; process A pages=8 # two")
  }

  @Test func leavesQuotesAlone() throws {
    let statements = try read(#"print "a; # b"; print "c\"; d" # print 3"#)
    #expect(statements.map(\.text) == [#"print "a; # b""#, #"print "c\"; d""#])
  }

  @Test func keepsAnOpenQuoteOnItsLine() throws {
    #expect(try read("print \"a; b\nprint 2").map(\.text) == ["print \"a; b", "print 2"])
  }

  @Test func understandsOtherLineEnds() throws {
    let statements = try read("\u{feff}print 1\r\nprint 2\r\n\r\nprint 3")
    #expect(statements.map(\.text) == ["print 1", "print 2", "print 3"])
    #expect(statements.map(\.place.line) == [1, 2, 4])
    #expect(statements[0].place.column == 1)
    #expect(statements[0].lineText == "print 1")
  }

  @Test func countsCharacters() throws {
    let statements = try read("print \"\u{65e5}e\u{301}\"; print 2")
    #expect(statements[1].place == SourcePlace(line: 1, column: 13, length: 7))
    var scanner = Scanner(statements[1])
    #expect(scanner.place.column == 19)
    #expect(try scanner.integer("a number", in: 0...9, what: "it") == 2)
  }

  @Test func takesBlocksAsTheyStand() throws {
    let statements = try read(
      "guest hello # boot\n  li a0, 1 # not; a comment\n\n  \"endless\n  end x\n\tend \nprint 1")
    #expect(statements.map(\.verb) == ["guest", "print"])
    #expect(statements[0].text == "guest hello")
    #expect(statements[0].body == "  li a0, 1 # not; a comment\n\n  \"endless\n  end x")
    #expect(statements[1].place.line == 7)
    #expect(statements[1].body == nil)
  }

  @Test func readsBlocksWithOtherLineEnds() throws {
    #expect(try read("guest a\r\nnop\r\nend\r\n")[0].body == "nop")
    #expect(try read("guest a\nend")[0].body == "")
  }

  @Test func readsNoBlockFromAFile() throws {
    let statements = try read("guest kernel file=kernel.elf; print 1\nguest k file = \"a b\"")
    #expect(statements.map(\.verb) == ["guest", "print", "guest"])
    #expect(statements.allSatisfy { $0.body == nil })
  }

  @Test func objects() throws {
    let open = #expect(throws: LabError.self) { try read("print 1\nguest a\nnop\n") }
    #expect(
      open?.message == "expected a line `end` that closes `guest`, found the end of the script")
    #expect(open?.place?.line == 2)
    let after = #expect(throws: LabError.self) { try read("guest a; print 1\nend") }
    #expect(after?.place == SourcePlace(line: 1, column: 10, length: 7))
    let number = #expect(throws: LabError.self) { try read("print 1; 42 x") }
    #expect(number?.message == "expected a command, found `42`")
    #expect(number?.place == SourcePlace(line: 1, column: 10, length: 2))
  }

  @Test func stopsAfterAMistake() {
    var reader = ScriptReader("print 1; ?; print 2")
    #expect(reader.next() != nil)
    #expect(throws: LabError.self) { try reader.next()?.get() }
    #expect(reader.next() == nil)
  }

  @Test func knowsOpenBlocks() {
    #expect(ScriptReader.endsInsideBlock("guest a\nnop", blockVerbs: ["guest"]))
    #expect(!ScriptReader.endsInsideBlock("guest a\nnop\nend", blockVerbs: ["guest"]))
    #expect(!ScriptReader.endsInsideBlock("print \"guest", blockVerbs: ["guest"]))
  }
}
