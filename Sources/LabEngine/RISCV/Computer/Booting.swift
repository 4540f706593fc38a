/// What a computer is made from.
struct ComputerPlan: Sendable {
  var name: String
  var image: GuestImage
  var harts = 1
  /// Harts that it has room for; no more than there are unless told.
  var places: Int?
  var pages = 2048
  var start = PrivilegeMode.supervisor
  var profile = ProfileRegistry.standard
  var disk: DiskImage?
  /// Instead, a disk of the machine.
  var sharedDisk: String?
  /// The switch that its network card is plugged into; nil: it has no card.
  var network: String?
  var isDiskReadOnly = false
  /// The address of its network card, if it had one before.
  var networkAddress: MACAddress?
  /// Bytes of its console that are kept.
  var consoleBytes = Int.max
  /// How a hypervisor is to run it; nil for a bare computer.
  var hypervisor: HypervisorPlan?
  /// In words, of what the image was made.
  var guest = ""
}

/// How a virtual machine is to be run.
struct HypervisorPlan: Sendable {
  let technique: any ExecutionTechnique.Type
  let host: VirtualMachine.HostType

  func make(harts: Int) -> VirtualMachine {
    VirtualMachine(technique.init(), host: host, harts: harts)
  }
}

extension Machine {
  /// The computer of that name, if it has one.
  func computer(named name: String) -> Computer? {
    computers.last { $0.name == name && memory.spaces[$0.space].isAlive }
  }

  /// Makes a computer whose memory is a new address space.
  ///
  /// - Precondition: the name is free, and the image lies in its memory.
  func boot(_ plan: ComputerPlan) -> Computer {
    boot(plan, program: plan.image.pages(from: Computer.memoryBase, size: memory.pageSize))
  }

  /// The same with what lies in its memory, by page.
  func boot(_ plan: ComputerPlan, program: [Int: PageBytes]) -> Computer {
    memory.createGuest(plan.name, pages: plan.pages, program: program)
    var configuration = BoardConfiguration()
    let places = max(plan.harts, plan.places ?? plan.harts)
    configuration.harts = places
    configuration.disk = plan.disk
    configuration.isDiskReadOnly = plan.isDiskReadOnly
    configuration.networkAddress =
      plan.networkAddress
      ?? (plan.network == nil ? nil : MACAddress(ordinal: computers.count + 1))
    configuration.sharedDisk = plan.sharedDisk.flatMap { disk(named: $0) }
    let computer = Computer(
      name: plan.name, space: memory.spaces.count - 1, image: plan.image, pageCount: plan.pages,
      start: plan.start, harts: places, profile: plan.profile, board: Board(configuration),
      vm: plan.hypervisor?.make(harts: places), machine: self)
    computer.consoleBytes = plan.consoleBytes
    computer.guest = plan.guest
    computer.plug(plan.harts)
    add(computer)
    if let network = plan.network, let address = configuration.networkAddress {
      self.network.connect(computer.space, to: network, address)
    }
    return computer
  }
}

extension Memory {
  /// The memory of a computer: its program lies on disk, the rest is anonymous.
  mutating func createGuest(_ name: String, pages: Int, program: [Int: PageBytes]) {
    spaces.append(
      AddressSpace(
        id: SpaceID(spaces.count), name: name, fill: .zero, table: PageTable(pages: pages),
        program: program, isGuest: true))
    counts.commandEvents += 1
  }
}

extension GuestImage {
  /// The program by pages counted from `base`. Segments that lie before it are left out.
  func pages(from base: UInt64, size: Int) -> [Int: PageBytes] {
    var pages: [Int: PageBytes] = [:]
    for segment in segments where segment.address >= base {
      var place = Int(segment.address - base)
      for byte in segment.bytes {
        let index = place / size
        let page = pages[index] ?? PageBytes.zeros(size: size)
        page.base[place % size] = byte
        pages[index] = page
        place += 1
      }
    }
    return pages
  }

  /// The same without what lies below `base`: a linker puts the file's own headers in front of the program.
  func clipped(from base: UInt64) -> GuestImage {
    var image = self
    image.segments = segments.compactMap { segment in
      guard segment.address < base else { return segment }
      let below = base - segment.address
      guard below < segment.size else { return nil }
      return Segment(
        address: base, bytes: Array(segment.bytes.dropFirst(Int(below))), size: segment.size - below
      )
    }
    return image
  }

  /// The first segment that does not lie in `size` bytes from `base` on.
  func segment(outside base: UInt64, size: UInt64) -> Segment? {
    segments.first { segment in
      let (end, overflow) = segment.address.addingReportingOverflow(segment.size)
      return overflow || segment.address < base || end - base > size
        || segment.bytes.count > segment.size
    }
  }
}
