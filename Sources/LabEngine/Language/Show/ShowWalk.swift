extension ShowView {
  static let walk = ShowView(
    name: "walk", usage: "walk M ADDRESS",
    summary: "the page-table walk of a virtual address, level by level", address: .needed
  ) { (subject: ComputerSubject) in
    let (computer, hart) = (subject.computer, subject.hart)
    let address = subject.address ?? 0
    guard hart.csr.satp >> 60 != 0 else {
      return .text(
        "satp.MODE is 0: addresses are not translated, \(hexadecimal(address)) is physical.")
    }
    let drawing = WalkDrawing(address, hart, computer)
    return Report([
      .listing(drawing.head, more: 0),
      .table(
        Table(
          columns: ["level", "index", "entry at", "entry", "dagu rwxv", ""],
          alignments: [.right, .right, .right, .right, .left, .left], rows: drawing.rows)),
      .listing(drawing.verdicts, more: 0),
    ])
  }
}

/// One walk in words; Volume II, section 4.3.2.
struct WalkDrawing {
  private let address: UInt64
  private let hart: Hart
  private let computer: Computer
  private let steps: [WalkStep]
  /// Machine mode does not translate: what supervisor mode would see is shown.
  private let mode: PrivilegeMode

  init(_ address: UInt64, _ hart: Hart, _ computer: Computer) {
    self.address = address
    self.hart = hart
    self.computer = computer
    steps = hart.walk(address, computer)
    mode = hart.mode == .machine ? .supervisor : hart.mode
  }

  private var isCanonical: Bool {
    (Int64(bitPattern: address) << 25) >> 25 == Int64(bitPattern: address)
  }

  /// The address cut into its fields, under their names.
  var head: [String] {
    let parts = [2, 1, 0].map { "\(address >> UInt64(12 + 9 * $0) & 511)" }
    return [
      "satp: \(ControlWords.translation(hart.csr.satp))",
      "\(hexadecimal(address)): VPN[2] = \(parts[0]), VPN[1] = \(parts[1]), VPN[0] = \(parts[2]), "
        + "offset \(hexadecimal(address & 0xfff))",
    ]
  }

  var rows: [[Cell]] {
    guard isCanonical else { return [] }
    return steps.map { step in
      [
        Cell("\(step.level)", .strong), Cell("\(step.index)"), Cell(hexadecimal(step.address)),
        Cell(hexadecimal(step.entry.bits)), Cell(flags(step.entry)), outcome(step),
      ]
    }
  }

  private func flags(_ entry: PageTableEntry) -> String {
    let flags = entry.flags
    return flags.prefix(4) + " " + flags.suffix(4)
  }

  private func outcome(_ step: WalkStep) -> Cell {
    if let why = defect(step) { return Cell(why, .bad) }
    guard step.entry.isLeaf else { return Cell("table \(hexadecimal(step.entry.ppn << 12))") }
    let size = ["4KiB page", "2MiB superpage", "1GiB superpage"][step.level]
    return Cell("\(size) at \(hexadecimal(step.entry.ppn << 12))", .good)
  }

  /// Why the walk ends here for every access; nil if it does not.
  private func defect(_ step: WalkStep) -> String? {
    let entry = step.entry
    if !entry.isValid { return "V is 0: not valid" }
    if entry.bits & 6 == PageTableEntry.write { return "W without R is reserved" }
    if entry.bits >> 54 != 0 { return "reserved bits are set" }
    guard entry.isLeaf else {
      let leafBits = PageTableEntry.dirty | PageTableEntry.accessed | PageTableEntry.user
      if entry.bits & leafBits != 0 { return "D, A or U in a pointer is reserved" }
      return step.level == 0 ? "a pointer at the last level" : nil
    }
    let low = UInt64(1) << UInt64(9 * step.level) - 1
    return entry.ppn & low != 0 ? "superpage is not aligned" : nil
  }

  /// What a load, a store and a fetch come to.
  var verdicts: [String] {
    let who =
      hart.mode == .machine
      ? "supervisor mode (machine mode does not translate)" : "\(mode.name) mode"
    let list: [(String, AccessKind)] = [("load", .load), ("store", .store), ("fetch", .fetch)]
    return ["In \(who):"] + list.map { "  \($0.0.padded(to: 5))  \(verdict($0.1))" }
  }

  private func verdict(_ kind: AccessKind) -> String {
    let trap = Trap(kind.pageFault, value: address)
    func fault(_ why: String) -> String { "\(trap.meaning): \(why)" }
    guard isCanonical else { return fault("bits 63 to 39 are not all equal to bit 38") }
    guard let last = steps.last, computer.pageIndex(last.address) != nil,
      last.entry.isLeaf || defect(last) != nil
    else { return "\(Trap(kind.accessFault).meaning): the table lies outside of memory" }
    if let why = defect(last) { return fault("level \(last.level): \(why)") }
    if let why = missingRight(last.entry, kind) { return fault(why) }
    let low = UInt64(1) << UInt64(12 + 9 * last.level) - 1
    let physical = last.entry.ppn << 12 & ~low | address & low
    return hexadecimal(physical) + sets(last.entry, kind) + lies(physical)
  }

  private func missingRight(_ entry: PageTableEntry, _ kind: AccessKind) -> String? {
    let isUser = entry.bits & PageTableEntry.user != 0
    if mode == .user, !isUser { return "U is 0: not a user's page" }
    if mode == .supervisor, isUser {
      if kind == .fetch { return "U is 1: supervisor mode never executes a user's page" }
      if hart.csr.mstatus & ControlRegisters.Status.sum == 0 { return "U is 1, and SUM is 0" }
    }
    switch kind {
    case .fetch: return entry.bits & PageTableEntry.execute == 0 ? "X is 0" : nil
    case .store: return entry.bits & PageTableEntry.write == 0 ? "W is 0" : nil
    case .load:
      if entry.bits & PageTableEntry.read != 0 { return nil }
      let mayExecute = hart.csr.mstatus & ControlRegisters.Status.mxr != 0
      return mayExecute && entry.bits & PageTableEntry.execute != 0 ? nil : "R is 0"
    }
  }

  private func sets(_ entry: PageTableEntry, _ kind: AccessKind) -> String {
    var bits: [String] = []
    if entry.bits & PageTableEntry.accessed == 0 { bits.append("A") }
    if kind == .store, entry.bits & PageTableEntry.dirty == 0 { bits.append("D") }
    return bits.isEmpty ? "" : ", and the walk sets \(bits.joined(separator: " and "))"
  }

  private func lies(_ physical: UInt64) -> String {
    if computer.pageIndex(physical) != nil { return "" }
    guard let (device, _) = computer.board.device(at: physical, size: 1) else {
      return ", where nothing is: an access fault"
    }
    return ", the \(device.name)"
  }
}
