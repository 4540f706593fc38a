/// Shadow page tables: from guest-virtual pages to guest-physical ones, as far as the guest has used them.
///
/// Real hardware walks them in place of the guest's own. A miss is a fault in which the hypervisor walks the
/// guest's table: it fills the entry, or reflects a true fault. Guest tables that were walked are kept
/// protected, so that a write to one is seen and what was derived from it dropped (Adams and Agesen 2006,
/// section 2.4: "tracing"). A table that is written again and again without being used is given up
/// until it is walked once more, as Linux's KVM does on a flood of writes.
final class ShadowPaging {
  /// Which table is in force: the root of the guest's, or none, and what decides over rights.
  struct Context: Hashable, Sendable {
    /// Guest-physical page of the root; all ones while the guest does not translate.
    let root: UInt64
    /// Kernel with SUM and MXR, or user.
    let rights: UInt8

    static let bare: UInt64 = .max

    var isKernel: Bool { rights & 1 != 0 }
    /// MXR: what may be executed may be read.
    var readsExecutable: Bool { rights & 8 != 0 }
  }

  struct Entry: Hashable, Sendable {
    /// Guest-physical page.
    let page: UInt64
    /// R, W and X as `PageTableEntry` has them; W only once the guest's D is set.
    let rights: UInt8
  }

  /// A table of the guest's that some entry was derived from.
  struct Use: Hashable, Sendable {
    let context: Context
    let level: Int
    /// The first virtual page that the table maps.
    let base: UInt64
  }

  private(set) var tables: [Context: ShadowTable] = [:]
  /// The tables used last, by rights: a hint that saves a search.
  private var recent = InlineArray<16, ShadowTable?>(repeating: nil)
  /// By page of guest memory.
  private(set) var uses: [Int: [Use]] = [:]
  private var writesInARow: [Int: Int] = [:]
  private var clock = 0
  private var made: UInt64 = 0
  private(set) var fills = 0
  private(set) var drops = 0
  private(set) var givenUp = 0

  /// Tables that are kept; beyond it the one unused longest is dropped.
  private static let most = 256
  /// Writes to a table without a use in between after which it is given up.
  private static let flood = 3

  init() {}

  private init(copying other: ShadowPaging) {
    tables = other.tables.mapValues { $0.copy() }
    uses = other.uses
    writesInARow = other.writesInARow
    clock = other.clock
    made = other.made
    fills = other.fills
    drops = other.drops
    givenUp = other.givenUp
  }

  func copy() -> ShadowPaging { ShadowPaging(copying: self) }

  var entryCount: Int { tables.values.reduce(0) { $0 + $1.count } }

  /// The table that is in force for an access in `mode`.
  static func context(_ mode: PrivilegeMode, _ csr: borrowing ControlRegisters) -> Context {
    let isKernel: UInt8 = mode == .user ? 0 : 1
    guard mode != .machine, csr.satp >> 60 != 0 else {
      return Context(root: Context.bare, rights: mode == .machine ? 2 : isKernel)
    }
    let status = csr.mstatus
    let sum: UInt8 = status & ControlRegisters.Status.sum != 0 ? 4 : 0
    let mxr: UInt8 = status & ControlRegisters.Status.mxr != 0 ? 8 : 0
    return Context(
      root: csr.satp & (1 << 44 - 1), rights: isKernel | (isKernel != 0 ? sum : 0) | mxr)
  }

  /// The number of the table in force; 0 before anything was filled.
  func number(in hart: Hart) -> UInt64 { tables[Self.context(hart.mode, hart.csr)]?.number ?? 0 }

  /// What the real hart's walk of the shadow finds, if its rights are enough.
  func find(_ address: UInt64, _ kind: AccessKind, _ context: Context) -> UInt64? {
    guard let entry = table(context)?[address >> 12], entry.rights & kind.shadowRight != 0
    else { return nil }
    return entry.page << 12 | address & 0xfff
  }

  private func table(_ context: Context) -> ShadowTable? {
    let slot = Int(context.rights & 15)
    if let table = recent[slot], table.context == context { return table }
    guard let table = tables[context] else { return nil }
    recent[slot] = table
    return table
  }

