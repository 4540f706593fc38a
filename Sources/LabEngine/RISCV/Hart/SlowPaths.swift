/// What the interpreter cannot do with what is in its TLBs. Everything here may raise a trap.
extension Hart {
  /// A load that missed the TLB, lies at a device or is not aligned. Zero-extended; nil for a trap.
  func load(_ address: UInt64, size: Int, _ computer: Computer) -> UInt64? {
    if address & UInt64(size - 1) != 0 { return loadPieces(address, size: size, computer) }
    let mode = dataMode
    let stamp = computer.memory.stamp
    guard let physical = translate(address, .load, mode, computer) else { return nil }
    guard csr.protection.allows(PhysicalProtection.read, physical, size: UInt64(size), mode) else {
      return raise(Trap(.loadAccess, value: address))
    }
    guard let index = computer.pageIndex(physical) else {
      needsAttention = true
      return computer.loadDevice(physical, size: size) ?? raise(Trap(.loadAccess, value: address))
    }
    guard let host = computer.readable(index) else {
      return raise(Trap(.loadAccess, value: address))
    }
    if csr.protection.isUniform(page: physical), isKept(since: stamp, computer) {
      fill(cache.loads, address, host, mode)
    }
    return host.value(at: Int(physical & 0xfff), size: size)
  }

  /// A store that missed the TLB, lies at a device, in a page of code, or is not aligned. False for a trap.
  func store(_ address: UInt64, _ value: UInt64, size: Int, _ computer: Computer) -> Bool {
    if address & UInt64(size - 1) != 0 { return storePieces(address, value, size: size, computer) }
    let mode = dataMode
    let stamp = computer.memory.stamp
    guard let physical = translate(address, .store, mode, computer) else { return false }
    guard csr.protection.allows(PhysicalProtection.write, physical, size: UInt64(size), mode) else {
      return fault(Trap(.storeAccess, value: address))
    }
    guard let index = computer.pageIndex(physical) else {
      needsAttention = true
      return computer.storeDevice(physical, size: size, value: value)
        || fault(Trap(.storeAccess, value: address))
    }
    guard let host = computer.writable(index) else {
      return fault(Trap(.storeAccess, value: address))
    }
    let offset = Int(physical & 0xfff)
    host.set(value, at: offset, size: size)
    if computer.isOrdinary(index) {
      if csr.protection.isUniform(page: physical), isKept(since: stamp, computer) {
        fill(cache.stores, address, host, mode)
      }
    } else {
      computer.didStore(index, offset..<(offset + size), by: self)
    }
    return true
  }

  /// True if all page tables that the walk just made has read are still in memory: it may be remembered, as walking
  /// again would bring nothing in. `stamp` is that of before the walk.
  private func isKept(since stamp: UInt32, _ computer: Computer) -> Bool {
    // The hypervisor's shadow tables take no pages of the guest's.
    if computer.memory.stamp == stamp || computer.vm?.shadow != nil { return true }
    let path = walkPath
    return (0..<path.levels).allSatisfy { level in
      computer.pageIndex(path.place(level)).map { computer.isResident($0, forWriting: false) }
        ?? true
    }
  }

  func fault(_ trap: Trap) -> Bool {
    pendingTrap = trap
    return false
  }

  private func fill(
    _ entries: UnsafeMutablePointer<TranslationCache.Entry>, _ address: UInt64,
    _ host: UnsafeMutableRawPointer, _ mode: PrivilegeMode
  ) {
    let page = address & TranslationCache.pageMask
    let offset = host - TranslationCache.origin
    entries[TranslationCache.bank(mode) + TranslationCache.index(address)] =
      TranslationCache.Entry(tag: page, addend: offset &- Int(truncatingIfNeeded: page))
  }

  // MARK: Not aligned

  /// Byte by byte, which may lie in two pages; the trap is that of the first byte that cannot be read.
  private func loadPieces(_ address: UInt64, size: Int, _ computer: Computer) -> UInt64? {
    var value: UInt64 = 0
    for index in 0..<size {
      guard let byte = load(address &+ UInt64(index), size: 1, computer) else { return nil }
      value |= byte << UInt64(8 * index)
    }
    return value
  }

  /// Every byte's right is looked at before the first is written, so that a trap leaves memory as it was; the
  /// trap is that of the first byte that cannot be written.
  private func storePieces(
    _ address: UInt64, _ value: UInt64, size: Int, _ computer: Computer
  ) -> Bool {
    for index in 0..<size {
      let place = address &+ UInt64(index)
      guard let physical = translate(place, .store, dataMode, computer) else { return false }
      guard computer.pageIndex(physical) != nil,
        csr.protection.allows(PhysicalProtection.write, physical, size: 1, dataMode)
      else { return fault(Trap(.storeAccess, value: place)) }
    }
    for index in 0..<size {
      let byte = value >> UInt64(8 * index) & 0xff
      guard store(address &+ UInt64(index), byte, size: 1, computer) else { return false }
    }
    return true
  }

  // MARK: Code

