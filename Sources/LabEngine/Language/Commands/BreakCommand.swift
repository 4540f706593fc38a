/// `break M ADDRESS|LABEL [off]`
struct BreakCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "break", usage: ["break [NAME]", "break [NAME] ADDRESS|LABEL [off]"],
    summary: "stop a computer before an instruction, or list where it stops",
    detail: """
      `run`, `next` and `finish` stop before the instruction at that address, whichever hart comes to it; a \
      breakpoint where they begin does not hold them. The address is the program's own, virtual where it \
      translates. The same command again, or `off`, takes it away; without an address all breakpoints \
      and watched bytes are listed. The program sees nothing of them.
      """,
    operands: [.either([.computer, .address]), .address],
    examples: ["break M loop", "break M 0x80000010", "break M"])

  private let computer: ComputerOperand
  private let address: AddressOperand?
  private let isOff: Bool

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    computer = try ComputerOperand(&scanner, in: lab, mayFollow: true)
    address = scanner.isAtEnd ? nil : try AddressOperand(&scanner)
    isOff = scanner.takeWord("off")
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let computer = try computer.resolve(in: machine)
    guard let operand = address else { return computer.stopList }
    let address = try operand.resolve(in: computer, machine, execution.budget)
    let place = computer.place(address)
    if isOff {
      guard computer.stops.remove(breakpoint: address) else {
        throw LabError(
          .undefined("There is no breakpoint at \(place)."), at: operand.place)
      }
      return .text("No breakpoint at \(place) any more.")
    }
    guard computer.stops.breakpoints.count < StopPoints.limit else {
      throw LabError(
        .fuel(what: "breakpoints", limit: StopPoints.limit), at: operand.place)
    }
    let isSet = computer.stops.toggle(breakpoint: address)
    let odd = address & 1 != 0 ? " No instruction lies at an odd address." : ""
    return .text(
      (isSet ? "\(computer.name) stops before \(place)." : "No breakpoint at \(place) any more.")
        + (isSet ? odd : ""))
  }
}

extension Computer {
  /// Breakpoints and watched bytes.
  var stopList: Report {
    guard !stops.isEmpty else {
      return .text("\(name) has no breakpoints: `break \(name) LABEL` sets one.")
    }
    var rows: [[Cell]] = stops.breakpoints.map {
      [
        Cell("break"), Cell(hexadecimal($0), .strong), Cell(symbolText($0) ?? ""),
        Cell(disassembly(at: $0, harts[0]) ?? "", .dim),
      ]
    }
    rows += stops.watches.map {
      [
        Cell("watch"), Cell(hexadecimal($0.address), .strong),
        Cell(symbolText($0.address) ?? ""), Cell(counted($0.count, "byte"), .dim),
      ]
    }
    return Report([.table(Table(columns: ["stop", "address", "label", ""], rows: rows))])
  }
}
