import Foundation
import Testing

/// The subcommands that take a lesson, with the one that `oslab new` writes.
struct LessonCommandTests {
  /// A home with the lesson `mine` in `lessons`, as a student's or an instructor's directory would be.
  private func home() throws -> TemporaryHome {
    let home = TemporaryHome()
    try FileManager.default.createDirectory(
      atPath: home.path + "/lessons", withIntermediateDirectories: true)
    let new = try ProgramRun("new", "lessons/mine", "--title", "My lesson", home: home)
    #expect(new.code == 0)
    #expect(new.output.hasPrefix("Wrote lessons/mine.md."))
    return home
  }

  @Test func aNewLessonIsProved() throws {
    let home = try home()
    let run = try ProgramRun("check", "lessons", home: home)
    #expect(run.code == 0)
    #expect(run.errors == "")
    let last = run.output.split(separator: "\n").last ?? ""
    #expect(last.hasPrefix("lessons/mine.md: passes: "))
    #expect(last.contains(" in 50 variants, "))
  }

  @Test func newNeverOverwrites() throws {
    let home = try home()
    let before = try #require(home.read("lessons/mine.md"))
    let run = try ProgramRun("new", "lessons/mine", home: home)
    #expect(run.code == 1)
    #expect(run.errors == "oslab: cannot write lessons/mine.md: it exists already\n")
    #expect(try #require(home.read("lessons/mine.md")) == before)
    #expect(try ProgramRun("new", "bad name", home: home).code == 1)
    #expect(try ProgramRun("new", "/no/where", home: home).code == 1)
    #expect(try ProgramRun("new", ".md", home: home).code == 1)
  }

  @Test func aWrongTestFailsWithFileAndLine() throws {
    let home = try home()
    let lines = try #require(home.read("lessons/mine.md")).split(
      separator: "\n", omittingEmptySubsequences: false)
    let place = try #require(lines.firstIndex { $0.hasPrefix("answer:") })
    let broken = lines[...place] + ["test: \"seven\" -> correct"] + lines[(place + 1)...]
    home.file("broken.md", broken.joined(separator: "\n"))
    let run = try ProgramRun("check", "broken.md", home: home)
    #expect(run.code == 1)
    #expect(run.output.contains("broken.md:\(place + 2):"))
    #expect(run.output.contains(": error: "))
    #expect(run.output.contains("broken.md: fails: "))
  }

  @Test func whatIsNoLessonIsSaid() throws {
    let home = try home()
    try Data([0x61, 0x0a, 0xff]).write(to: URL(fileURLWithPath: home.path + "/bytes.md"))
    let bytes = try ProgramRun("check", "bytes.md", "lessons/mine.md", home: home)
    #expect(bytes.code == 1)
    #expect(bytes.errors.hasPrefix("bytes.md:2:1: "))
    #expect(bytes.output.contains("lessons/mine.md: passes"))
    home.file("open.md", "---\noslab: 1\n")
    let open = try ProgramRun("check", "open.md", home: home)
    #expect(open.code == 1)
    #expect(open.output.contains("open.md: fails: it is not a lesson"))
    let unknown = try ProgramRun("check", "mien", home: home)
    #expect(unknown.errors == "oslab: there is no lesson 'mien'; did you mean 'mine'?\n")
    #expect(unknown.code == 1)
  }

  @Test func lessonsAreListed() throws {
    let home = try home()
    let run = try ProgramRun("lessons", home: home)
    #expect(run.code == 0)
    #expect(run.output.contains("mine    My lesson"))
    let none = try ProgramRun("lessons")
    #expect(none.code == 1)
    #expect(none.errors.contains("OSLAB_LESSONS"))
    let other = try ProgramRun("lessons", environment: ["OSLAB_LESSONS": home.path + "/lessons"])
    #expect(other.output == run.output)
    home.file("lessons/bad.md", "no lesson")
    let broken = try ProgramRun("lessons", home: home)
    #expect(broken.code == 1)
    #expect(broken.output.contains("My lesson"))
    #expect(broken.errors.contains("bad.md:1"))
  }

  @Test func askPosesAndSolves() throws {
    let home = try home()
    let posed = try ProgramRun("ask", "mine", "--seed", "7", home: home)
    #expect(posed.code == 0)
    #expect(posed.output.hasPrefix("1. mine-faults ("))
    #expect(!posed.output.contains("Solution:"))
    let solved = try ProgramRun("ask", "mine", "--seed", "7", "--solve", home: home)
    #expect(solved.output.hasPrefix(posed.output))
    #expect(solved.output.contains("\nSolution: "))
    let json = try ProgramRun("ask", "mine", "--seed", "7", "--json", home: home)
    #expect(json.output.hasPrefix(#"{"question":"mine-faults","kind":"integer","points":"#))
    #expect(!json.output.contains(#""answer""#))
    let student = try ProgramRun("ask", "mine", "--course", "c", "--student", "s", home: home)
    #expect(student.code == 0)
    for arguments in [["--seed", "51"], ["--seed", "7", "--student", "s"], ["--seed", "x"]] {
      let run = try ProgramRun(["ask", "mine"] + arguments, home: home)
      #expect(run.code != 0)
      #expect(run.output == "")
    }
  }

  @Test func aWrongTokenIsRefused() throws {
    let home = try home()
    let run = try ProgramRun(
      "ask", "mine", "--course", "c", "--student", "s", "--token", "abc", home: home)
    #expect(run.code == 1)
    #expect(run.errors == "oslab: the token is not that of student 's' in course 'c'\n")
  }

  @Test func topicsExplain() throws {
    let all = try ProgramRun("topics")
    #expect(all.code == 0)
    for name in ["machine", "refs", "fifo", "faults", "eat"] {
      #expect(all.output.contains("\n\(name) "), "\(name)")
    }
    let one = try ProgramRun("topics", "lru")
    #expect(one.code == 0)
    #expect(one.output != "")
    let unknown = try ProgramRun("topics", "fautls")
    #expect(unknown.code == 1)
    #expect(unknown.errors == "oslab: there is no topic 'fautls'; did you mean 'faults'?\n")
  }
}

