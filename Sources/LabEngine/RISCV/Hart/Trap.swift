/// The privilege modes; The RISC-V Instruction Set Manual, Volume II, section 1.2.
enum PrivilegeMode: UInt8, Comparable, Sendable {
  case user = 0
  case supervisor = 1
  case machine = 3

  static func < (a: PrivilegeMode, b: PrivilegeMode) -> Bool { a.rawValue < b.rawValue }

  var letter: String {
    switch self {
    case .user: "U"
    case .supervisor: "S"
    case .machine: "M"
    }
  }

  var name: String {
    switch self {
    case .user: "user"
    case .supervisor: "supervisor"
    case .machine: "machine"
    }
  }
}

/// What the guest must see: an exception or interrupt with its cause and value.
///
/// A value, not a Swift error: a page fault is the machine working as designed. Causes are those of Volume II,
/// table 3.6.
struct Trap: Hashable, Sendable {
  static let interrupt: UInt64 = 1 << 63

  /// As `mcause` holds it.
  let cause: UInt64
  /// As `mtval` holds it: the address, or the bits of an illegal instruction.
  let value: UInt64

  init(_ exception: Exception, value: UInt64 = 0) {
    cause = exception.rawValue
    self.value = value
  }

  init(interrupt: Int) {
    cause = Trap.interrupt | UInt64(truncatingIfNeeded: interrupt)
    value = 0
  }

  var isInterrupt: Bool { cause & Trap.interrupt != 0 }
  /// Exception code or number of the interrupt.
  var code: Int { Int(cause & 63) }
  /// As `M.traps(NAME)` asks for it.
  var name: String { Trap.name(code: code, isInterrupt: isInterrupt) }

  enum Exception: UInt64, CaseIterable {
    case misalignedFetch = 0
    case fetchAccess = 1
    case illegalInstruction = 2
    case breakpoint = 3
    case misalignedLoad = 4
    case loadAccess = 5
    case misalignedStore = 6
    case storeAccess = 7
    case userCall = 8
    case supervisorCall = 9
    case machineCall = 11
    case fetchPage = 12
    case loadPage = 13
    case storePage = 15
  }

  static func name(code: Int, isInterrupt: Bool) -> String {
    let list = isInterrupt ? interruptNames : exceptionNames
    return list.first { $0.code == code }?.name ?? "\(code)"
  }

  /// The words of table 3.6, and how the lab calls them.
  static let exceptionNames: [(code: Int, name: String, meaning: String)] = [
    (0, "fetchmisaligned", "instruction address misaligned"),
    (1, "fetchaccess", "instruction access fault"),
    (2, "illegal", "illegal instruction"),
    (3, "breakpoint", "breakpoint"),
    (4, "loadmisaligned", "load address misaligned"),
    (5, "loadaccess", "load access fault"),
    (6, "storemisaligned", "store address misaligned"),
    (7, "storeaccess", "store access fault"),
    (8, "ucall", "environment call from user mode"),
    (9, "scall", "environment call from supervisor mode"),
    (11, "mcall", "environment call from machine mode"),
    (12, "fetchpage", "instruction page fault"),
    (13, "loadpage", "load page fault"),
    (15, "storepage", "store page fault"),
  ]

  static let interruptNames: [(code: Int, name: String, meaning: String)] = [
    (1, "ssoftware", "supervisor software interrupt"),
    (3, "msoftware", "machine software interrupt"),
    (5, "stimer", "supervisor timer interrupt"),
    (7, "mtimer", "machine timer interrupt"),
    (9, "sexternal", "supervisor external interrupt"),
    (11, "mexternal", "machine external interrupt"),
  ]

  var meaning: String {
    let list = isInterrupt ? Trap.interruptNames : Trap.exceptionNames
    return list.first { $0.code == code }?.meaning ?? "cause \(code)"
  }

  /// Groups of causes that can be asked for by one name.
  static let groups: [String: (exceptions: [Int], interrupts: [Int])] = [
    "ecall": ([8, 9, 11], []),
    "pagefault": ([12, 13, 15], []),
    "access": ([1, 5, 7], []),
    "misaligned": ([0, 4, 6], []),
    "interrupt": ([], Array(0..<16)),
    "timer": ([], [5, 7]),
    "software": ([], [1, 3]),
    "external": ([], [9, 11]),
    "exception": (Array(0..<16), []),
  ]
}

/// How often each trap was taken.
struct TrapCounts: Hashable, Sendable {
  private var exceptions = InlineArray<16, Int>(repeating: 0)
  private var interrupts = InlineArray<16, Int>(repeating: 0)

  mutating func count(_ trap: Trap) {
    let index = trap.code & 15
    if trap.isInterrupt { interrupts[index] &+= 1 } else { exceptions[index] &+= 1 }
  }

  func exceptions(_ code: Int) -> Int { (0..<16).contains(code) ? exceptions[code] : 0 }
  func interrupts(_ code: Int) -> Int { (0..<16).contains(code) ? interrupts[code] : 0 }

  var total: Int {
    (0..<16).reduce(0) { $0 &+ exceptions[$1] &+ interrupts[$1] }
  }

  /// By the name of a cause or of a group; nil for an unknown one.
  func count(named name: String) -> Int? {
    if let group = Trap.groups[name] {
      return group.exceptions.reduce(0) { $0 &+ exceptions($1) }
        &+ group.interrupts.reduce(0) { $0 &+ interrupts($1) }
    }
    if let entry = Trap.exceptionNames.first(where: { $0.name == name }) {
      return exceptions(entry.code)
    }
    return Trap.interruptNames.first { $0.name == name }.map { interrupts($0.code) }
  }

  static var names: [String] {
    Trap.groups.keys.sorted() + Trap.exceptionNames.map(\.name) + Trap.interruptNames.map(\.name)
  }

  static func == (a: TrapCounts, b: TrapCounts) -> Bool {
    (0..<16).allSatisfy {
      a.exceptions[$0] == b.exceptions[$0] && a.interrupts[$0] == b.interrupts[$0]
    }
  }

  func hash(into hasher: inout Hasher) { hasher.combine(total) }
}

// MARK: Suspending
extension TrapCounts {
  func save(to writer: inout StateWriter) {
    for code in 0..<16 {
      writer.count(exceptions[code])
      writer.count(interrupts[code])
    }
  }

  init(from reader: inout StateReader) throws {
    for code in 0..<16 {
      exceptions[code] = try reader.count("the count of exception \(code)", in: 0...1 << 61)
      interrupts[code] = try reader.count("the count of interrupt \(code)", in: 0...1 << 61)
    }
  }
}
