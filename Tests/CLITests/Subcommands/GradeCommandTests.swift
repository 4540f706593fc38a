import Foundation
import Testing

/// From a student's answers at the prompt to the instructor's gradebook, as subcommands.
struct GradeCommandTests {
  private let course: TemporaryHome

  init() throws {
    course = TemporaryHome()
    #expect(try ProgramRun("new", "mine", home: course).code == 0)
    course.file("roster.csv", "student,name\ns1,Ann\ns2,=1+1\ns3,Cy\n")
  }

  /// The lesson's right answer for a student, as `ask --solve --json` gives it.
  private func answer(_ student: String) throws -> String {
    let run = try ProgramRun(
      "ask", "mine.md", "--course", "c", "--student", student, "--solve", "--json", home: course)
    let tail = try #require(run.output.firstRange(of: #""answer":""#))
    return String(run.output[tail.upperBound...].prefix { $0 != "\"" })
  }

  private func submission(_ student: String, _ answer: String) -> String {
    #"{"oslab":1,"course":"c","student":"\#(student)","lesson":"mine","version":1,"#
      + #""answers":[{"question":"mine-faults","answer":"\#(answer)"}]}"# + "\n"
  }

  private func submissions() throws -> String {
    try submission("s1", answer("s1")) + submission("s2", "-1") + "\n{broken\n"
      + submission("nobody", "1")
  }

  @Test func streamsInOrder() throws {
    let lines = Array(try submissions().utf8)
    let run = try ProgramRun(
      "grade", "mine.md", "-", "--roster", "roster.csv", "--course", "c", input: lines, home: course
    )
    #expect(run.code == 0)
    let results = run.output.split(separator: "\n")
    #expect(results.count == 4)
    #expect(results[0].hasPrefix(#"{"student":"s1","lesson":"mine","status":"graded","#))
    #expect(results[0].contains(#""status":"correct""#))
    #expect(results[1].hasPrefix(#"{"student":"s2","lesson":"mine","status":"graded","points":0,"#))
    #expect(results[2].contains(#""status":"rejected""#))
    #expect(results[3].contains(#""status":"rejected""#))
    #expect(run.errors.hasPrefix("4 submissions: 2 graded"))
    #expect(run.errors.contains("1 student of the roster without a grade"))
  }

  @Test func theNumberOfJobsDoesNotShow() throws {
    let path = course.file("all.jsonl", String(repeating: try submissions(), count: 40))
    let outputs = try ["1", "2", "7"].map { jobs in
      try ProgramRun(
        "grade", "mine.md", path, "--roster", "roster.csv", "--course", "c", "--jobs", jobs,
        home: course
      ).output
    }
    #expect(outputs[0].split(separator: "\n").count == 160)
    #expect(outputs[1] == outputs[0])
    #expect(outputs[2] == outputs[0])
  }

  @Test func csvByTheNameOfTheOutput() throws {
    let path = course.file("all.jsonl", try submissions())
    let run = try ProgramRun(
      "grade", ".", path, "--roster", "roster.csv", "--course", "c", "-o", "grades.csv",
      home: course)
    #expect(run.code == 0)
    #expect(run.output == "")
    let rows = try #require(course.read("grades.csv")).split(separator: "\n")
    #expect(rows.count == 5)
    #expect(rows[0].hasPrefix("student,name,lesson,status,points,max,reason,"))
    #expect(rows[1].hasPrefix("s1,Ann,mine,graded,"))
    // What a spreadsheet would compute is disarmed.
    #expect(rows[2].hasPrefix("s2,'=1+1,mine,graded,0,"))
  }

  @Test func whatCannotBeDoneIsSaid() throws {
    let path = course.file("all.jsonl", try submissions())
    func failing(_ arguments: String..., code: Int32 = 1) throws -> String {
      let run = try ProgramRun(["grade"] + arguments, home: course)
      #expect(run.code == code, "\(arguments)")
      #expect(run.output == "")
      return run.errors
    }
    #expect(try failing("mine.md", "none.jsonl").contains("none.jsonl"))
    #expect(try failing("nine", path).hasPrefix("oslab: there is no lesson 'nine'"))
    #expect(try failing("mine.md", path, "--roster", "none.csv").contains("none.csv"))
    #expect(try failing("mine.md", path, "--roster", "mine.md").contains("roster mine.md"))
    #expect(try failing("mine.md", path, "-o", "/no/where").contains("/no/where"))
    #expect(try failing("mine.md", path, "--jobs", "0", code: 64).contains("--jobs"))
    #expect(try failing("mine.md", path, "--format", "xml", code: 64).contains("jsonl, csv"))
    #expect(try failing("mine.md", "-", "-", code: 64).contains("once"))
    #expect(try failing("mine.md", code: 64).contains("submissions"))
    course.file("twin.md", try #require(course.read("mine.md")))
    #expect(try failing(".", path).contains("both have the id 'mine'"))
  }

  @Test func aFailedRunLeavesTheOldGradebook() throws {
    course.file("grades.csv", "old\n")
    let run = try ProgramRun("grade", "mine.md", "none.jsonl", "-o", "grades.csv", home: course)
    #expect(run.code == 1)
    #expect(try #require(course.read("grades.csv")) == "old\n")
  }

  @Test func nothingToHandInIsSaid() throws {
    let nameless = try ProgramRun("hand-in", "mine.md", "-o", "x.json", home: course)
    #expect(nameless.code == 1)
    #expect(nameless.errors.contains("say who you are"))
    let empty = try ProgramRun(
      "hand-in", "mine.md", "-o", "x.json", "--course", "c", "--student", "s1", home: course)
    #expect(empty.code == 1)
    #expect(empty.errors.contains("has not answered anything"))
    #expect(!FileManager.default.fileExists(atPath: course.path + "/x.json"))
  }

  /// What the prompt showed is what the grader gives.
  @Test func learnHandInGrade() throws {
    let answers = "\n\n:next\n\(try answer("s1"))\n:next\n"
    let learn = try ProgramRun(
      "learn", "mine.md", "--course", "c", "--student", "s1", input: Array(answers.utf8),
      home: course)
    #expect(learn.code == 0)
    let handIn = try ProgramRun("hand-in", "mine.md", "-o", "-", home: course)
    #expect(handIn.code == 0)
    #expect(handIn.output.hasPrefix(#"{"oslab":1,"course":"c","student":"s1","lesson":"mine","#))
    #expect(handIn.errors.hasPrefix("1 of 1 questions"))
    let grade = try ProgramRun(
      "grade", "mine.md", "-", "--roster", "roster.csv", "--course", "c",
      input: Array(handIn.output.utf8), home: course)
    #expect(grade.output.contains(#""id":"mine-faults","status":"correct""#))
  }
}
