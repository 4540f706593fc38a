/// The core-local interruptor: software and timer interrupts of every hart, and the clock.
///
/// SiFive FU540-C000 manual, chapter 9 "Core Local Interruptor (CLINT)", and the privileged manual,
/// section 3.2.1 "Machine Timer Registers". Registers are read and written whole (8 bytes) or by
/// halves (4 bytes); a place without a register reads zero and ignores writes. After reset no timer
/// is set: `mtimecmp` is all ones.
final class CLINT: Device {
  /// Offsets, as in the manual's table "CLINT Memory Map".
  private enum Register {
    /// "msip for hart 0", 4 bytes a hart.
    static let msip: UInt64 = 0x0000
    /// "mtimecmp for hart 0", 8 bytes a hart.
    static let mtimecmp: UInt64 = 0x4000
    /// "Timer register".
    static let mtime: UInt64 = 0xBFF8
  }

  /// Bits of `mip`, privileged manual, section 3.1.9.
  private enum Pending {
    static let software: UInt64 = 1 << 3
    static let timer: UInt64 = 1 << 7
  }

  let name = "CLINT"
  let range: Range<UInt64> = 0x0200_0000..<0x0201_0000

  private var msip: [Bool]
  private var mtimecmp: [UInt64]
  /// What `mtime` is ahead of the host's clock, modulo 2^64.
  private var offset: UInt64 = 0

  init(harts: Int) {
    msip = Array(repeating: false, count: max(1, min(harts, 4095)))
    mtimecmp = Array(repeating: .max, count: msip.count)
  }

  private init(copying other: CLINT) {
    (msip, mtimecmp, offset) = (other.msip, other.mtimecmp, other.offset)
  }

  func copy() -> any Device { CLINT(copying: self) }

  func save(to writer: inout StateWriter) {
    for hart in msip.indices {
      writer.flag(msip[hart])
      writer.integer(mtimecmp[hart])
    }
    writer.integer(offset)
  }

  func load(from reader: inout StateReader) throws {
    for hart in msip.indices {
      msip[hart] = try reader.flag("msip\(hart)")
      mtimecmp[hart] = try reader.integer("mtimecmp\(hart)")
    }
    offset = try reader.integer("mtime")
  }

  /// `mtime` when the host's clock is at `tick`; the CSR `time` reads the same.
  func time(at tick: UInt64) -> UInt64 { tick &+ offset }

  /// The host's tick at which `mtime` is `time`, seen from `now`; nil if that lies beyond the
  /// clock's end.
  func tick(ofTime time: UInt64, after now: UInt64) -> UInt64? {
    let present = self.time(at: now)
    guard time > present else { return now }
    let (tick, overflow) = now.addingReportingOverflow(time - present)
    return overflow ? nil : tick
  }

  /// The host's tick at which the timer interrupt of `hart` rises; `now` if it is up; nil if no
  /// timer is set.
  func timerDeadline(for hart: Int, now: UInt64) -> UInt64? {
    guard mtimecmp.indices.contains(hart), mtimecmp[hart] != .max else { return nil }
    return tick(ofTime: mtimecmp[hart], after: now)
  }

  func nextEvent(after now: UInt64) -> UInt64? {
    var earliest: UInt64?
    for hart in mtimecmp.indices {
      guard let tick = timerDeadline(for: hart, now: now), tick > now else { continue }
      earliest = min(earliest ?? tick, tick)
    }
    return earliest
  }

  func interrupts(for hart: Int, now: UInt64) -> UInt64 {
    guard msip.indices.contains(hart) else { return 0 }
    let software = msip[hart] ? Pending.software : 0
    return time(at: now) >= mtimecmp[hart] ? software | Pending.timer : software
  }

  /// The software interrupt of `hart`, as a store to its `msip` would set it.
  func setSoftwareInterrupt(_ hart: Int, _ pending: Bool) {
    if msip.indices.contains(hart) { msip[hart] = pending }
  }

  func load(_ offset: UInt64, size: Int, host: any DeviceHost) -> UInt64? {
    let word = self.word(offset & ~7, now: host.ticks)
    switch size {
    case 8: return word
    case 4: return offset & 4 == 0 ? word & 0xFFFF_FFFF : word >> 32
    default: return nil
    }
  }

  func store(_ offset: UInt64, size: Int, value: UInt64, host: any DeviceHost) -> Bool {
    let place = offset & ~7
    switch size {
    case 8: setWord(place, value, now: host.ticks)
    case 4:
      let (low, old) = (value & 0xFFFF_FFFF, word(place, now: host.ticks))
      let merged =
        offset & 4 == 0
        ? old & 0xFFFF_FFFF_0000_0000 | low : old & 0xFFFF_FFFF | low << 32
      setWord(place, merged, now: host.ticks)
    default: return false
    }
    return true
  }

  /// The eight bytes at a multiple of 8: one `mtimecmp`, `mtime`, or the `msip` of two harts.
  private func word(_ offset: UInt64, now: UInt64) -> UInt64 {
    if offset == Register.mtime { return time(at: now) }
    if offset >= Register.mtimecmp {
      let hart = Int(truncatingIfNeeded: (offset - Register.mtimecmp) / 8)
      return mtimecmp.indices.contains(hart) ? mtimecmp[hart] : 0
    }
    let hart = Int(truncatingIfNeeded: (offset - Register.msip) / 4)
    return softwareBit(hart) | softwareBit(hart + 1) << 32
  }

  private func setWord(_ offset: UInt64, _ value: UInt64, now: UInt64) {
    if offset == Register.mtime {
      self.offset = value &- now
    } else if offset >= Register.mtimecmp {
      let hart = Int(truncatingIfNeeded: (offset - Register.mtimecmp) / 8)
      if mtimecmp.indices.contains(hart) { mtimecmp[hart] = value }
    } else {
      // "The msip register is a 32-bit wide WARL register where the upper 31 bits are tied to 0."
      let hart = Int(truncatingIfNeeded: (offset - Register.msip) / 4)
      setSoftwareInterrupt(hart, value & 1 != 0)
      setSoftwareInterrupt(hart + 1, value >> 32 & 1 != 0)
    }
  }

  private func softwareBit(_ hart: Int) -> UInt64 {
    msip.indices.contains(hart) && msip[hart] ? 1 : 0
  }

  var state: [(name: String, value: String)] {
    msip.indices.flatMap { hart in
      [
        ("msip\(hart)", msip[hart] ? "1" : "0"),
        ("mtimecmp\(hart)", mtimecmp[hart] == .max ? "none" : String(mtimecmp[hart])),
      ]
    }
  }
}
