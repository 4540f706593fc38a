import Testing

@testable import LabEngine

/// Expected values: RISC-V PLIC specification 1.0.0, chapters 1 and 3 to 9.
@Suite struct PLICTests {
  private let host = BareHost()
  private let plic = PLIC(harts: 2)
  private static let machine: UInt64 = 1 << 11
  private static let supervisor: UInt64 = 1 << 9

  private func store(_ offset: UInt64, _ value: UInt64) {
    #expect(plic.store(offset, size: 4, value: value, host: host))
  }

  private func load(_ offset: UInt64) -> UInt64? { plic.load(offset, size: 4, host: host) }

  /// Source 10 with priority 1, enabled for hart 0 in S mode (context 1).
  private func enableTen() {
    store(0x28, 1)
    store(0x2080, 1 << 10)
  }

  @Test func claimAndComplete() {
    enableTen()
    plic.setLine(10, true)
    #expect(load(0x1000) == 1 << 10)
    #expect(plic.interrupts(for: 0, now: 0) == Self.supervisor)
    #expect(plic.interrupts(for: 1, now: 0) == 0)
    #expect(load(0x201004) == 10)
    #expect(load(0x1000) == 0)
    #expect(plic.interrupts(for: 0, now: 0) == 0)
    #expect(load(0x201004) == 0)
    plic.setLine(10, false)
    store(0x201004, 10)
    #expect(load(0x1000) == 0)
  }

  @Test func lineThatIsStillUpAsksAgainAfterCompletion() {
    enableTen()
    plic.setLine(10, true)
    #expect(load(0x201004) == 10)
    plic.setLine(10, false)
    plic.setLine(10, true)
    #expect(load(0x1000) == 0, "the gateway is closed until completion")
    store(0x201004, 10)
    #expect(load(0x1000) == 1 << 10)
    #expect(plic.interrupts(for: 0, now: 0) == Self.supervisor)
  }

  @Test func requestIsNotRetracted() {
    enableTen()
    plic.setLine(10, true)
    plic.setLine(10, false)
    #expect(load(0x201004) == 10)
  }

  @Test func completionOfASourceThatIsNotEnabledIsIgnored() {
    enableTen()
    plic.setLine(10, true)
    #expect(load(0x201004) == 10)
    store(0x200004, 10)
    #expect(load(0x1000) == 0)
    store(0x201004, 0)
    store(0x201004, 95)
    store(0x201004, 0xFFFF_FFFF)
    #expect(load(0x1000) == 0)
    store(0x201004, 10)
    #expect(load(0x1000) == 1 << 10)
  }

  @Test func highestPriorityThenLowestIdentifier() {
    for (source, priority) in [(1, 2), (10, 7), (33, 7), (95, 1)] as [(UInt64, UInt64)] {
      store(source * 4, priority)
      plic.setLine(Int(source), true)
    }
    for word: UInt64 in 0..<3 { store(0x2000 + word * 4, 0xFFFF_FFFF) }
    #expect(plic.interrupts(for: 0, now: 0) == Self.machine)
    #expect((0..<5).map { _ in load(0x200004) } == [10, 33, 1, 95, 0])
  }

  @Test func thresholdMasksNotificationAndNotClaim() {
    enableTen()
    store(0x201000, 1)
    plic.setLine(10, true)
    #expect(plic.interrupts(for: 0, now: 0) == 0)
    store(0x28, 2)
    #expect(plic.interrupts(for: 0, now: 0) == Self.supervisor)
    store(0x201000, 7)
    #expect(plic.interrupts(for: 0, now: 0) == 0)
    #expect(load(0x201004) == 10)
  }

  @Test func priorityZeroNeverInterrupts() {
    store(0x2080, 1 << 10)
    plic.setLine(10, true)
    #expect(plic.interrupts(for: 0, now: 0) == 0)
    #expect(load(0x201004) == 0)
  }

  @Test func reservedPlacesReadZero() {
    store(0x0, 7)
    store(0x2000, 0xFFFF_FFFF)
    #expect(load(0x0) == 0)
    #expect(load(0x2000) == 0xFFFF_FFFE, "source 0 does not exist")
    store(0x4, 0xFF)
    #expect(load(0x4) == 7, "WARL")
    for offset: UInt64 in [96 * 4, 0x100C, 0x200C, 0x2200, 0x200008, 0x204000, 0x3FF_FFFC] {
      store(offset, 0xFFFF_FFFF)
      #expect(load(offset) == 0)
    }
  }

  @Test func onlyWords() {
    for size in [1, 2, 8] {
      #expect(plic.load(0x200000, size: size, host: host) == nil)
      #expect(!plic.store(0x200000, size: size, value: 0, host: host))
    }
  }

  @Test func lineOfNoSourceIsIgnored() {
    for source in [0, -1, 96, .max] { plic.setLine(source, true) }
    #expect(load(0x1000) == 0)
  }
}
