import Testing

@testable import LabEngine

/// Computers, snapshots and a process on a host with few frames, beside dictionaries that say what every page of
/// each must hold: a copy of a space is a copy of its dictionary, which is what copy-on-write means.
struct NaiveHost {
  private static let pages = 6
  private static let places = [0, 8, 2048, 4088]
  /// Page and place.
  private typealias Words = [Int: UInt64]

  let lab: Lab
  private var random: SeededRandom
  private var words: [Int: Words] = [:]
  private var dirty: [Int: Set<Int>] = [:]
  private var names = ["V"]
  private var made = 0

  init(seed: UInt64, full: FullMemory) throws {
    random = SeededRandom(seed: seed)
    let policies = PolicyRegistry.descriptions.filter { !$0.looksAhead }.map(\.name)
    let policy = policies[Int(random.next(below: UInt64(policies.count)))]
    lab = try LabEngineTests.lab(
      """
      machine frames=\(3 + random.next(below: 12)) policy=\(policy) full=\(full.rawValue)
      process P pages=3 fill=zero
      guest g
      .dword 1, 2
      .space 4080
      .dword 1, 2
      end
      boot V guest=g ram=\(4 * Self.pages)KiB
      """)
    words[space("V")] = [0: 1, 8: 2, 4096: 1, 4104: 2]
    words[0] = [:]
  }

  private var machine: Machine { lab.machine }
  private func space(_ name: String) -> Int {
    machine.memory.find(name).map { Int($0.id.index) } ?? -1
  }

  private mutating func pick(_ bound: Int) -> Int { Int(random.next(below: UInt64(max(1, bound)))) }

  /// A few values, so that pages are equal often.
  private mutating func value() -> UInt64 { UInt64(pick(3)) }

  mutating func step() throws {
    let living = names.filter { machine.computer(named: $0) != nil }
    guard let name = living.isEmpty ? nil : living[pick(living.count)],
      let computer = machine.computer(named: name)
    else { return }
    computer.forgetTranslations()
    switch pick(20) {
    case 0...6: write(computer)
    case 7...9: read(computer)
    case 10: if living.count < 4 { try clone(name, computer) }
    case 11: try snapshot(name, computer)
    case 12, 13: try restore(name, computer)
    case 14: try forget(name, computer)
    case 15, 16: try lab.execute("dedup")
    case 17: release(computer)
    case 18: try process()
    default: try end(name, computer, isOnly: living.count == 1)
    }
    for space in words.keys where !machine.memory.spaces[space].isAlive { words[space] = nil }
  }

  // MARK: What happens

  private mutating func write(_ computer: Computer) {
    let (page, place, value) = (pick(Self.pages), Self.places[pick(4)], value())
    let address = Computer.memoryBase + UInt64(page * 4096 + place)
    guard computer.writeWord(address, value) else { return }
    words[computer.space]?[page * 4096 + place] = value
    dirty[computer.space]?.insert(page)
  }

  private mutating func read(_ computer: Computer) {
    let place = pick(Self.pages) * 4096 + Self.places[pick(4)]
    guard let word = computer.readWord(Computer.memoryBase + UInt64(place)) else { return }
    #expect(word == words[computer.space]?[place] ?? 0)
  }

  private mutating func clone(_ name: String, _ computer: Computer) throws {
    made += 1
    try lab.execute("clone \(name) C\(made)")
    words[space("C\(made)")] = words[computer.space]
    names.append("C\(made)")
  }

  private mutating func snapshot(_ name: String, _ computer: Computer) throws {
    guard machine.snapshots(of: computer).count < 4 else { return }
    made += 1
    try lab.execute("snapshot \(name) s\(made)")
    words[space("\(name)@s\(made)")] = words[computer.space]
    computer.beginDirtyRound()
    dirty[computer.space] = []
  }

  private mutating func chosen(_ computer: Computer) -> Snapshot? {
    let list = machine.snapshots(of: computer)
    return list.isEmpty ? nil : list[pick(list.count)]
  }

  private mutating func restore(_ name: String, _ computer: Computer) throws {
    guard let snapshot = chosen(computer) else { return }
    try lab.execute("restore \(name) \(snapshot.name)")
    words[computer.space] = words[snapshot.space]
    dirty[computer.space] = nil
  }

  private mutating func forget(_ name: String, _ computer: Computer) throws {
    guard let snapshot = chosen(computer) else { return }
    try lab.execute("forget \(name) \(snapshot.name)")
  }

  private mutating func release(_ computer: Computer) {
    let list = [pick(Self.pages), pick(Self.pages)]
    let held = list.filter { page in
      machine.memory.spaces[computer.space].table.words[page] != 0
        || machine.memory.spaces[computer.space].program[page] != nil
    }
    machine.release(list, of: computer, nil)
    for page in list {
      for place in Self.places { words[computer.space]?[page * 4096 + place] = nil }
    }
    for page in held { dirty[computer.space]?.insert(page) }
  }

  private mutating func process() throws {
    guard machine.memory.spaces[0].isAlive else { return }
    let (page, value) = (pick(3), value())
    try lab.execute("write P \(page) value=\(value)")
    if machine.memory.spaces[0].isAlive { words[0]?[page * 4096] = value }
  }

  private mutating func end(_ name: String, _ computer: Computer, isOnly: Bool) throws {
    if isOnly || pick(2) == 0 {
      let isOut = machine.memory.spaces[computer.space].swappedOut != nil
      try lab.execute(isOut ? "swapin \(name)" : "swapout \(name)")
    } else {
      try lab.execute("terminate \(name)")
    }
  }

  // MARK: What must be so

  func check() {
    machine.memory.checkInvariants()
    machine.policy.checkInvariants(bits: machine.memory.frames.bits)
    var mappings: [Frame: Int] = [:]
    for (space, expected) in words where machine.memory.spaces[space].isAlive {
      for page in 0..<machine.memory.spaces[space].pages {
        #expect(holds(page, of: space, expected), "page \(page) of space \(space)")
        let word = machine.memory.spaces[space].table.words[page]
        if word & PageWord.valid != 0 { mappings[PageWord.frame(word), default: 0] += 1 }
      }
    }
    for (frame, count) in mappings {
      #expect(machine.memory.frames.mappingCount(of: frame) == count)
    }
    let saved = mappings.values.reduce(0) { $0 + $1 - 1 }
    let sharers = (machine.memory.frames.sharers.mappings, machine.memory.frames.sharers.frames)
    #expect(sharers.0 - sharers.1 == saved)
    for (space, pages) in dirty {
      guard let computer = machine.computers.last(where: { $0.space == space }),
        machine.memory.spaces[space].isAlive
      else { continue }
      #expect(computer.dirtyPages == pages.sorted())
    }
  }

  private func holds(_ page: Int, of space: Int, _ expected: Words) -> Bool {
    guard let bytes = machine.contents(of: page, space: space) else {
      return Self.places.allSatisfy { expected[page * 4096 + $0] ?? 0 == 0 }
    }
    var sum: UInt64 = 0
    for place in stride(from: 0, to: 4096, by: 8) { sum &+= bytes[word: place] }
    for place in Self.places {
      let value = expected[page * 4096 + place] ?? 0
      guard bytes[word: place] == value else { return false }
      sum &-= value
    }
    return sum == 0
  }
}

struct NaiveHostTests {
  @Test(arguments: FullMemory.allCases, 1...12)
  func everyPageHoldsWhatItMust(_ full: FullMemory, _ seed: UInt64) throws {
    var host = try NaiveHost(seed: seed, full: full)
    for _ in 0..<150 {
      try host.step()
      host.check()
    }
  }
}
