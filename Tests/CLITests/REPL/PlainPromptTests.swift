import Testing

/// The free lab without a terminal: lines in, text out.
@Suite struct PlainPromptTests {
  private let home = TemporaryHome()

  private func output(_ input: String) throws -> String {
    let run = try BuiltProgram.run(input: input, home: home)
    #expect(run.code == 0)
    return run.output
  }

  @Test func `runs lines and ends`() throws {
    #expect(try output("print 6 * 7\nprint 1\n") == "42\n1\n")
  }

  @Test func `takes a byte order mark, CRLF and a last line without an end`() throws {
    #expect(try output("\u{feff}print 1\r\nprint 2\r\nprint 3") == "1\n2\n3\n")
  }

  /// At the prompt a guest's body comes line by line.
  @Test func `takes a block up to its end`() throws {
    let text = try output(
      "guest g\n  li a0, 6  # six; a comment\n\n  ebreak\nend\n"
        + "boot M guest=g ram=64KiB start=u\nrun M\nprint M.a0\n")
    #expect(text.hasSuffix("\n6\n"))
  }

  @Test func `help finds a word without its owner or command`() throws {
    for (word, words) in [
      ("steal", "J.steal: time in which it was ready"), ("cap", "`task … cap=`"),
      ("gantt", "`plot gantt"), ("vcpus", "`show vcpus`"), ("workload", "cpu=TIME"),
      ("barrier", "barrier=NAME"),
      ("round robin", "One queue"), ("sched", "may be scheduler, schedulers."),
    ] {
      let text = try output("?\(word)\n").split(whereSeparator: \.isWhitespace)
      #expect(text.joined(separator: " ").contains(words), "\(word): \(text)")
    }
  }

  @Test func `help alone lists commands and lists, not all that is in them`() throws {
    let text = try output("?\n")
    #expect(text.contains("schedulers") && text.contains("'?NAME' says more"))
    #expect(!text.contains("cost_vmexit") && text.split(separator: "\n").count < 100)
  }

  @Test func `goes on after a mistake`() throws {
    let text = try output("prnt 1\nprint 2\n")
    #expect(text.hasSuffix("2\n"))
    #expect(text.contains("did you mean `print`?"))
  }

  @Test func `NUL and broken UTF-8 are refused and harm nothing`() throws {
    let text = try output("print \u{0}1\nprint 2\n")
    #expect(text.hasSuffix("\n2\n"))
  }

  @Test func `a megabyte on one line`() throws {
    let text = try output("print 1" + String(repeating: " ", count: 1 << 20) + "\nprint 2\n")
    #expect(text == "1\n2\n")
  }

  @Test func `saves a script that makes the machine again`() throws {
    _ = try output(
      """
      machine frames=3 policy=lru
      process A pages=8
      refs A 7 0 1 2 0 3
      refs A 5
      back
      refs A 4 2
      :save again.lab
      """)
    #expect(
      home.read("again.lab")
        == """
        machine frames=3 policy=lru
        process A pages=8
        refs A 7 0 1 2 0 3
        refs A 4 2

        """)
    #expect(try output(":open again.lab\nprint victims\n").hasSuffix("[A:7, A:1, A:2, A:0]\n"))
  }

  @Test func `writes the transcript`() throws {
    _ = try output("print 1\n:transcript t.txt\n")
    #expect(home.read("t.txt") == "oslab 0 · 0ns> print 1\n1\noslab 0 · 0ns> :transcript t.txt\n")
  }

  @Test func `an aside in the free lab is a command`() throws {
    #expect(try output("!print 5\n") == "5\n")
  }

  @Test func `lesson commands say that they need one`() throws {
    for command in ["hint", "skip", "next", "back", "list", "play", "progress"] {
      #expect(try output(":\(command)\n").contains("needs a lesson"))
    }
  }
}
