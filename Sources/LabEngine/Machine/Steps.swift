extension Narrator.Story {
  /// The access told step by step, as the textbook handles a fault.
  func steps(_ machine: Machine) -> [Event] {
    let costs = machine.settings.costs
    let name = page.process
    let frame = record.frame.index
    var clock = time
    var events: [Event] = []
    func step(_ kind: EventKind, _ text: String) {
      events.append(Event(time: clock, kind: kind, page: page, text: text))
    }
    let doing = record.isWrite ? "writes" : "reads"
    switch record.outcome {
    case .hit:
      step(.hit, "\(name) \(doing) page \(page.page): resident in frame \(frame)")
    case .pageIn:
      step(.trap, "\(name) \(doing) page \(page.page): not valid in the page table, so it traps")
      step(.check, "page \(page.page) belongs to \(name) and lies on disk: a valid reference")
      tellFrame(machine.settings.full, step)
      if victim != nil && record.victimDirty { clock += costs.pageout }
      step(.disk, "the disk starts to read \(page) into frame \(frame)")
      step(.block, "\(name) waits for the disk; another process may run")
      clock = time + cost
      step(.interrupt, "the disk interrupts: \(page) has arrived")
      step(.update, "page table: \(page) is in frame \(frame), valid")
      step(.wake, "\(name) is ready again")
      step(.restart, "the instruction is restarted and finds its page")
    case .zeroFill:
      step(.trap, "\(name) \(doing) page \(page.page): not valid in the page table, so it traps")
      step(.check, "page \(page.page) is anonymous and untouched: no disk is needed")
      tellFrame(machine.settings.full, step)
      clock = time + cost
      step(
        .zerofill,
        machine.settings.zeroes
          ? "frame \(frame) is filled with zeros"
          : "frame \(frame) is not zeroed (zero=off): it shows what its last owner left")
      step(.update, "page table: \(page) is in frame \(frame), valid")
      step(.restart, "the instruction is restarted and finds its page")
    case .cowCopy:
      step(.trap, "\(name) writes page \(page.page): not writable in the page table, so it traps")
      step(.check, "the page is copy-on-write and others map its frame too")
      tellFrame(machine.settings.full, step)
      clock = time + cost
      step(.copy, "the page is copied into frame \(frame)")
      step(.update, "page table: \(page) is in frame \(frame), writable; the others keep theirs")
      step(.restart, "the instruction is restarted and may write")
    case .cowReuse:
      step(.trap, "\(name) writes page \(page.page): not writable in the page table, so it traps")
      step(.check, "the page is copy-on-write, but nobody else maps frame \(frame) any more")
      clock = time + cost
      step(.update, "page table: \(page) is writable again; nothing is copied")
      step(.restart, "the instruction is restarted and may write")
    case .invalid:
      step(.trap, "\(name) \(doing) page \(page.page): not valid in the page table, so it traps")
      step(.check, "page \(page.page) is not part of \(name)'s address space: an invalid reference")
      step(.abort, "\(name) is aborted")
    case .protection:
      step(.trap, "\(name) writes page \(page.page): not writable in the page table, so it traps")
      step(.check, "the page is read-only: a protection fault")
      step(.abort, "\(name) is aborted")
    case .swappedIn:
      tellFrame(machine.settings.full, step)
      step(.disk, "the disk reads \(page) into frame \(frame)")
      clock = time + cost
      step(.update, "page table: \(page) is in frame \(frame), valid")
    case .forkCopy:
      tellFrame(machine.settings.full, step)
      step(.copy, "fork copies the parent's page into frame \(frame) as \(page)")
    case .removed, .shared, .unshared, .released, .releasedShared, .merged: break
    }
    return events
  }

  private func tellFrame(_ full: FullMemory, _ step: (EventKind, String) -> Void) {
    for process in departed {
      let how = full == .swapout ? "swapped out" : "terminated"
      step(.victim, "no frame is free: \(process) is \(how) as a whole (full=\(full.rawValue))")
    }
    guard let victim else {
      return step(.frame, "frame \(record.frame.index) is free and is taken")
    }
    let why = reason.isEmpty ? "" : " (\(reason))"
    let clean = record.victimDirty ? "dirty" : "clean, so it need not be written"
    step(
      .victim,
      "no frame is free: \(policy) gives up \(victim) in frame \(record.frame.index)\(why); it is \(clean)"
    )
    if record.victimDirty { step(.pageout, "\(victim) is written to disk") }
  }

  /// The access in one line.
  var line: String {
    let number = reference.map { "ref \($0)" } ?? "move"
    let write = record.isWrite ? " w" : ""
    var text = "\(number)  \(page)\(write)  "
    let frame = "frame \(record.frame.index)"
    switch record.outcome {
    case .hit: text += "hit in \(frame)"
    case .pageIn: text += "fault: read from disk into \(frame)"
    case .zeroFill: text += "fault: \(frame) zero-filled"
    case .cowCopy: text += "copy-on-write: copied into \(frame)"
    case .cowReuse: text += "copy-on-write: last owner keeps \(frame)"
    case .invalid: text += "invalid reference: \(page.process) is aborted"
    case .protection: text += "protection fault: \(page.process) is aborted"
    case .swappedIn: text += "swapped in to \(frame)"
    case .forkCopy: text += "copied by fork into \(frame)"
    case .removed: text += "leaves \(frame)"
    case .unshared: text += "leaves \(frame), which others still map"
    case .shared: text += "shared in \(frame), copy-on-write"
    case .released: text += "given back: leaves \(frame), not written out"
    case .releasedShared: text += "given back: leaves \(frame), which others still map"
    case .merged: text += "joins \(frame), which holds the same bytes, copy-on-write"
    }
    if let victim {
      text += "; victim \(victim)" + (reason.isEmpty ? "" : " (\(reason))")
    }
    if record.victimDirty { text += ", dirty: written out" }
    return text + "  \(Value.nanoseconds(cost).written())"
  }
}
