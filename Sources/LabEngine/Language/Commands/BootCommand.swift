/// `boot M guest=hello harts=1 ram=8MiB start=s|m|u disk=fs.img net=lan`
struct BootCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "boot",
    usage: ["boot NAME guest=GUEST [harts=1 ram=8MiB start=s|m|u disk=DISK net=SWITCH]"],
    summary: "make a bare RISC-V computer with a guest in its memory",
    detail: """
      Its memory begins at 0x80000000 and is paged by the one machine: the guest's image lies on disk, the rest \
      is zero-filled on demand. The devices are those of QEMU's virt board. start=s begins in supervisor mode \
      over an SBI firmware that takes no memory; start=m is the bare hart; with start=u a trap stops \
      the computer. a0 holds the hart's number. `run NAME` runs it, `step NAME` steps it. Computers with the \
      same net= have network cards (virtio-net) at one switch, which learns their addresses; a frame for a computer \
      that stands still waits at its port, which holds \(VirtualSwitch.depth), until it runs.
      """,
    operands: [.newName],
    options: [
      CommandOption(
        name: "guest", values: "a guest", meaning: "the program, see `guest`", kind: .guest),
      CommandOption(name: "harts", values: "1 to 8", meaning: "hardware threads; 1 unless told"),
      CommandOption(name: "ram", values: "a size", meaning: "memory; 8MiB unless told"),
      CommandOption(
        name: "start", values: "s, m or u", meaning: "mode to begin in; s unless told",
        kind: .words(["s", "m", "u"])),
      CommandOption(
        name: "profile", values: "rv64", meaning: "the hardware; rv64 unless told",
        kind: .words(["rv64"])),
      CommandOption(
        name: "disk", values: "a file, a size or a disk",
        meaning:
          "a disk: a file, which is never written to, an empty one of a size, or one that `disk` has made",
        kind: .either([.disk, .file])
      ),
      CommandOption(
        name: "net", values: "a name",
        meaning: "a network card, at the switch of that name, which the first to name it makes",
        kind: .network),
    ],
    examples: ["boot M guest=hello", "boot M guest=kernel ram=128MiB start=m disk=fs.img"])

  private let name: Named
  private let guest: Named
  private let harts: Int
  private let pages: Int
  private let pagesPlace: SourcePlace
  private let start: PrivilegeMode
  private let disk: DiskOperand?
  private let network: String?

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    name = try scanner.newName("a name for the computer")
    let here = scanner.place
    let options = try OptionReader(&scanner, of: Self.description)
    guard let guest = options.values["guest"] else {
      throw scanner.error(.expected("guest=NAME", found: "none"), at: here)
    }
    self.guest = guest
    harts = try options.integer("harts", in: 1...Computer.mostHarts) ?? 1
    let size = try options.size("ram", in: 4096...Computer.greatestMemory) ?? 8 << 20
    guard size % 4096 == 0 else {
      throw LabError(
        .expected("a multiple of 4KiB", found: "`\(options.values["ram"]?.text ?? "")`"),
        at: options.values["ram"]?.place ?? here)
    }
    pages = size / 4096
    pagesPlace = options.values["ram"]?.place ?? here
    _ = try options.choice("profile", ["rv64"], standard: "rv64")
    start =
      switch try options.choice("start", ["s", "m", "u"], standard: "s") {
      case "m": .machine
      case "u": .user
      default: .supervisor
      }
    disk = try options.values["disk"].map { try DiskOperand($0, in: lab) }
    network = try options.name("net", "the name of a switch")
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let limits = execution.budget.limits
    guard machine.settings.pageSize == 4096 else {
      throw LabError(
        .conflict("Guests need page=4KiB; this machine has another page size."), at: name.place)
    }
    guard !machine.policy.description.looksAhead else {
      throw LabError(
        .conflict(
          "\(machine.policySpec.text) needs the future, and nobody knows what a guest will do next."
        ),
        at: name.place)
    }
    let known = machine.guests.keys.sorted()
    guard let image = machine.guests[guest.text]?.clipped(from: Computer.memoryBase) else {
      throw LabError(
        .unknown(
          kind: "guest", name: guest.text, nearest: nearest(guest.text, among: known), known: known),
        at: guest.place)
    }
    try machine.checkFree(name, limits)
    try machine.checkPages(pages, limits, at: pagesPlace)
    try checkPlace(of: image)
    var plan = ComputerPlan(
      name: name.text, image: image, harts: harts, pages: pages, start: start,
      network: network, consoleBytes: limits.consoleBytes, guest: guest.text)
    try disk?.add(to: &plan, in: machine)
    execution.hasBegun = true
    let computer = machine.boot(plan)
    let size = Value.quantity(Quantity(pages * 4096, .data)).written()
    let card = network.flatMap { network in
      computer.switchPort.map { "; its card is \($0.address.text) at switch \(network)" }
    }
    return .text(
      "Computer \(name.text): \(counted(harts, "hart")), \(size) of memory, \(guest.text) in \(start.name) mode"
        + (card ?? "") + ".")
  }

  private func checkPlace(of image: GuestImage) throws {
    guard
      let segment = image.segment(outside: Computer.memoryBase, size: UInt64(pages) * 4096)
    else { return }
    let memory = Value.quantity(Quantity(pages * 4096, .data)).written()
    throw LabError(
      .conflict(
        """
        The guest takes \(segment.size) bytes from \(hexadecimal(segment.address)) on, which does not fit into \
        \(memory) of memory from \(hexadecimal(Computer.memoryBase)) on.
        """),
      at: pagesPlace)
  }
}

extension OptionReader {
  /// Letters, digits and `_`, or nil.
  func name(_ name: String, _ expected: String) throws -> String? {
    guard let value = values[name] else { return nil }
    var scanner = Scanner(value)
    let found = try scanner.name(expected)
    try scanner.end()
    return found.text
  }

  /// A number of bytes such as 8MiB, or nil.
  func size(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
    try values[name].map { try $0.size(in: range) }
  }
}

extension Named {
  func size(in range: ClosedRange<Int>) throws -> Int {
    var scanner = Scanner(self)
    let (quantity, place) = try scanner.constant("a size, such as 8MiB", .data)
    try scanner.end()
    guard let exact = quantity.wholeBase, range.contains(exact) else {
      let text = { (bytes: Int) in Value.quantity(Quantity(bytes, .data)).written() }
      throw LabError(
        .outOfRange(
          what: "the size", value: self.text,
          range: "\(text(range.lowerBound)) to \(text(range.upperBound))"), at: place)
    }
    return exact
  }
}
