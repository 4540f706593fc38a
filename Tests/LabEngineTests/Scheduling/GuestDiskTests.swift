import Testing

@testable import LabEngine

/// The host's one disk: pages of guests and described tasks, and what guests read from disks of their own.
struct GuestDiskTests {
  private func lab(_ frames: Int, _ policy: String = "lru", _ more: String = "") throws -> Lab {
    let lab = Lab()
    try lab.execute("machine frames=\(frames) policy=\(policy) cycle=100ns\n" + HostGuest.toucher)
    try lab.execute(
      """
      host cpus=1 scheduler=rr quantum=1ms
      vm V guest=toucher mode=hardware ram=128KiB
      vm W guest=toucher mode=trap ram=128KiB
      \(more)
      """)
    return lab
  }

  /// The first page of each is its code; the second, its data: 8 ms each on a disk that serves one after the other.
  @Test func theirWaitsNameThePage() throws {
    let lab = try lab(12, "lru", "run for=30ms")
    let why = try lab.said("why V.hostwait")
    #expect(why.contains("waited for the host's disk, V:0 not being resident"))
    #expect(why.contains("V:1 not being resident; meanwhile the disk worked for W (W:0) for "))
  }

  /// A page that the disk works on is no victim before its vCPU has run again.
  @Test(arguments: ["lru", "fifo", "clock", "lfu", "mfu", "mru", "random", "esc"])
  func pagesUnderIOStay(_ policy: String) throws {
    guard PolicyRegistry.descriptions.contains(where: { $0.name == policy }) else { return }
    for frames in [2, 3, 5] {
      let lab = try lab(frames, policy)
      for _ in 0..<40 {
        try lab.execute("run steps=3")
        try checkLocks(of: lab)
      }
      #expect(
        try lab.print("V.state == \"running\" and W.state == \"running\"") == "true",
        "\(policy), \(frames) frames")
      lab.machine.memory.checkInvariants()
      try lab.execute("back 3; redo 3")
      try checkLocks(of: lab)
    }
  }

  /// Every vCPU that waits for the disk has a page there that is locked, and nobody else has one.
  private func checkLocks(of lab: Lab) throws {
    let host = try #require(lab.machine.host)
    let core = host.core
    for task in 0..<core.tasks.count where core.tasks[task].state == .faulting {
      let lock = try #require(lab.machine.memory.locks.first { $0.task == task })
      let bits = lab.machine.memory.frames.bits[lock.frame]
      #expect(bits & FrameBits.reserved != 0 && bits & FrameBits.used != 0)
      let owner = lab.machine.memory.frames.owners[Int(lock.frame.index)].space
      #expect(owner == host.infos[Int(core.tasks[task].client)].space)
    }
    for lock in lab.machine.memory.locks { #expect(core.tasks[lock.task].holdsPage) }
  }

  /// Two vCPUs on two frames come forward: each fault executes at least the instruction that it was for.
  @Test(arguments: [2, 3, 4]) func fewFramesAreEnough(_ frames: Int) throws {
    let lab = try lab(frames, "lru", "run for=4s")
    // 4 s of a disk that takes at least 8 ms a page: at most 500 pages and what two have asked for, and at least one instruction with each.
    #expect(try lab.print("pageins + pageouts <= 504") == "true")
    #expect(try lab.print("V.instret >= 100 and W.instret >= 100") == "true")
  }

  /// One frame, two that wait: the second finds it locked, and is told so.
  @Test func allFramesLocked() throws {
    let lab = try lab(1, "lru", "run for=20ms")
    #expect(try lab.print("W.state") == "failed")
    #expect(
      lab.machine.computer(named: "W") == nil
        && lab.machine.memory.spaces.contains {
          $0.ending == "terminated: every frame holds a page that the disk works on"
        })
    #expect(try lab.print("V.state") == "running")
    try lab.execute("run for=1s")
    #expect(try lab.print("V.instret > 100") == "true")
  }

  /// The same of described tasks: J waits for its page, and so K finds no frame.
  @Test func describedTasksLockTheirPages() throws {
    let lab = Lab()
    try lab.execute(
      """
      machine frames=2 policy=mru
      process A pages=4
      process B pages=4
      host cpus=1
      task J workload="touch(0 1)" process=A
      task K workload="touch(0 1)" process=B
      run for=1ms
      """)
    // Most recently used first, yet B:0 may not throw A:0 out: each has a frame.
    #expect(try lab.print("[A:0 == frame(0).page, frame(1).page]") == "[true, B:0]")
    try lab.execute("run")
    #expect(try lab.print("[J.finish, K.finish]") != "[0ns, 0ns]")
    #expect(lab.machine.memory.locks.isEmpty)
  }

  /// 40 sectors written and read again, each 8 ms of the host's disk, one after the other; the guest sees nothing of it.
  @Test(arguments: TechniqueRegistry.names) func transfersTakeTheHostsDisk(_ mode: String) throws {
    let program = SuspendedGuests.disk.replacing(
      "boot M guest=g ram=1MiB start=m disk=1MiB", with: "")
    let lab = Lab()
    try lab.execute(
      """
      machine frames=256 cycle=100ns
      \(program)
      boot M guest=g ram=1MiB start=m disk=1MiB
      run M
      host cpus=1
      vm V guest=g ram=1MiB start=m disk=1MiB mode=\(mode)
      task X run=2s
      run
      """)
    for name in ["console", "instret", "traps", "state", "x(21)", "pc"] {
      #expect(try lab.print("V.\(name) == M.\(name)") == "true", "\(name), \(mode)")
    }
    // 79 waits: after the last transfer it needs the CPU no more than once.
    #expect(try lab.print("V.hostwait >= 80 * 8ms and V.hostwait < 90 * 8ms") == "true")
    #expect(try lab.print("X.finish < 2.1s") == "true")
    #expect(
      try lab.said("why V.hostwait").contains(
        "waited for the host's disk, which moved data of its own disk"))
  }
}
