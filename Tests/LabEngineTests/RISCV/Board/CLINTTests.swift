import Testing

@testable import LabEngine

/// Expected values: SiFive FU540-C000 manual, chapter 9; privileged manual, section 3.2.1.
@Suite struct CLINTTests {
  private let host = BareHost()
  private let clint = CLINT(harts: 2)

  @Test func softwareInterruptIsBitZeroOfMsip() {
    #expect(clint.store(0x4, size: 4, value: 0xFFFF_FFFF, host: host))
    #expect(clint.load(0x4, size: 4, host: host) == 1)
    #expect(clint.interrupts(for: 1, now: 0) == 1 << 3)
    #expect(clint.interrupts(for: 0, now: 0) == 0)
    #expect(clint.store(0x4, size: 4, value: 0, host: host))
    #expect(clint.interrupts(for: 1, now: 0) == 0)
  }

  @Test func timerInterruptIsPendingWheneverTimeHasReachedTheComparison() {
    #expect(clint.interrupts(for: 0, now: 1 << 62) == 0)
    #expect(clint.store(0x4000, size: 8, value: 100, host: host))
    #expect(clint.nextEvent(after: 0) == 100)
    #expect(clint.timerDeadline(for: 0, now: 0) == 100)
    #expect(clint.interrupts(for: 0, now: 99) == 0)
    #expect(clint.interrupts(for: 0, now: 100) == 1 << 7)
    #expect(clint.nextEvent(after: 100) == nil)
    #expect(clint.store(0x4000, size: 8, value: 200, host: host))
    #expect(clint.interrupts(for: 0, now: 100) == 0)
  }

  @Test func comparisonIsWrittenByHalves() {
    // The manual's sequence for RV32: all ones low, then high, then low.
    #expect(clint.store(0x4008, size: 4, value: 0xFFFF_FFFF, host: host))
    #expect(clint.store(0x400C, size: 4, value: 2, host: host))
    #expect(clint.store(0x4008, size: 4, value: 5, host: host))
    #expect(clint.load(0x4008, size: 8, host: host) == 0x2_0000_0005)
    #expect(clint.load(0x400C, size: 4, host: host) == 2)
  }

  @Test func timeCanBeWritten() {
    host.ticks = 1000
    #expect(clint.load(0xBFF8, size: 8, host: host) == 1000)
    #expect(clint.store(0xBFF8, size: 8, value: 5, host: host))
    host.ticks = 1010
    #expect(clint.load(0xBFF8, size: 8, host: host) == 15)
    #expect(clint.time(at: 1010) == 15)
    #expect(clint.store(0x4000, size: 8, value: 25, host: host))
    #expect(clint.timerDeadline(for: 0, now: 1010) == 1020)
  }

  @Test func extremesDoNotTrap() {
    host.ticks = .max
    #expect(clint.store(0xBFF8, size: 8, value: 0, host: host))
    #expect(clint.store(0x4000, size: 8, value: .max - 1, host: host))
    #expect(clint.nextEvent(after: .max) == nil)
    #expect(clint.interrupts(for: -1, now: 0) == 0)
    #expect(clint.timerDeadline(for: 9, now: 0) == nil)
  }
}
