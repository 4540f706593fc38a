/// Physical memory as harts and devices see it: pages of the one machine, which fault, are evicted and shared
/// like everyone's.
extension Computer {
  /// The page of guest memory that a physical address lies in; nil for devices and for nothing.
  @inline(__always) func pageIndex(_ physical: UInt64) -> Int? {
    let offset = physical &- Computer.memoryBase
    return offset < ramSize ? Int(offset >> 12) : nil
  }

  /// The bytes of a page, brought into memory if need be; nil if the computer did not survive that.
  @inline(__always) func readable(_ index: Int) -> UnsafeMutableRawPointer? {
    memory.readable(index) ?? touch(index, writes: false)
  }

  /// The same, to be written to.
  @inline(__always) func writable(_ index: Int) -> UnsafeMutableRawPointer? {
    memory.writable(index) ?? touch(index, writes: true)
  }

  @inline(never)
  private func touch(_ index: Int, writes: Bool) -> UnsafeMutableRawPointer? {
    let interval = scanInterval
    let isNewUse = lastUse[index] != interval
    if isNewUse { lastUse[index] = interval }
    let known = memory.readable(index)
    synchronise()
    if let log = vm?.log, let current { log.begin(current, current.peekInstruction(self)) }
    let before = machine.counts
    guard machine.touch(index, of: space, writes: writes, isNewUse: isNewUse, observer) else {
      end(.failed, machine.memory.spaces[space].ending ?? "its memory was taken away")
      return nil
    }
    if let vm, machine.counts.hostFaults != before.hostFaults {
      vm.hostFault(index, writes: writes, self)
    }
    if stopsAtDisk, machine.counts.usesDisk(since: before) {
      diskPage = index
      isCrowded = true
      current?.needsAttention = true
    }
    if let cost = arrival?.touch(index, at: machine.time), cost > 0 {
      machine.memory.counts.cycles += cost / cycleCost
    }
    // Any eviction may have been of a page that some TLB still knows.
    let moved = machine.counts.evictions != before.evictions
    if moved { forgetTranslations() }
    let host =
      writes
      ? machine.memory.uniqueBytes(of: index, space: space)
      : machine.memory.bytes(of: index, space: space)
    if writes, !moved, let known, known != host { forgetTranslations() }
    if writes { noteWrite(index) }
    memory.set(index, host, isWritable: writes)
    if writes, machine.memory.frames.copies > machine.copyLimit {
      isCrowded = true
      current?.needsAttention = true
    }
    return host
  }

  /// Everything that was remembered of where pages lie. Changes no result.
  func forgetTranslations() {
    memory.forget()
    for hart in harts { hart.cache.flush() }
    current?.needsAttention = true
  }

  // MARK: Stores that somebody looks at

  /// True if nobody need be told of stores to the page.
  @inline(__always) func isOrdinary(_ index: Int) -> Bool { memory.kind(index) == 0 }

  /// Bytes of a page of code, or of a watched page, were written.
  func didStore(_ index: Int, _ bytes: Range<Int>, by hart: Hart?) {
    memory.decoded[index]?.forget(bytes)
    if let vm { vm.didStore(index, bytes, by: hart, self) }
    guard memory.kind(index) & HostPages.Kind.watched != 0 else { return }
    let place = Computer.memoryBase &+ UInt64(index) << 12 &+ UInt64(bytes.lowerBound)
    if let storeWatch,
      storeWatch.note(place, bytes.count, by: hart, step: steps + (current?.begun ?? 0))
    {
      current?.needsAttention = true
    }
    guard let hostTransfer else { return }
    guard place <= hostTransfer.tohost &+ 7, place &+ UInt64(bytes.count) > hostTransfer.tohost
    else { return }
    pollHostTransfer()
    hart?.needsAttention = true
  }

  func markSpecialPages() {
    if let hostTransfer, let index = pageIndex(hostTransfer.tohost) {
      memory.mark(index, HostPages.Kind.watched)
    }
    guard let vm else { return }
    vm.shadow?.protectAll(self)
    for index in vm.translator?.pages ?? [] { memory.mark(index, HostPages.Kind.code) }
  }

  /// The decoded code of a page.
  func decodedPage(_ index: Int) -> DecodedPage { known(memory.decodedPage(index)) }

  /// The code of a page as a hypervisor translates it.
  func translatedPage(_ index: Int) -> DecodedPage { known(memory.translatedPage(index)) }

  private func known(_ found: (page: DecodedPage, isNew: Bool, dropped: Bool)) -> DecodedPage {
    let (page, isNew, dropped) = found
    if isNew { for hart in harts { hart.cache.flushStores() } }
    // Slots that were dropped may be known to a TLB.
    if dropped { for hart in harts { hart.cache.flush() } }
    return page
  }

  // MARK: By physical address

  /// Eight bytes, as a page-table walk reads them.
  func readWord(_ physical: UInt64) -> UInt64? {
    guard let index = pageIndex(physical), let host = readable(index) else { return nil }
    return host.value(at: Int(physical & 0xff8), size: 8)
  }

  func writeWord(_ physical: UInt64, _ value: UInt64) -> Bool {
    guard let index = pageIndex(physical), let host = writable(index) else { return false }
    let offset = Int(physical & 0xff8)
    host.set(value, at: offset, size: 8)
    if !isOrdinary(index) { didStore(index, offset..<(offset + 8), by: nil) }
    return true
  }

  /// Bytes as they are, without bringing a page in: what lies on disk, or zeros, where it is not resident.
  func peek(_ physical: UInt64, count: Int) -> [UInt8]? {
    guard count >= 0, let first = pageIndex(physical) else { return nil }
    let offset = physical &- Computer.memoryBase
    guard UInt64(count) <= ramSize &- offset else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var (index, start) = (first, Int(physical & 0xfff))
    while bytes.count < count {
      let length = min(4096 - start, count - bytes.count)
      let page = machine.contents(of: index, space: space)
      for place in start..<(start + length) { bytes.append(page?.base[place] ?? 0) }
      index += 1
      start = 0
    }
    return bytes
  }
}

extension Machine {
  /// A guest uses a page. False if it did not survive.
  func touch(
    _ page: Int, of space: Int, writes: Bool, isNewUse: Bool, _ observer: (any Observer)?
  ) -> Bool {
    var log = LogSink()
    var reference = PolicyReference(policy: policy)
    let survived = memory.touch(
      page, of: space, writes: writes, isNewUse: isNewUse, policy: &reference, sink: &log)
    observer?.observe(log.records, on: self)
    return survived
  }

  /// The bytes of a page wherever it is; nil for zeros.
  func contents(of page: Int, space: Int) -> PageBytes? {
    let owner = memory.spaces[space]
    let word = owner.table.words[page]
    if word & PageWord.valid != 0 { return memory.frames.bytes[PageWord.frame(word)] }
    if word & PageWord.swapped != 0 {
      return memory.backing[Mapping(space: owner.id.index, page: page)]
    }
    return owner.program[page]
  }
}