  /// The slots of the page that begins at `address`; nil for a trap.
  func codePage(_ address: UInt64, _ computer: Computer) -> UnsafeMutablePointer<Slot>? {
    let entry = cache.code[TranslationCache.bank(mode) + TranslationCache.index(address)]
    keepsCode = true
    if entry.tag == address { return entry.slots }
    let stamp = computer.memory.stamp
    // The fault is that of the instruction, which need not be the page's first.
    guard let physical = fetchAddress(pc, computer), let index = computer.pageIndex(physical),
      computer.readable(index) != nil
    else { return nil }
    let page =
      isTranslated(physical, computer)
      ? computer.translatedPage(index) : computer.decodedPage(index)
    keepsCode = isKept(since: stamp, computer)
    if csr.protection.isUniform(page: physical), keepsCode {
      cache.code[TranslationCache.bank(mode) + TranslationCache.index(address)] =
        TranslationCache.CodeEntry(tag: address, slots: page.slots)
    } else if !csr.protection.isUniform(page: physical) {
      // What was decoded for another mode must be fetched again, for every fetch is checked.
      page.forget(0..<4096)
    }
    return page.slots
  }

  /// True for code that a hypervisor translates before it runs: the kernel's, where rights do not change in the
  /// middle of its page.
  private func isTranslated(_ physical: UInt64, _ computer: Computer) -> Bool {
    mode != .user && computer.vm?.translator != nil
      && csr.protection.isUniform(page: physical)
  }

  /// The physical address of two bytes of code; nil for a trap.
  private func fetchAddress(_ address: UInt64, _ computer: Computer) -> UInt64? {
    guard let physical = translate(address, .fetch, mode, computer) else { return nil }
    guard csr.protection.allows(PhysicalProtection.execute, physical, size: 2, mode),
      computer.pageIndex(physical) != nil
    else { return raise(Trap(.fetchAccess, value: address)) }
    return physical
  }

  /// Two bytes of code; nil for a trap.
  private func fetch(_ address: UInt64, _ computer: Computer) -> UInt16? {
    guard let physical = fetchAddress(address, computer) else { return nil }
    return fetch(physical, for: address, computer)
  }

  /// Decodes the instruction at `pc` into its slot. False for a trap. Its page is known and in memory: nothing is
  /// walked, as slots are dropped at any time and that must not be seen.
  func decode(
    _ ip: UnsafeMutablePointer<Slot>, _ page: UnsafeMutablePointer<Slot>, _ computer: Computer
  ) -> Bool {
    let index = ip - page
    let physical =
      Computer.memoryBase &+ UInt64(DecodedPage.index(page)) << 12 &+ UInt64(index) << 1
    if isTranslated(physical, computer), let vm = computer.vm, let translator = vm.translator {
      return translator.decode(ip, page, physical, self, vm, computer)
    }
    guard let low = fetch(physical, for: pc, computer) else { return false }
    guard Decoder.isLong(low) else {
      ip.pointee = Decoder.slot(UInt32(low), at: index)
      return true
    }
    if index == Slot.perPage - 1 {
      ip.pointee = Slot(operation: .straddling)
      return true
    }
    guard let high = fetch(physical &+ 2, for: pc &+ 2, computer) else { return false }
    ip.pointee = Decoder.slot(UInt32(high) << 16 | UInt32(low), at: index)
    return true
  }

  /// Two bytes of code at a physical address; nil for a trap at the virtual one.
  private func fetch(_ physical: UInt64, for address: UInt64, _ computer: Computer) -> UInt16? {
    guard csr.protection.allows(PhysicalProtection.execute, physical, size: 2, mode),
      let index = computer.pageIndex(physical), let host = computer.readable(index)
    else { return raise(Trap(.fetchAccess, value: address)) }
    return UInt16(truncatingIfNeeded: host.value(at: Int(physical & 0xfff), size: 2))
  }

  /// Decodes the instruction at `pc`, whose second half lies in the next page, into `straddle`.
  func decodeStraddling(_ page: UnsafeMutablePointer<Slot>, _ computer: Computer) -> Bool {
    guard let low = fetch(pc, computer), let high = fetch(pc &+ 2, computer) else { return false }
    let index = Slot.perPage - 1
    straddle[index] = Decoder.slot(UInt32(high) << 16 | UInt32(low), at: index)
    return true
  }

  /// The bits of the instruction at `pc`, if they can be fetched.
  func instruction(_ computer: Computer) -> UInt32? {
    guard let low = fetch(pc, computer) else { return nil }
    guard Decoder.isLong(low) else { return UInt32(low) }
    guard let high = fetch(pc &+ 2, computer) else { return nil }
    return UInt32(high) << 16 | UInt32(low)
  }
}

extension UnsafeMutableRawPointer {
  /// A little-endian value that is aligned to its size.
  @inline(__always) func value(at offset: Int, size: Int) -> UInt64 {
    switch size {
    case 1: UInt64(load(fromByteOffset: offset, as: UInt8.self))
    case 2: UInt64(load(fromByteOffset: offset, as: UInt16.self))
    case 4: UInt64(load(fromByteOffset: offset, as: UInt32.self))
    default: load(fromByteOffset: offset, as: UInt64.self)
    }
  }

  @inline(__always) func set(_ value: UInt64, at offset: Int, size: Int) {
    switch size {
    case 1: storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: offset, as: UInt8.self)
    case 2: storeBytes(of: UInt16(truncatingIfNeeded: value), toByteOffset: offset, as: UInt16.self)
    case 4: storeBytes(of: UInt32(truncatingIfNeeded: value), toByteOffset: offset, as: UInt32.self)
    default: storeBytes(of: value, toByteOffset: offset, as: UInt64.self)
    }
  }
}
