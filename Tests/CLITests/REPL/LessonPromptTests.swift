import Testing

/// A whole lesson, right and wrong, at a terminal and from a pipe.
@Suite(.serialized) struct LessonPromptTests {
  private let home = TemporaryHome()
  private let arguments = ["learn", "sample.md", "--course", "c", "--student", "s"]

  init() { home.file("sample.md", SampleLesson.text) }

  private func session(rows: Int = 24) throws -> TerminalSession {
    try TerminalSession(arguments, home: home, rows: rows)
  }

  private func piped(_ input: String) throws -> String {
    let run = try BuiltProgram.run(arguments, input: input, home: home)
    #expect(run.errors == "")
    #expect(run.code == 0)
    return run.output
  }

  @Test func `goes section by section, killed in the middle, to the end`() throws {
    let first = try session()
    try first.waitForPrompt("sample 1/8 (Enter)>")
    first.enter("")
    try first.expect("4 references: 4 faults, 0 hits, 1 eviction.")
    try first.waitForPrompt("sample 3/8 (Enter)>")
    first.enter("")
    try first.waitForPrompt("sample 4/8 count>")
    first.enter("1")
    try first.expect("You counted hits.")
    first.enter("seven")
    try first.expect("was not counted")
    first.enter("3")
    try first.expect("Right. 2 of 2 points; so far 2 of 6.")
    try first.waitForPrompt("sample 4/8 count (Enter)>")
    first.enter("")
    try first.waitForPrompt("sample 6/8 share 4 · 16ms>")
    first.enter("fork A B")
    try first.wait(for: "the fork") { $0.cursorLine.hasPrefix("sample 6/8 share 5 · ") }
    first.killNow()

    let second = try session()
    try second.expect("Welcome back: part 6 of 8, 2 of 6 points so far.")
    try second.expect("So far: fork A B")
    try second.wait(for: "the prompt") { $0.cursorLine.hasPrefix("sample 6/8 share 5 · ") }
    second.enter("write B 1")
    try second.expect("Right. 3 of 3 points; so far 5 of 6.")
    try second.waitForPrompt("sample 6/8 share (Enter)>")
    second.enter("")
    try second.waitForPrompt("sample 7/8 which>")
    second.enter("a")
    try second.expect("so far 6 of 6.")
    try second.waitForPrompt("sample 7/8 which (Enter)>")
    second.enter("")
    try second.waitForPrompt("sample 8/8 (Enter)>")
    second.enter("")
    try second.expect("You have 6 of 6 points.")
    try second.expect("oslab hand-in sample")
    try second.waitForPrompt("sample 8/8 done>")
    second.send("\u{4}")
    #expect(try second.waitForEnd() == 0)
    try handInIsWorthSix()
  }

  /// The grader gives what the prompt showed.
  private func handInIsWorthSix() throws {
    let handIn = try BuiltProgram.run(["hand-in", "sample.md", "-o", "s.json"], home: home)
    #expect(handIn.code == 0)
    home.file("roster.csv", "student\ns\n")
    let grade = try BuiltProgram.run(
      ["grade", "sample.md", "s.json", "--roster", "roster.csv", "--course", "c"], home: home)
    #expect(grade.code == 0)
    #expect(grade.output.contains(#""status":"graded","points":6,"max":6"#))
  }

  @Test func `gives up, skips, goes back and plays`() throws {
    let session = try session()
    try session.waitForPrompt("sample 1/8 (Enter)>")
    session.enter("hello")
    try session.expect("Nothing is asked here.")
    session.enter(":next count")
    try session.waitForPrompt("sample 4/8 count>")
    session.enter(":next")
    try session.expect("':next' again gives up")
    session.enter(":next")
    try session.expect("The answer:\n  3\n")
    try session.waitForPrompt("sample 4/8 count (Enter)>")
    session.enter("")
    try session.waitForPrompt("sample 6/8 share 4 · 16ms>")
    session.enter(":play")
    try session.waitForPrompt("play 4 · 16ms>")
    session.enter("terminate A")
    try session.wait(for: "the copy to change") { $0.cursorLine.hasPrefix("play 5 · ") }
    session.enter(":play")
    try session.waitForPrompt("sample 6/8 share 4 · 16ms>")
    session.enter("terminate A")
    try session.expect("terminate")
    session.enter(":skip")
    try session.waitForPrompt("sample 7/8 which>")
    session.enter(":back")
    try session.waitForPrompt("sample 6/8 share 4 · 16ms>")
    session.enter(":list")
    try session.expect("given up")
    try session.expect("skipped")
    session.enter(":q")
    #expect(try session.waitForEnd() == 0)
  }

