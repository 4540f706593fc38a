/// What a computer is made from: its name, harts, memory, hardware and devices.
enum ConfigurationSection {
  static let tag = "CONF"
  static let name = "configuration"

  static func save(_ computer: Computer, to writer: inout StateWriter) {
    writer.text(computer.name)
    writer.count(computer.hartCount)
    writer.count(computer.harts.count)
    writer.count(computer.pageCount)
    writer.integer(computer.start.rawValue)
    writer.text(computer.profile.name)
    writer.flag(computer.board.disk != nil)
    writer.flag(computer.board.disk?.readOnly == true)
    writer.text(computer.board.disk?.shared ?? "")
    writer.counted(computer.board.networkAddress?.bytes ?? [])
    writer.text(computer.machine.network.name(of: computer.space) ?? "")
    writer.text(computer.vm?.description.name ?? "")
    writer.integer(UInt8(computer.vm?.hostType.rawValue ?? 0))
  }

  /// The image is still to come, and the disk is an empty one until its state is loaded.
  static func load(from reader: inout StateReader) throws -> ComputerPlan {
    let name = try reader.text("the name")
    try reader.check(isName(name), "`\(name)` is no name")
    var plan = ComputerPlan(name: name, image: GuestImage(entry: 0, segments: [], symbols: []))
    plan.harts = try reader.count("the number of harts", in: 1...Computer.mostHarts)
    plan.places = try reader.count("the places for harts", in: plan.harts...Computer.mostHarts)
    plan.pages = try reader.count("the number of pages", in: 1...Limits.greatestCount)
    plan.start = try reader.mode()
    let profile = try reader.text("the hardware")
    guard let known = ProfileRegistry.named(profile) else {
      throw reader.wrong("there is no hardware \(profile)")
    }
    plan.profile = known
    if try reader.flag("whether it has a disk") { plan.disk = DiskImage(sectors: 1) }
    plan.isDiskReadOnly = try reader.flag("whether the disk is read-only")
    let shared = try reader.text("the name of its disk")
    if !shared.isEmpty {
      try reader.check(isName(shared) && plan.disk != nil, "`\(shared)` is no disk")
      plan.sharedDisk = shared
      plan.disk = nil
    }
    let address = try reader.counted("the address of its network card")
    if !address.isEmpty {
      plan.networkAddress = MACAddress(address)
      try reader.check(
        plan.networkAddress?.isGroup == false, "that is no address of a network card")
    }
    let network = try reader.text("the switch of its network card")
    if !network.isEmpty {
      try reader.check(isName(network) && !address.isEmpty, "`\(network)` is no switch")
      plan.network = network
    }
    plan.hypervisor = try hypervisor(from: &reader)
    return plan
  }

  private static func hypervisor(from reader: inout StateReader) throws -> HypervisorPlan? {
    let name = try reader.text("how its hypervisor runs it")
    let type: UInt8 = try reader.integer("the type of its hypervisor")
    if name.isEmpty, type == 0 { return nil }
    guard let technique = TechniqueRegistry.named(name),
      let host = VirtualMachine.HostType(rawValue: Int(type))
    else { throw reader.wrong("there is no technique `\(name)` of type \(type)") }
    return HypervisorPlan(technique: technique, host: host)
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, Ascii.isLetter(first), text.utf8.count <= 1000 else {
      return false
    }
    return text.utf8.allSatisfy { Ascii.isLetter($0) || Ascii.digits.contains($0) || $0 == 0x5f }
  }
}
