@testable import LabEngine

/// A reference string in memory that a `Future` can look into.
final class StringBuffer {
  let base: UnsafeMutablePointer<UInt32>
  let references: [Reference]

  init(_ references: [Reference]) {
    self.references = references
    base = .allocate(capacity: max(1, references.count))
    for (index, reference) in references.enumerated() { base[index] = reference.bits }
  }

  convenience init(pages: [Int]) { self.init(pages.map { Reference(page: $0, isWrite: false) }) }

  func future(pages: Int) -> Future {
    Future(references: base, count: references.count, pages: pages, owner: self)
  }

  deinit { base.deallocate() }
}

/// The least pager that can drive a policy: processes without shared pages, and no costs.
final class SmallPager {
  struct Fault: Equatable {
    var position: Int
    var frame: Frame
    var evicted: Frame?
  }

  let policy: AnyPolicy
  let bits: FrameBits
  let frames: Int
  let pages: Int
  /// One page table a process.
  let tables: [UnsafeMutablePointer<UInt32>]
  private(set) var owners: [(process: Int, page: Int)?]

  init(_ policy: AnyPolicy, frames: Int, pages: Int, processes: Int = 1) {
    self.policy = policy
    self.frames = frames
    self.pages = pages
    bits = FrameBits(base: .allocate(capacity: frames), count: frames)
    bits.base.update(repeating: 0, count: frames)
    tables = (0..<processes).map { _ in
      let table = UnsafeMutablePointer<UInt32>.allocate(capacity: pages)
      table.update(repeating: 0, count: pages)
      return table
    }
    owners = Array(repeating: nil, count: frames)
  }

  deinit {
    bits.base.deallocate()
    for table in tables { table.deallocate() }
  }

  /// The same state with a copy of the policy.
  func clone() -> SmallPager {
    let copy = SmallPager(policy.clone(), frames: frames, pages: pages, processes: tables.count)
    copy.bits.base.update(from: bits.base, count: frames)
    for (to, from) in zip(copy.tables, tables) { to.update(from: from, count: pages) }
    copy.owners = owners
    return copy
  }

  func begin(_ string: StringBuffer, process: Int = 0) {
    let resident = owners.enumerated().compactMap { index, owner -> (frame: Frame, page: Int)? in
      guard let owner, owner.process == process else { return nil }
      return (Frame(index), owner.page)
    }
    policy.begin(string.future(pages: pages), resident: resident)
  }

  /// One reference. Nil for a hit, and for a fault for which no frame could be had.
  func access(
    _ reference: Reference, at position: Int, process: Int = 0, pinned: Frame? = nil
  ) -> Fault? {
    let word = tables[process][reference.page]
    let set = FrameBits.referenced | (reference.isWrite ? FrameBits.dirty : 0)
    if word & 1 != 0 {
      let frame = Frame(word >> 5)
      bits[frame] |= set
      policy.referenced(frame, at: position)
      return nil
    }
    var evicted: Frame?
    if !owners.contains(where: { $0 == nil }) {
      evicted = victim(at: position, process: process, pinned: pinned)
      guard let evicted else { return nil }
      remove(evicted)
    }
    guard let free = owners.firstIndex(where: { $0 == nil }) else { return nil }
    let frame = Frame(free)
    owners[free] = (process, reference.page)
    tables[process][reference.page] = frame.index << 5 | 1
    bits[frame] = FrameBits.used | set
    policy.loaded(frame, at: position, bits: bits)
    return Fault(position: position, frame: frame, evicted: evicted)
  }

  func victim(at position: Int, process: Int, pinned: Frame?) -> Frame? {
    policy.victim(
      FaultView(
        bits: bits, pinned: pinned, position: position,
        pageTable: UnsafePointer(tables[process])))
  }

  func remove(_ frame: Frame) {
    guard let owner = owners[Int(frame.index)] else { return }
    policy.removed(frame)
    tables[owner.process][owner.page] = 0
    bits[frame] = 0
    owners[Int(frame.index)] = nil
  }

  var used: [Frame] { (0..<frames).filter { owners[$0] != nil }.map { Frame($0) } }

  /// A whole string of the first process, from empty frames.
  static func faults(
    _ policy: String, _ string: [Reference], frames: Int, seed: UInt64 = 1
  ) throws -> [Fault] {
    let pages = (string.map(\.page).max() ?? 0) + 1
    let made = try PolicySpec.parse(policy).make(frames: frames, seed: seed)
    let pager = SmallPager(made, frames: frames, pages: pages)
    let buffer = StringBuffer(string)
    pager.begin(buffer)
    let faults = string.enumerated().compactMap { pager.access($1, at: $0) }
    made.end()
    made.checkInvariants(bits: pager.bits)
    return faults
  }

  static func faults(_ policy: String, pages: [Int], frames: Int) throws -> Int {
    try faults(policy, pages.map { Reference(page: $0, isWrite: false) }, frames: frames).count
  }
}
