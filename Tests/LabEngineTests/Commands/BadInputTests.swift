import Testing

@testable import LabEngine

/// Everything that people mistype: a message with the right place, and nothing half-done.
@Suite struct BadInputTests {
  @Test(arguments: [
    ("machine frames=0", 16, "frames must be 1 to 134217728, not 0"),
    ("machine frames=10^18", 16, "frames must be 1 to 134217728, not 10^18"),
    ("process A pages=10^18", 17, "pages must be 1 to 134217728, not 10^18"),
    ("machine frams=3", 9, "did you mean `frames`?"),
    ("machine policy=fifi", 16, "did you mean `fifo`?"),
    ("machine frames=3 frames=4", 18, "given twice"),
    ("machine reserved=64", 9, "reserved must be 0 to 63"),
    ("machine fault=8ms seek=1ms", 19, "sum of"),
    ("machine memory=3", 16, "time"),
    ("machine page=3KiB", 14, "power of two"),
    ("frok A B", 1, "did you mean `fork`?"),
    ("read Q 1", 6, "there is no process `Q`"),
    ("process refs pages=3", 9, "word of the language"),
    ("process A", 10, "pages="),
    ("process A pages=3; process A pages=3", 28, "already"),
    ("process A pages=3; read A 3", 27, "page of A must be 0 to 2, not 3"),
    ("process A pages=3; refs A 1 5 1", 27, "page of A must be 0 to 2, not 5"),
    ("process A pages=3; terminate A; fork A B", 38, "has ended"),
    ("process A pages=3; fork A A", 27, "already"),
    ("process A pages=3; fork A B mode=copi", 34, "did you mean `copy`?"),
    ("process A pages=3; refs A 0*10^12", 27, "not allowed"),
    ("print falts", 7, "did you mean `faults`?"),
    ("print 1/0", 8, "division by zero"),
    ("print eat", 7, "before the first reference"),
    ("print frame(64).owner", 7, "0 to 63"),
    ("process A pages=3; print A.page(0).frame", 26, "not resident"),
    ("process A pages=3; print A.page(0).stat", 36, "did you mean `state`?"),
    ("process A pages=3; print A.page", 28, "page(NUMBER)"),
    ("show fames", 6, "did you mean `frames`?"),
    ("why 3", 5, "something observed"),
    ("back", 1, "nothing to go back to"),
    ("process A pages=3; back 2", 20, "1 to 1"),
    ("redo", 1, "nothing to redo"),
    ("goto 3", 6, "time"),
    ("load A trace.txt", 8, "cannot be named here"),
    ("expect faults", 8, "true or false"),
    ("expect 1 == 2", 8, "not true"),
    ("compare lru", 1, "no references yet"),
    ("print faults@3", 13, "no reference string"),
    ("print [frames=0] faults", 15, "frames must be"),
  ]) func message(script: String, column: Int, part: String) {
    let error = problem(of: script)
    #expect(error != nil)
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    #expect(error?.place?.column == column, "\(error?.report ?? [])")
    #expect(error?.lineText?.isEmpty == false)
  }

  @Test func nothingAfterTheMistakeHappens() throws {
    let lab = Lab()
    #expect(throws: LabError.self) {
      try lab.execute("process A pages=4; read A 0\nread A 9\nread A 1")
    }
    #expect(try lab.print("[refs, A.resident]") == "[1, 1]")
  }

  @Test func clockThatWouldOverflow() throws {
    let script = "machine frames=1 fault=1000000s; process A pages=2; refs A (0 1)*5000"
    let lab = try lab("machine frames=1 fault=1000000s; process A pages=2")
    let before = lab.fingerprint
    #expect(problem(of: script)?.message.contains("292 years") == true)
    #expect(throws: LabError.self) { try lab.execute("refs A (0 1)*5000") }
    #expect(lab.fingerprint == before)
  }

  @Test func budgetsOfASubmission() throws {
    let limits = Limits.submission
    let long = problem(of: "process A pages=2; refs A 0*100001", limits: limits)
    #expect(long?.problem == .fuel(what: "references in one command", limit: 100_000))
    let many = problem(
      of: "process A pages=2\n" + String(repeating: "refs A 0*100000\n", count: 21), limits: limits)
    #expect(
      many?.problem == .fuel(what: "references and scheduling events in all", limit: 2_000_000))
    #expect(problem(of: "load A x", limits: limits)?.message.contains("file") == true)
    #expect(problem(of: "machine frames=65537", limits: limits) != nil)
  }

  @Test func hugeMachinesCostWhatTheyTouch() throws {
    let lab = try lab(
      "machine frames=2^27; process A pages=2^27; refs A 0 134217727 5; back 1 refs")
    #expect(try lab.print("[refs, frames.used]") == "[2, 2]")
  }
}
