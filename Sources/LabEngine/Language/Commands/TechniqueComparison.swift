/// A guest on the bare computer and under techniques, each on a machine of its own.
struct TechniqueComparison: Sendable {
  /// What may stand where policies stand otherwise.
  static let names = ["boot"] + TechniqueRegistry.names
  /// Instructions that each runs at most, unless told.
  static let steps = 10_000_000

  static let options: [CommandOption] =
    [
      CommandOption(
        name: "steps", values: "a number", meaning: "instructions that a guest runs at most"),
      CommandOption(name: "vcpus", values: "1 to 8", meaning: "harts or vCPUs; 1 unless told"),
      CommandOption(
        name: "type", values: "1 or 2", meaning: "type of the hypervisor; 1 unless told",
        kind: .words(["1", "2"])),
    ] + ComputerSpecification.options

  /// One way of running it, and what came of that.
  struct Row {
    let name: String
    let computer: Computer
    /// Keeps the computer alive.
    let machine: Machine
    let isEqual: Bool
  }

  private let chosen: [String]
  private let specification: ComputerSpecification
  private let most: Int
  private let host: VirtualMachine.HostType

  static func isAhead(_ scanner: Scanner) -> Bool {
    var copy = scanner
    guard let word = try? copy.name("") else { return false }
    return names.contains(word.text)
  }

  init(_ scanner: inout Scanner, in lab: Lab, _ read: (inout Scanner) throws -> OptionReader) throws
  {
    var chosen: [String] = []
    let here = scanner.place
    while !scanner.isAtEnd, !scanner.isAtOption {
      let word = try scanner.name("boot or a technique")
      guard Self.names.contains(word.text) else {
        throw LabError(
          .unknown(
            kind: "technique", name: word.text, nearest: nearest(word.text, among: Self.names),
            known: Self.names), at: word.place)
      }
      if !chosen.contains(word.text) { chosen.append(word.text) }
    }
    let options = try read(&scanner)
    try SchedulerComparison.refuseOptions(options, for: "techniques")
    if let frames = options.values["frames"] {
      throw LabError(
        .conflict("frames= is for policies: techniques are compared on the present machine's."),
        at: frames.place)
    }
    self.chosen = chosen
    most = try options.integer("steps", in: 1...1_000_000_000_000) ?? Self.steps
    host = try options.choice("type", ["1", "2"], standard: "1") == "1" ? .bareMetal : .hosted
    specification = try ComputerSpecification(
      Named(text: "compared", place: here), options, harts: "vcpus", at: here, in: lab)
  }

  func run(in lab: Lab) throws -> [Row] {
    var rows: [Row] = []
    for name in chosen {
      let machine = Machine(lab.machine.settings)
      machine.guests = lab.machine.guests
      machine.disks = lab.machine.disks.map { $0.copy() }
      var plan = try specification.plan(for: machine, lab.limits)
      if let kind = TechniqueRegistry.named(name) {
        plan.hypervisor = HypervisorPlan(technique: kind, host: host)
      }
      let computer = machine.boot(plan)
      var left = most
      while left > 0, computer.canRun {
        if lab.stopRequest?.isRequested == true { throw LabError(.interrupted) }
        let begun = computer.run(min(left, 1 << 20))
        try lab.budget.spend(instructions: computer.charge(begun))
        left -= begun
        if begun == 0 { break }
      }
      let isEqual = rows.first.map { $0.computer.looksLike(computer) } ?? true
      rows.append(Row(name: name, computer: computer, machine: machine, isEqual: isEqual))
    }
    return rows
  }

  static func report(_ rows: [Row]) -> Report {
    let least = rows.map(\.cycles).min() ?? 0
    let cells = rows.map { row -> [Cell] in
      let vm = row.computer.vm
      return [
        Cell(row.name, .strong), Cell(row.computer.state.word),
        Cell("\(row.computer.steps)"), Cell("\(vm?.exits.total ?? 0)"),
        Cell("\(vm?.overheadCycles ?? 0)"),
        Cell("\(row.cycles)", row.cycles == least && rows.count > 1 ? .good : .plain),
        Cell(vm.map { ShowView.overhead(row.computer, $0) } ?? "0"),
        Cell(row.isEqual ? "same" : "differs", row.isEqual ? .dim : .bad),
      ]
    }
    var blocks: [Report.Block] = [
      .table(
        Table(
          columns: [
            "run by", "state", "steps", "exits", "hypervisor", "cycles", "overhead", "result",
          ],
          alignments: [.left, .left, .right, .right, .right, .right, .right, .left],
          rows: cells))
    ]
    let different = rows.filter { !$0.isEqual }.map(\.name)
    if let first = rows.first, !different.isEmpty {
      blocks.append(
        .text(
          "Console or registers differ from those under \(first.name): \(different.joined(separator: ", "))."
        ))
    }
    for row in rows {
      guard let vm = row.computer.vm, let first = vm.violations.first else { continue }
      blocks.append(.text("\(row.name): \(first.told(row.computer))."))
    }
    return Report(blocks)
  }

  static func chart(_ rows: [Row]) -> Chart {
    func series(_ name: String, _ value: (Row) -> Int) -> Chart.Series {
      Chart.Series(
        name: name,
        points: rows.enumerated().map { Chart.Point(x: Double($0), y: Double(value($1))) })
    }
    return Chart(
      title: "Cycles by technique", xLabel: "cycles", yLabel: "",
      series: [
        series("the guest's own") { $0.computer.clock },
        series("exits") { $0.computer.vm?.exitCycles.total ?? 0 },
        series("the hypervisor's other work") {
          ($0.computer.vm?.overheadCycles ?? 0) - ($0.computer.vm?.exitCycles.total ?? 0)
        },
      ], bars: rows.map(\.name))
  }
}

extension TechniqueComparison.Row {
  fileprivate var cycles: Int { computer.clock + (computer.vm?.overheadCycles ?? 0) }
}

extension Computer {
  /// The same as a program can tell: registers, mode, console, what it counts.
  fileprivate func looksLike(_ other: Computer) -> Bool {
    console == other.console && state == other.state && steps == other.steps
      && zip(harts, other.harts).allSatisfy { a, b in
        a.pc == b.pc && a.mode == b.mode && (0..<32).allSatisfy { a.x[$0] == b.x[$0] }
      }
  }
}
