import Testing

@testable import LabEngine

/// What computers do on a disk that they share; what they count follows from their program.
@Suite struct SharedDiskTests {
  /// Each round, from one `again` to the next, reads the first word of the disk, adds one, writes it back and prints it as a digit: VIRTIO 1.1,
  /// sections 2.6, 3.1.1, 4.2.2 and 5.2.6.
  private static let counter = """
    machine frames=64
    guest counter
    _start:
        li   s0, 0x10001000
        lw   t0, 8(s0)              # a block device
        addi t0, t0, -2
        bnez t0, over
        li   t0, 3                  # ACKNOWLEDGE, DRIVER
        sw   t0, 0x70(s0)
        li   t0, 1                  # VIRTIO_F_VERSION_1
        sw   t0, 0x24(s0)
        sw   t0, 0x20(s0)
        li   t0, 11                 # FEATURES_OK
        sw   t0, 0x70(s0)
        sw   zero, 0x30(s0)
        li   t0, 4
        sw   t0, 0x38(s0)
        la   t0, descriptors        # all below 4 GiB: the upper halves stay zero
        sw   t0, 0x80(s0)
        la   t0, available
        sw   t0, 0x90(s0)
        la   t0, used
        sw   t0, 0xa0(s0)
        li   t0, 1
        sw   t0, 0x44(s0)
        li   t0, 15                 # DRIVER_OK
        sw   t0, 0x70(s0)
    again:
        li   a0, 0                  # read into what the device writes
        li   a1, 3
        call request
        lw   a2, block
        addi a2, a2, 1
        sw   a2, block, t0
        li   a0, 1
        li   a1, 1
        call request
        addi a0, a2, '0'
        li   a7, 1
        ecall
        j    again
    request:
        sw   a0, header, t0
        la   t0, descriptors
        sh   a1, 28(t0)
        la   t0, available
        addi s1, s1, 1
        sh   s1, 2(t0)
        sw   zero, 0x50(s0)
        lhu  t1, used + 2
        slli t2, s1, 48
        srli t2, t2, 48
        bne  t1, t2, over
        lbu  t0, status
        bnez t0, over
        ret
    over:
        li   a7, 8
        ecall
        .balign 16
    descriptors:
        .dword header
        .word 16
        .half 1, 1
        .dword block
        .word 512
        .half 0, 2
        .dword status
        .word 1
        .half 2, 0
        .space 16
    available: .half 1              # VIRTQ_AVAIL_F_NO_INTERRUPT; every entry is descriptor 0
        .space 14
    used:   .space 40
    header: .dword 0, 0
    status: .dword 0
    block:  .space 512
    end
    disk d size=4KiB
    """

  private func booted(_ options: String = "disk=d") throws -> Lab {
    try lab(
      Self.counter
        + "\nboot A guest=counter ram=1MiB \(options); boot B guest=counter ram=1MiB \(options)\n"
        + "break A again; break B again; run A; run B")
  }

  @Test func oneReadsWhatTheOtherWrote() throws {
    let lab = try booted()
    try lab.execute("run A; run B; run B; run A; run B")
    #expect(try lab.print("[A.console, B.console]") == #"["14", "235"]"#)
    #expect(
      try lab.said("show disks") == """
        d 4KiB 4KiB A 4, B 6
        """)
  }

  @Test func ownDisksStayPrivate() throws {
    let lab = try booted("disk=4KiB")
    try lab.execute("run A; run B; run A")
    #expect(try lab.print("[A.console, B.console]") == #"["12", "1"]"#)
    #expect(
      try lab.said("show disks") == """
        d 4KiB 0B
        4KiB its own 4KiB A 4
        4KiB its own 4KiB B 2
        """)
  }

  @Test func timeTravelTakesTheDiskAlong() throws {
    let lab = try booted()
    try lab.execute("run A; run B; run A; back; back")
    let copy = lab.copy()
    try lab.execute("run B; run B")
    #expect(try lab.print("B.console") == "23")
    try copy.execute("run A")
    #expect(try copy.print("A.console") == "12")
    try lab.execute("back 2; redo; back 30 steps; run B; run A")
    #expect(try lab.print("[A.console, B.console]") == #"["13", "2"]"#)
    #expect(try lab.print("[frames=4] A.console") == "13")
    #expect(try lab.said("machine frames=8; show disks").hasPrefix("There is no disk"))
  }

  @Test func madeOfAFileThatIsReadOnce() throws {
    let files = CountedFile()
    let lab = Lab(files: files)
    try lab.execute(Self.counter.replacing("disk d size=4KiB", with: "disk d file=fs.img"))
    try lab.execute(
      "boot A guest=counter ram=1MiB disk=d; break A again; run A; run A; back; redo; back 3 steps; run A"
    )
    #expect(try lab.print("A.console") == "6", "there stood a 5")
    #expect(files.reads == 1)
    #expect(try lab.said("show disks") == "d 1KiB fs.img 4KiB A 2")
  }

  @Test(
    arguments: [
      ("disk d", "There is a disk d already"),
      ("disk e", "expected size=SIZE or file=FILE, found neither"),
      ("disk e size=1KiB file=x", "expected size=SIZE or file=FILE, found both"),
      ("disk e size=1000B", "expected a multiple of 512B, found `1000B`"),
      ("disk e size=0", "the size must be 512B to 1TiB, not 0"),
      ("disk e size=2TiB", "the size must be 512B to 1TiB, not 2TiB"),
      ("disk e file=fs.img", "Files cannot be named here"),
      ("disk print size=1KiB", "`print` is a word of the language: choose another name"),
      ("boot A guest=counter disk=e", "Files cannot be named here"),
      ("boot A guest=counter disk=1000B", "expected a multiple of 512B, found `1000B`"),
    ])
  func mistakes(_ command: String, _ message: String) {
    let command = command == "disk d" ? "disk d size=1KiB" : command
    let problem = problem(of: Self.counter + "\n" + command)
    #expect(problem?.message == message)
    #expect(
      problem?.place?.line == Self.counter.split(separator: "\n", omittingEmptySubsequences: false)
        .count + 1)
  }

  @Test func thereAreOnlySoMany() {
    let script = (1...65).map { "disk d\($0) size=1KiB" }.joined(separator: "\n")
    #expect(
      problem(of: script, limits: .submission)?.message == "more than 64 disks are not allowed")
    #expect(problem(of: script) == nil)
  }
}

/// A disk of two sectors that begins with a 5.
private final class CountedFile: FileAccess {
  private(set) var reads = 0

  func read(_ path: String) throws -> [UInt8] {
    reads += 1
    return [5] + [UInt8](repeating: 0, count: 1023)
  }

  func write(_ bytes: [UInt8], to path: String) throws {}
  func draw(_ chart: Chart, to path: String) throws {}
}
