/// The hypervisor's side of a virtual machine: what it has counted, the exit bitmap, and what a para-virtual guest
/// has set up.
///
/// Shadow tables, translations and nested walks are made anew where the VM goes on, and counted again there, as a
/// hypervisor does.
enum HypervisorSection: SuspendSection {
  static let tag = "HYPV"
  static let name = "hypervisor"
  static let isRequired = false

  private static let most = 1 << 61

  static func save(_ computer: Computer, to writer: inout StateWriter) {
    guard let vm = computer.vm else { return }
    for reason in ExitReason.allCases {
      writer.count(vm.exits[reason])
      writer.count(vm.exitCycles[reason])
      writer.flag(vm.bitmap[reason])
    }
    writer.count(vm.callouts)
    writer.count(vm.overheadCycles)
    writer.count(vm.violationCount)
    writer.count(vm.violations.count)
    for violation in vm.violations { violation.save(to: &writer) }
    for real in vm.real {
      writer.integer(real.sepc)
      writer.integer(real.scause)
      writer.integer(real.stval)
    }
    writer.optional(vm.paravirtual.consoleRing)
    writer.optional(vm.paravirtual.blockRing)
    writer.count(vm.paravirtual.balloonTarget)
    let ballooned = vm.paravirtual.ballooned.sorted()
    writer.count(ballooned.count)
    for page in ballooned { writer.count(page) }
  }

  static func load(into computer: Computer, from reader: inout StateReader) throws {
    guard let vm = computer.vm else {
      throw reader.wrong("a bare computer has no hypervisor")
    }
    var (exits, cycles) = (ExitCounts(), ExitCounts())
    for reason in ExitReason.allCases {
      exits[reason] = try reader.count("exits", in: 0...most >> 4)
      cycles[reason] = try reader.count("cycles of exits", in: 0...most >> 4)
      vm.bitmap[reason] = try reader.flag("the exit bitmap")
    }
    let callouts = try reader.count("callouts", in: 0...most)
    let overhead = try reader.count("the hypervisor's cycles", in: 0...most)
    let violations = try reader.count("violations", in: 0...most)
    let told = try reader.count("violations that are told", in: 0...VirtualMachine.told)
    vm.resume(
      exits: exits, cycles: cycles, callouts: callouts, overhead: overhead, violations: violations,
      told: try (0..<told).map { _ in try Violation(from: &reader) })
    for hart in vm.real.indices {
      vm.real[hart].sepc = try reader.integer("the real sepc")
      vm.real[hart].scause = try reader.integer("the real scause")
      vm.real[hart].stval = try reader.integer("the real stval")
    }
    vm.paravirtual.consoleRing = try reader.optional("the console's ring")
    vm.paravirtual.blockRing = try reader.optional("the disk's ring")
    vm.paravirtual.balloonTarget = try reader.count(
      "the balloon's target", in: 0...Limits.greatestCount)
    let count = try reader.count("pages in the balloon", ofAtLeast: 8)
    vm.paravirtual.ballooned = []
    for _ in 0..<count {
      let page = try reader.count("a page in the balloon", in: 0...Limits.greatestCount)
      vm.paravirtual.ballooned.insert(page)
    }
    computer.countWithoutTime()
  }
}

extension Violation {
  fileprivate func save(to writer: inout StateWriter) {
    writer.integer(pc)
    writer.integer(bits)
    writer.integer(mode.rawValue)
    writer.integer(UInt16(truncatingIfNeeded: number))
    writer.optional(read)
    writer.integer(virtual)
    writer.optional(lost)
  }

  fileprivate init(from reader: inout StateReader) throws {
    let isControl = { (number: UInt16) in number < 1 << 12 }
    self.init(
      pc: try reader.integer("where a violation was"), bits: try reader.integer("its instruction"),
      mode: try reader.mode(),
      number: Int(try reader.integer("its control register", where: isControl)),
      read: try reader.optional("what it read"),
      virtual: try reader.integer("what it was to read"),
      lost: try reader.optional("what it was to write"))
  }
}
