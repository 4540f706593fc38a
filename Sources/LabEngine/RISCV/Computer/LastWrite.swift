/// A part of a computer that `why` can say the last change of.
enum ComputerPart: Sendable {
  case programCounter
  case register(Int)
  /// By its number; the pending bits of `mip` also change without an instruction.
  case control(Int)
  case memory(UInt64, Int)
  /// Nil for traps of all causes.
  case traps(String?)
  /// Nil for exits of all reasons.
  case exits(ExitReason?)
  case violations
}

/// The instruction that wrote a part of a computer last, found by replay.
struct LastWrite {
  /// What `step` tells of the instruction.
  let lines: [String]
  /// Instructions of all harts after it, 0 for the last one.
  let stepsSince: Int
  let old: UInt64?
  let new: UInt64?
  let part: ComputerPart

  /// Searches for it; the part is asked of `hart`.
  static func search(
    _ part: ComputerPart, hart: Int, _ computer: Computer, _ search: InstructionSearch
  ) throws -> InstructionSearch.Finding<LastWrite> {
    try search.backwards { stretch in
      guard let offset = lastStep(part, hart: hart, in: stretch) else { return nil }
      guard let before = try search.stretch(stretch, from: offset) else { return nil }
      let past = before.computer
      let step = past.steps
      let old = past.value(of: part, hart: hart)
      let lines = past.stepTold() ?? []
      return withExtendedLifetime(before.machine) {
        LastWrite(
          lines: lines, stepsSince: computer.steps - step - 1, old: old,
          new: past.value(of: part, hart: hart), part: part)
      }
    }
  }

  /// How many instructions of the stretch came before the one that wrote it last; nil if none did.
  private static func lastStep(
    _ part: ComputerPart, hart: Int, in stretch: InstructionSearch.Stretch
  ) -> Int? {
    let computer = stretch.computer
    let first = computer.steps
    if case .memory(let address, let count) = part {
      let watch = StoreWatch([StopPoints.Watch(address: address, count: count)])
      computer.watchStores(watch)
      _ = computer.run(stretch.count)
      return watch.last.map { max(0, min(stretch.count, $0.step - first) - 1) }
    }
    guard computer.harts.indices.contains(hart) else { return nil }
    let scan = WriteScan(part, computer.harts[hart], computer)
    computer.stretchLimit = 1
    _ = computer.run(stretch.count) {
      scan.look()
      return false
    }
    return scan.last.map { max(0, $0 - first - 1) }
  }
}

extension Computer {
  /// As it is now; nil where it is more than a word.
  func value(of part: ComputerPart, hart index: Int) -> UInt64? {
    guard harts.indices.contains(index) else { return nil }
    let hart = harts[index]
    switch part {
    case .programCounter: return hart.pc
    case .register(let number): return hart.x[number & 31]
    case .control(let number): return hart.readControl(number, self)
    case .memory(let address, let count):
      guard count <= 8, let bytes = peek(address, count: count) else { return nil }
      return bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    case .traps, .exits, .violations: return nil
    }
  }
}

/// Looks at every instruction of one hart whether it writes a register, be it the value that was there already.
private final class WriteScan {
  /// The computer's steps after the last instruction that did.
  private(set) var last: Int?
  private let part: ComputerPart
  private let hart: Hart
  private let computer: Computer
  private let log = TrapLog(keep: 4)
  private var code = CodeCache()
  private var value: UInt64?
  private var retired: UInt64
  private var trapsSeen = 0
  private var bits: UInt32?

  init(_ part: ComputerPart, _ hart: Hart, _ computer: Computer) {
    self.part = part
    self.hart = hart
    self.computer = computer
    retired = hart.retired
    value = computer.value(of: part, hart: hart.id)
    computer.trapLog = log
    bits = code.bits(at: hart, computer)
  }

