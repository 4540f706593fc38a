import Testing

@testable import LabEngine

/// `suspend` and `resume` as commands: files, names, history, and where they are refused.
struct SuspendCommandTests {
  private func started(_ files: MemoryFiles, _ machine: String = "frames=64") throws -> Lab {
    let lab = Lab(files: files)
    try lab.execute("machine \(machine)\n\(SuspendedGuests.counter)\nrun M steps=10000")
    return lab
  }

  private func problem(_ lab: Lab, _ script: String) -> String? {
    do {
      try lab.execute(script)
      return nil
    } catch let error as LabError { return error.message } catch { return nil }
  }

  @Test func framesBecomeFreeAndTheNameToo() throws {
    let files = MemoryFiles()
    let lab = try started(files)
    let free = try lab.print("frames.free")
    #expect(free == "63")
    let said = try lab.said("suspend M web1.vmss")
    #expect(said.hasPrefix("M is suspended; 1 frame became free.\nWritten to web1.vmss: "))
    #expect(said.hasSuffix(" bytes, 1 of 256 pages."))
    #expect(try lab.print("frames.free") == "64")
    #expect(
      problem(lab, "run M") == "Computer M has ended: it was suspended to web1.vmss")
    #expect(
      try lab.said("resume web1.vmss")
        == "Computer M: 1 hart, 1MiB of memory, 1 page of it on disk; running after 10000 instructions."
    )
    try lab.execute("run M steps=1")
    #expect(try lab.print("M.steps") == "10001")
  }

  /// The file is written once and read once, whatever is played again.
  @Test func historyLeavesFilesAlone() throws {
    let files = MemoryFiles()
    let lab = try started(files)
    let before = lab.architecture
    try lab.execute("suspend M a; back")
    #expect(lab.architecture == before)
    #expect(files.contents["a"] != nil)
    try lab.execute("redo; resume a; run M steps=5000")
    let after = lab.architecture
    files.contents = [:]
    try lab.execute("back 100 steps; back 2; redo 2")
    #expect(lab.architecture == after)
    _ = try lab.print("[frames=32] faults")
    _ = try lab.said("why M.a0")
    let copy = lab.copy()
    try copy.execute("back 2")
    #expect(copy.architecture == "no computer")
    #expect((files.reads, files.writes) == (1, 1))
  }

  @Test func oneFileMakesManyComputers() throws {
    let files = MemoryFiles()
    let lab = try started(files)
    try lab.execute("suspend M a; resume a as W1; resume a as W2; run W1; run W2")
    #expect(try lab.print("W1.console == W2.console and W1.steps == W2.steps") == "true")
  }

  @Test func namesAreFree() throws {
    let files = MemoryFiles()
    let lab = try started(files)
    try lab.execute("suspend M a; back")
    #expect(
      problem(lab, "resume a")
        == "There is already something named M: `resume a as NAME` gives it another name")
    #expect(problem(lab, "resume a as run")?.contains("is a word of the language") == true)
    #expect(problem(lab, "resume a as") != nil)
    #expect(problem(lab, "resume a W") == "expected the end of the command, found `W`")
    #expect(problem(lab, "resume b") == "file `b`: there is none")
    #expect(problem(lab, "suspend N a") == "there is no computer `N`; there is only M")
    #expect(problem(lab, "process P pages=1; suspend P a")?.contains("not a computer") == true)
  }

  /// What cannot be written leaves the computer where it is.
  @Test func aFullDiskSuspendsNothing() throws {
    let lab = try started(MemoryFiles())
    #expect(problem(lab, "suspend M full") == "file `full`: the disk is full")
    try lab.execute("run M")
    #expect(try lab.print("M.state") == "stopped")
  }

  @Test func theMachineMustBeOneForGuests() throws {
    let files = MemoryFiles()
    try started(files).execute("suspend M a")
    let lab = Lab(files: files)
    #expect(problem(lab, "machine page=8KiB; resume a")?.contains("Guests need page=4KiB") == true)
    #expect(problem(lab, "machine policy=opt; resume a")?.contains("needs the future") == true)
    var limits = Limits.interactive
    limits.pages = 255
    #expect(
      problem(Lab(limits: limits, files: files), "resume a")
        == "more than 255 pages of all processes are not allowed")
  }

  /// Submissions name no files, whoever grades them.
  @Test func submissionsAreRefused() throws {
    let files = MemoryFiles()
    try started(files).execute("suspend M a")
    for lab in [Lab(limits: .submission, files: files), Lab()] {
      #expect(problem(lab, "resume a") == "Files cannot be named here")
      #expect(
        problem(lab, "\(SuspendedGuests.counter)\nsuspend M a") == "Files cannot be named here")
    }
    #expect(
      problem(Lab(limits: .submission), "resume a")
        == "`resume` names a file, which is not allowed here")
    #expect((files.reads, files.writes) == (0, 1))
  }

  /// Labels and source lines come along, so that listings show them still.
  @Test func listingsShowLabels() throws {
    let lab = try started(MemoryFiles())
    let code = try lab.said("show code")
    let moved = try lab.moved()
    #expect(try moved.said("show code") == code)
    try moved.execute("break arm; run M")
    #expect(try moved.print("M.pc == M.symbol(arm)") == "true")
  }
}
