/// What `boot` and `vm` are told of a computer: guest, memory, mode, hardware, disk.
struct ComputerSpecification: Sendable {
  static let options: [CommandOption] = [
    CommandOption(
      name: "guest", values: "a guest", meaning: "the program, see `guest`", kind: .guest),
    CommandOption(name: "ram", values: "a size", meaning: "memory; 8MiB unless told"),
    CommandOption(
      name: "start", values: "s, m or u", meaning: "mode to begin in; s unless told",
      kind: .words(["s", "m", "u"])),
    ProfileRegistry.option,
    CommandOption(
      name: "disk", values: "a file, a size or a disk",
      meaning:
        "a disk: a file, which is never written to, an empty one of a size, or one that `disk` has made",
      kind: .either([.disk, .file])),
    CommandOption(
      name: "net", values: "a name",
      meaning: "a network card, at the switch of that name, which the first to name it makes",
      kind: .network),
  ]

  let name: Named
  private let guest: Named
  let harts: Int
  private let pages: Int
  private let pagesPlace: SourcePlace
  private let start: PrivilegeMode
  private let profile: HardwareProfile
  private let disk: DiskOperand?
  private let network: String?

  /// `harts` is what the option is called that says how many there are.
  init(
    _ name: Named, _ options: OptionReader, harts count: String, at here: SourcePlace, in lab: Lab
  ) throws {
    self.name = name
    guard let guest = options.values["guest"] else {
      throw LabError(.expected("guest=NAME", found: "none"), at: here)
    }
    self.guest = guest
    harts = try options.integer(count, in: 1...Computer.mostHarts) ?? 1
    let size = try options.size("ram", in: 4096...Computer.greatestMemory) ?? 8 << 20
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
    disk = try options.values["disk"].map { try DiskOperand($0, in: lab) }
    network = try options.name("net", "the name of a switch")
  }

  /// The plan, if the machine has room for it and the guest is there.
  ///
  /// `file` stands in for a guest of the machine.
  func plan(
    for machine: Machine, _ limits: Limits, _ file: GuestImage? = nil
  ) throws -> ComputerPlan {
    try machine.checkForGuests(at: name.place)
    let known = machine.guests.keys.sorted()
    guard
      let image = (file ?? machine.guests[guest.text])?.clipped(from: Computer.memoryBase)
    else {
      throw LabError(
        .unknown(
          kind: "guest", name: guest.text, nearest: nearest(guest.text, among: known), known: known),
        at: guest.place)
    }
    try machine.checkFree(name, limits)
    try machine.checkPages(pages, limits, at: pagesPlace)
    try checkPlace(of: image)
    var plan = ComputerPlan(
      name: name.text, image: image, harts: harts, pages: pages, start: start, profile: profile,
      network: network, consoleBytes: limits.consoleBytes, guest: guest.text)
    try disk?.add(to: &plan, in: machine)
    return plan
  }

  /// "1 hart, 8MiB of memory, hello in supervisor mode".
  func words(harts noun: String) -> String {
    let size = Value.quantity(Quantity(pages * 4096, .data)).written()
    let hardware =
      profile.name == ProfileRegistry.standard.name ? "" : ", \(profile.name) hardware"
    return
      "\(counted(harts, noun)), \(size) of memory, \(guest.text) in \(start.name) mode\(hardware)"
  }

  /// "; its card is 02:00:00:00:00:01 at switch lan", or nothing.
  func card(of computer: Computer) -> String {
    guard let network, let port = computer.switchPort else { return "" }
    return "; its card is \(port.address.text) at switch \(network)"
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
