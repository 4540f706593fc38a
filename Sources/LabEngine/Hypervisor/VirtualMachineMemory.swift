/// What the hypervisor sees of a VM's memory accesses.
extension VirtualMachine {
  /// The guest's access needed the host's pager: not resident, or shared.
  func hostFault(_ index: Int, writes: Bool, _ computer: Computer) {
    guard let hart = computer.current, !isEmulatingDevice else { return }
    let address = Computer.memoryBase &+ UInt64(index) << 12
    let isCode =
      !writes
      && hart.peekTranslation(hart.pc, hart.mode, computer).map { $0 >> 12 } == address >> 12
    let fault: Trap.Exception = writes ? .storePage : isCode ? .fetchPage : .loadPage
    exit(.host, Trap(fault, value: address), at: hart.pc, hart, computer)
  }

  /// A device is never mapped: the access traps, and the hypervisor does it.
  func willUseDevice(_ physical: UInt64, writes: Bool, _ computer: Computer) {
    guard let hart = computer.current else { return }
    log?.begin(hart, hart.peekInstruction(computer))
    exit(
      .mmio, Trap(writes ? .storePage : .loadPage, value: physical), at: hart.pc, hart, computer)
    isEmulatingDevice = true
  }

  /// Bytes of a protected page were written: a guest page table, or translated code. The hypervisor's own
  /// writes, of A and D bits, are by no hart.
  func didStore(_ index: Int, _ bytes: Range<Int>, by hart: Hart?, _ computer: Computer) {
    let dropped = translator?.wrote(index, bytes) ?? []
    for range in dropped { computer.memory.translated[index]?.forget(range) }
    guard let hart else { return }
    let isTable = shadow?.isTable(index) ?? false
    let isCode = translator?.holdsCode(index) ?? false || !dropped.isEmpty
    guard isTable || isCode else { return }
    let address = Computer.memoryBase &+ UInt64(index) << 12 &+ UInt64(bytes.lowerBound)
    log?.begin(hart, hart.peekInstruction(computer))
    exit(.protect, Trap(.storePage, value: address), at: hart.pc, hart, computer)
    if isTable { shadow?.wrote(index, bytes, computer) }
  }
}

extension Computer {
  /// Stores to a page are looked at from now on: it is a page table of the guest's.
  func protectTable(_ index: Int) {
    guard memory.kind(index) & HostPages.Kind.table == 0 else { return }
    memory.mark(index, HostPages.Kind.table)
    for hart in harts { hart.cache.flushStores() }
  }

  func unprotectTable(_ index: Int) { memory.unmark(index, HostPages.Kind.table) }

  /// True if an access to a page would not need the host's pager.
  func isResident(_ index: Int, forWriting: Bool) -> Bool {
    let word = machine.memory.spaces[space].table.words[index]
    return PageWord.need(Reference(page: index, isWrite: forWriting).bits) & ~word == 0
  }
}

extension VirtioBlock {
  /// Sectors into guest memory at once, for a hypervisor's ring; false if the disk or memory ends before.
  func readSectors(
    _ first: UInt64, _ count: UInt64, to address: UInt64, _ computer: Computer
  ) -> Bool {
    let bytes = withContent(of: computer) { image -> [UInt8]? in
      Self.extent(first, count, image).flatMap { image.read($0, count: $1) }
    }
    guard let bytes else { return false }
    computer.didTransfer(bytes.count)
    return computer.write(address, bytes)
  }

  func writeSectors(
    _ first: UInt64, _ count: UInt64, from address: UInt64, _ computer: Computer
  ) -> Bool {
    guard !readOnly, count <= UInt64(Int32.max),
      let bytes = computer.read(address, count: Int(count) * DiskImage.sectorSize)
    else { return false }
    let isDone = withContent(of: computer) { image in
      Self.extent(first, count, image).map { image.write($0.0, bytes) } ?? false
    }
    if isDone { computer.didTransfer(bytes.count) }
    return isDone
  }

  /// The disk's own content, or that of the machine's disk which it is.
  private func withContent<Result>(
    of computer: Computer, _ body: (inout DiskImage) -> Result
  ) -> Result {
    if let shared, let disk = computer.sharedDisk(shared) { return body(&disk.image) }
    return body(&image)
  }

  private static func extent(
    _ first: UInt64, _ count: UInt64, _ image: DiskImage
  ) -> (Int, Int)? {
    let sectors = UInt64(image.sectors)
    guard first <= sectors, count <= sectors - first else { return nil }
    return (Int(first) * DiskImage.sectorSize, Int(count) * DiskImage.sectorSize)
  }
}
