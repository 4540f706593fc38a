/// `boot M guest=hello harts=1 ram=8MiB start=s|m|u profile=rv64|legacy disk=fs.img`
struct BootCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "boot",
    usage: ["boot NAME guest=GUEST [harts=1 ram=8MiB start=s|m|u profile=rv64 disk=FILE]"],
    summary: "make a bare RISC-V computer with a guest in its memory",
    detail: """
      Its memory begins at 0x80000000 and is paged by the one machine: the guest's image lies on disk, the rest \
      is zero-filled on demand. The devices are those of QEMU's virt board. start=s begins in supervisor mode \
      over an SBI firmware that takes no memory; start=m is the bare hart; with start=u a trap stops \
      the computer. a0 holds the hart's number. profile= chooses the hardware: `help profiles` has them. \
      `run NAME` runs it, `step NAME` steps it.
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
      ProfileRegistry.option,
      CommandOption(
        name: "disk", values: "a file, or a size",
        meaning: "a disk: a file, which is never written to, or an empty one of a size", kind: .file
      ),
    ],
    examples: ["boot M guest=hello", "boot M guest=kernel ram=128MiB start=m disk=fs.img"])

  private static let greatestMemory = Limits.greatestCount * 4096
  private let name: Named
  private let guest: Named
  private let harts: Int
  private let pages: Int
  private let pagesPlace: SourcePlace
  private let start: PrivilegeMode
  private let profile: HardwareProfile
  private let disk: DiskImage?

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    name = try scanner.newName("a name for the computer")
    let here = scanner.place
    let options = try OptionReader(&scanner, of: Self.description)
    guard let guest = options.values["guest"] else {
      throw scanner.error(.expected("guest=NAME", found: "none"), at: here)
    }
    self.guest = guest
    harts = try options.integer("harts", in: 1...ComputerPlan.mostHarts) ?? 1
    let size = try options.size("ram", in: 4096...Self.greatestMemory) ?? 8 << 20
    guard size % 4096 == 0 else {
      throw LabError(
        .expected("a multiple of 4KiB", found: "`\(options.values["ram"]?.text ?? "")`"),
        at: options.values["ram"]?.place ?? here)
    }
    pages = size / 4096
    pagesPlace = options.values["ram"]?.place ?? here
    profile = try options.profile()
    start =
      switch try options.choice("start", ["s", "m", "u"], standard: "s") {
      case "m": .machine
      case "u": .user
      default: .supervisor
      }
    disk = try options.values["disk"].map { try Self.disk($0, lab) }
  }

  /// A file, read whole now so that a replay never reads it again, or an empty disk of a size.
  private static func disk(_ value: Named, _ lab: Lab) throws -> DiskImage {
    if value.text.first?.isNumber == true, let size = try? value.size(in: 512...(1 << 40)) {
      guard size % 512 == 0 else {
        throw LabError(.expected("a multiple of 512B", found: "`\(value.text)`"), at: value.place)
      }
      return DiskImage(sectors: size / 512)
    }
    guard let files = lab.files else {
      throw LabError(.refused("Files cannot be named here."), at: value.place)
    }
    do {
      return try DiskImage(name: value.text, bytes: try files.read(value.text))
    } catch let error as LabError {
      throw error.filled(place: value.place, lineText: "")
    }
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let limits = execution.budget.limits
    try machine.checkForGuests(at: name.place)
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
    let plan = ComputerPlan(
      name: name.text, image: image, harts: harts, pages: pages, start: start,
      profile: profile, disk: disk, consoleBytes: limits.consoleBytes, guest: guest.text)
    execution.hasBegun = true
    _ = machine.boot(plan)
    let size = Value.quantity(Quantity(pages * 4096, .data)).written()
    return .text(
      "Computer \(name.text): \(counted(harts, "hart")), \(size) of memory, \(guest.text) in \(start.name) mode"
        + (profile.name == ProfileRegistry.standard.name ? "." : ", \(profile.name) hardware.")
    )
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

extension Machine {
  /// Throws if it can have no guests.
  func checkForGuests(at place: SourcePlace) throws {
    guard settings.pageSize == 4096 else {
      throw LabError(
        .conflict("Guests need page=4KiB; this machine has another page size."), at: place)
    }
    guard !policy.description.looksAhead else {
      throw LabError(
        .conflict(
          "\(policySpec.text) needs the future, and nobody knows what a guest will do next."),
        at: place)
    }
  }
}

extension OptionReader {
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
