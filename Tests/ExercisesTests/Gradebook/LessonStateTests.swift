import Testing

@testable import Exercises

@Suite struct LessonStateTests {
  private func event(
    _ kind: ProgressEvent.Kind, _ input: String = "", status: String = "", digest: String = "d"
  ) -> ProgressEvent {
    ProgressEvent(
      kind, lesson: "l", version: 1, question: "q", digest: digest, seed: 3, input: input,
      status: status, time: 5)
  }

  private func question(_ events: [ProgressEvent]) -> QuestionState {
    LessonState(events).questions["q"] ?? QuestionState()
  }

  @Test func theLastAnswerThatIsOneCounts() {
    let state = question([
      event(.answer, "12", status: "correct"), event(.answer, "13", status: "wrong"),
      event(.answer, "x", status: "invalid"),
    ])
    #expect(state.answer?.input == "13")
    #expect(state.status == .wrong)
    #expect(state.attempts == 2)
  }

  @Test func commandsFollowUndoAndReset() {
    var events = [event(.command, "a"), event(.command, "b"), event(.undo)]
    #expect(question(events).commands == ["a"])
    #expect(question(events).undone == ["b"])
    #expect(question(events + [event(.redo)]).commands == ["a", "b"])
    events.append(event(.command, "c"))
    #expect(question(events).commands == ["a", "c"])
    #expect(question(events + [event(.redo)]).commands == ["a", "c"])
    #expect(question(events + [event(.reset)]).commands.isEmpty)
    #expect(question([event(.undo), event(.redo)]).commands.isEmpty)
  }

  @Test func countsHintsSkipsAndGivingUp() {
    let state = question([event(.hint), event(.hint), event(.skip), event(.giveUp)])
    #expect(state.hints == 2)
    #expect(state.isSkipped)
    #expect(state.hasGivenUp)
    #expect(!question([event(.skip), event(.answer, "1", status: "wrong")]).isSkipped)
  }

  @Test func aChangedQuestionIsBegunAfresh() {
    let state = question([
      event(.answer, "12", status: "correct"), event(.command, "a"), event(.hint),
      event(.command, "b", digest: "e"),
    ])
    #expect(state.commands == ["b"])
    #expect(state.hints == 0)
    #expect(state.answer?.digest == "d")
  }

  @Test func remembersThePosition() {
    #expect(LessonState([]).position == nil)
    #expect(!LessonState([]).isBegun)
    let state = LessonState([
      ProgressEvent(.position, lesson: "l", version: 1, input: "3", time: 1),
      ProgressEvent(.position, lesson: "l", version: 1, input: "4", time: 2),
      ProgressEvent(.finish, lesson: "l", version: 1, time: 3),
    ])
    #expect(state.position == "4")
    #expect(state.isFinished)
    #expect(state.time == 3)
    #expect(state.questions.isEmpty)
  }
}
