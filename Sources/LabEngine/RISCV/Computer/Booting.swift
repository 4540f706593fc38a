/// What a computer is made from.
struct ComputerPlan: Sendable {
  var name: String
  var image: GuestImage
  var harts = 1
  var pages = 2048
  var start = PrivilegeMode.supervisor
  var disk: DiskImage?
  /// Bytes of its console that are kept.
  var consoleBytes = Int.max
  /// In words, of what the image was made.
  var guest = ""
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
    let program = plan.image.pages(from: Computer.memoryBase, size: memory.pageSize)
    memory.createGuest(plan.name, pages: plan.pages, program: program)
    var configuration = BoardConfiguration()
    configuration.harts = plan.harts
    configuration.disk = plan.disk
    let computer = Computer(
      name: plan.name, space: memory.spaces.count - 1, image: plan.image, pageCount: plan.pages,
      start: plan.start, harts: plan.harts, board: Board(configuration), machine: self)
    computer.consoleBytes = plan.consoleBytes
    add(computer)
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
