import Testing

@testable import LabEngine

@Suite struct CreditTests {
  /// Worked out by hand from csched_acct: V, then W have no credits at first; from 60ms on V earns 20ms and W 10ms a
  /// hand-out while 30ms are burnt.
  @Test func followsXensAccounting() throws {
    let host = try HostDrive(
      """
      host cpus=1 scheduler=credit
      vm V workload=cpu weight=512; vm W workload=cpu weight=256
      run for=240ms
      """)
    #expect(
      try host.lab.print("timeline")
        == #"[[0ns, "V", 30ms], [30ms, "W", 30ms], [60ms, "V", 90ms], [150ms, "W", 30ms], [180ms, "V", 60ms]]"#
    )
  }

  /// Xen wiki, Credit Scheduler: "A domain with a weight of 512 will get twice as much CPU as a domain with a weight of
  /// 256 on a contended host", however many vCPUs they have.
  @Test(arguments: ["credit", "credit2"], [(1, 1), (2, 4), (4, 2)])
  func sharesByWeight(_ scheduler: String, _ vcpus: (Int, Int)) throws {
    let host = try HostDrive(
      """
      host cpus=\(min(vcpus.0, vcpus.1)) scheduler=\(scheduler)
      vm V workload=cpu weight=512 vcpus=\(vcpus.0); vm W workload=cpu weight=256 vcpus=\(vcpus.1)
      run for=10s
      """)
    let ratio = try host.number("V.share / W.share")
    #expect(abs(ratio - 2) < 0.05, "\(scheduler) \(vcpus): \(ratio)")
  }

  /// Xen wiki: "The cap optionally fixes the maximum amount of CPU a domain will be able to consume, even if the host
  /// system has idle CPU cycles."
  @Test(arguments: ["credit", "credit2", "cfs", "eevdf"])
  func holdsACapOnAnIdleHost(_ scheduler: String) throws {
    let host = try HostDrive(
      "host cpus=2 scheduler=\(scheduler); vm V workload=cpu cap=25%; run for=10s")
    #expect(try host.integer("V.cpu") == 2_500_000_000)
  }

  /// Xen wiki: a vCPU that wakes with credits left is boosted, so that it is not behind those that compute: without it
  /// the sleeper waits for two slices of 30ms.
  @Test func boostsWhoWakes() throws {
    func script(_ scheduler: String) -> String {
      """
      host cpus=1 scheduler=\(scheduler) quantum=30ms
      vm A workload=cpu; vm B workload=cpu; vm I workload="cpu=100us io=7ms"
      run for=10s
      """
    }
    let credit = try HostDrive(script("credit"))
    let robin = try HostDrive(script("rr"))
    // At most what is left of the millisecond in which nobody may be disturbed.
    #expect(try credit.number("I.steal / I.dispatches") < 1_000_000)
    #expect(try robin.number("I.steal / I.dispatches") > 50_000_000)
  }

  /// Nobody is disturbed before a millisecond is over (Xen 4.2, sched_ratelimit_us=1000).
  @Test func keepsTheRateLimit() throws {
    let script = """
      host cpus=1 scheduler=credit(ratelimit=5ms)
      task H run=20ms; task I run=1ms arrive=2ms
      run
      """
    // H was boosted too when it came, until the tick at 10ms; I waits for that, or for its slice.
    #expect(try HostDrive(script).integer("I.finish") == 21_000_000)
    let later = script.replacing("arrive=2ms", with: "arrive=12ms")
    #expect(try HostDrive(later).integer("I.finish") == 13_000_000)
    #expect(
      try HostDrive(later.replacing("5ms", with: "15ms")).integer("I.finish") == 16_000_000)
  }

  /// Who sleeps at every tick is never charged at one: "Scheduler vulnerabilities and coordinated attacks in cloud
  /// computing", Zhou, Goel, Desnoyers and Sundaram, 2011. It runs when it wakes, at the cost of who computes.
  @Test func canBeCheatedByWhoSleepsAtTicks() throws {
    let host = try HostDrive(
      """
      host cpus=1 scheduler=credit(sampling=1)
      vm C workload="cpu=9ms io=1ms"; vm H workload=cpu
      run for=10s
      """)
    #expect(try host.number("C.share") > 0.85)
  }

  /// By hand, csched2_runtime: at equal credits a task runs for the rate limit of 1ms, then until its credit is the
  /// other's; at a tie the CPU goes on with its task.
  @Test func credit2RunsToTheNextOnesCredit() throws {
    let host = try HostDrive(
      "host cpus=1 scheduler=credit2; task A run=4ms; task B run=4ms; run")
    #expect(
      try host.lab.print("timeline")
        == #"[[0ns, "A", 1ms], [1ms, "B", 2ms], [3ms, "A", 2ms], [5ms, "B", 2ms], [7ms, "A", 1ms]]"#
    )
  }

  /// Credits differ by what is burnt between two looks at most, so CPU time over weight does too.
  @Test func credit2StaysNearTheEntitlement() throws {
    let host = try HostDrive(
      """
      host cpus=1 scheduler=credit2
      vm A workload=cpu weight=512; vm B workload=cpu weight=256; vm C workload=cpu weight=256
      """)
    try host.watch(500, of: "1700us") { host in
      let times = host.cpuTimes
      let ideal = Double(host.now)
      #expect(abs(Double(times[0]) - ideal / 2) < 12e6)
      #expect(abs(Double(times[1]) - ideal / 4) < 12e6)
    }
  }
}
