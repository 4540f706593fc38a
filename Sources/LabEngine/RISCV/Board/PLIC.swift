/// The platform-level interrupt controller: which device interrupts which hart, in which mode.
///
/// RISC-V Platform-Level Interrupt Controller Specification 1.0.0. Every hart has two contexts, M
/// mode (2h) and S mode (2h + 1), as on QEMU's `virt`. All registers are 32 bits wide; another
/// width is an access fault, a reserved place reads zero. Sources are level-triggered: after
/// completion a line that is still up asks again.
final class PLIC: Device {
  /// Offsets, as in chapter 3 "Memory Map".
  private enum Register {
    /// "Interrupt source n priority", 4 bytes a source.
    static let priority: UInt64 = 0x00_0000
    /// "Interrupt Pending bit 0-31" and following, a bit a source.
    static let pending: UInt64 = 0x00_1000
    /// "Enable bits for sources 0-31 on context 0" and following.
    static let enable: UInt64 = 0x00_2000
    static let enableStride: UInt64 = 0x80
    /// "Priority threshold for context 0", and 4 bytes behind it "Claim/complete for context 0".
    static let context: UInt64 = 0x20_0000
    static let contextStride: UInt64 = 0x1000
    static let threshold: UInt64 = 0
    static let claim: UInt64 = 4
  }

  /// Sources 1 to 95; "An interrupt ID of 0 is reserved to mean 'no interrupt'".
  static let sources = 96
  /// Priorities and thresholds are WARL with seven levels, as on `virt`; "0 is reserved to mean
  /// 'never interrupt'".
  private static let priorityMask: UInt32 = 7
  /// Bits of `mip` for the two contexts of a hart: MEIP, SEIP.
  private static let pendingBits: [UInt64] = [1 << 11, 1 << 9]

  let name = "PLIC"
  let range: Range<UInt64> = 0x0C00_0000..<0x1000_0000

  /// A bit a source.
  private typealias Sources = UInt128

  private struct Registers {
    var priority: [UInt32]
    var enable: [Sources]
    var threshold: [UInt32]
    var pending: Sources = 0
    /// The lines as the devices hold them.
    var level: Sources = 0
    /// Claimed and not completed: their gateways are closed ("Interrupt Gateways").
    var inService: Sources = 0
    /// What the contexts of a hart signal, in bits of `mip`.
    var outputs: [UInt64]
  }
  private var registers: Registers

  init(harts: Int) {
    let harts = max(1, min(harts, 4095))
    registers = Registers(
      priority: Array(repeating: 0, count: Self.sources),
      enable: Array(repeating: 0, count: harts * 2),
      threshold: Array(repeating: 0, count: harts * 2),
      outputs: Array(repeating: 0, count: harts))
  }

  private init(copying other: PLIC) { registers = other.registers }

  func copy() -> any Device { PLIC(copying: self) }

  func save(to writer: inout StateWriter) {
    for priority in registers.priority { writer.integer(priority) }
    for context in registers.enable.indices {
      writer.integer(registers.enable[context])
      writer.integer(registers.threshold[context])
    }
    for bits in [registers.pending, registers.level, registers.inService] { writer.integer(bits) }
  }

  func load(from reader: inout StateReader) throws {
    let isPriority = { (value: UInt32) in value <= Self.priorityMask }
    // Bit 0 is no source.
    let areSources = { (bits: Sources) in bits & 1 == 0 && bits >> Sources(Self.sources) == 0 }
    for source in registers.priority.indices {
      registers.priority[source] = try reader.integer(
        "the priority of source \(source)", where: isPriority)
    }
    for context in registers.enable.indices {
      registers.enable[context] = try reader.integer("the enabled sources", where: areSources)
      registers.threshold[context] = try reader.integer("a threshold", where: isPriority)
    }
    registers.pending = try reader.integer("the pending sources", where: areSources)
    registers.level = try reader.integer("the interrupt lines", where: areSources)
    registers.inService = try reader.integer("the sources in service", where: areSources)
    update()
  }

  /// The line of `source` goes up or down.
  ///
  /// "Interrupt Gateways": a request that was passed on stays pending even if the line falls again.
  func setLine(_ source: Int, _ level: Bool) {
    guard (1..<Self.sources).contains(source) else { return }
    let bit: Sources = 1 << Sources(source)
    guard (registers.level & bit != 0) != level else { return }
    registers.level ^= bit
    if level, registers.inService & bit == 0 { registers.pending |= bit }
    update()
  }

  func interrupts(for hart: Int, now: UInt64) -> UInt64 {
    registers.outputs.indices.contains(hart) ? registers.outputs[hart] : 0
  }

  // MARK: Claim and complete

