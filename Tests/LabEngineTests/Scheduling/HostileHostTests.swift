import Testing

@testable import LabEngine

/// What a person may mistype or do at an odd moment around VMs on the host: said, and nothing else.
struct HostileHostTests {
  private static let beginning =
    "machine frames=256 cycle=100ns\n" + HostGuest.toucher
    + "host cpus=2 scheduler=credit\nvm V guest=toucher ram=128KiB\nvm W guest=toucher ram=128KiB maxvcpus=2\n"

  @Test(arguments: [
    ("vm U guest=toucher ram=128KiB weight=0", "weight must be 1 to 65535, not 0"),
    ("vm U guest=toucher ram=128KiB pin=2", "CPU must be 0 to 1 on this host of 2 CPUs, not 2"),
    (
      "vm U guest=toucher ram=128KiB cap=101%",
      "cap must be 1% to 100%, which 1 vCPU can use at most, not 101%"
    ),
    (
      "vm U guest=toucher ram=128KiB reserve=101%",
      "reserve must be up to 100%, which is left to promise, not 101%"
    ),
    ("set V vcpus=0", "vcpus must be 1 to 256, not 0"),
    ("set V vcpus=2", "vcpus must be 1 to 1: `vm … maxvcpus=2` makes room for more, not 2"),
    ("set V weight=99999999999999999999", "weight must be 1 to 65535, not 99999999999999999999"),
    ("set V pin=1..0", "CPU must be 1 to 1023, not 0"),
    ("set V cap=0%", "cap must be at least 1%, not 0%"),
    ("terminate V; set V weight=2", "there is no task or virtual machine `V`; there is only W"),
    (
      "run for=3ms; suspend V v; run for=3ms; set V weight=2",
      "there is no task or virtual machine `V`; there is only W"
    ),
    ("migrate U bandwidth=1MiB", "there is no computer `U`"),
    ("host cpus=0", "cpus must be 1 to 1024, not 0"),
    ("host cpus=1; run V", "Computer V has ended: the host was started afresh"),
    ("host scheduler=none", "there is no scheduler `none`"),
  ])
  func isSaid(_ script: String, _ message: String) throws {
    let lab = Lab(files: MemoryFiles())
    try lab.execute(Self.beginning)
    do {
      try lab.execute(script)
      Issue.record("\(script) went through")
    } catch let error as LabError {
      #expect(error.message.hasPrefix(message), "\(script)")
    }
    lab.machine.host?.checkInvariants()
    lab.machine.memory.checkInvariants()
    try lab.execute("run for=5ms")
  }

  /// VMs go, come and are given other schedulers between the runs, wherever their vCPUs are.
  @Test(arguments: ["100ns", "4ms", "8003us", "9ms", "30ms"])
  func theyComeAndGo(_ time: String) throws {
    let lab = Lab(files: MemoryFiles())
    try lab.execute(Self.beginning)
    try lab.execute(
      """
      run for=\(time)
      terminate V
      run for=\(time)
      suspend W w
      run for=\(time)
      resume w
      resume w as U pin=0
      set U vcpus=2
      clone U T
      run for=\(time)
      migrate U bandwidth=10MiB
      set T vcpus=1
      snapshot T s
      run for=\(time)
      restore T s
      terminate U
      scheduler mine pick=min(vruntime/weight)
      run for=\(time)
      back 6
      redo 6
      """)
    lab.machine.host?.checkInvariants()
    lab.machine.memory.checkInvariants()
    for name in ["W", "T"] {
      #expect(
        try lab.print(
          "\(name).cpu + \(name).steal + \(name).hostwait + \(name).blocked > 0ns") == "true")
    }
    try lab.execute("host cpus=1 scheduler=mine\nvm V guest=toucher ram=128KiB\nrun for=\(time)")
    #expect(lab.machine.memory.locks.count <= 1)
  }
}