/// Documentation that the program can check.
struct DocumentationTests {
  private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../..").standardized.path

  @Test func languageReferenceIsUpToDate() throws {
    let run = try ProgramRun("topics", "--markdown")
    let page = try String(contentsOfFile: root + "/docs/language.md", encoding: .utf8)
    #expect(page == run.output, "make docs writes it anew")
  }

  @Test func lessonReferenceIsUpToDate() throws {
    let run = try ProgramRun("topics", "lessons", "--markdown")
    let page = try String(contentsOfFile: root + "/docs/lessons.md", encoding: .utf8)
    #expect(page == run.output, "make docs writes it anew")
    #expect(page.contains("rows") && page.contains("timeline") && page.contains("workload(most="))
    #expect(try ProgramRun("topics", "predict").output.contains("at:"))
  }

  @Test func manualPageKnowsEverySubcommandAndOption() throws {
    let manual = try String(contentsOfFile: root + "/docs/oslab.1", encoding: .utf8)
      .replacing("\\-", with: "-")
    let help = try ProgramRun("--help").output
    let list = try #require(help.firstRange(of: "SUBCOMMANDS:\n"))
    let names = help[list.upperBound...].split(separator: "\n")
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }.compactMap {
        $0.split(separator: " ").first
      }
      .filter { $0 != "See" }
    #expect(names.count == 9)
    for name in names {
      #expect(manual.contains(".TP\n.B \(name)\n"), "\(name)")
      let options = try ProgramRun("help", String(name)).output.split(separator: " ")
        .filter { $0.hasPrefix("--") }.map { $0.prefix { $0.isLetter || $0 == "-" } }
      for option in Set(options) where !["--version", "--help", "--output"].contains(option) {
        #expect(manual.contains(option), "\(name) \(option)")
      }
    }
  }
}