  /// Fills in what a walk of the guest's table has found.
  func fill(
    _ address: UInt64, _ physical: UInt64, _ path: WalkPath, _ context: Context,
    _ computer: Computer
  ) {
    clock += 1
    fills += 1
    let table = table(context) ?? make(context, computer)
    table[address >> 12] = Entry(page: physical >> 12, rights: path.rights(context))
    table.lastUse = clock
    for step in 0..<path.levels {
      guard let index = computer.pageIndex(path.place(step)) else { continue }
      let covered = UInt64(1) << UInt64(9 * (3 - step))
      let use = Use(context: context, level: 2 - step, base: address >> 12 & ~(covered - 1))
      if uses[index] == nil { computer.protectTable(index) }
      if !(uses[index]?.contains(use) ?? false) { uses[index, default: []].append(use) }
      writesInARow[index] = nil
    }
  }

  private func make(_ context: Context, _ computer: Computer) -> ShadowTable {
    made += 1
    let table = ShadowTable(context, number: made)
    table.lastUse = clock
    tables[context] = table
    if tables.count > Self.most,
      let oldest = tables.min(by: { $0.value.lastUse < $1.value.lastUse })
    {
      drop(oldest.key, computer)
    }
    return table
  }

  /// The physical protection of page tables has changed, which entries that were filled do not know.
  func dropEverything(_ computer: Computer) {
    for context in tables.keys where context.root != Context.bare { drop(context, computer) }
  }

  private func drop(_ context: Context, _ computer: Computer) {
    drops += tables.removeValue(forKey: context)?.count ?? 0
    recent[Int(context.rights & 15)] = nil
    for (index, list) in uses {
      let left = list.filter { $0.context != context }
      uses[index] = left.isEmpty ? nil : left
      if left.isEmpty { computer.unprotectTable(index) }
    }
    // What is not in the shadow must not be in a TLB either.
    for hart in computer.harts { hart.flushTranslated() }
  }

  // MARK: Writes to guest tables

  func isTable(_ index: Int) -> Bool { uses[index] != nil }

  /// The guest has written to a protected table; what was derived from these bytes is dropped.
  func wrote(_ index: Int, _ bytes: Range<Int>, _ computer: Computer) {
    guard let list = uses[index] else { return }
    let writes = (writesInARow[index] ?? 0) + 1
    writesInARow[index] = writes
    guard writes < Self.flood else { return giveUp(index, list, computer) }
    for use in list {
      for slot in (bytes.lowerBound / 8)...((bytes.upperBound - 1) / 8) {
        drop(slot, of: use, computer)
      }
    }
  }

  private func drop(_ slot: Int, of use: Use, _ computer: Computer) {
    let count = UInt64(1) << UInt64(9 * use.level)
    let first = use.base &+ UInt64(slot) &* count
    guard let table = table(use.context) else { return }
    if count == 1 {
      guard table.remove(first) else { return }
      drops += 1
      for hart in computer.harts { hart.cache.flush(page: first << 12) }
    } else {
      dropAll(of: table, from: first, count: count, computer)
    }
  }

  private func dropAll(
    of table: ShadowTable, from first: UInt64, count: UInt64, _ computer: Computer
  ) {
    drops += table.removeAll(from: first, count: count)
    for hart in computer.harts { hart.flushTranslated() }
  }

  /// The page seems to be a table no more.
  private func giveUp(_ index: Int, _ list: [Use], _ computer: Computer) {
    givenUp += 1
    uses[index] = nil
    writesInARow[index] = nil
    for use in list {
      let count = UInt64(1) << UInt64(9 * (use.level + 1))
      if let table = table(use.context) {
        dropAll(of: table, from: use.base, count: count, computer)
      }
    }
    computer.unprotectTable(index)
  }

  /// After a copy: the protection that stands in the copy's caches.
  func protectAll(_ computer: Computer) {
    for index in uses.keys { computer.protectTable(index) }
  }
}

extension AccessKind {
  fileprivate var shadowRight: UInt8 {
    switch self {
    case .load: UInt8(PageTableEntry.read)
    case .store: UInt8(PageTableEntry.write)
    case .fetch: UInt8(PageTableEntry.execute)
    }
  }
}
