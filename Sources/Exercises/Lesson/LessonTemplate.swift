/// The text that `oslab new` begins a lesson with: complete, and proved by `oslab check`.
public enum LessonTemplate {
  /// Throws a `LessonProblem` if `id` cannot be the id of a lesson.
  public static func text(id: String, title: String) throws -> String {
    guard Name.isIdentifier(id) else {
      throw LessonProblem(.badName(what: "lesson", id), path: id, line: 1)
    }
    let quoted = title.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
      .split(whereSeparator: \.isNewline).joined(separator: " ")
    return """
      ---
      oslab: 1
      id: \(id)
      version: 1
      title: "\(quoted)"
      seeds: 1..50
      ---

      Prose is Markdown. A `lab` block runs on the lesson's machine and shows what it reports.

      ```lab
      machine frames=3 policy=fifo
      process A pages=8
      refs A 7 0 1 2 0 3 0 4
      show table
      ```

      A question varies from student to student, and the machine computes its key.

      ```question \(id)-faults integer
      vary frames: 3..4
      vary string: references(length=12, pages=6, locality=50%)
      require: hits > 1 and hits != faults
      ask: How many faults does LRU take on {string} with {frames} frames that are empty at first?
      setup: machine frames={frames} policy=lru; process A pages=6
      run: refs A {string}
      answer: faults
      mistake: hits -> You counted the hits; a fault is a reference to a page that is not resident.
      mistake: evictions -> Those are the evictions. A fault that finds a free frame is a fault too.
      hint: Write the resident pages as a list, the most recently used first.
      hint: After the first three references there have been {faults@3} faults.
      explain: LRU evicts the page whose last use is longest ago.
      explain-run: show table
      points: 1
      test: 0 -> wrong
      test: many -> invalid
      ```

      """
  }
}
