import Foundation
import Testing

struct RunCommandTests {
  @Test func runsATextAndPrintsValuesAlone() throws {
    let run = try ProgramRun(
      "run", "-c",
      "machine frames=3 policy=lru; process A pages=8; refs A 7 0 1 2 0 3; print faults")
    #expect(run.output == "5\n")
    #expect(run.errors == "")
    #expect(run.code == 0)
  }

  /// The lecture's effective access time.
  @Test func exactArithmetic() throws {
    let run = try ProgramRun("run", "-c", "print 200ns + 0.001*(8ms - 200ns) in us")
    #expect(run.output == "8.1998us\n")
  }

  /// What is written to a file fits eighty columns, and says for whom the theorem holds.
  @Test func classificationsFitTheScreen() throws {
    for (profile, verdict) in [("rv64", "is strictly"), ("legacy", "is not strictly")] {
      let run = try ProgramRun("run", "-c", "classify profile=\(profile)")
      #expect(run.code == 0)
      #expect(run.output.contains("\n\(profile) \(verdict) virtualizable:"))
      #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
  }

  @Test func stopsAtTheFirstMistake() throws {
    let run = try ProgramRun("run", "-c", "print 1; prnt 2; print 3")
    #expect(run.output == "1\n")
    #expect(run.code == 1)
    #expect(run.errors.hasPrefix("line 1, column 10: error: "))
    #expect(run.errors.contains("did you mean `print`?"))
    #expect(run.errors.hasSuffix("\n  print 1; prnt 2; print 3\n           ^~~~\n"))
  }

  @Test func namesTheFileOfAMistake() throws {
    let home = TemporaryHome()
    let path = home.file("x.lab", "print 1\n\nprint 1 +\n")
    let run = try ProgramRun("run", path, home: home)
    #expect(run.output == "1\n")
    #expect(run.errors.hasPrefix("\(path):3:"))
    #expect(run.code == 1)
  }

  @Test(arguments: ["-", nil])
  func readsStandardInput(_ operand: String?) throws {
    let script = Array("\u{feff}print 1\r\n# comment\r\nprint 2".utf8)
    let run =
      try operand.map { try ProgramRun("run", $0, input: script) }
      ?? ProgramRun("run", input: script)
    #expect(run.output == "1\n2\n")
    #expect(run.code == 0)
  }

  @Test(arguments: [
    ([0x70, 0x72, 0x69, 0x6e, 0x74, 0x20, 0xff], "the byte 0xff"),
    ([0x70, 0x72, 0x69, 0x6e, 0x74, 0x20, 0x00], "a NUL byte"),
    ([0x70, 0x72, 0x69, 0x6e, 0x74, 0x20, 0xe2, 0x82], "the byte 0xe2"),
  ])
  func bytesThatAreNoTextStopTheScript(_ bytes: [UInt8], _ found: String) throws {
    let run = try ProgramRun(
      "run", input: Array("print 1\n".utf8) + bytes + Array("\nprint 3".utf8))
    #expect(run.output == "1\n")
    #expect(
      run.errors.hasPrefix("line 2, column 7: error: expected text in UTF-8, found \(found)\n"))
    #expect(run.code == 1)
  }

  @Test func aLongLineIsALine() throws {
    let items = String(repeating: "0 1 ", count: 300_000)
    let run = try ProgramRun(
      "run",
      input: Array("machine frames=2\nprocess A pages=2\nrefs A \(items)\nprint refs, 1\n".utf8))
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("line 4, "))
    let good = try ProgramRun(
      "run", input: Array("machine frames=2\nprocess A pages=2\nrefs A \(items)\nprint refs\n".utf8)
    )
    #expect(good.output == "600000\n")
  }

  @Test func whatCannotBeReadIsSaid() throws {
    let missing = try ProgramRun("run", "no-such-file.lab")
    #expect(missing.errors == "oslab: cannot read no-such-file.lab: No such file or directory\n")
    #expect(missing.code == 1)
    let directory = try ProgramRun("run", "/")
    #expect(directory.errors == "oslab: cannot read /: Is a directory\n")
    #expect(directory.code == 1)
    let both = try ProgramRun("run", "x.lab", "-c", "print 1")
    #expect(both.errors.contains("not both"))
    #expect(both.code == 64)
  }

  @Test func terminalEscapesStayHarmless() throws {
    let run = try ProgramRun("run", "-c", "print \"\u{1b}[31mred\"")
    #expect(run.output == "␛[31mred\n")
  }

  @Test func aPictureIsWrittenAsSVG() throws {
    let home = TemporaryHome()
    let run = try ProgramRun(
      "run", "-c",
      "machine frames=3; process A pages=8; refs A 1 2 3 4 1 2 5 1 2 3 4 5; "
        + "plot fifo lru frames=1..5 out=belady.svg", home: home)
    #expect(run.code == 0)
    #expect(run.output.contains("o fifo   x lru"))
    let picture = try #require(home.read("belady.svg"))
    #expect(picture.hasPrefix("<svg xmlns="))
    #expect(picture.ranges(of: "<polyline").count == 4)
    let refused = try ProgramRun(
      "run", "-c", "process A pages=1; read A 0; plot frames=1..2 out=/no/x.svg")
    #expect(refused.code == 1)
    #expect(refused.errors.contains("/no/x.svg"))
  }

  @Test func helpAndUsage() throws {
    let help = try ProgramRun("--help")
    #expect(help.code == 0)
    for name in ["run", "learn", "lessons", "ask", "new", "check", "hand-in", "grade", "topics"] {
      #expect(help.output.contains("\n  \(name) "), "\(name)")
    }
    let unknown = try ProgramRun("chekc")
    #expect(unknown.code == 64)
    #expect(unknown.errors.hasPrefix("oslab: there is no command 'chekc'; did you mean 'check'?\n"))
  }
}

