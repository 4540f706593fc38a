/// What a reference to memory is for.
enum AccessKind: Sendable {
  case fetch, load, store

  var pageFault: Trap.Exception {
    switch self {
    case .fetch: .fetchPage
    case .load: .loadPage
    case .store: .storePage
    }
  }

  var accessFault: Trap.Exception {
    switch self {
    case .fetch: .fetchAccess
    case .load: .loadAccess
    case .store: .storeAccess
    }
  }

  var right: UInt8 {
    switch self {
    case .fetch: PhysicalProtection.execute
    case .load: PhysicalProtection.read
    case .store: PhysicalProtection.write
    }
  }
}

/// A page-table entry of Sv39; Volume II, figure 4.21.
///
/// ```
///  63 62..61 60..54 53      28 27    19 18    10 9 8 7 6 5 4 3 2 1 0
///   N  PBMT  rsvd    PPN[2]     PPN[1]   PPN[0]  RSW D A G U X W R V
/// ```
struct PageTableEntry: Hashable, Sendable {
  var bits: UInt64

  static let valid: UInt64 = 1
  static let read: UInt64 = 2
  static let write: UInt64 = 4
  static let execute: UInt64 = 8
  static let user: UInt64 = 16
  static let accessed: UInt64 = 64
  static let dirty: UInt64 = 128

  var ppn: UInt64 { bits >> 10 & (1 << 44 - 1) }
  var isValid: Bool { bits & Self.valid != 0 }
  var isLeaf: Bool { bits & (Self.read | Self.execute) != 0 }
  /// Writable without readable, or a reserved bit (Svnapot and Svpbmt are not there).
  var isReserved: Bool { bits & 6 == Self.write || bits >> 54 != 0 }

  /// `rwxu` and so on, a dash for what is not set.
  var flags: String {
    String(
      zip("dagurwxv".map { $0 }, [7, 6, 5, 4, 1, 2, 3, 0]).map {
        bits >> UInt64($1) & 1 != 0 ? $0 : "-"
      })
  }
}

/// One level of a walk, for those who want to see it.
struct WalkStep: Hashable, Sendable {
  let level: Int
  let index: Int
  /// Physical.
  let address: UInt64
  let entry: PageTableEntry
}

/// The way of a walk that has succeeded, as `Hart.walked` holds it; the guest's own tables, from the root on.
struct WalkPath {
  fileprivate static let leaf = 3
  fileprivate static let count = 4
  static let words = 5

  /// Zero where nothing was translated.
  let levels: Int
  /// The leaf with A and D as the walk has left them.
  let leaf: PageTableEntry
  private let places: InlineArray<3, UInt64>

  fileprivate init(_ words: UnsafeMutablePointer<UInt64>) {
    levels = Int(words[Self.count])
    leaf = PageTableEntry(bits: words[Self.leaf])
    places = [words[0], words[1], words[2]]
  }

  /// Guest-physical address of an entry; `index` counts from the root, whose level is 2.
  func place(_ index: Int) -> UInt64 { places[index] }
}

extension Hart {
  /// The way of the last walk that has succeeded.
  var walkPath: WalkPath { WalkPath(walked) }

  /// The physical address behind a virtual one; nil, and `pendingTrap`, if the guest must see a fault.
  func translate(
    _ address: UInt64, _ kind: AccessKind, _ mode: PrivilegeMode, _ computer: Computer
  ) -> UInt64? {
    guard let vm = computer.vm else { return walkTables(address, kind, mode, computer) }
    return vm.technique.translate(address, kind, mode, self, vm, computer)
  }

  /// The same by this hart's own page tables, with the accessed and dirty bits set as hardware does. Volume II,
  /// section 4.3.2.
  func walkTables(
    _ address: UInt64, _ kind: AccessKind, _ mode: PrivilegeMode, _ computer: Computer
  ) -> UInt64? {
    walked[WalkPath.count] = 0
    if mode == .machine || csr.satp >> 60 == 0 { return address }
    // Bits 63 to 39 must equal bit 38.
    guard (Int64(bitPattern: address) << 25) >> 25 == Int64(bitPattern: address) else {
      return raise(Trap(kind.pageFault, value: address))
    }
    var table = (csr.satp & (1 << 44 - 1)) << 12
    for level in [2, 1, 0] {
      let index = address >> UInt64(12 + 9 * level) & 511
      let place = table &+ index << 3
      walked[2 - level] = place
      guard csr.protection.allows(PhysicalProtection.read, place, size: 8, .supervisor),
        let bits = computer.readWord(place)
      else { return raise(Trap(kind.accessFault, value: address)) }
      let entry = PageTableEntry(bits: bits)
      guard entry.isValid, !entry.isReserved else { break }
      if !entry.isLeaf {
        // D, A and U are reserved in an entry that points to a table.
        guard bits & (PageTableEntry.dirty | PageTableEntry.accessed | PageTableEntry.user) == 0
        else { break }
        table = entry.ppn << 12
        continue
      }
      let low = UInt64(1) << UInt64(12 + 9 * level) - 1
      guard allows(entry, kind, mode), entry.ppn << 12 & low & ~0xfff == 0 else { break }
      guard mark(entry, at: place, kind, computer) else {
        return raise(Trap(kind.accessFault, value: address))
      }
      if level > 0 { cache.holdsSuperpages = true }
      walked[WalkPath.count] = UInt64(3 - level)
      return entry.ppn << 12 & ~low | address & low
    }
    return raise(Trap(kind.pageFault, value: address))
  }

  /// Rights of a leaf: U against the mode and SUM, MXR for loads.
  private func allows(
    _ entry: PageTableEntry, _ kind: AccessKind, _ mode: PrivilegeMode
  ) -> Bool {
    let isUser = entry.bits & PageTableEntry.user != 0
    if mode == .user && !isUser { return false }
    if mode == .supervisor && isUser {
      if kind == .fetch || csr.mstatus & ControlRegisters.Status.sum == 0 { return false }
    }
    switch kind {
    case .fetch: return entry.bits & PageTableEntry.execute != 0
    case .store: return entry.bits & PageTableEntry.write != 0
    case .load:
      let executable = csr.mstatus & ControlRegisters.Status.mxr != 0
      return entry.bits & (PageTableEntry.read | (executable ? PageTableEntry.execute : 0)) != 0
    }
  }

  private func mark(
    _ entry: PageTableEntry, at place: UInt64, _ kind: AccessKind, _ computer: Computer
  ) -> Bool {
    let bits = entry.bits | PageTableEntry.accessed | (kind == .store ? PageTableEntry.dirty : 0)
    walked[WalkPath.leaf] = bits
    if bits == entry.bits { return true }
    guard csr.protection.allows(PhysicalProtection.write, place, size: 8, .supervisor) else {
      return false
    }
    return computer.writeWord(place, bits)
  }

  /// The levels of a walk as they are now, without faults and without changing anything.
  func walk(_ address: UInt64, _ computer: Computer) -> [WalkStep] {
    var steps: [WalkStep] = []
    var table = (csr.satp & (1 << 44 - 1)) << 12
    for level in [2, 1, 0] {
      let index = address >> UInt64(12 + 9 * level) & 511
      let place = table &+ index << 3
      guard let bytes = computer.peek(place, count: 8) else { break }
      let bits = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let entry = PageTableEntry(bits: bits)
      steps.append(WalkStep(level: level, index: Int(index), address: place, entry: entry))
      if !entry.isValid || entry.isReserved || entry.isLeaf { break }
      table = entry.ppn << 12
    }
    return steps
  }
}