  func look() {
    let trapped = log.total != trapsSeen
    guard hart.retired != retired || trapped else { return }
    let now = computer.value(of: part, hart: hart.id)
    if now != value || writes(trapped) { last = computer.steps }
    value = now
    retired = hart.retired
    if trapped {
      trapsSeen = log.total
      code.forget()
    }
    bits = code.bits(at: hart, computer)
  }

  private func writes(_ trapped: Bool) -> Bool {
    // After an interrupt it was another instruction; what that wrote is seen by its value, or by its bits.
    if trapped {
      guard let entry = log.entries.last, entry.hart == hart.id, entry.trap.isInterrupt,
        let handler = entry.handler
      else { return false }
      bits = hart.peekInstruction(at: handler.address, computer)
    }
    guard let bits, hart.retired != retired else { return false }
    switch part {
    case .programCounter: return true
    case .register(let number): return code.destination(bits) == number
    case .control(let number): return InstructionWords.writtenControl(bits) == number
    case .memory, .traps, .exits, .violations: return false
    }
  }
}

/// The bits at `pc`, with the page they lie in and what they write remembered.
private struct CodeCache {
  private var page: UInt64 = .max
  private var index = 0
  private var satp: UInt64 = 0
  private var mode = PrivilegeMode.machine
  /// By compressed instruction: the register plus one, 0 if not known yet, 33 for none.
  private var compressed = [UInt8](repeating: 0, count: 1 << 16)

  mutating func forget() { page = .max }

  mutating func bits(at hart: Hart, _ computer: Computer) -> UInt32? {
    let pc = hart.pc
    if pc & ~0xfff != page || hart.mode != mode || hart.csr.satp != satp {
      page = .max
      guard let physical = hart.peekTranslation(pc, hart.mode, computer),
        let found = computer.pageIndex(physical)
      else { return nil }
      (page, index, mode, satp) = (pc & ~0xfff, found, hart.mode, hart.csr.satp)
    }
    let offset = Int(pc & 0xffe)
    guard offset <= 0xffc, let host = computer.memory.readable(index) else {
      return hart.peekInstruction(computer)
    }
    let low = UInt32(truncatingIfNeeded: host.value(at: offset, size: 2))
    let bits =
      low & 3 == 3
      ? low | UInt32(truncatingIfNeeded: host.value(at: offset + 2, size: 2)) << 16 : low
    // Other page tables from here on.
    if bits & 0xfe00_7fff == 0x1200_0073 { forget() }
    return bits
  }

  mutating func destination(_ bits: UInt32) -> Int? {
    guard bits & 3 != 3 else { return InstructionWords.destination(bits) }
    let key = Int(bits & 0xffff)
    if compressed[key] == 0 {
      compressed[key] = InstructionWords.destination(bits).map { UInt8($0 + 1) } ?? 33
    }
    return compressed[key] == 33 ? nil : Int(compressed[key]) - 1
  }
}

/// The traps before the present, the last ones first found.
struct TrapSearch {
  let entries: [TrapLog.Entry]
  /// False if there are earlier ones that were not looked for.
  let isComplete: Bool

  /// The last `count` traps of a cause.
  static func last(
    _ count: Int, named name: String?, hart: Int?, _ search: InstructionSearch
  ) throws -> TrapSearch {
    var list: [TrapLog.Entry] = []
    let finding: InstructionSearch.Finding<Bool> = try search.backwards { stretch in
      let log = TrapLog(keep: count) { entry in
        (hart == nil || entry.hart == hart) && entry.trap.matches(name)
      }
      stretch.computer.trapLog = log
      _ = stretch.computer.run(stretch.count)
      list = Array((log.entries + list).suffix(count))
      return list.count == count ? true : nil
    }
    if case .givenUp = finding { return TrapSearch(entries: list, isComplete: false) }
    return TrapSearch(entries: list, isComplete: true)
  }
}

extension Trap {
  /// By the name of a cause or group, as `M.traps(NAME)` takes it.
  func matches(_ name: String?) -> Bool {
    guard let name else { return true }
    var counts = TrapCounts()
    counts.count(self)
    return counts.count(named: name) ?? 0 > 0
  }
}
