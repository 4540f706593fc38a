import Testing

@testable import LabEngine

/// Going back and running again, and running in pieces, lead where one run leads.
struct GuestHistoryTests {
  private static let settings = [
    ("frames=4096", 1), ("frames=9 policy=clock", 1), ("frames=30", 3),
  ]

  private func booted(_ setting: (String, Int)) throws -> Lab {
    try LabEngineTests.booted(
      GuestPagingTests.program, harts: setting.1, machine: setting.0)
  }

  @Test(arguments: settings.indices, 1...4)
  func backAndForthIsTheIdentity(_ index: Int, _ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let lab = try booted(Self.settings[index])
    let count = 2000 + Int(random.next(below: 30_000))
    try lab.execute("run M steps=\(count)")
    let (state, machine) = (lab.architecture, lab.fingerprint)
    for _ in 0..<3 {
      let back = 1 + Int(random.next(below: UInt64(count - 1)))
      try lab.execute("back \(back) steps")
      #expect(try lab.bits("M.steps") == UInt64(count - back))
      try lab.execute("run M steps=\(back)")
      #expect(lab.architecture == state)
      #expect(lab.fingerprint == machine)
    }
  }

  @Test(arguments: settings.indices, [1, 7, 1000])
  func piecesAreTheWhole(_ index: Int, _ piece: Int) throws {
    let total = 7000
    let whole = try booted(Self.settings[index])
    try whole.execute("run M steps=\(total)")
    let parts = try booted(Self.settings[index])
    for _ in 0..<(total / piece) { try parts.execute("run M steps=\(piece)") }
    #expect(parts.architecture == whole.architecture)
    #expect(parts.fingerprint == whole.fingerprint)
  }

  /// Volume II, 20211203, section 3.1.9: mip shows what is pending; so it does where one has gone back to.
  @Test func pendingInterruptsAreSeenAfterGoingBack() throws {
    let lab = try LabEngineTests.booted(
      "li t0, 0x2004000\n sd x0, 0(t0)\n 1: addi a0, a0, 1\n j 1b")
    try lab.execute("run M steps=100; run M steps=10000; back 5000 steps")
    #expect(try lab.bits("M.csr(mip)") == 0x80)
  }

  /// A guest that writes to all of its memory makes checkpoints costly, and they are given up before they hold
  /// more than a page in twenty, or four mebibytes; going back finds the same without them.
  @Test func checkpointsDoNotKeepAllOfMemoryTwice() throws {
    let lab = try LabEngineTests.lab(
      """
      machine frames=8192
      guest g
          li   s0, 0x80010000
          li   s1, 4096
          li   s2, 4000
      1:  mv   t0, s0
          mv   t1, s2
      2:  sd   s3, 0(t0)
          add  t0, t0, s1
          addi s3, s3, 1
          addi t1, t1, -1
          bnez t1, 2b
          j    1b
      end
      boot M guest=g start=m ram=32MiB
      """)
    try lab.execute("run M steps=40000")
    let machine = lab.fingerprint
    try lab.execute("run M steps=40000")
    let (sum, copies) = (try lab.bits("M.s3"), lab.machine.memory.frames.copies)
    #expect((1...1100).contains(copies))
    try lab.execute("back 40000 steps")
    #expect(lab.fingerprint == machine)
    try lab.execute("run M steps=40000")
    #expect(try lab.bits("M.s3") == sum)
  }

  /// `step` executes what `run` does.
  @Test func stepsAreTheWhole() throws {
    let whole = try booted(Self.settings[1])
    try whole.execute("run M steps=500")
    let parts = try booted(Self.settings[1])
    try parts.execute("step M 100")
    for _ in 0..<400 { try parts.execute("step M") }
    #expect(parts.architecture == whole.architecture)
  }
}
