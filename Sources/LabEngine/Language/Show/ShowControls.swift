extension ShowView {
  static let controls = ShowView(
    name: "csrs", usage: "csrs M", summary: "the control and status registers, with their fields"
  ) { (subject: ComputerSubject) in
    let (computer, hart) = (subject.computer, subject.hart)
    let before = try subject.hartBefore()
    var rows: [[Cell]] = []
    for entry in ControlWords.all {
      guard let value = hart.readControl(entry.number, computer) else { continue }
      let old = before?.readControl(entry.number, computer)
      let isChanged = old != nil && old != value
      rows.append([
        Cell(CSRNames.name(UInt16(truncatingIfNeeded: entry.number)) ?? "", .strong),
        Cell(
          (isChanged ? "*" : "") + hexadecimal(value),
          isChanged ? .changed : value == 0 ? .dim : .plain),
        Cell(entry.words(value, computer), .dim),
      ])
    }
    return Report([
      .table(
        Table(
          columns: ["csr", "value", "meaning"], alignments: [.left, .right, .left], rows: rows)),
      .text(state(of: hart, in: computer)),
    ])
  }
}

/// The control registers that are shown, and what their fields say; Volume II, chapters 3 and 4.
struct ControlWords {
  let number: Int
  let words: (UInt64, Computer) -> String

  nonisolated(unsafe) static let all: [ControlWords] = [
    ControlWords(number: CSR.sstatus) { value, _ in status(value, isMachine: false) },
    ControlWords(number: CSR.stvec, words: vector),
    ControlWords(number: CSR.sepc, words: code),
    ControlWords(number: CSR.scause) { value, _ in cause(value) },
    ControlWords(number: CSR.stval, words: code),
    ControlWords(number: CSR.sscratch, words: code),
    ControlWords(number: CSR.satp) { value, _ in translation(value) },
    ControlWords(number: CSR.sie) { value, _ in interrupts(value) },
    ControlWords(number: CSR.sip) { value, _ in interrupts(value) },
    ControlWords(number: CSR.stimecmp) { value, _ in value == .max ? "never" : "" },
    ControlWords(number: CSR.mstatus) { value, _ in status(value, isMachine: true) },
    ControlWords(number: CSR.mtvec, words: vector),
    ControlWords(number: CSR.mepc, words: code),
    ControlWords(number: CSR.mcause) { value, _ in cause(value) },
    ControlWords(number: CSR.mtval, words: code),
    ControlWords(number: CSR.mscratch, words: code),
    ControlWords(number: CSR.mie) { value, _ in interrupts(value) },
    ControlWords(number: CSR.mip) { value, _ in interrupts(value) },
    ControlWords(number: CSR.medeleg) { value, _ in exceptions(value) },
    ControlWords(number: CSR.mideleg) { value, _ in interrupts(value) },
  ]

  /// The one flag that is set in a register's value and not in another one of it; nil if it is not one.
  static func flag(_ number: Int, set value: UInt64, and other: UInt64) -> String? {
    switch number {
    case CSR.sstatus, CSR.mstatus, CSR.sie, CSR.sip, CSR.mie, CSR.mip: break
    default: return nil
    }
    let isStatus = number == CSR.sstatus || number == CSR.mstatus
    let words = [value, other].map {
      (isStatus ? status($0, isMachine: number == CSR.mstatus) : interrupts($0)).split(
        separator: " ")
    }
    let new = words[0].filter { !words[1].contains($0) }
    return new.count == 1 ? String(new[0]) : nil
  }

  static func status(_ value: UInt64, isMachine: Bool) -> String {
    typealias Status = ControlRegisters.Status
    var words: [String] = []
    for (name, bit) in [
      ("SIE", Status.sie), ("SPIE", Status.spie), ("SUM", Status.sum), ("MXR", Status.mxr),
    ] where value & bit != 0 { words.append(name) }
    words.append("SPP=" + (value & Status.spp != 0 ? "S" : "U"))
    guard isMachine else { return words.joined(separator: " ") }
    for (name, bit) in [
      ("MIE", Status.mie), ("MPIE", Status.mpie), ("MPRV", Status.mprv), ("TVM", Status.tvm),
      ("TW", Status.tw), ("TSR", Status.tsr),
    ] where value & bit != 0 { words.append(name) }
    let previous = PrivilegeMode(rawValue: UInt8(value >> 11 & 3))
    return (words + ["MPP=" + (previous?.letter ?? "?")]).joined(separator: " ")
  }

  static func cause(_ value: UInt64) -> String {
    // With compressed instructions no jump is misaligned: it is the value before the first trap.
    if value == 0 { return "" }
    let list = value >> 63 != 0 ? Trap.interruptNames : Trap.exceptionNames
    let code = value & ~Trap.interrupt
    return list.first { UInt64($0.code) == code }?.meaning ?? "cause \(code)"
  }

  static func translation(_ value: UInt64) -> String {
    switch value >> 60 {
    case 0: "no translation"
    case 8:
      "Sv39, root table at \(hexadecimal((value & (1 << 44 - 1)) << 12)), ASID \(value >> 44 & 0xffff)"
    default: "mode \(value >> 60)"
    }
  }

  private static let interruptBits = [
    (1, "SSI"), (3, "MSI"), (5, "STI"), (7, "MTI"), (9, "SEI"), (11, "MEI"),
  ]

  /// By the manual's letters: mode, then software, timer or external.
  static func interrupts(_ value: UInt64) -> String {
    interruptBits.filter { value >> UInt64($0.0) & 1 != 0 }.map(\.1).joined(separator: " ")
  }

  static func exceptions(_ value: UInt64) -> String {
    let list = Trap.exceptionNames.filter { value >> UInt64($0.code) & 1 != 0 }
    return list.map(\.name).joined(separator: " ")
  }

  private static func code(_ value: UInt64, _ computer: Computer) -> String {
    computer.remark(on: value)
  }

  private static func vector(_ value: UInt64, _ computer: Computer) -> String {
    let place = computer.symbolText(value & ~3).map { "<\($0)>" } ?? ""
    guard value != 0, value & 3 == 1 else { return place }
    return "vectored: interrupts go to base + 4 × cause" + (place.isEmpty ? "" : "; \(place)")
  }
}
