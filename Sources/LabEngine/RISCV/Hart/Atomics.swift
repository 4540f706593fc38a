/// The A extension; Volume I, chapter 8.
extension Hart {
  /// One atomic instruction. False for a trap.
  func executeAtomic(_ bits: UInt32, _ computer: Computer) -> Bool {
    let rd = Int(bits >> 7 & 31)
    let address = x[Int(bits >> 15 & 31)]
    let source = x[Int(bits >> 20 & 31)]
    let size = bits >> 12 & 7 == 2 ? 4 : 8
    let function = bits >> 27
    let kind: AccessKind = function == 2 ? .load : .store
    guard address & UInt64(size - 1) == 0 else {
      return fault(Trap(kind == .load ? .misalignedLoad : .misalignedStore, value: address))
    }
    let mode = dataMode
    guard let physical = translate(address, kind, mode, computer) else { return false }
    guard csr.protection.allows(kind.right, physical, size: UInt64(size), mode),
      let index = computer.pageIndex(physical), let host = computer.readable(index)
    else { return fault(Trap(kind.accessFault, value: address)) }
    let offset = Int(physical & 0xfff)
    let old = host.value(at: offset, size: size)
    switch function {
    case 2:
      reservation = (physical, old)
      set(rd, extended(old, size))
    case 3:
      let succeeds = reservation.map { $0.address == physical && $0.value == old } ?? false
      reservation = nil
      if succeeds { guard write(source, index, offset, size, computer) else { return false } }
      set(rd, succeeds ? 0 : 1)
    default:
      let new = combined(function, old, source, size)
      guard write(new, index, offset, size, computer) else { return false }
      set(rd, extended(old, size))
    }
    return true
  }

  private func set(_ rd: Int, _ value: UInt64) { x[rd == 0 ? Int(Slot.discarded) : rd] = value }

  private func write(
    _ value: UInt64, _ index: Int, _ offset: Int, _ size: Int, _ computer: Computer
  ) -> Bool {
    guard let host = computer.writable(index) else { return fault(Trap(.storeAccess)) }
    host.set(value, at: offset, size: size)
    if !computer.isOrdinary(index) { computer.didStore(index, offset..<(offset + size), by: self) }
    return true
  }

  private func extended(_ value: UInt64, _ size: Int) -> UInt64 {
    size == 8 ? value : UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: value)))
  }

  /// The new value of memory.
  private func combined(_ function: UInt32, _ a: UInt64, _ b: UInt64, _ size: Int) -> UInt64 {
    let (unsignedA, unsignedB) = size == 8 ? (a, b) : (a & 0xffff_ffff, b & 0xffff_ffff)
    let signedA = Int64(bitPattern: extended(a, size))
    let signedB = Int64(bitPattern: extended(b, size))
    return switch function {
    case 0: a &+ b
    case 1: b
    case 4: a ^ b
    case 8: a | b
    case 12: a & b
    case 16: signedA < signedB ? a : b
    case 20: signedA > signedB ? a : b
    case 24: unsignedA < unsignedB ? a : b
    default: unsignedA > unsignedB ? a : b
    }
  }
}
