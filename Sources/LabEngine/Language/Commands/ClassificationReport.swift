/// The sets, the verdict and the witnesses, for people.
extension Classification {
  var report: Report {
    var blocks: [Report.Block] = [.text(head), .table(counts), .table(classes), .text(verdict)]
    if !witnesses.isEmpty { blocks.append(.table(witnessTable)) }
    return Report(blocks)
  }

  private func count(_ isCounted: (Entry) -> Bool) -> Int {
    entries.reduce(0) { $0 + (isCounted($1) ? 1 : 0) }
  }

  private var head: String {
    let forms = entries.reduce(0) { $0 + $1.instruction.words.count }
    return
      "\(profile.name): \(entries.count) instructions in \(forms) forms, each executed in user, "
      + "supervisor and machine mode with three settings of the resources. "
      + "User mode may \(counters ? "" : "not ")read the counters."
  }

  private var counts: Table {
    func row(_ name: String, _ meaning: String, _ isCounted: (Entry) -> Bool) -> [Cell] {
      [Cell(name, .strong), Cell("\(count(isCounted))"), Cell(meaning)]
    }
    return Table(
      columns: ["set", "size", "in words"], alignments: [.left, .right, .left],
      rows: [
        row("privileged", "traps in user mode, not in supervisor mode", \.isPrivileged),
        row("  machine mode's", "of these, what traps in supervisor mode too") {
          $0.isPrivileged && $0.trapsIn.contains(.supervisor)
        },
        row(
          "control-sensitive", "changes mode or resources without a trap", \.isControlSensitive),
        row(
          "behaviour-sensitive", "its result depends on mode or resources", \.isBehaviourSensitive),
        row("exceptions", "sensitive and not privileged", \.isException),
      ])
  }

  // MARK: The sets

  /// Instructions that have all in common, those that break the theorem first.
  private var classes: Table {
    var rows: [(rank: Int, cells: [Cell])] = []
    var left = entries[...]
    while let first = left.first {
      let alike = left.filter { $0.isAlike(first) }
      left = left.filter { !$0.isAlike(first) }[...]
      rows.append((first.rank, row(alike, first)))
    }
    // Sorting must keep the order of equals.
    let ordered = rows.enumerated().sorted {
      ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
    }
    return Table(
      columns: ["traps in", "sensitive", "size", "instructions"],
      alignments: [.left, .left, .right, .left], rows: ordered.map(\.element.cells))
  }

  private func row(_ alike: [Entry], _ first: Entry) -> [Cell] {
    let traps = first.trapsIn.isEmpty ? "never" : first.trapsIn.map(\.letter).joined(separator: " ")
    let sensitive = [
      first.isControlSensitive ? "control" : "", first.isBehaviourSensitive ? "behaviour" : "",
    ].filter { !$0.isEmpty }.joined(separator: ", ")
    return [
      Cell(traps), Cell(sensitive, first.isException ? .bad : .plain), Cell("\(alike.count)"),
      Cell(Self.names(alike.map(\.instruction)), first.isException ? .bad : .plain),
    ]
  }

  /// Innocuous instructions that are named, of more than a hundred.
  private static let named = 8

  /// `sret wfi; csrr sstatus sie …; csrw …`
  private static func names(_ instructions: [InstructionCase]) -> String {
    var plain: [String] = []
    var registers: [ControlAccessKind: [Int]] = [:]
    for instruction in instructions {
      switch instruction.kind {
      case .plain: plain.append(instruction.name)
      case .access(let kind, let register): registers[kind, default: []].append(register)
      }
    }
    if plain.count > 2 * named {
      plain = plain.prefix(named) + ["and \(plain.count - named) others"]
    }
    let texts = (plain.isEmpty ? [] : [plain.joined(separator: " ")]) + accesses(registers)
    return texts.joined(separator: "; ")
  }

  /// `csrr csrw sstatus`: kinds of access to the same registers stand together.
  private static func accesses(_ registers: [ControlAccessKind: [Int]]) -> [String] {
    var kinds: [(names: [String], registers: [Int])] = []
    for kind in ControlAccessKind.allCases {
      guard let list = registers[kind] else { continue }
      if let place = kinds.firstIndex(where: { $0.registers == list }) {
        kinds[place].names.append(kind.rawValue)
      } else {
        kinds.append(([kind.rawValue], list))
      }
    }
    return kinds.map {
      $0.names.joined(separator: "/") + " " + registerNames($0.registers)
    }
  }

  /// Names in order, those that count up as `pmpaddr0..63`.
  private static func registerNames(_ numbers: [Int]) -> String {
    var series: [(stem: String, first: Int?, last: Int?)] = []
    for number in numbers {
      let name = CSRNames.name(UInt16(truncatingIfNeeded: number)) ?? hexadecimal(UInt64(number))
      let stem = String(name.prefix { !$0.isNumber })
      let index = Int(name.dropFirst(stem.count))
      if let index, let last = series.last, last.stem == stem, last.last == index - 1 {
        series[series.count - 1].last = index
      } else {
        series.append(index == nil ? (name, nil, nil) : (stem, index, index))
      }
    }
    return series.map { entry in
      guard let first = entry.first, let last = entry.last else { return entry.stem }
      return first == last ? "\(entry.stem)\(first)" : "\(entry.stem)\(first)..\(last)"
    }.joined(separator: " ")
  }

  // MARK: The verdict

  private var verdict: String {
    let exceptions = count(\.isException)
    if exceptions == 0 {
      return
        "\(profile.name) is strictly virtualizable: whatever is sensitive is privileged, so a hypervisor "
        + "that runs its guests in user mode sees all of it trap (Popek and Goldberg 1974, theorem 1)."
        + (counters
          ? "" : " The counters must stay closed to user mode: see `classify counters=on`.")
    }
    let are = exceptions == 1 ? "instruction is" : "instructions are"
    return
      "\(profile.name) is not strictly virtualizable: \(exceptions) \(are) sensitive and not privileged. "
      + "In user mode they do not trap, so a hypervisor never hears of them. Each gives itself away from two states:"
  }

  private var witnessTable: Table {
    let rows = witnesses.flatMap { witness in
      zip(witness.states, witness.results).enumerated().map { index, pair in
        let head =
          index == 0
          ? Cell(witness.instruction, .strong)
          : Cell(witness.x86.isEmpty ? "" : "  as \(witness.x86)", .dim)
        return [head, Cell(pair.0), Cell(pair.1, .changed)]
      }
    }
    return Table(columns: ["without a trap", "state", "result"], rows: rows)
  }
}

extension Classification.Entry {
  fileprivate func isAlike(_ other: Classification.Entry) -> Bool {
    trapsIn == other.trapsIn && isControlSensitive == other.isControlSensitive
      && isBehaviourSensitive == other.isBehaviourSensitive
  }

  /// Where its class stands in the table.
  fileprivate var rank: Int {
    if isException { return 0 }
    if isSensitive { return isControlSensitive ? (isBehaviourSensitive ? 1 : 2) : 3 }
    return isPrivileged ? 4 : isInnocuous ? 6 : 5
  }
}
