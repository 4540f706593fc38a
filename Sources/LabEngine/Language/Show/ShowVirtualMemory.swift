extension ShowView {
  /// Lines of a listing.
  private static let most = 40

  static let shadow = ShowView(
    name: "shadow", usage: "shadow V", summary: "the shadow page tables of a virtual machine"
  ) { (subject: ComputerSubject) in
    guard let shadow = try subject.machineBeneath().technique.shadow else {
      return .text(
        "\(subject.computer.name) has no shadow tables: its processor walks the guest's and the hypervisor's."
      )
    }
    let contexts = shadow.tables.sorted { $0.value.number < $1.value.number }
    var rows: [[Cell]] = []
    for (context, table) in contexts {
      for (page, entry) in table.entries {
        rows.append([
          Cell(context.words, .strong), Cell(hexadecimal(page << 12)),
          Cell(hexadecimal(entry.page << 12)), Cell(rights(entry.rights)),
          Cell(subject.frame(of: entry.page << 12)),
        ])
      }
    }
    let tables = shadow.uses.keys.sorted().map {
      hexadecimal(Computer.memoryBase &+ UInt64($0) << 12)
    }
    var blocks: [Report.Block] = [
      .table(
        Table(
          columns: ["guest table", "guest-virtual", "guest-physical", "rights", "frame"],
          rows: Array(rows.prefix(most))))
    ]
    if rows.count > most { blocks.append(.text("… and \(rows.count - most) more.")) }
    blocks.append(
      .text(
        "\(counted(shadow.fills, "entry")) filled, \(shadow.drops) dropped. Guest page tables kept protected: "
          + (tables.isEmpty
            ? "none."
            : tables.prefix(8).joined(separator: " ")
              + (tables.count > 8 ? " and \(tables.count - 8) more." : "."))))
    return Report(blocks)
  }

  private static func rights(_ bits: UInt8) -> String {
    (bits & 2 != 0 ? "r" : "-") + (bits & 4 != 0 ? "w" : "-") + (bits & 8 != 0 ? "x" : "-")
  }

  static let translations = ShowView(
    name: "translations", usage: "translations V",
    summary: "the translated blocks of a virtual machine, and what was replaced in them"
  ) { (subject: ComputerSubject) in
    guard let translator = try subject.machineBeneath().technique.translator else {
      return .text("\(subject.computer.name) does not translate code.")
    }
    let computer = subject.computer
    let blocks = translator.blocks.values.sorted { $0.start < $1.start }
    let rows = blocks.prefix(most).map { block -> [Cell] in
      let replaced = block.replaced.map {
        "+\(hexadecimal(UInt64($0.offset))) "
          + Disassembler.text(
            $0.bits, at: block.address &+ UInt64($0.offset), symbol: computer.symbolText)
      }
      return [
        Cell(computer.place(block.address), .strong), Cell("\(block.count)"),
        Cell(block.isLinked ? "yes" : ""), Cell(replaced.joined(separator: "; ")),
      ]
    }
    var report: [Report.Block] = [
      .table(
        Table(
          columns: ["block", "instructions", "linked", "replaced"],
          alignments: [.left, .right, .left, .left], rows: rows))
    ]
    if blocks.count > most { report.append(.text("… and \(blocks.count - most) more.")) }
    report.append(
      .text(
        "\(counted(translator.blocksMade, "block")) of \(counted(translator.translated, "instruction")) translated, "
          + "\(translator.links) linked, \(counted(translator.lookups, "indirect jump")) looked up, "
          + "\(translator.invalidated) dropped by stores to code."))
    return Report(report)
  }

  static let nested = ShowView(
    name: "nested", usage: "nested V ADDRESS",
    summary: "a nested page walk, reference by reference", address: .needed
  ) { (subject: ComputerSubject) in
    let vm = try subject.machineBeneath()
    guard vm.technique.nested != nil, let address = subject.address else {
      return .text("\(subject.computer.name) has no nested tables: its tables are shadowed.")
    }
    let (computer, hart) = (subject.computer, subject.hart)
    let isTranslated = hart.mode != .machine && hart.csr.satp >> 60 != 0
    let steps = isTranslated ? hart.walk(address, computer) : []
    var rows: [[Cell]] = []
    func nestedRows(_ physical: UInt64, _ what: String) {
      for level in (0..<NestedPaging.levels).reversed() {
        let isLeaf = level == 0
        rows.append([
          Cell("\(rows.count + 1)"), Cell("nested level \(level)"),
          Cell("of \(hexadecimal(physical)), \(what)"),
          Cell(isLeaf ? subject.frame(of: physical) : ""),
        ])
      }
    }
    for step in steps {
      nestedRows(step.address, "where the guest's entry lies")
      rows.append([
        Cell("\(rows.count + 1)"), Cell("guest level \(step.level)", .strong),
        Cell("entry \(step.index) at \(hexadecimal(step.address)): \(step.entry.flags)"), "",
      ])
    }
    let end = isTranslated ? hart.peekTranslation(address, hart.mode, computer) : address
    if let end { nestedRows(end, "the page itself") }
    return Report([
      .table(
        Table(
          columns: ["reference", "table", "what is read", "frame"],
          alignments: [.right, .left, .left, .left], rows: rows)),
      .text(
        end == nil
          ? "The guest maps no page there: its own page fault, without an exit."
          : "\(counted(rows.count, "reference")), where the bare machine takes \(steps.count): (\(steps.count) + 1) × (\(NestedPaging.levels) + 1) - 1."
      ),
    ])
  }
}

extension ComputerSubject {
  /// The real frame behind a guest-physical address.
  fileprivate func frame(of physical: UInt64) -> String {
    guard let index = computer.pageIndex(physical) else { return "a device" }
    let word = computer.machine.memory.spaces[computer.space].table.words[index]
    return word & PageWord.valid != 0 ? "frame \(PageWord.frame(word).index)" : "not resident"
  }
}

extension ShadowPaging.Context {
  /// The guest's root, and for whom.
  fileprivate var words: String {
    let table = root == Self.bare ? "none" : hexadecimal(root << 12)
    let who = rights & 2 != 0 ? "machine" : rights & 1 != 0 ? "kernel" : "user"
    return "\(table), \(who)"
  }
}
