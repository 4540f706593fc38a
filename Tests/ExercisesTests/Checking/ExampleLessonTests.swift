import Testing

@testable import Exercises

/// The lesson that the description of the format shows, as it stands there.
@Suite struct ExampleLessonTests {
  private let text = #"""
    ---
    oslab: 1
    id: page-replacement
    version: 1
    title: Page replacement
    after: demand-paging
    seeds: 1..50
    ---
    When no frame is free, the pager picks a *victim*…

    ```lab
    machine frames=3 policy=fifo
    process A pages=8
    refs A 7 0 1 2 0 3 0 4
    show frames
    ```

    ```question lru-faults integer
    vary frames: 3..5
    vary string: references(length=18, pages=8, locality=60%)
    require: faults > {frames}
    ask: How many faults does LRU take on {string} with {frames} frames?
    setup: machine frames={frames} policy=lru; process A pages=8
    run: refs A {string}
    answer: faults
    mistake: hits -> You counted hits; a fault is a reference that is not resident.
    mistake: [policy=fifo] faults -> That is what FIFO gives: LRU looks at the last *use*, not at the load.
    hint: Write the frames down after each reference, most recently used first.
    hint: After the first 6 references there have been {faults@6} faults.
    explain: LRU evicts the page whose last use is longest ago.
    explain-run: show table
    points: 2
    test: 0 -> wrong
    test: "seven" -> invalid
    ```

    ```question grow design
    ask: Give a string of at most 12 pages, numbered 0 to 6, on which FIFO faults more with 4 frames than with 3.
    input: references(pages=7, most=12)
    setup: machine frames=3 policy=fifo; process A pages=7
    run: refs A {answer}
    goal: [frames=4] faults > faults
    solution: 1 2 3 4 1 2 5 1 2 3 4 5
    mistake: [frames=4] faults == faults -> Equal is not worse yet.
    ```

    ```question share drive
    ask: Make A and B share page 0 and own page 1 each.
    setup: machine frames=8; process A pages=4; write A 0; write A 1
    allow: fork read write
    limit: 4
    goal: A.page(0).frame == B.page(0).frame and A.page(1).frame != B.page(1).frame
    solution: fork A B; write B 1
    ```
    """#

  @Test func itIsProvedOverItsSeeds() throws {
    let report = try #require(LessonCheck.check([("example.md", text)], isDirectory: false).first)
    #expect(report.passes, "\(report.findings.map(\.description).joined(separator: "\n"))")
    #expect(report.warnings == 0, "\(report.findings.map(\.description).joined(separator: "\n"))")
    #expect(report.seeds == 50)
    #expect(report.questions == 3)
    #expect(report.labs == 1)
  }

  @Test func itsPartsAreThere() throws {
    let lesson = try Lesson(parsing: text, path: "example.md")
    #expect(lesson.id == "page-replacement")
    #expect(lesson.after == ["demand-paging"])
    #expect(lesson.questions.map(\.id) == ["lru-faults", "grow", "share"])
    #expect(lesson.questions.map(\.kind) == ["integer", "design", "drive"])
    #expect(lesson.questions[0].points == Points("2"))
    #expect(lesson.questions[1].points == Points("1"))
  }
}
