import Testing

@testable import LabEngine

/// Guests that mean harm, and hosts without room: whatever one VM does, the prompt and the other VMs live on.
struct HostileVirtualMachineTests {
  static let techniques = TechniqueRegistry.names

  /// A well-behaved neighbour that writes `ok` and switches itself off.
  private static let neighbour = """
    guest good
        li   t0, 0x10000000
        li   t1, 'o'
        sb   t1, 0(t0)
        li   t1, 'k'
        sb   t1, 0(t0)
        li   a7, 0x53525354
        li   a6, 0
        li   a0, 0
        li   a1, 0
        ecall
    1:  j    1b
    end
    """

  private func neighbourLives(_ lab: Lab) throws {
    try lab.execute("run N steps=1000")
    #expect(try lab.evaluate("N.state").written() == "stopped")
    #expect(try lab.evaluate("N.console").written() == "ok")
    lab.machine.memory.checkInvariants()
  }

  @Test(
    arguments: techniques,
    [
      "csrw stvec, zero\n.word 0", "la t0, here\ncsrw stvec, t0\nhere: .word 0",
      "li t0, -8\ncsrw stvec, t0\nebreak", "li t0, 9 << 59\ncsrw satp, t0\nj .",
      "li t0, 8 << 60 | 0xfffffffffff\ncsrw satp, t0\nj .", "li t0, -1\njr t0",
      "li sp, -1\nsd t0, 0(sp)",
    ])
  func trapsForEver(_ technique: String, _ body: String) throws {
    let lab = Lab()
    try lab.execute(
      """
      machine frames=64
      \(Self.neighbour)
      guest bad
      _start:
      \(body)
      1: j 1b
      end
      boot M guest=bad ram=1MiB
      vm V guest=bad ram=1MiB mode=\(technique)
      vm N guest=good ram=1MiB mode=\(technique)
      run M steps=3000; run V steps=3000
      """)
    #expect(
      try lab.evaluate("V.steps == M.steps and V.traps == M.traps and V.pc == M.pc") == .truth(true)
    )
    try lab.execute(
      "step V 3; why V.exits; show shadow V; show translations V; exits V; back 5 steps")
    try neighbourLives(lab)
  }

  /// Every hypercall, and some that are none, with arguments at the edges of memory and of numbers.
  @Test(arguments: Array(0...12) + Array(15...20) + Array(30...37) + [0xff_ffff])
  func wildHypercalls(_ number: Int) throws {
    let lab = Lab()
    try lab.execute(
      """
      machine frames=64
      \(Self.neighbour)
      guest bad
      _start:
          la   s0, edges
          la   s2, last
          mv   s3, s0
      1:  ld   a0, 0(s0)
          ld   a1, 0(s3)
          ld   a2, 0(s3)
          li   a7, 0x08000000 + \(number)
          ecall
          addi s3, s3, 8
          blt  s3, s2, 1b
          la   s3, edges
          addi s0, s0, 8
          blt  s0, s2, 1b
      2:  j    2b
          .balign 8
      edges: .dword 0, 1, 2, 7, 0x100, 0x140, 0x180, 0x300, 0xc00, 0xfff, 4096, 0x7fffffff
          .dword 0x80000000, 0x80001000, 0x80000ff9, 0x800fffff, 0x800ff000, 0x80100000
          .dword 0x10000000, 0x8000000000000000, 0x8000000000080000, -1, -8, -4096
      last:
      end
      vm V guest=bad ram=1MiB mode=para
      vm N guest=good ram=1MiB mode=para
      run V steps=20000
      """)
    #expect(try lab.evaluate("V.exits(hypercall) > 0") == .truth(true))
    try lab.execute("step V 2; exits V")
    try neighbourLives(lab)
  }

  /// Hosts on which even one instruction can need all frames there are.
  @Test(arguments: techniques, [1, 2, 3])
  func runsOnHardlyAnyFrames(_ technique: String, _ frames: Int) throws {
    for full in ["replace", "terminate", "swapout"] {
      let lab = Lab()
      try lab.execute(
        """
        machine frames=\(frames) full=\(full)
        \(Self.neighbour)
        guest k
        \(VirtualGuests.paging.source)
        end
        vm V guest=k ram=1MiB mode=\(technique)
        vm W guest=k ram=1MiB mode=\(technique)
        """)
      for _ in 0..<40 {
        for name in ["V", "W"] where lab.machine.computer(named: name)?.canRun ?? false {
          try lab.execute("run \(name) steps=50")
        }
      }
      if full == "replace" {
        // Each of its three touches of the page finds it gone.
        #expect(try lab.evaluate("V.console").written() == "3")
        #expect(try lab.evaluate("W.state").written() == "stopped")
      }
      try lab.execute("vm N guest=good ram=1MiB mode=\(technique)")
      if full == "replace" { try neighbourLives(lab) }
      lab.machine.memory.checkInvariants()
    }
  }

  @Test(arguments: [
    "exits V csr=maybe", "exits V nonsense=on", "exits Q", "exits V csr=on csr=off",
    "exits V host=off",
    "exits V mmio=off", "exits V 7", "exits M csr=on", "exits T csr=on", "exits V =on",
    "exits V ecall=off",
  ])
  func exitBitmapsAreChecked(_ command: String) throws {
    let lab = Lab()
    try lab.execute(
      """
      machine frames=64
      \(Self.neighbour)
      vm V guest=good ram=1MiB mode=hardware
      vm T guest=good ram=1MiB mode=trap
      vm N guest=good ram=1MiB mode=hardware
      boot M guest=good ram=1MiB
      """)
    #expect(throws: LabError.self) { try lab.execute(command) }
    try neighbourLives(lab)
  }
}
