import Testing

@testable import LabEngine

/// Described tasks that wait for each other for ever, whoever else is on the host.
struct StuckTasksTests {
  private static let guest = "guest g\n_start: j _start\nend\n"
  private static let locked =
    "vm V workload=\"cpu=1ms lock=a barrier=b | cpu=2ms lock=a cpu=1ms\" vcpus=2\n"
  private static let apart =
    "vm V workload=\"cpu=1ms barrier=b | cpu=2ms barrier=b cpu=1ms barrier=c\" vcpus=2\n"

  private func problem(_ script: String) -> String? {
    LabEngineTests.problem(of: "machine cycle=1us\n" + script)?.message
  }

  /// V.0 holds the lock and waits at the barrier; V.1 spins from 2 ms on. A guest cannot help.
  @Test(arguments: ["rr", "cfs", "credit", "eevdf"])
  func aLockThatNobodyGivesBack(_ scheduler: String) {
    let text =
      "Deadlock at 2ms: V.1 spins on a, which V.0 never releases; V.0 at barrier b, which not all vCPUs will reach"
    let host = "host cpus=3 scheduler=\(scheduler)\n"
    #expect(problem(host + Self.locked + "run for=10ms") == text)
    #expect(
      problem(Self.guest + host + Self.locked + "vm W guest=g ram=1MiB\nrun for=10ms") == text)
  }

  /// V.0 comes to b at 1 ms and V.1 at 2 ms; then V.0 comes to b again after 1 ms, and V.1 to c at the same time.
  @Test func barriersThatNotAllReach() {
    let text =
      "Deadlock at 3ms: V.0 at barrier b, which not all vCPUs will reach; V.1 at barrier c, which not all vCPUs will reach"
    #expect(problem("host cpus=3\n" + Self.apart + "run for=10ms") == text)
    #expect(
      problem(Self.guest + "host cpus=3\n" + Self.apart + "vm W guest=g ram=1MiB\nrun for=10ms")
        == text)
  }

  /// Others go on, so that the run does, too; its report names who does not.
  @Test func othersGoOn() throws {
    let lab = Lab()
    try lab.execute("host cpus=3\n" + Self.apart + "vm U workload=cpu")
    #expect(
      try lab.said("run for=10ms").hasSuffix(
        "Deadlock: V.0 at barrier b, which not all vCPUs will reach; V.1 at barrier c, which not all vCPUs will reach."
      ))
    #expect(try lab.print("U.cpu") == "10ms")
  }

  /// Taking turns does not help those that spin on one CPU, but for who holds the lock.
  @Test func spinningIsNotStuckWhileTheHolderMayRun() throws {
    let lab = Lab()
    try lab.execute(
      """
      host cpus=1 scheduler=rr quantum=1ms
      vm V workload="lock=a cpu=3ms unlock=a cpu=1ms" vcpus=3
      run for=100ms
      """)
    #expect(try lab.print("V.vcpu(2).cpu > 0ns and V.vcpu(0).spin > 0ns") == "true")
  }
}
