/// A configuration file as `vm file=` reads it: what it says, as if it had been given as options.
struct VMFile: Sendable {
  private let file: Named
  private let content: VMConfigurationFile

  /// Reads it. A mistake in it is placed in the file.
  init(_ file: Named, in lab: Lab) throws {
    self.file = file
    guard let files = lab.files else {
      throw LabError(.refused("Files cannot be named here."), at: file.place)
    }
    do {
      let text = String(decoding: try files.read(file.text), as: UTF8.self)
      content = try VMConfigurationFile(text)
    } catch let error as LabError {
      throw Self.placed(error, file)
    }
  }

  var name: Named? { content.configuration.name.map { Named(text: $0, place: file.place) } }

  /// By the names of the options of `vm`.
  var options: [String: Named] {
    let said = content.configuration
    var guest = said.name
    if case .guest(let name) = said.program { guest = name }
    let texts: [String: String?] = [
      "guest": guest, "mode": said.mode, "profile": said.profile, "start": said.start,
      "vcpus": said.vcpus.map(String.init), "ram": said.memory.map { "\($0)B" },
      "disk": said.disk, "net": said.network, "weight": said.weight.map(String.init),
      "cap": said.cap.map { "\($0)%" }, "reserve": said.reserve.map { "\($0)%" },
      "pin": said.pin, "clock": said.clock, "sync": said.sync.map { "\($0)ns" },
      "tick": said.tick.map { "\($0)ns" }, "priority": said.priority.map(String.init),
    ]
    return texts.compactMapValues { $0 }.mapValues { Named(text: $0, place: file.place) }
  }

  /// The program, if the configuration names a file and not a guest of the machine.
  func image(for name: String, in lab: Lab) throws -> GuestImage? {
    guard case .image(let path) = content.configuration.program else { return nil }
    do {
      return try GuestCommand.read(Named(text: path, place: file.place), lab)
    } catch let error as LabError {
      throw Self.placed(content.error(error.problem, at: "image"), file)
    }
  }

  private static func placed(_ error: LabError, _ file: Named) -> LabError {
    let place = error.place.map { "line \($0.line), column \($0.column): " } ?? ""
    if case .file = error.problem, error.place == nil {
      return error.filled(place: file.place, lineText: "")
    }
    return LabError(.file(file.text, reason: place + error.message), at: file.place)
  }
}

extension VMConfiguration {
  /// The configuration from which the same computer would be made again.
  init(of computer: Computer) {
    name = computer.name
    program = computer.guest.isEmpty ? nil : .guest(computer.guest)
    mode = computer.vm?.description.name
    profile = computer.profile.name
    start = computer.start.letter.lowercased()
    vcpus = computer.hartCount
    memory = computer.pageCount * 4096
    network = computer.machine.network.name(of: computer.space)
    entitle(computer)
    guard let board = computer.board.disk else { return }
    disk = board.shared ?? "\(board.image.sectors * DiskImage.sectorSize)B"
  }
}

extension VMConfiguration {
  /// What the host gives it, where that is not what every VM is given.
  fileprivate mutating func entitle(_ computer: Computer) {
    guard let host = computer.machine.host,
      let client = host.infos.firstIndex(where: { $0.space == computer.space && !$0.isRemoved })
    else { return }
    let info = host.infos[client]
    let given = host.core.clients[client].weight
    weight = given == ClientRecord().weight ? nil : given
    cap = info.cap
    reserve = info.reserve
    clock = info.realClock.flatMap { $0.mode == .tick ? nil : $0.mode.rawValue }
    let plan = host.plan(like: client)
    let usual = ClientPlan(name: plan.name, kind: plan.kind)
    sync = plan.sync == usual.sync ? nil : plan.sync
    tick = plan.tick == GuestClock.standardTick ? nil : plan.tick
    priority = plan.priority == usual.priority ? nil : plan.priority
    guard let task = host.members(of: client).first, host.core.tasks[task].affinity >= 0 else {
      return
    }
    pin = host.core.cpus(of: task).ranges.map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)..\($0.upperBound)"
    }.joined(separator: ",")
  }
}

extension ShowView {
  static let config = ShowView(
    name: "config", usage: "config V",
    summary: "the configuration of a virtual machine, as `vm file=` reads it"
  ) { (subject: ComputerSubject) in
    _ = try subject.machineBeneath()
    let text = VMConfiguration(of: subject.computer).text
    return Report([.listing(text.split(separator: "\n").map(String.init), more: 0)])
  }
}
