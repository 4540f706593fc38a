import Testing

@testable import LabEngine

/// Expected values: RISC-V Supervisor Binary Interface Specification 2.0, chapters 3 to 10 and 12.
@Suite struct SBITests {
  private let host = BareHost()

  private init() { host.hartCount = 4 }

  private func call(
    _ extension: UInt64, _ function: UInt64 = 0, _ a0: UInt64 = 0, _ a1: UInt64 = 0,
    _ a2: UInt64 = 0, _ a3: UInt64 = 0, _ a4: UInt64 = 0
  ) -> SBIReturn {
    let call = SBICall(
      hart: 2, a0: a0, a1: a1, a2: a2, a3: a3, a4: a4, function: function, extension: `extension`)
    return SBI.call(call, host: host)
  }

  /// Chapter 3: "must return the error code SBI_ERR_NOT_SUPPORTED".
  @Test func whatIsNotThereIsNotSupported() {
    #expect(call(0x1234_5678) == .failure(.notSupported))
    #expect(SBIError.notSupported.register == UInt64(bitPattern: -2))
    for `extension`: UInt64 in [
      0x10, 0x5449_4D45, 0x73_5049, 0x5246_4E43, 0x48_534D, 0x5352_5354, 0x4442_434E,
    ] {
      #expect(call(`extension`, 77) == .failure(.notSupported))
      #expect(call(0x10, 3, `extension`) == .success(1), "probe")
    }
    #expect(call(0x10, 3, 0x504D55) == .success(0), "no PMU")
    #expect(call(4) == .legacy(UInt64(bitPattern: -2)))
  }

  @Test func identifiersDoNotOverlap() {
    for (index, one) in SBI.all.enumerated() {
      for other in SBI.all[(index + 1)...] { #expect(!one.ids.overlaps(other.ids)) }
    }
  }

  @Test func base() {
    #expect(call(0x10, 0) == .success(0x0200_0000))
    for function: UInt64 in 4...6 { #expect(call(0x10, function) == .success(0)) }
  }

  @Test func legacyConsoleAndTimer() {
    #expect(call(1, 0, 0x41) == .legacy(0))
    #expect(host.text == "A")
    #expect(call(2) == .legacy(.max))
    host.input = [0x42]
    #expect(call(2) == .legacy(0x42))
    #expect(call(0, 0, 500) == .legacy(0))
    #expect(host.asked == ["timer 2 500"])
    host.softwareInterrupts = [2]
    #expect(call(3) == .legacy(1))
    #expect(call(3) == .legacy(0))
    #expect(call(8) == .none)
    #expect(host.end?.why == "shutdown")
  }

  @Test func timer() {
    #expect(call(0x5449_4D45, 0, .max) == .success())
    #expect(host.asked == ["timer 2 \(UInt64.max)"])
  }

  @Test func interProcessorInterrupts() {
    #expect(call(0x73_5049, 0, 0b101, 1) == .success())
    #expect(host.softwareInterrupts == [1, 3])
    #expect(call(0x73_5049, 0, 0b1000, 1) == .failure(.invalidParameter))
    #expect(call(0x73_5049, 0, 0b10, .max - 1) == .failure(.invalidParameter))
    #expect(host.softwareInterrupts == [1, 3])
    #expect(call(0x73_5049, 0, 0, .max) == .success())
    #expect(host.softwareInterrupts == [0, 1, 2, 3])
  }

  @Test func remoteFences() {
    #expect(call(0x5246_4E43, 0, 1, 0) == .success())
    #expect(call(0x5246_4E43, 1, 2, 0, 0x1000, 0x2000) == .success())
    #expect(call(0x5246_4E43, 2, 2, 0, 0x1000, 0x2000, 7) == .success())
    #expect(call(0x5246_4E43, 1, 16, 0) == .failure(.invalidParameter))
    #expect(call(0x5246_4E43, 3, 1, 0) == .failure(.notSupported))
    #expect(host.asked.count == 3)
  }

  @Test func hartsStart() {
    let hsm: UInt64 = 0x48_534D
    #expect(call(hsm, 0, 4, BareHost.base) == .failure(.invalidParameter))
    #expect(call(hsm, 0, .max, BareHost.base) == .failure(.invalidParameter))
    #expect(call(hsm, 0, 1, BareHost.base) == .failure(.alreadyAvailable))
    host.states = [1: .stopped]
    #expect(call(hsm, 0, 1, 0x10) == .failure(.invalidAddress))
    #expect(call(hsm, 0, 1, BareHost.base, 9) == .success())
    #expect(host.asked == ["start 1 \(BareHost.base) 9"])
    #expect(call(hsm, 2, 1) == .success(1))
    #expect(call(hsm, 2, 0) == .success(0))
    #expect(call(hsm, 2, 4) == .failure(.invalidParameter))
  }

  @Test func hartsStopAndSuspend() {
    let hsm: UInt64 = 0x48_534D
    #expect(call(hsm, 1) == .none)
    #expect(call(hsm, 3, 0) == .success())
    #expect(call(hsm, 3, 0x8000_0000, BareHost.base, 5) == .none)
    #expect(host.asked == ["stop 2", "suspend 2 retentive", "suspend 2 \(BareHost.base) 5"])
    #expect(call(hsm, 3, 0x8000_0000, 0) == .failure(.invalidAddress))
    #expect(call(hsm, 3, 1) == .failure(.invalidParameter))
    #expect(call(hsm, 3, 0x9000_0000) == .failure(.invalidParameter))
  }

  @Test func systemReset() {
    let expected: [(UInt64, UInt64, String, Bool)] = [
      (0, 0, "shutdown", false), (1, 0, "cold reboot", false), (2, 0, "warm reboot", false),
      (0, 1, "shutdown: system failure", true),
    ]
    for (type, reason, why, failed) in expected {
      #expect(call(0x5352_5354, 0, type, reason) == .none)
      #expect(host.end?.why == why)
      #expect(host.end?.failed == failed)
    }
    for (type, reason) in [(3, 0), (0, 2), (0xF000_0000, 0), (0, 0xE000_0000)] {
      #expect(
        call(0x5352_5354, 0, UInt64(type), UInt64(reason)) == .failure(.invalidParameter))
    }
  }

  @Test func debugConsole() {
    let console: UInt64 = 0x4442_434E
    #expect(host.write(BareHost.base, Array("hello".utf8)))
    #expect(call(console, 0, 5, BareHost.base) == .success(5))
    #expect(host.text == "hello")
    #expect(call(console, 2, 0x21) == .success())
    #expect(host.text == "hello!")
    host.input = Array("abc".utf8)
    #expect(call(console, 1, 2, BareHost.base + 16) == .success(2))
    #expect(host.read(BareHost.base + 16, count: 3) == [0x61, 0x62, 0])
    #expect(call(console, 1, 2, BareHost.base + 16) == .success(1))
    #expect(call(console, 1, 2, BareHost.base + 16) == .success(0))
    for function: UInt64 in 0...1 {
      #expect(call(console, function, 5, 0x10) == .failure(.invalidParameter))
      #expect(call(console, function, 5, BareHost.base, 1) == .failure(.invalidParameter))
      #expect(call(console, function, .max, .max) == .failure(.invalidParameter))
    }
  }
}
