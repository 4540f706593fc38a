extension WalkPath {
  /// R, W and X that a shadow entry may have: W only where D is set, so that the first write is seen. The kernel
  /// reads and writes a user's pages with SUM, but never executes them; Volume II, section 4.3.1.
  func rights(_ context: ShadowPaging.Context) -> UInt8 {
    guard levels > 0 else { return UInt8(14) }
    var rights = leaf.bits & (PageTableEntry.read | PageTableEntry.execute)
    if context.readsExecutable, rights & PageTableEntry.execute != 0 {
      rights |= PageTableEntry.read
    }
    if leaf.bits & PageTableEntry.dirty != 0 { rights |= leaf.bits & PageTableEntry.write }
    if context.isKernel, leaf.bits & PageTableEntry.user != 0 { rights &= ~PageTableEntry.execute }
    return UInt8(truncatingIfNeeded: rights)
  }
}

extension VirtualMachine {
  /// A TLB miss under shadow paging: the shadow has it, or the hypervisor walks the guest's table.
  func translateByShadow(
    _ address: UInt64, _ kind: AccessKind, _ mode: PrivilegeMode, _ hart: Hart,
    _ shadow: ShadowPaging, _ computer: Computer
  ) -> UInt64? {
    let context = ShadowPaging.context(mode, hart.csr)
    if let known = shadow.find(address, kind, context) { return known }
    log?.begin(hart, hart.peekInstruction(computer))
    guard let physical = hart.walkTables(address, kind, mode, computer) else { return nil }
    // A device is never mapped: every access to one exits, and is counted there.
    guard let index = computer.pageIndex(physical) else { return physical }
    shadow.fill(address, physical, hart.walkPath, context, computer)
    // Where the host's pager is needed too, one exit does both.
    if computer.isResident(index, forWriting: kind == .store) {
      exit(.shadow, Trap(kind.pageFault, value: address), at: hart.pc, hart, computer)
    }
    return physical
  }
}
