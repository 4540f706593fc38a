import Testing

@testable import LabEngine

/// A guest that writes to ten pages again and again.
enum HostGuest {
  static let toucher = """
    guest toucher
    _start: la s0, data
    again: li s1, 10
      mv t0, s0
    inner: sd s1, 0(t0)
      li t1, 4096
      add t0, t0, t1
      addi s1, s1, -1
      bnez s1, inner
      j again
    .align 12
    data: .space 40960
    end

    """

  /// Says one letter and switches off.
  static let speaker = """
    guest speaker
    _start: li t2, 0x10000000
      li t4, 65
      sb t4, 0(t2)
      li a7, 0x53525354
      li a0, 0
      li a1, 0
      ecall
    end

    """
}

/// What a host gives a VM is kept by whatever makes the VM anew.
struct KeptClientTests {
  private static let options =
    "weight=512 cap=50% reserve=10% pin=1 clock=sync sync=100ms priority=3"

  private func lab(_ options: String = options) throws -> Lab {
    let lab = Lab(files: MemoryFiles())
    try lab.execute("machine frames=256 cycle=100ns\n" + HostGuest.toucher)
    try lab.execute(
      """
      host cpus=2 scheduler=credit
      vm V guest=toucher mode=hardware ram=128KiB \(options)
      task X run=10s
      run for=200ms
      """)
    return lab
  }

  /// What the host has of a VM, in words.
  private func entitlement(_ lab: Lab, _ name: String) throws -> String {
    let host = try #require(lab.machine.host)
    let client = try #require(host.client(named: name))
    let plan = host.plan(like: client)
    return
      "\(plan.weight) \(plan.cap ?? 0) \(plan.reserve ?? 0) \(plan.pins ?? []) \(plan.priority) \(plan.period) "
      + "\(plan.slice) \(plan.clock) \(plan.sync) \(plan.vcpus)"
  }

