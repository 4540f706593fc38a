import LabEngine
import Testing

@testable import OSLab

@Suite struct HistoryFileTests {
  private let home = TemporaryHome()
  private var file: HistoryFile { HistoryFile(path: home.path + "/deep/er/history", limit: 3) }

  @Test func `entries of several lines and with backslashes come back`() throws {
    for entry in ["print 1", "guest k\n  addi a0, a0, 1\nend", #"print "\n\\""#] {
      try file.append(entry)
    }
    #expect(file.load() == ["print 1", "guest k\n  addi a0, a0, 1\nend", #"print "\n\\""#])
  }

  @Test func `keeps the latest and cuts the file when it has doubled`() throws {
    for number in 1...6 { try file.append("\(number)") }
    #expect(home.read("deep/er/history") == "1\n2\n3\n4\n5\n6\n")
    try file.append("7")
    #expect(file.load() == ["5", "6", "7"])
    #expect(home.read("deep/er/history") == "5\n6\n7\n")
  }

  @Test func `a torn last line does not swallow the next entry`() throws {
    home.file("deep/er/history", "print 1\npri")
    try file.append("print 2")
    #expect(file.load() == ["print 1", "pri", "print 2"])
  }

  @Test func `prompts side by side lose nothing`() async throws {
    let path = home.path + "/history"
    await withTaskGroup { group in
      for writer in 0..<4 {
        group.addTask {
          let file = HistoryFile(path: path)
          for number in 0..<50 { try? file.append("\(writer) \(number)") }
        }
      }
    }
    let entries = HistoryFile(path: path).load()
    #expect(entries.count == 200)
    for writer in 0..<4 {
      #expect(entries.filter { $0.hasPrefix("\(writer) ") } == (0..<50).map { "\(writer) \($0)" })
    }
  }
}

@Suite struct CandidateListTests {
  private func list(_ texts: String..., summary: String = "") -> CandidateList {
    CandidateList(candidates: texts.map { Completions.Candidate(text: $0, summary: summary) })
  }

  @Test func `one candidate is written out, with a blank unless the word goes on`() {
    #expect(list("machine").replacement(for: "ma", before: "") == "machine ")
    #expect(list("machine").replacement(for: "ma", before: " frames=3") == "machine")
    #expect(list("frames=").replacement(for: "fr", before: "") == "frames=")
    #expect(list("sub/").replacement(for: "s", before: "") == "sub/")
  }

  @Test func `several give what they have in common`() {
    #expect(list("process", "processes").replacement(for: "pr", before: "") == "process")
    #expect(list("print", "process").replacement(for: "pr", before: "") == nil)
    #expect(list().replacement(for: "x", before: "") == nil)
  }

  @Test func `columns run downwards and stay inside the window`() {
    let lines = list("aa", "bb", "cc", "dd", "ee").lines(rows: 24, columns: 14)
    #expect(lines == ["  aa  cc  ee", "  bb  dd"])
  }

  @Test func `too many say how many`() {
    let many = CandidateList(
      candidates: (0..<500).map { Completions.Candidate(text: "page\($0)", summary: "") })
    let lines = many.lines(rows: 10, columns: 40)
    #expect(lines.count == 7)
    #expect(lines.last == "… 500 in all; type a letter more")
  }
}

@Suite struct PromptTextTests {
  @Test func `marks each change once, never two side by side nor one at the end`() {
    let prompt = Prompt([("oslab", "1;36"), (" 3", "2"), (">", "")], colour: true)
    #expect(
      prompt.marked
        == "\u{1}\u{1b}[0;1;36m\u{1}oslab\u{1}\u{1b}[0;2m\u{1} 3\u{1}\u{1b}[0m\u{1}> ")
    #expect(Prompt([("...", "2")], colour: true).marked.hasSuffix("\u{1} "))
    #expect(Prompt([("a", "1"), (">", "")], colour: false).marked == "a> ")
  }
}

@Suite struct CommandRecordTests {
  private func record(_ commands: String...) -> [String] {
    var record = CommandRecord()
    for text in commands {
      let verb = String(text.prefix { $0 != " " })
      record.add(
        Statement(
          verb: verb, text: text, place: SourcePlace(line: 1, column: 1), lineText: text))
    }
    return record.commands
  }

  @Test func `back takes away and redo brings again`() {
    #expect(record("a", "b", "c", "back 2") == ["a"])
    #expect(record("a", "b", "c", "back 2", "redo") == ["a", "b"])
    #expect(record("a", "b", "back", "d") == ["a", "d"])
  }

  @Test func `going into the middle of a run is kept as it was typed`() {
    #expect(record("a", "back 3 refs", "b", "back") == ["a", "back 3 refs"])
    #expect(record("a", "goto 8ms", "back") == ["a", "goto 8ms", "back"])
  }

  @Test func `a stopped run goes as far as it came`() {
    var record = CommandRecord()
    let text = "refs A 0*1000"
    record.addStopped(
      Statement(verb: "refs", text: text, place: SourcePlace(line: 1, column: 1), lineText: text),
      at: 8_000_200)
    #expect(record.commands == ["refs A 0*1000", "goto 8000200ns"])
  }
}

@Suite struct TranscriptTests {
  @Test func `has no colours and drops its oldest half when it is long`() {
    var transcript = Transcript()
    transcript.add("\u{1b}[1;36moslab\u{1b}[0m> hé\n")
    #expect(transcript.text == "oslab> hé\n")
    let line = String(repeating: "x", count: 1023) + "\n"
    for _ in 0..<(Transcript.limit / 1024) { transcript.add(line) }
    #expect(transcript.isCut)
    #expect(transcript.text.utf8.count <= Transcript.limit)
    #expect(transcript.text.hasPrefix("xxx") && transcript.text.utf8.count % 1024 == 0)
  }
}

@Suite struct SettingsFileTests {
  private let home = TemporaryHome()

  @Test func `keeps what it does not know`() throws {
    let path = home.file("c/settings", "student = s001\nfuture = 1\nwidth = many\n")
    var file = SettingsFile(path: path)
    #expect(file.settings == Settings(student: "s001"))
    try file.update { $0.width = 60 }
    let text = try #require(home.read("c/settings"))
    #expect(text.contains("width = 60\n") && text.contains("future = 1\n"))
    #expect(SettingsFile(path: path).settings == Settings(student: "s001", width: 60))
  }

  @Test func `holds for the session where it cannot be written`() {
    home.file("c", "a file, not a directory")
    var file = SettingsFile(path: home.path + "/c/settings")
    #expect(throws: FileProblem.self) { try file.update { $0.course = "os" } }
    #expect(file.settings.course == "os")
  }
}