  /// The enabled pending source of the highest priority; of equal ones "interrupts with the lowest
  /// ID have the highest effective priority" (chapter 4).
  private func best(_ context: Int) -> (source: Int, priority: UInt32) {
    var candidates = registers.pending & registers.enable[context]
    var best: (source: Int, priority: UInt32) = (0, 0)
    while candidates != 0 {
      let source = candidates.trailingZeroBitCount
      candidates &= candidates - 1
      if registers.priority[source] > best.priority { best = (source, registers.priority[source]) }
    }
    return best
  }

  /// Chapter 8: "the claim operation is not affected by the setting of the priority threshold
  /// register".
  private func claim(_ context: Int) -> UInt32 {
    let source = best(context).source
    guard source != 0 else { return 0 }
    let bit: Sources = 1 << Sources(source)
    registers.pending &= ~bit
    registers.inService |= bit
    update()
    return UInt32(truncatingIfNeeded: source)
  }

  /// Chapter 9: "If the completion ID does not match an interrupt source that is currently enabled
  /// for the target, the completion is silently ignored."
  private func complete(_ context: Int, _ source: UInt32) {
    guard source > 0, source < UInt32(Self.sources) else { return }
    let bit: Sources = 1 << Sources(source)
    guard registers.enable[context] & bit != 0, registers.inService & bit != 0 else { return }
    registers.inService &= ~bit
    if registers.level & bit != 0 { registers.pending |= bit }
    update()
  }

  /// "The PLIC will mask all PLIC interrupts of a priority less than or equal to threshold"
  /// (chapter 7).
  private func isAsking(_ context: Int) -> Bool {
    best(context).priority > registers.threshold[context]
  }

  private func update() {
    for hart in registers.outputs.indices {
      var output: UInt64 = 0
      for (mode, bit) in Self.pendingBits.enumerated() where isAsking(hart * 2 + mode) {
        output |= bit
      }
      registers.outputs[hart] = output
    }
  }

  // MARK: Registers

  func load(_ offset: UInt64, size: Int, host: any DeviceHost) -> UInt64? {
    guard size == 4 else { return nil }
    switch place(offset) {
    case .priority(let source): return UInt64(registers.priority[source])
    case .pending(let word): return Self.word(registers.pending, word)
    case .enable(let context, let word): return Self.word(registers.enable[context], word)
    case .threshold(let context): return UInt64(registers.threshold[context])
    case .claim(let context): return UInt64(claim(context))
    case .reserved: return 0
    }
  }

  func store(_ offset: UInt64, size: Int, value: UInt64, host: any DeviceHost) -> Bool {
    guard size == 4 else { return false }
    let value = UInt32(truncatingIfNeeded: value)
    switch place(offset) {
    case .priority(let source):
      if source > 0 { registers.priority[source] = value & Self.priorityMask }
    case .enable(let context, let word):
      let mask: Sources = 0xFFFF_FFFF << Sources(word * 32)
      let bits = Sources(value) << Sources(word * 32)
      registers.enable[context] = (registers.enable[context] & ~mask | bits) & ~1
    case .threshold(let context): registers.threshold[context] = value & Self.priorityMask
    case .claim(let context): complete(context, value)
    case .pending, .reserved: break
    }
    update()
    return true
  }

  private enum Place {
    case priority(Int)
    case pending(word: Int)
    case enable(context: Int, word: Int)
    case threshold(Int)
    case claim(Int)
    case reserved
  }

  private static let words = sources / 32

  private static func word(_ bits: Sources, _ word: Int) -> UInt64 {
    UInt64(UInt32(truncatingIfNeeded: bits >> Sources(word * 32)))
  }

  private func place(_ offset: UInt64) -> Place {
    guard offset < UInt64(range.count) else { return .reserved }
    let contexts = registers.threshold.count
    if offset >= Register.context {
      let context = Int((offset - Register.context) / Register.contextStride)
      guard context < contexts else { return .reserved }
      switch offset % Register.contextStride {
      case Register.threshold: return .threshold(context)
      case Register.claim: return .claim(context)
      default: return .reserved
      }
    }
    if offset >= Register.enable {
      let context = Int((offset - Register.enable) / Register.enableStride)
      let word = Int(offset % Register.enableStride / 4)
      guard context < contexts, word < Self.words else { return .reserved }
      return .enable(context: context, word: word)
    }
    if offset >= Register.pending {
      let word = Int((offset - Register.pending) / 4)
      return word < Self.words ? .pending(word: word) : .reserved
    }
    let source = Int(offset / 4)
    return source < Self.sources ? .priority(source) : .reserved
  }

  var state: [(name: String, value: String)] {
    [
      ("pending", Self.list(registers.pending)),
      ("in service", Self.list(registers.inService)),
      ("enabled", Self.list(registers.enable.reduce(0, |))),
    ]
  }

  private static func list(_ bits: Sources) -> String {
    let sources = (0..<self.sources).filter { bits >> Sources($0) & 1 != 0 }
    return sources.isEmpty ? "none" : sources.map(String.init).joined(separator: " ")
  }
}
