import Testing

@testable import LabEngine

/// Expected values: National Semiconductor PC16550D data sheet, tables II and IV.
@Suite struct UART16550Tests {
  private let host = BareHost()
  private let uart = UART16550()

  private func store(_ offset: UInt64, _ value: UInt64) {
    #expect(uart.store(offset, size: 1, value: value, host: host))
  }

  private func load(_ offset: UInt64) -> UInt64? { uart.load(offset, size: 1, host: host) }

  @Test func sendsAndReceives() {
    for byte in "ok\n".utf8 { store(0, UInt64(byte)) }
    #expect(host.text == "ok\n")
    #expect(load(5) == 0x60)
    host.input = [65, 66]
    #expect(load(5) == 0x61)
    #expect(load(0) == 65)
    #expect(load(0) == 66)
    #expect(load(5) == 0x60)
  }

  @Test func divisorLatchesShareTheFirstTwoPlaces() {
    store(3, 0x83)
    store(0, 0x03)
    store(1, 0x01)
    #expect(load(0) == 3)
    #expect(load(1) == 1)
    store(3, 0x03)
    #expect(load(1) == 0)
    #expect(load(3) == 3)
    #expect(host.console.isEmpty)
  }

  @Test func receivedDataInterrupt() {
    store(1, 0x01)
    #expect(load(2) == 0x01)
    host.input = [65]
    uart.advance(host: host)
    #expect(host.lines[10] == true)
    #expect(load(2) == 0x04)
    #expect(load(0) == 65)
    #expect(host.lines[10] == false)
    #expect(load(2) == 0x01)
  }

  @Test func emptyTransmitterInterruptIsTakenBackByReadingIIR() {
    store(2, 0x01)
    store(1, 0x02)
    #expect(host.lines[10] == true)
    #expect(load(2) == 0xC2, "FIFO bits and THR empty")
    #expect(host.lines[10] == false)
    #expect(load(2) == 0xC1)
    store(0, 65)
    #expect(host.lines[10] == true)
  }

  @Test func receivedDataComesBeforeEmptyTransmitter() {
    store(1, 0x03)
    host.input = [65]
    #expect(load(2) == 0x04)
    #expect(load(0) == 65)
    #expect(load(2) == 0x02)
  }

  /// Not in the data sheet: what keeps a kernel that never reads IIR from an endless interrupt.
  @Test func readingLineStatusLowersTheLine() {
    store(1, 0x02)
    #expect(load(5) == 0x60)
    #expect(host.lines[10] == false)
    #expect(load(2) == 0x02)
  }

  @Test func otherRegisters() {
    store(7, 0xA5)
    #expect(load(7) == 0xA5)
    store(4, 0xFF)
    #expect(load(4) == 0x1F)
    store(5, 0xFF)
    store(6, 0xFF)
    #expect(load(6) == 0xB0)
    #expect(load(5) == 0x60)
    #expect(load(8) == nil)
    #expect(!uart.store(8, size: 1, value: 0, host: host))
  }

  @Test func receiverReadWithoutInputGivesTheLastCharacter() {
    host.input = [65]
    #expect(load(0) == 65)
    #expect(load(0) == 65)
  }
}
