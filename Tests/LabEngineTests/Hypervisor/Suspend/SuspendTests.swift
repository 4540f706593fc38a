import Testing

@testable import LabEngine

/// A computer that is suspended and resumed, however often, ends as one that was never stopped.
struct SuspendTests {
  private func started(_ guest: String, _ machine: String = "frames=512") throws -> Lab {
    let lab = Lab(files: MemoryFiles())
    try lab.execute("machine \(machine)\n\(guest)")
    return lab
  }

  /// What it is like at the end of a run that nobody disturbs.
  private func end(of guest: String) throws -> (architecture: String, steps: Int) {
    let lab = try started(guest)
    try lab.execute("run M")
    #expect(try lab.print("M.state") == "stopped")
    return (lab.architecture, try #require(Int(try lab.print("M.steps"))))
  }

  @Test(arguments: [SuspendedGuests.counter, SuspendedGuests.harts, SuspendedGuests.disk])
  func goesOnAsIfNeverStopped(_ guest: String) throws {
    let end = try end(of: guest)
    for part in 1...7 {
      var lab = try started(guest)
      try lab.execute("run M steps=\(end.steps * part / 8)")
      lab = try lab.moved()
      try lab.execute("run M")
      #expect(lab.architecture == end.architecture, "suspended after part \(part) of 8")
    }
  }

  /// Virtual machines end as the bare computer does, however often they are suspended.
  @Test(arguments: TechniqueRegistry.names, [SuspendedGuests.counter, SuspendedGuests.disk])
  func virtualMachinesGoOnToo(_ technique: String, _ guest: String) throws {
    let end = try end(of: guest)
    let virtual = guest.replacing("boot M", with: "vm M mode=\(technique) type=2")
    let whole = try started(virtual)
    try whole.execute("run M")
    var lab = try started(virtual)
    for _ in 1...3 {
      try lab.execute("run M steps=\(end.steps / 4)")
      let exits = try lab.print("M.exits")
      lab = try lab.moved()
      #expect(try lab.print("M.exits") == exits)
      #expect(lab.machine.computer(named: "M")?.vm?.description.name == technique)
      #expect(lab.machine.computer(named: "M")?.vm?.hostType == .hosted)
    }
    try lab.execute("run M")
    #expect(lab.architecture == end.architecture)
    #expect(whole.architecture == end.architecture)
    // Pages that were in frames must come in again, which are exits of the host alone.
    for reason in ["csr", "sret", "syscall", "mmio", "interrupt", "ecall"] {
      #expect(try lab.print("M.exits(\(reason))") == whole.print("M.exits(\(reason))"))
    }
  }

  /// What went wrong on hardware that cannot be virtualized by trapping is told still.
  @Test func violationsAreKept() throws {
    let guest = SuspendedGuests.counter.replacing(
      "boot M", with: "vm M mode=trap profile=legacy")
    let lab = try started(guest)
    try lab.execute("run M steps=500")
    let vm = try #require(lab.machine.computer(named: "M")?.vm)
    #expect(vm.violationCount > 0)
    let moved = try #require(try lab.moved().machine.computer(named: "M")?.vm)
    #expect(moved.violations == vm.violations)
    #expect(moved.violationCount == vm.violationCount)
  }

  /// The driver knows the address of its card; two computers with one address are not plugged in at one switch.
  @Test func networkCardsKeepTheirAddress() throws {
    let lab = try started(
      SuspendedGuests.counter.replacing("guest=g", with: "guest=g net=lan") + "\nrun M steps=100")
    let address = lab.machine.computer(named: "M")?.switchPort?.address
    #expect(address != nil)
    let moved = try lab.moved()
    #expect(moved.machine.computer(named: "M")?.switchPort?.address == address)
    let said = try moved.said("resume M.vmss as W")
    #expect(said.hasSuffix("; its card is not plugged in, as another computer has its address."))
    #expect(moved.machine.computer(named: "W")?.switchPort == nil)
    try moved.execute("terminate M; resume M.vmss as V; run V; run W")
    #expect(moved.machine.computer(named: "V")?.switchPort?.address == address)
  }

  /// Between `lr` and `sc`, in the middle of turns and rounds, while harts wait.
  @Test func afterEveryInstruction() throws {
    let end = try end(of: SuspendedGuests.harts)
    var lab = try started(SuspendedGuests.harts)
    try lab.execute("run M steps=\(end.steps / 2)")
    for _ in 0..<250 {
      try lab.execute("run M steps=1")
      lab = try lab.moved()
    }
    try lab.execute("run M")
    #expect(lab.architecture == end.architecture)
  }

  /// Pages that lie in the backing store when it is suspended, and come in one by one afterwards.
  @Test(arguments: [("frames=8 policy=lru", "frames=9"), ("frames=4096", "frames=8 policy=clock")])
  func withPagesOnDisk(_ machines: (String, String)) throws {
    let expected = try ran(GuestPagingTests.program, steps: 200_000).architecture
    for steps in [1000, 20_000, 40_000] {
      let files = MemoryFiles()
      let lab = Lab(files: files)
      let script = try booted(GuestPagingTests.program, machine: machines.0).history.entries
      for entry in script { _ = try lab.execute(entry.statement) }
      try lab.execute("run M steps=\(steps)")
      let moved = try lab.moved(machines.1)
      try moved.execute("run M")
      #expect(moved.architecture == expected)
    }
  }

  /// A frame that nobody zeroes must not show what lay in it where the program knows of zeros.
  @Test func inAMachineThatDoesNotZero() throws {
    let expected = try ran(GuestPagingTests.program, steps: 200_000).architecture
    let files = MemoryFiles()
    let lab = Lab(files: files)
    for entry in try booted(GuestPagingTests.program).history.entries {
      _ = try lab.execute(entry.statement)
    }
    try lab.execute("run M steps=3000; suspend M M.vmss")
    let other = Lab(files: files)
    try other.execute(
      "machine frames=300 zero=off\nprocess A pages=300 fill=zero\nrefs A 0..299w\nterminate A\n"
        + "resume M.vmss\nrun M")
    #expect(other.architecture == expected)
  }

  /// Memory comes back page by page: what was not zero lies on disk, and nothing is resident.
  @Test func pagesAreOnDiskOrZero() throws {
    var lab = try started(SuspendedGuests.disk)
    try lab.execute("run M steps=500")
    lab = try lab.moved()
    #expect(try lab.print("M.resident") == "0")
    #expect(try lab.print("M.page(0).state") == "disk")
    #expect(try lab.print("M.page(1).state") == "disk")
    #expect(try lab.print("M.page(2).state") == "zero")
  }

  /// The time that it has seen was counted where it was; its first instruction costs a page-in, 8 ms, and a cycle.
  @Test func theMachineCountsFromNowOn() throws {
    var lab = try started(SuspendedGuests.counter)
    try lab.execute("run M steps=10000")
    lab = try lab.moved()
    #expect(try lab.print("M.steps") == "10000")
    #expect(try lab.print("time == 0ns and pageins == 0") == "true")
    try lab.execute("run M steps=1")
    #expect(try lab.print("time == 8ms + 1ns and pageins == 1") == "true")
  }

  /// Devices, harts and the computer itself, field by field, private ones included.
  @Test(arguments: [SuspendedGuests.counter, SuspendedGuests.harts, SuspendedGuests.disk])
  func everyFieldIsKept(_ guest: String) throws {
    let lab = try started(guest)
    try lab.execute("run M steps=2000; input M \"abc\"")
    let before = (lab.deviceStates, lab.architecture)
    let moved = try lab.moved()
    #expect(moved.deviceStates == before.0)
    #expect(moved.architecture == before.1)
    // Twice through the file is the same file: what the first passage lost, the second would not have.
    let first = lab.written
    _ = try moved.moved()
    #expect(moved.written == first)
  }

  /// A control register that is new must get its line in the file.
  @Test func everyControlRegisterHasItsField() {
    let names = Mirror(reflecting: ControlRegisters()).children.count
    #expect(ControlRegisters.fields.count == names - 1, "all but the memory protection")
    var registers = ControlRegisters()
    for (index, field) in ControlRegisters.fields.enumerated() {
      registers[keyPath: field.path] = UInt64(index) + 1000
    }
    for (index, field) in ControlRegisters.fields.enumerated() {
      #expect(registers[keyPath: field.path] == UInt64(index) + 1000, "\(field.name)")
    }
  }

  /// A new part of a hart or a computer is named here: is it state? Then it belongs into a section, too.
  @Test func nothingWasAddedUnseen() throws {
    let lab = try started(SuspendedGuests.counter)
    let computer = try #require(lab.machine.computer(named: "M"))
    #expect(unknownParts(of: computer, beside: Self.computerParts) == [])
    #expect(unknownParts(of: computer.harts[0], beside: Self.hartParts) == [])
  }

  private func unknownParts(of subject: Any, beside known: String) -> [String] {
    let known = known.split(whereSeparator: \.isWhitespace).map(String.init)
    return Mirror(reflecting: subject).children.compactMap(\.label).filter { !known.contains($0) }
  }

  /// In the file; behind the line what is not: where it is, and what is remembered to be fast.
  private static let computerParts = """
    name image start profile pageCount harts board clock steps turn turnLeft ranInRound reached state ending
    console input inputTaken hostTransfer vm plugged
    space machine cycleCost scanCycles snapshot dirtyRound migration arrival guest isCrowded hypervisorCosts countedOverhead countedClock countedSteps consoleBytes lastUse stops observer current memory trapLog
    transferred diskPage diskWork heldAt stopsWhenIdle idleCycles storeWatch stretchLimit eventsChanged eventClock only stopsAtDisk
    """
  private static let hartParts = """
    x pc mode csr isStarted isWaiting retired trapCounts reservation firmwareTimer lines
    id profile walked keepsCode cache pendingTrap needsAttention begun straddle
    """
}

extension Lab {
  fileprivate var written: [UInt8]? { (files as? MemoryFiles)?.contents["M.vmss"] }
}