  @Test func aCloneIsGivenTheSame() throws {
    let lab = try lab()
    try lab.execute("clone V W; clone V U weight=7 pin=0..1 cap=off reserve=5%")
    let given = try entitlement(lab, "V")
    #expect(given == "512 50 10 [ClosedRange(1...1)] 3 0 0 sync 100000000 1")
    #expect(try entitlement(lab, "W") == given)
    #expect(
      try entitlement(lab, "U") == "7 0 5 [ClosedRange(0...1)] 3 0 0 sync 100000000 1")
    #expect(try lab.print("[V.drift == W.drift, V.clock == W.clock]") == "[true, true]")
    try lab.execute("set V weight=9")
    #expect(try entitlement(lab, "W") == given)
  }

  /// Left alone with a CPU each, a VM and its clone go on as one: also in the middle of a stretch and of its idle time.
  @Test(arguments: [
    HostGuest.toucher, SuspendedGuests.counter.replacing("boot M guest=g ram=1MiB", with: ""),
  ])
  func aCloneGoesOnAsItsOriginal(_ guest: String) throws {
    let name = guest.hasPrefix("guest g") ? "g" : "toucher"
    for time in ["100ns", "3ms", "8010us", "8001us"] {
      let lab = Lab()
      try lab.execute(
        """
        machine frames=2048 cycle=100ns
        \(guest)
        host cpus=2
        vm V guest=\(name) mode=hardware ram=1MiB
        run for=\(time)
        clone V W
        run for=100ms
        """)
      let same = try lab.print(
        "[V.console == W.console, V.state == W.state, V.instret - W.instret <= 1000000]")
      #expect(same == "[true, true, true]", "\(name) at \(time)")
      #expect(try lab.print("W.drift <= 0ns and W.steal == 0ns") == "true", "\(name) at \(time)")
    }
  }

  @Test func aCloneMustFit() throws {
    let lab = try lab("reserve=60%")
    func problem(_ script: String) -> String? {
      do { try lab.execute(script) } catch let error as LabError { return error.message } catch {}
      return nil
    }
    try lab.execute("vm U guest=toucher ram=128KiB reserve=90%")
    #expect(
      problem("clone V W")
        == "W has 60% reserved, and 50% is left to promise here: `reserve=` with something else lets it go on here"
    )
    #expect(problem("clone V W reserve=51%")?.contains("up to 50%") == true)
    #expect(problem("clone V W pin=2")?.contains("host of 2 CPUs") == true)
    #expect(problem("clone V W weight=0")?.contains("1 to 65535") == true)
    #expect(problem("clone V W cap=101%")?.contains("1% to 100%") == true)
    #expect(problem("terminate U; clone V W") == nil)
    #expect(problem("boot M guest=toucher ram=128KiB; clone M N weight=2") != nil)
    #expect(problem("clone M N") == nil)
  }

  @Test func aFileKeepsTheSame() throws {
    let lab = try lab()
    let given = try entitlement(lab, "V")
    let drift = try lab.print("[V.drift, V.worstdrift, V.clock]")
    try lab.execute("suspend V v.vmss")
    let other = Lab(files: lab.files)
    try other.execute("machine frames=64 cycle=100ns\nhost cpus=2 scheduler=cfs\nresume v.vmss")
    #expect(try entitlement(other, "V") == given)
    #expect(try other.print("[V.drift, V.worstdrift, V.clock]") == drift)
    try other.execute("suspend V w.vmss; resume w.vmss as W weight=5")
    #expect(try entitlement(other, "W") == given.replacing("512", with: "5"))
    #expect(try other.print("[W.drift, W.worstdrift, W.clock]") == drift)
    try other.execute("run for=1s; back; redo")
    #expect(try other.print("W.cpu > 0.3s") == "true")
  }

  @Test func aHostMayBeTooSmall() throws {
    let lab = try lab()
    try lab.execute("suspend V v.vmss; host cpus=1")
    do {
      try lab.execute("resume v.vmss")
      Issue.record("CPU 1 is not there")
    } catch let error as LabError {
      #expect(
        error.message
          == "V is pinned to CPU 1, and this host has 1 CPU: `pin=` with something else lets it go on here"
      )
    }
    #expect(lab.machine.computer(named: "V") == nil)
    try lab.execute("resume v.vmss pin=off; run for=10ms")
    #expect(try entitlement(lab, "V").contains(" [] "))
  }

  /// A file of an oslab that kept nothing of the host: the section is not there.
  @Test func olderFilesLoad() throws {
    let lab = try lab()
    try lab.execute("suspend V v.vmss")
    let files = try #require(lab.files as? MemoryFiles)
    let bytes = try #require(files.contents["v.vmss"])
    let tags = ["CONF", "SYMB", "HOST", "MEMO"] + SuspendRegistry.all.map { $0.tag }
    let names = Dictionary(
      uniqueKeysWithValues: Set(
        tags + [SymbolSection.tag, SuspendedMemory.tag, ConfigurationSection.tag]
      ).map { ($0, $0) })
    let whole = try SuspendFile(bytes, name: "v", sections: names)
    var older = SuspendFile()
    for section in whole.sections where section.tag != HostSection.tag {
      older.add(section.tag, Array(section.content))
    }
    #expect(older.sections.count == whole.sections.count - 1)
    files.contents["old"] = older.bytes
    try lab.execute("resume old")
    #expect(try entitlement(lab, "V") == "256 0 0 [] 0 0 0 tick 1000000000 1")
    // What no host could have given is a mistake of the file.
    var wrong = SuspendFile()
    for section in whole.sections {
      var content = Array(section.content)
      if section.tag == HostSection.tag {
        content[0] = 0
        content[1] = 0
      }
      wrong.add(section.tag, content)
    }
    files.contents["wrong"] = wrong.bytes
    do {
      try lab.execute("resume wrong as U")
      Issue.record("weight 0")
    } catch let error as LabError {
      #expect(
        error.message
          == "file `wrong`: section host: the weight must be 1 to 65535, and is 0")
    }
  }

  @Test func aMigratedVMKeepsItsOwn() throws {
    let lab = try lab()
    let given = try entitlement(lab, "V")
    try lab.execute("migrate V bandwidth=1GiB")
    #expect(try entitlement(lab, "V") == given)
  }

  /// A snapshot is the VM's; what the host gives it stays. A VM that has stopped runs again.
  @Test func aRestoredVMRunsAgain() throws {
    let lab = Lab()
    try lab.execute("machine frames=64 cycle=100ns\n" + HostGuest.speaker)
    try lab.execute(
      """
      host cpus=1
      vm V guest=speaker ram=64KiB weight=99
      snapshot V s
      run
      """)
    #expect(try lab.print("[V.state, V.console]") == "[\"stopped\", \"A\"]")
    let turnaround = try lab.print("V.turnaround")
    let given = try entitlement(lab, "V")
    try lab.execute("restore V s")
    #expect(try entitlement(lab, "V") == given)
    #expect(try lab.print("[V.state, V.console]") == "[\"ready\", \"\"]")
    try lab.execute("run")
    #expect(try lab.print("[V.state, V.console]") == "[\"stopped\", \"A\"]")
    #expect(try lab.print("V.turnaround") != turnaround)
    lab.machine.host?.checkInvariants()
    try lab.execute("back 2; redo 2")
    #expect(try lab.print("V.console") == "A")
  }

  /// Everything that a host has of a client: what is new must be kept, or be said not to be.
  @Test func nothingWasAddedUnseen() throws {
    let lab = try lab()
    let host = try #require(lab.machine.host)
    let client = try #require(host.client(named: "V"))
    func unknown(_ subject: Any, _ known: String) -> [String] {
      let known = known.split(whereSeparator: \.isWhitespace).map(String.init)
      return Mirror(reflecting: subject).children.compactMap(\.label).filter {
        !known.contains($0)
      }
    }
    // Behind the bar: what is of this host alone, or follows from the rest.
    #expect(
      unknown(
        host.infos[client],
        "cap reserve realClock | name kind workloads space isGuest born vcpus halt isRemoved") == []
    )
    #expect(
      unknown(
        host.core.clients[client],
        "weight period slice | quota reserve quotaLeft reserveLeft isThrottled tasks running place ready"
      )
        == []
    )
    let clock = try #require(host.infos[client].realClock)
    #expect(
      unknown(clock, "mode period origin born corrected worst | last covered idleSince") == [])
    #expect(
      unknown(
        host.plan(like: client),
        """
        name weight cap reserve pins priority period slice clock tick sync vcpus realClock
        | kind arrive run repeats workloads space isGuest
        """) == [])
  }
}
