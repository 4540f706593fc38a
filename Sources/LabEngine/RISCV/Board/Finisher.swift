/// A store that ends the computer: SiFive's test finisher, as on QEMU's `virt`.
///
/// The low 16 bits say what (SiFive `sifive_test` device, `hw/misc/sifive_test.c` in QEMU), the
/// next 16 are the exit code of a failure. Other values and places do nothing; loads read zero.
final class Finisher: StatelessDevice {
  private enum Command {
    static let fail: UInt64 = 0x3333
    static let pass: UInt64 = 0x5555
    static let reset: UInt64 = 0x7777
  }

  let name = "finisher"
  let range: Range<UInt64> = 0x0010_0000..<0x0010_1000

  func load(_ offset: UInt64, size: Int, host: any DeviceHost) -> UInt64? { 0 }

  func store(_ offset: UInt64, size: Int, value: UInt64, host: any DeviceHost) -> Bool {
    guard offset == 0 else { return true }
    switch value & 0xFFFF {
    case Command.pass: host.stop("pass", failed: false)
    case Command.fail: host.stop("fail \(value >> 16 & 0xFFFF)", failed: true)
    case Command.reset: host.stop("reset", failed: false)
    default: break
    }
    return true
  }

  var state: [(name: String, value: String)] { [] }

  func copy() -> any Device { Finisher() }
}
