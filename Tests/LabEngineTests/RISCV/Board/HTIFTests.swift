import Testing

@testable import LabEngine

/// Expected values: riscv-isa-sim, `fesvr/htif.cc`, `fesvr/device.cc` and `fesvr/syscall.cc`; the
/// macros RVTEST_PASS and RVTEST_FAIL of the public riscv-tests.
@Suite struct HTIFTests {
  private let host = BareHost()
  private static let tohost = BareHost.base + 0x1000
  private static let fromhost = BareHost.base + 0x1040
  private static let block = BareHost.base + 0x2000

  private static func htif() -> HTIF { HTIF(tohost: tohost, fromhost: fromhost) }

  /// What comes back from a store to `tohost`.
  private func stored(_ value: UInt64) -> [HTIF.Write] {
    var htif = Self.htif()
    return htif.stored(value, host: host)
  }

  private func prepare(_ words: [UInt64]) {
    for (index, word) in words.enumerated() {
      host.put(Self.block + UInt64(index) * 8, word, size: 8)
    }
  }

  @Test func oneIsAPass() {
    #expect(stored(1).isEmpty)
    #expect(host.end?.why == "exit 0")
    #expect(host.end?.failed == false)
  }

  @Test func otherOddValuesFailWithTheNumberOfTheTest() {
    _ = stored(1337 << 1 | 1)
    #expect(host.end?.why == "exit 1337")
    #expect(host.end?.failed == true)
  }

  @Test func zeroIsNothing() {
    #expect(stored(0).isEmpty)
    #expect(host.end == nil)
  }

  @Test func writesACharacter() {
    #expect(
      stored(0x0101_0000_0000_0041)
        == [HTIF.Write(address: Self.tohost, value: 0)])
    #expect(host.text == "A")
  }

  @Test func readsACharacterOnceThereIsOne() {
    var htif = Self.htif()
    _ = htif.stored(0x0100_0000_0000_0000, host: host)
    #expect(htif.isReading)
    let early = htif.inputArrived(host: host)
    #expect(early.isEmpty)
    host.input = [0x41]
    let answer = htif.inputArrived(host: host)
    #expect(answer == [HTIF.Write(address: Self.fromhost, value: 0x0100_0000_0000_0141)])
    #expect(!htif.isReading)
  }

  @Test func systemCallWrites() {
    #expect(host.write(BareHost.base + 0x3000, Array("hello".utf8)))
    prepare([64, 1, BareHost.base + 0x3000, 5])
    #expect(
      stored(Self.block) == [
        HTIF.Write(address: Self.tohost, value: 0), HTIF.Write(address: Self.block, value: 5),
        HTIF.Write(address: Self.fromhost, value: 1),
      ])
    #expect(host.text == "hello")
  }

  @Test func badSystemCallsAreAnsweredOrNamed() {
    prepare([64, 7, BareHost.base, 5])
    #expect(stored(Self.block)[1].value == UInt64(bitPattern: -9))
    prepare([64, 1, 0, 5])
    #expect(stored(Self.block)[1].value == UInt64(bitPattern: -14))
    prepare([64, 1, BareHost.base, .max])
    #expect(stored(Self.block)[1].value == 4096, "a short write")
    #expect(host.end == nil)
    prepare([2011])
    _ = stored(Self.block)
    #expect(host.end?.why == "HTIF system call 2011 is not there")
    _ = stored(0x10)
    #expect(host.end?.why == "HTIF system call outside of memory")
    _ = stored(0x0203_0000_0000_0000)
    #expect(host.end?.why == "HTIF device 2 has no command 3")
  }

  @Test func systemCallExits() {
    prepare([93, 3])
    _ = stored(Self.block)
    #expect(host.end?.why == "exit 3")
    #expect(host.end?.failed == true)
  }
}
