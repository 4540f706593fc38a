import Testing

@testable import LabEngine

/// A VM as a set of files: configuration, log, paging file, disks, snapshots (the lecture's list).
struct VirtualMachineFilesTests {
  private func lab() throws -> Lab {
    let lab = Lab()
    try lab.execute(
      """
      machine frames=4
      guest w
      _start:
          la   t0, data
          li   t1, 8
          li   t2, 4096
      1:  sd   t1, 0(t0)
          add  t0, t0, t2
          addi t1, t1, -1
          bnez t1, 1b
      2:  j    2b
      .balign 4096
      data: .space 32768
      end
      vm V guest=w ram=1MiB disk=64KiB
      run V steps=200
      """)
    return lab
  }

  /// Eight pages are written on four frames, of which one holds the code: five are in the paging file.
  @Test func listsWhatThereIs() throws {
    let lab = try lab()
    let files = try lab.said("show files V")
    #expect(files.contains("V.swap 20KiB"))
    #expect(files.contains("V.disk 64KiB"))
    #expect(files.contains("V.vm"))
    try lab.execute("snapshot V before")
    #expect(try lab.said("show files V").contains("V@before"))
  }

  @Test func theLogHasWhatWasDone() throws {
    let lab = try lab()
    try lab.execute("vm W guest=w ram=1MiB; run W steps=10")
    let log = try lab.said("show log V")
    #expect(log.contains("vm V guest=w ram=1MiB disk=64KiB"))
    #expect(log.contains("run V steps=200"))
    #expect(!log.contains("run W"))
  }

  /// What `show config` says makes the same VM again.
  @Test func theConfigurationMakesItAgain() throws {
    let lab = try lab()
    let text = try lab.said("show config V")
    let read = try VMConfigurationFile(text).configuration
    #expect(read == VMConfiguration(of: lab.machine.computers[0]))
    #expect(read.memory == 1 << 20)
    #expect(read.disk == "65536B")
    #expect(throws: LabError.self) { try lab.execute("boot M guest=w; show config M") }
  }

  /// Whatever the host gives a VM that is not what every VM is given, and how its clock is kept.
  @Test(arguments: [
    "", "clock=sync sync=1500us", "tick=4ms", "priority=7",
    "weight=512 cap=50% reserve=10% pin=1 clock=catchup sync=2s tick=1234567ns priority=3",
  ])
  func theFileOfItMakesItAgain(_ options: String) throws {
    let files = MemoryFiles()
    let lab = Lab(files: files)
    try lab.execute(
      """
      machine frames=64
      guest w
      _start: j _start
      end
      host cpus=2
      vm V guest=w ram=1MiB \(options)
      """)
    let text = try lab.said("show config V")
    for option in options.split(separator: " ") {
      let parts = option.split(separator: "=")
      #expect((text + "\n").contains("\(parts[0]): \(parts[1])\n"), "\(option)")
    }
    #expect(options.contains("sync") || !text.contains("sync:"))
    files.contents["V.vm"] = Array(text.replacing("name: V", with: "name: W").utf8)
    try lab.execute("vm file=V.vm")
    #expect(try lab.said("show config W") == text.replacing("name: V", with: "name: W"))
  }
}
