/// A computer as bytes: everything that its program could tell, so that it goes on elsewhere as if nothing had been.
///
/// What a person has set for themselves, breakpoints and watched bytes, stays with the history that it belongs to.
/// Frames that waited at its network card are lost, as when a cable is pulled.
struct SuspendedComputer: Sendable {
  let plan: ComputerPlan
  /// The sections of the registry, by tag.
  private let state: [String: [UInt8]]
  private let memory: SuspendedMemory
  /// What its host gave it; nil for a bare computer, or if the file does not say.
  let client: KeptClient?
  private let file: String

  var name: String { plan.name }
  /// Pages that are not all zero.
  var pages: Int { memory.pages.count }

  // MARK: Writing

  /// The file of a computer that stands still, and how many pages it holds.
  static func bytes(of computer: Computer) -> (bytes: [UInt8], pages: Int) {
    computer.synchronise()
    var file = SuspendFile()
    var pages = 0
    file.add(ConfigurationSection.tag) { ConfigurationSection.save(computer, to: &$0) }
    file.add(SymbolSection.tag) { SymbolSection.save(computer.image, to: &$0) }
    for section in SuspendRegistry.all {
      file.add(section.tag) { section.save(computer, to: &$0) }
    }
    file.add(HostSection.tag) { HostSection.save(computer, to: &$0) }
    file.add(SuspendedMemory.tag) { pages = SuspendedMemory.save(computer, to: &$0) }
    return (file.bytes, pages)
  }

  // MARK: Reading

  /// Everything is read and checked here: `make` cannot fail any more.
  init(_ bytes: [UInt8], file name: String) throws {
    let names = Dictionary(
      uniqueKeysWithValues: SuspendRegistry.all.map { ($0.tag, $0.name) } + [
        (ConfigurationSection.tag, ConfigurationSection.name),
        (SymbolSection.tag, SymbolSection.name), (HostSection.tag, HostSection.name),
        (SuspendedMemory.tag, SuspendedMemory.name),
      ])
    let file = try SuspendFile(bytes, name: name, sections: names)
    func read<Content>(
      _ tag: String, _ body: (inout StateReader) throws -> Content
    ) throws -> Content {
      guard let content = file[tag] else {
        throw LabError(.file(name, reason: "it has no section \(names[tag] ?? tag)"))
      }
      var reader = StateReader(content, section: names[tag] ?? tag, file: name)
      let result = try body(&reader)
      try reader.end()
      return result
    }
    self.file = name
    var plan = try read(ConfigurationSection.tag) { try ConfigurationSection.load(from: &$0) }
    plan.image = try read(SymbolSection.tag) { try SymbolSection.load(from: &$0) }
    self.plan = plan
    memory = try read(SuspendedMemory.tag) { try SuspendedMemory(from: &$0, below: plan.pages) }
    var state: [String: [UInt8]] = [:]
    for section in SuspendRegistry.all where section.isRequired || file[section.tag] != nil {
      state[section.tag] = try read(section.tag) { Array($0.rest()) }
    }
    self.state = state
    client =
      file[HostSection.tag] == nil
      ? nil : try read(HostSection.tag) { try HostSection.load(from: &$0) }
    guard client == nil || plan.hypervisor != nil else {
      throw LabError(
        .file(name, reason: "section \(HostSection.name): a bare computer is no client of a host"))
    }
    try prove()
  }

  /// Reads the state into a computer of one page that nobody will see.
  private func prove() throws {
    var small = plan
    small.pages = 1
    let machine = Machine(MachineSettings())
    if let name = plan.sharedDisk {
      machine.disks = [SharedDisk(name: name, origin: "", image: DiskImage(sectors: 1))]
    }
    try load(into: machine.boot(small, program: [:]))
  }

  private func load(into computer: Computer) throws {
    for section in SuspendRegistry.all {
      guard let content = state[section.tag] else { continue }
      var reader = StateReader(content[...], section: section.name, file: file)
      try section.load(into: computer, from: &reader)
      try reader.end()
    }
  }

  /// The computer again, in a machine where the name is free; its pages lie on disk until they are touched.
  ///
  /// Its network card is plugged in where it was, unless another computer has its address there.
  func make(in machine: Machine, as name: String, consoleBytes: Int = .max) throws -> Computer {
    var plan = plan
    plan.name = name
    plan.consoleBytes = consoleBytes
    if isAddressTaken(in: machine) { plan.network = nil }
    let program =
      machine.memory.zeroes ? memory.pages : memory.filled(to: plan.pages)
    let computer = machine.boot(plan, program: program)
    try load(into: computer)
    return computer
  }

  /// True if a living computer at its switch has the address of its card.
  func isAddressTaken(in machine: Machine) -> Bool {
    let known = machine.network.switches.first { $0.name == plan.network }
    return known?.ports.contains { port in
      port.address == plan.networkAddress && machine.memory.spaces[port.space].isAlive
    } ?? false
  }
}

extension SuspendFile {
  fileprivate mutating func add(_ tag: String, _ write: (inout StateWriter) -> Void) {
    var writer = StateWriter()
    write(&writer)
    if !writer.bytes.isEmpty { add(tag, writer.bytes) }
  }
}
