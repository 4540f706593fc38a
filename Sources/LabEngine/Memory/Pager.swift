extension Memory {
  /// The trap: everything but a plain hit. False if the process did not survive it.
  ///
  /// In line with the loop: a page that is not resident and that any process may touch, which is what bulk
  /// runs meet. The rest is called.
  @inline(__always)
  mutating func fault<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    _ reference: UInt32, _ position: Int, space: Int, table: PageTable, policy: inout Policy,
    sink: inout Sink
  ) -> Bool {
    let page = Int(reference & 0x7fff_ffff)
    let word = table.words[page]
    if word & (PageWord.valid | PageWord.readOnly | PageWord.invalid) != 0,
      let outcome = specialFault(
        reference, position, space: space, table: table, policy: &policy, sink: &sink)
    {
      return outcome
    }
    // Field by field: asking the address space as a whole would copy it at every fault.
    let fromDisk =
      word & PageWord.swapped != 0 || spaces[space].fill == .image
      || (spaces[space].isGuest && spaces[space].program[page] != nil)
    counts.faults &+= 1
    guard
      let (frame, victim, dirty) = obtainFrame(
        for: space, position, pinned: nil, table: table, policy: &policy, sink: &sink)
    else { return false }
    if fromDisk { counts.pageins &+= 1 } else { counts.zerofills &+= 1 }
    place(page, of: space, in: frame, table: table, fromDisk: fromDisk)
    frames.bits[frame] =
      frames.bits[frame] & FrameBits.bytes | FrameBits.used | FrameBits.referenced
      | PageWord.kept(word) | UInt8(truncatingIfNeeded: (reference >> 31) << 1)
    policy.loaded(frame, at: position, bits: frames.bits)
    if Sink.isActive {
      sink.record(
        AccessRecord(
          fromDisk ? .pageIn : .zeroFill, reference: reference, frame: frame,
          space: UInt32(truncatingIfNeeded: space), victim: victim, victimDirty: dirty))
    }
    return true
  }

  /// A write to a page that is resident, or a reference that the process is aborted for. Nil if it is neither
  /// of them.
  @inline(never)
  private mutating func specialFault<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    _ reference: UInt32, _ position: Int, space: Int, table: PageTable, policy: inout Policy,
    sink: inout Sink
  ) -> Bool? {
    let word = table.words[Int(reference & 0x7fff_ffff)]
    if word & PageWord.valid != 0 {
      return writeFault(
        reference, position, space: space, table: table, policy: &policy, sink: &sink)
    }
    if word & PageWord.invalid != 0 {
      abort(space, reference, .invalid, position, policy: &policy, sink: &sink)
      return false
    }
    if reference >> 31 != 0 {
      abort(space, reference, .protection, position, policy: &policy, sink: &sink)
      return false
    }
    return nil
  }

  /// Maps `page` to `frame` and fills the frame: from disk, or with zeros unless the machine does not zero.
  @inline(__always)
  mutating func place(_ page: Int, of space: Int, in frame: Frame, table: PageTable, fromDisk: Bool)
  {
    let mapping = Mapping(space: UInt32(truncatingIfNeeded: space), page: page)
    if fromDisk {
      if frames.bits[frame] & FrameBits.bytes != 0 || !backing.isEmpty || spaces[space].isGuest {
        let saved =
          table.words[page] & PageWord.swapped != 0 ? backing[mapping] : spaces[space].program[page]
        frames.setBytes(saved, of: frame)
      }
    } else if zeroes && frames.bits[frame] & FrameBits.bytes != 0 {
      frames.setBytes(nil, of: frame)
    }
    table[page] = PageWord.resident(frame, keeping: table.words[page])
    frames.owners[Int(frame.index)] = mapping
  }

  /// A write to a resident page that is not writable: shared by fork, or read-only.
  private mutating func writeFault<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    _ reference: UInt32, _ position: Int, space: Int, table: PageTable, policy: inout Policy,
    sink: inout Sink
  ) -> Bool {
    let page = Int(reference & 0x7fff_ffff)
    let word = table.words[page]
    let source = PageWord.frame(word)
    guard word & PageWord.copyOnWrite != 0 else {
      abort(space, reference, .protection, position, policy: &policy, sink: &sink)
      return false
    }
    counts.cowfaults += 1
    // A process that goes to make room may have been the only other one that maps the frame.
    while full != .replace, frames.freeCount == 0, frames.bits[source] & FrameBits.shared != 0,
      makeRoom(for: space, position, policy: &policy, sink: &sink)
    {}
    guard spaces[space].isAlive else { return false }
    if frames.bits[source] & FrameBits.shared == 0 {
      keep(source, reference, position, space: space, table: table, policy: &policy, sink: &sink)
      return true
    }
    guard
      let (frame, victim, dirty) = obtainFrame(
        for: space, position, pinned: source, table: table, policy: &policy, sink: &sink)
    else { return false }
    counts.cowcopies += 1
    let mapping = Mapping(space: UInt32(truncatingIfNeeded: space), page: page)
    frames.setBytes(frames.bytes[source], of: frame)
    frames.unshare(source, mapping)
    policy.detached(source)
    table[page] = PageWord.resident(frame, keeping: word)
    frames.owners[Int(frame.index)] = mapping
    frames.bits[frame] =
      frames.bits[frame] & FrameBits.bytes | FrameBits.used | FrameBits.referenced
      | FrameBits.dirty | PageWord.kept(word)
    policy.loaded(frame, at: position, bits: frames.bits)
    sink.record(
      AccessRecord(
        .cowCopy, reference: reference, frame: frame, space: UInt32(truncatingIfNeeded: space),
        victim: victim, victimDirty: dirty))
    return true
  }

  /// The last owner of a page that was shared keeps its frame and may write to it again.
  private mutating func keep<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    _ frame: Frame, _ reference: UInt32, _ position: Int, space: Int, table: PageTable,
    policy: inout Policy, sink: inout Sink
  ) {
    let page = Int(reference & 0x7fff_ffff)
    table[page] = PageWord.resident(frame, keeping: table.words[page])
    frames.bits[frame] |= FrameBits.referenced | FrameBits.dirty
    policy.referenced(frame, at: position)
    sink.record(
      AccessRecord(
        .cowReuse, reference: reference, frame: frame, space: UInt32(truncatingIfNeeded: space)))
  }

  /// A free frame, made free if need be by the machine's answer to a full memory. Nil if the asking
  /// process itself had to go.
  @inline(__always)
  mutating func obtainFrame<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    for space: Int, _ position: Int, pinned: Frame?, table: PageTable, policy: inout Policy,
    sink: inout Sink
  ) -> (frame: Frame, victim: Mapping?, victimDirty: Bool)? {
    if let frame = frames.takeFree() { return (frame, nil, false) }
    if full != .replace {
      while frames.freeCount == 0, makeRoom(for: space, position, policy: &policy, sink: &sink) {}
      guard spaces[space].isAlive else { return nil }
      if let frame = frames.takeFree() { return (frame, nil, false) }
    }
    let view = FaultView(
      bits: frames.bits, pinned: pinned, position: position,
      pageTable: UnsafePointer(table.words), hasLocks: hasLocks)
    guard let frame = policy.victim(view) else {
      abandon(space, noFrame, policy: &policy, sink: &sink)
      return nil
    }
    let victim = frames.owners[Int(frame.index)]
    let bits = frames.bits[frame]
    policy.removed(frame)
    counts.evictions &+= 1
    counts.pageouts &+= Int(truncatingIfNeeded: (bits & FrameBits.dirty) >> 1)
    if bits & (FrameBits.shared | FrameBits.bytes) == 0, victim.space == space, backing.isEmpty {
      table.words[victim.page] = PageWord.left(by: bits)
      frames.bits[frame] = 0
    } else {
      unmap(frame)
    }
    return (frame, victim, bits & FrameBits.dirty != 0)
  }

  /// Takes the page in `frame` out of every page table that maps it, its bytes kept if they are dirty.
  @inline(never)
  private mutating func unmap(_ frame: Frame) {
    let bits = frames.bits[frame]
    for mapping in frames.mappings(of: frame) { leave(frame, mapping, bits) }
    if bits & FrameBits.shared != 0 { frames.forgetSharers(of: frame) }
    frames.bits[frame] = bits & FrameBits.bytes
  }

  /// One page-table word of a page that leaves its frame; its bytes go to the backing store if dirty.
  mutating func leave(_ frame: Frame, _ mapping: Mapping, _ bits: UInt8) {
    if bits & FrameBits.dirty != 0 {
      if bits & FrameBits.bytes != 0 {
        backing[mapping] = frames.bytes[frame]
      } else if !backing.isEmpty {
        backing[mapping] = nil
      }
    }
    spaces[mapping.space].table.words[mapping.page] = PageWord.left(by: bits)
  }

  /// An invalid or forbidden reference: the process is aborted, as the operating system would do.
  private mutating func abort<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    _ space: Int, _ reference: UInt32, _ outcome: Outcome, _ position: Int, policy: inout Policy,
    sink: inout Sink
  ) {
    counts.aborts += 1
    sink.record(
      AccessRecord(
        outcome, reference: reference, frame: Frame(UInt32(0)),
        space: UInt32(truncatingIfNeeded: space)))
    let page = reference & 0x7fff_ffff
    let why =
      outcome == .invalid
      ? "aborted: page \(page) is not part of its address space"
      : "aborted: it wrote to its read-only page \(page)"
    end(space, why, policy: &policy, sink: &sink)
  }

  private mutating func abandon<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    _ space: Int, _ why: String, policy: inout Policy, sink: inout Sink
  ) {
    end(space, "terminated: " + why, policy: &policy, sink: &sink)
  }
}
