import Testing

@testable import Exercises

@Suite struct SignatureTests {
  private let token = CourseKey("k").token(course: "c", student: "s")
  private let entries = [
    Submission.Entry(question: "a", answer: "1", digest: "d"),
    Submission.Entry(question: "b", commands: ["fork A B", "write B 2"]),
  ]

  private func submission(_ change: (inout [Submission.Entry]) -> Void = { _ in }) -> Submission {
    var entries = entries
    change(&entries)
    return Submission(course: "c", student: "s", lesson: "l", version: 1, answers: entries)
  }

  @Test func everyChangeShows() throws {
    let token = try #require(token)
    let signature = submission().signature(under: token)
    #expect(signature.utf8.count == 64)
    let changed = [
      submission { $0[0].answer = "2" }, submission { $0[0].digest = nil },
      submission { $0[0].question = "c" }, submission { $0[1].commands = ["fork A B"] },
      submission { $0.removeLast() }, submission { $0.reverse() },
      submission {
        $0[0].commands = $0[0].answer
        $0[0].answer = nil
      },
    ]
    for other in changed { #expect(other.signature(under: token) != signature) }
    var renamed = submission()
    renamed.student = "t"
    #expect(renamed.signature(under: token) != signature)
    let other = try #require(CourseKey("j").token(course: "c", student: "s"))
    #expect(submission().signature(under: other) != signature)
  }

  @Test func survivesTheWayThroughAFile() throws {
    let token = try #require(token)
    let text = JSONWriter.text(submission().json)
    let read = try Submission(JSONReader.value(Array(text.utf8)))
    #expect(read.signature(under: token) == submission().signature(under: token))
  }
}
