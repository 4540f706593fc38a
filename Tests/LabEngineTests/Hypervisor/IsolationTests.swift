import Testing

@testable import LabEngine

/// What is isolated at each level: a process has an address space of its own, a container its own set of
/// processes and files, a VM its own operating system (the levels of the lecture; Silberschatz, Galvin and Gagne,
/// Operating System Concepts, chapter 18).
struct IsolationTests {
  @Test(
    arguments: [
      (IsolationExperiment.Level.process, [false, false, false, true, true, true, true, false]),
      (.container, [false, false, false, false, false, false, true, false]),
      (.vm, [false, false, false, false, false, false, false, false]),
      (.machine, [false, false, false, false, false, false, false, false]),
    ])
  func reachesWhatIsShared(_ level: IsolationExperiment.Level, _ expected: [Bool]) throws {
    let findings = try IsolationExperiment(level).findings
    #expect(findings.map(\.reaches) == expected, "\(findings)")
  }

  @Test func isShownAsATable() throws {
    let lab = Lab()
    #expect(try lab.said("isolation").contains("kill the target yes no no no"))
    #expect(try lab.said("isolation container").contains("got 4 pages, 12 left"))
    #expect(throws: LabError.self) { try lab.execute("isolation vn") }
  }
}
