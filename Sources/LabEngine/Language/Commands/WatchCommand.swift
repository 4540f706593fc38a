/// `watch M ADDRESS|LABEL [BYTES] [off]`
struct WatchCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "watch", usage: ["watch [NAME]", "watch [NAME] ADDRESS|LABEL [BYTES] [off]"],
    summary: "stop a computer when bytes of its memory change",
    detail: """
      `run`, `next` and `finish` stop after the instruction that changes one of the bytes, 8 unless told, up to \
      4096; stores that leave them as they are do not stop. The address is physical, as in M.mem. The same command \
      again, or `off`, takes it away; without an address all are listed.
      """,
    operands: [.either([.computer, .address]), .address, .free],
    examples: ["watch M counter", "watch M 0x80001000 4", "watch M counter off"])

  private let computer: ComputerOperand
  private let address: AddressOperand?
  private let count: Int
  private let isOff: Bool

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    computer = try ComputerOperand(&scanner, in: lab, mayFollow: true)
    address = scanner.isAtEnd ? nil : try AddressOperand(&scanner)
    if scanner.takeWord("off") {
      (count, isOff) = (8, true)
      return
    }
    count =
      scanner.isAtEnd
      ? 8 : try scanner.integer("a number of bytes", in: 1...4096, what: "the number of bytes")
    isOff = scanner.takeWord("off")
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let computer = try computer.resolve(in: machine)
    guard let operand = address else { return computer.stopList }
    let address = try operand.resolve(in: computer, machine, execution.budget)
    guard computer.peek(address, count: count) != nil else {
      let last = Computer.memoryBase &+ computer.ramSize &- 1
      throw LabError(
        .outOfRange(
          what: "the watched memory", value: hexadecimal(address),
          range: "\(hexadecimal(Computer.memoryBase)) to \(hexadecimal(last))"),
        at: operand.place)
    }
    let place = computer.place(address)
    if isOff {
      guard let known = computer.stops.watches.first(where: { $0.address == address }) else {
        throw LabError(
          .undefined("Nothing is watched at \(place)."), at: operand.place)
      }
      _ = computer.stops.remove(known)
      return .text("\(place) is not watched any more.")
    }
    guard computer.stops.watches.count < StopPoints.limit else {
      throw LabError(
        .fuel(what: "watched places", limit: StopPoints.limit), at: operand.place)
    }
    let isSet = computer.stops.toggle(StopPoints.Watch(address: address, count: count))
    return .text(
      isSet
        ? "\(computer.name) stops when \(counted(count, "byte")) at \(place) change."
        : "\(place) is not watched any more.")
  }
}