  @Test func `long prose is shown window by window`() throws {
    let prose = (1...12).map { "Paragraph \($0).\n\n" }.joined()
    home.file(
      "sample.md", "---\noslab: 1\nid: long\nversion: 1\ntitle: Long\nseeds: 1..1\n---\n" + prose)
    let session = try session(rows: 12)
    try session.expect("Paragraph 4.")
    try session.expect("(more)")
    #expect(!session.screen.text.contains("Paragraph 6."))
    session.enter("")
    try session.expect("Paragraph 8.")
    session.enter("")
    try session.expect("Paragraph 12.")
    session.enter("")
    try session.expect("the end of the lesson")
  }

  @Test func `a lesson can be opened from the free lab, by name or file`() throws {
    for name in ["sample.md", "sample"] {
      let run = try BuiltProgram.run(
        input: "print 1\n:open \(name)\n:open nothing\n", home: home,
        environment: ["OSLAB_LESSONS": home.path])
      #expect(run.output.hasPrefix("1\n") && run.output.contains("Question count"))
      #expect(run.output.contains("there is no lesson 'nothing'"))
    }
  }

  @Test func `ctrl-C at a question drops the line and nothing else`() throws {
    let session = try session()
    try session.waitForPrompt("sample 1/8 (Enter)>")
    session.enter(":next count")
    try session.waitForPrompt("sample 4/8 count>")
    session.send("99\u{3}")
    try session.expect("^C")
    try session.waitForPrompt("sample 4/8 count>")
    session.enter("3")
    try session.expect("Right.")
    session.enter(":progress")
    try session.expect("1 of 3 questions right")
  }

  private func writeDriveLesson() {
    home.file(
      "sample.md",
      """
      ---
      oslab: 1
      id: drive
      version: 1
      title: Driving
      seeds: 1..1
      ---
      ```question weights drive
      ask: Give V a tenth.
      setup: host scheduler=stride; vm V workload=cpu; vm W workload=cpu
      allow: set run
      goal: V.share > 0.099 and V.share < 0.101
      solution: set V weight=10; set W weight=90; run for=10s
      ```
      """)
  }

  @Test func `ctrl-C in a run takes a driven machine back to before the run`() throws {
    writeDriveLesson()
    let session = try session()
    try session.waitForPrompt("drive 1/1 weights 3 · 0ns>")
    session.enter("run for=100ms")
    try session.waitForPrompt("drive 1/1 weights 4 · 100ms>")
    session.enter("run for=900000s")
    try session.wait(for: "the run to begin") { $0.cursorLine.isEmpty }
    session.send("\u{3}")
    try session.expect("Stopped; the machine is as it was before.")
    try session.waitForPrompt("drive 1/1 weights 4 · 100ms>")
  }

  @Test func `a machine that reached its goal can be set back and driven again`() throws {
    writeDriveLesson()
    let session = try session()
    session.enter("set V weight=10; set W weight=90; run for=10s")
    try session.expect("Right.")
    session.enter("run for=1s")
    try session.expect("The goal is reached.")
    session.enter(":reset")
    session.enter("set V cap=10%")
    try session.waitForPrompt("drive 1/1 weights 4 · 0ns>")
    session.enter("run for=10s")
    try session.waitForPrompt("drive 1/1 weights (Enter)>")
    session.enter(":reset")
    session.enter(":back 1")
    try session.expect("You answered set V cap=10%; run for=10s: right")
  }