/// `--json`: one object a command, `line column command ok value text events error`.
struct RunJSONTests {
  private func lines(_ script: String) throws -> [String] {
    let run = try ProgramRun("run", "--json", "-c", script)
    return run.output.split(separator: "\n").map(String.init)
  }

  @Test func everyCommandHasItsObject() throws {
    let lines = try lines("machine frames=3\n  process A pages=8; print [1, 2]")
    #expect(lines.count == 3)
    #expect(
      lines[0].hasPrefix(
        #"{"line":1,"column":1,"command":"machine frames=3","ok":true,"value":null,"#))
    #expect(lines[1].hasPrefix(#"{"line":2,"column":3,"command":"process A pages=8","ok":true,"#))
    #expect(
      lines[2] == #"{"line":2,"column":22,"command":"print [1, 2]","ok":true,"#
        + #""value":{"list":[1,2],"unit":null},"text":"[1, 2]","events":0,"error":null}"#)
  }

  @Test(arguments: [
    ("print 8ms", #"{"number":8000000,"unit":"ns"}"#, "8ms"),
    ("print 1.5us", #"{"number":1500,"unit":"ns"}"#, "1.5us"),
    ("print 4KiB", #"{"number":4096,"unit":"B"}"#, "4KiB"),
    ("print 7/2", #"{"number":3.5,"unit":null}"#, "3.5"),
    ("print 9007199254740992", #"{"number":9007199254740992,"unit":null}"#, "9007199254740992"),
    ("print 9007199254740993", #"{"number":"9007199254740993","unit":null}"#, "9007199254740993"),
    ("print 1 == 1", #"{"text":"true","unit":null}"#, "true"),
    ("print \\\"a\\\"", #"{"text":"a","unit":null}"#, "a"),
    ("print [1ms, 2ms]", #"{"list":[1000000,2000000],"unit":"ns"}"#, "[1ms, 2ms]"),
    ("print [[1, 2], 3]", #"{"list":[[1,2],3],"unit":null}"#, "[[1, 2], 3]"),
  ])
  func values(_ command: String, _ value: String, _ text: String) throws {
    let script = command.replacingOccurrences(of: "\\\"", with: "\"")
    #expect(
      try lines(script) == [
        #"{"line":1,"column":1,"command":"\#(command)","ok":true,"value":\#(value),"#
          + #""text":"\#(text)","events":0,"error":null}"#
      ])
  }

  @Test func pagesAreNamed() throws {
    let lines = try lines("machine frames=1; process A pages=3; refs A 0 1 2; print victims")
    #expect(lines.last?.contains(#""value":{"list":["A:0","A:1"],"unit":null}"#) == true)
    #expect(lines[2].contains(#""ok":true"#))
  }

  @Test func aMistakeIsTheLastObject() throws {
    let run = try ProgramRun("run", "--json", "-c", "print 1; read B 0; print 2")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(
      lines[1].hasPrefix(
        #"{"line":1,"column":10,"command":"read B 0","ok":false,"value":null,"text":"","events":0,"error":{"message":""#
      ))
    #expect(lines[1].hasSuffix(#","line":1,"column":15,"length":1}}"#))
    #expect(run.code == 1)
    #expect(run.errors.hasPrefix("line 1, column 15: error: "))
  }

  @Test func escapesWhatItMust() throws {
    let lines = try lines("print \"a\\\\b\u{1b}é\"")
    #expect(lines[0].contains(#""text":"a\\b␛é""#))
    #expect(lines[0].contains(#""value":{"text":"a\\b\u001b"#))
  }

  @Test func eventsAreCounted() throws {
    let lines = try lines("machine frames=2; process A pages=2; read A 0; read A 0; print faults")
    let counts = lines.compactMap { line -> Int? in
      guard let start = line.firstRange(of: #""events":"#) else { return nil }
      return Int(line[start.upperBound...].prefix { $0.isNumber })
    }
    #expect(counts.count == 5)
    #expect(counts[2] > counts[3])
    #expect(counts[4] == 0)
  }
}

/// Pipes, which files cannot stand in for.
struct PipeTests {
  private func shell(_ script: String) throws -> (output: String, errors: String) {
    let home = TemporaryHome()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", script]
    process.environment = [
      "OSLAB": BuiltProgram.path, "HOME": home.path, "PATH": "/usr/bin:/bin",
      "ERRORS": home.path + "/errors",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let written = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (String(decoding: written, as: UTF8.self), home.read("errors") ?? "")
  }

  @Test(arguments: ["", "trap '' PIPE; "])
  func aReaderThatGoesAwayEndsItQuietly(_ signals: String) throws {
    let run = try shell(
      "\(signals)seq -f 'print %g' 30000 | \"$OSLAB\" run 2>\"$ERRORS\" | head -1")
    #expect(run.output == "1\n")
    #expect(run.errors == "")
  }

  /// Each command is answered before the next one comes.
  @Test func answersWhileTheScriptIsStillBeingWritten() throws {
    let run = try shell(
      """
      coproc "$OSLAB" run 2>"$ERRORS"
      echo 'print 1' >&${COPROC[1]}; read -r -t 30 a <&${COPROC[0]}
      echo "print $a + 1" >&${COPROC[1]}; read -r -t 30 b <&${COPROC[0]}
      echo "$a $b"
      """)
    #expect(run.output == "1 2\n")
  }

  @Test func aFullDiskIsSaid() throws {
    let run = try shell("\"$OSLAB\" run -c 'print 1' >/dev/full 2>\"$ERRORS\"; echo $?")
    #expect(run.output == "1\n")
    #expect(run.errors == "oslab: cannot write standard output: No space left on device\n")
  }
}
