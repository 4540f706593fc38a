/// The host-target interface: a program talks to its simulator by storing to its symbol `tohost`.
///
/// The protocol of the RISC-V front-end server (riscv-isa-sim, `fesvr/htif.cc`, `syscall.cc` and
/// `device.cc`), which the public riscv-tests and bare-metal libraries use. The 64-bit word is
/// device (8 bits), command (8 bits) and payload (48 bits). The computer calls `stored` when a
/// store hits those 8 bytes, and does the writes that come back.
struct HTIF: Sendable {
  /// Devices and commands, bits 63:56 and 55:48.
  private enum Request {
    static let systemCall: UInt64 = 0x0000
    static let readCharacter: UInt64 = 0x0100
    static let writeCharacter: UInt64 = 0x0101
  }

  /// System calls of the proxy, with Linux's numbers.
  private enum SystemCall {
    static let write: UInt64 = 64
    static let exit: UInt64 = 93
  }

  /// Linux's error numbers, negated in the answer.
  private enum Errno {
    static let badFileDescriptor: UInt64 = 9
    static let badAddress: UInt64 = 14
  }

  /// Eight bytes that the computer is to put into guest memory.
  struct Write: Hashable, Sendable {
    var address: UInt64
    var value: UInt64
  }

  /// At most this much is written by one call; the program sees a short write, as POSIX allows.
  private static let longestWrite: UInt64 = 4096

  let tohost: UInt64
  let fromhost: UInt64?
  /// A program waits for a character that has not been typed yet.
  private(set) var isReading = false

  init(tohost: UInt64, fromhost: UInt64?, isReading: Bool = false) {
    (self.tohost, self.fromhost, self.isReading) = (tohost, fromhost, isReading)
  }

  /// Acts on `value`, now in `tohost`: ends the computer, writes to the console or answers.
  mutating func stored(_ value: UInt64, host: any DeviceHost) -> [Write] {
    guard value != 0 else { return [] }
    let taken = Write(address: tohost, value: 0)
    let payload = value & 0xFFFF_FFFF_FFFF
    switch value >> 48 {
    case Request.systemCall where payload & 1 != 0:
      // The word stays as it was stored: it is the result that people look for.
      exit(payload >> 1, host)
      return []
    case Request.systemCall: return [taken] + systemCall(payload, host)
    case Request.readCharacter:
      isReading = true
      return [taken] + answerRead(host)
    case Request.writeCharacter: host.output(UInt8(truncatingIfNeeded: payload))
    default:
      let (device, command) = (value >> 56, value >> 48 & 0xFF)
      host.stop("HTIF device \(device) has no command \(command)", failed: true)
    }
    return [taken]
  }

  /// To be called when a character was typed: answers a program that waits for one.
  mutating func inputArrived(host: any DeviceHost) -> [Write] { answerRead(host) }

  /// "0x100 | character" in the payload.
  private mutating func answerRead(_ host: any DeviceHost) -> [Write] {
    guard isReading, let byte = host.takeInput() else { return [] }
    isReading = false
    return answer(Request.readCharacter << 48 | 0x100 | UInt64(byte))
  }

  private func answer(_ value: UInt64) -> [Write] {
    fromhost.map { [Write(address: $0, value: value)] } ?? []
  }

  private func exit(_ code: UInt64, _ host: any DeviceHost) {
    host.stop("exit \(code)", failed: code != 0)
  }

  /// The proxied system call whose number and arguments lie at `address`, 8 bytes each; the result
  /// replaces the number.
  private func systemCall(_ address: UInt64, _ host: any DeviceHost) -> [Write] {
    guard let block = host.read(address, count: 64) else {
      host.stop("HTIF system call outside of memory", failed: true)
      return []
    }
    func word(_ index: Int) -> UInt64 { GuestWord.value(block, at: index * 8, size: 8) }
    switch word(0) {
    case SystemCall.write:
      let result = write(descriptor: word(1), address: word(2), count: word(3), host)
      return [Write(address: address, value: result)] + answer(1)
    case SystemCall.exit: exit(word(1) & 0xFFFF_FFFF, host)
    case let number: host.stop("HTIF system call \(number) is not there", failed: true)
    }
    return []
  }

  private func write(
    descriptor: UInt64, address: UInt64, count: UInt64, _ host: any DeviceHost
  ) -> UInt64 {
    guard descriptor == 1 || descriptor == 2 else { return 0 &- Errno.badFileDescriptor }
    let count = min(count, Self.longestWrite)
    guard count > 0 else { return 0 }
    guard let bytes = host.read(address, count: Int(count)) else { return 0 &- Errno.badAddress }
    bytes.forEach(host.output)
    return count
  }
}