  @Test func `a student who is right, from a pipe`() throws {
    let text = try piped("3\nfork A B; write B 1\na\n")
    #expect(
      text == """

        A sample
        ════════

        The first section.

        Running
        ───────

        The machine runs.

        > machine frames=3 policy=fifo
        A machine of 3 frames, policy fifo.
        > process A pages=8
        Process A: 8 pages, on disk.
        > refs A 7 0 1 2
        4 references: 4 faults, 0 hits, 1 eviction.
        > print faults
        4

        Question count (2 points)
        How many faults does FIFO take on 1 2 3 1 with 3 frames?
        Answer: a whole number
        Right. 2 of 2 points; so far 2 of 6.
        Three first uses, one hit.

        Sharing
        ───────

        Question share (3 points)
        Make A and B share page 0 and own page 1 each.
        Answer: commands for the machine, one a line; allowed: fork read write; at most
        4
        B is a child of A and shares 2 frames with it, copy-on-write.
        Copy-on-write fault: B:1 copied into frame 2 (1us).
        Right. 3 of 3 points; so far 5 of 6.

        Question which (1 point)
        Which page leaves first under FIFO?
        a) The one loaded first
        b) The one used last
        c) None
        Answer: a, b or c
        Right. 1 of 1 points; so far 6 of 6.
        Yes: first in, first out.

        That is all.

        This is the end of the lesson.
        You have 6 of 6 points.
        To hand in: oslab hand-in sample -o sample.json

        """)
  }

  @Test func `a student who is wrong, from a pipe`() throws {
    let text = try piped(
      "1\n:hint\n:hint\n:hint\n2\n0\n:next\n:next\n!fork A B\nwrite A 1\nread A 1\n:undo\n:skip\nb\nc\n"
    )
    #expect(text.contains("Not right. 0 of 2 points; so far 0 of 6.\nYou counted hits.\n"))
    #expect(text.contains("Hint 2 of 2:\nThe first three are different.\nThese are all the hints:"))
    #expect(text.contains("Attempt 3. ':skip' leaves it for later, ':next' gives up"))
    #expect(text.contains("The answer:\n  3\nThree first uses, one hit.\n"))
    #expect(text.contains("Took back: read A 1\n"))
    #expect(text.contains("Not right. 0 of 1 points; so far 0 of 6.\nMemory is full.\n"))
    // The key of what is still open is told to nobody.
    #expect(!text.contains("first in, first out"))
    #expect(!text.contains("write B 1"))
  }

  @Test func `an answer is not asked for twice`() throws {
    _ = try piped("3\n")
    let text = try piped(":progress\n")
    #expect(text.contains("Welcome back: part 6 of 8, 2 of 6 points so far."))
    #expect(text.contains("1 of 3 questions right, 2 of 6 points."))
  }

  @Test func `a question that has changed is asked again`() throws {
    _ = try piped("3\n")
    home.file(
      "sample.md", SampleLesson.text.replacingFirst("with 3 frames?", with: "with three frames?"))
    let text = try piped(":next count\n")
    #expect(text.contains("This question has changed since you answered it"))
  }

  @Test func `goes on with a warning where progress cannot be kept`() throws {
    home.file(".local", "in the way")
    let text = try piped("3\nfork A B; write B 1\n")
    #expect(text.contains("Your answers cannot be saved"))
    #expect(text.contains("so far 5 of 6."))
    #expect(text.ranges(of: "cannot be saved").count == 1)
  }

  @Test func `a token that is somebody else's is refused`() throws {
    let run = try BuiltProgram.run(arguments + ["--token", "abc"], home: home)
    #expect(run.code == 1)
    #expect(run.errors.contains("not that of student"))
  }

  @Test func `quit is an answer where it could be one`() throws {
    #expect(try piped("quit\n").contains("Question count"))
    home.file(
      "sample.md",
      """
      ---
      oslab: 1
      id: words
      version: 1
      title: Words
      seeds: 1..1
      ---
      ```question word text
      ask: What ends a process?
      accept: exit
      ```
      """)
    #expect(try piped("exit\n").contains("Right. 1 of 1 points"))
  }
}

extension String {
  fileprivate func replacingFirst(_ text: String, with other: String) -> String {
    guard let range = firstRange(of: text) else { return self }
    return replacingCharacters(in: range, with: other)
  }

  fileprivate func replacingCharacters(in range: Range<Index>, with other: String) -> String {
    self[..<range.lowerBound] + other + self[range.upperBound...]
  }
}
