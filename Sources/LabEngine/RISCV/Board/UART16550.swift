/// The serial port: what a program stores appears on the console, what is typed can be loaded.
///
/// National Semiconductor, "PC16550D Universal Asynchronous Receiver/Transmitter with FIFOs", table
/// II. A character is sent at once, so the transmitter is always empty. Characters that were typed
/// wait with the host, which stands for the receive FIFO and the line before it; so clearing the
/// FIFO loses none.
///
/// One thing is milder than the data sheet, where only reading IIR or writing THR takes the
/// THR-empty interrupt back: here reading LSR with THRE set lowers the line too. Kernels that never
/// read IIR (xv6 until 2024) would otherwise be interrupted for ever by a level-triggered PLIC.
final class UART16550: Device {
  /// Register addresses; DLAB (bit 7 of LCR) chooses the divisor latches.
  private enum Register {
    /// "Receiver Buffer Register (Read Only)", "Transmitter Holding Register (Write Only)",
    /// "Divisor Latch (LS)".
    static let data: UInt64 = 0
    /// "Interrupt Enable Register", "Divisor Latch (MS)".
    static let interruptEnable: UInt64 = 1
    /// "Interrupt Identification Register (Read Only)", "FIFO Control Register (Write Only)".
    static let interruptIdentification: UInt64 = 2
    static let lineControl: UInt64 = 3
    static let modemControl: UInt64 = 4
    static let lineStatus: UInt64 = 5
    static let modemStatus: UInt64 = 6
    static let scratch: UInt64 = 7
    static let count: UInt64 = 8
  }

  /// IER: "Enable Received Data Available Interrupt", "Enable Transmitter Holding Register Empty
  /// Interrupt".
  private enum Enable {
    static let received: UInt8 = 1 << 0
    static let transmitterEmpty: UInt8 = 1 << 1
  }

  /// IIR: table IV "Interrupt Control Functions".
  private enum Identification {
    static let none: UInt8 = 0b0001
    static let transmitterEmpty: UInt8 = 0b0010
    static let received: UInt8 = 0b0100
    /// "These two bits are set when FCR0 = 1".
    static let fifosEnabled: UInt8 = 0b1100_0000
  }

  /// LSR: "Data Ready", "Transmitter Holding Register Empty", "Transmitter Empty".
  private enum LineStatus {
    static let dataReady: UInt8 = 1 << 0
    static let holdingEmpty: UInt8 = 1 << 5
    static let transmitterEmpty: UInt8 = 1 << 6
  }

  private enum LineControl { static let divisorLatchAccess: UInt8 = 1 << 7 }
  private enum FIFOControl { static let enable: UInt8 = 1 << 0 }
  /// MSR: a terminal is connected ("Clear to Send", "Data Set Ready", "Data Carrier Detect").
  private static let connected: UInt8 = 1 << 4 | 1 << 5 | 1 << 7

  let name = "UART 16550"
  let range: Range<UInt64> = 0x1000_0000..<0x1000_0100
  let interrupt: Int? = 10

  private struct Registers {
    var interruptEnable: UInt8 = 0
    var lineControl: UInt8 = 0
    var modemControl: UInt8 = 0
    var scratch: UInt8 = 0
    var fifos = false
    var divisor: UInt16 = 0
    /// The character read last.
    var received: UInt8 = 0
    /// THR has become empty, and neither IIR nor THR has been accessed since.
    var emptied = false
    /// Nor has LSR.
    var emptiedUnseen = false
    /// What the interrupt line was set to.
    var line = false
    var sent: UInt64 = 0
  }
  private var registers = Registers()

  init() {}

  private init(copying other: UART16550) { registers = other.registers }

  func copy() -> any Device { UART16550(copying: self) }

  func save(to writer: inout StateWriter) {
    let bytes = [
      registers.interruptEnable, registers.lineControl, registers.modemControl, registers.scratch,
      registers.received,
    ]
    writer.raw(bytes)
    writer.integer(registers.divisor)
    for flag in [registers.fifos, registers.emptied, registers.emptiedUnseen, registers.line] {
      writer.flag(flag)
    }
    writer.integer(registers.sent)
  }

  func load(from reader: inout StateReader) throws {
    registers.interruptEnable = try reader.integer("ier") { $0 & ~0x0F == 0 }
    registers.lineControl = try reader.integer("lcr")
    registers.modemControl = try reader.integer("mcr") { $0 & ~0x1F == 0 }
    registers.scratch = try reader.integer("scr")
    registers.received = try reader.integer("rbr")
    registers.divisor = try reader.integer("the divisor")
    registers.fifos = try reader.flag("fcr")
    registers.emptied = try reader.flag("thre")
    registers.emptiedUnseen = try reader.flag("thre")
    registers.line = try reader.flag("the interrupt line")
    registers.sent = try reader.integer("the characters sent")
  }

  /// To be called when a character was typed; the line follows.
  func advance(host: any DeviceHost) { update(host) }

  func load(_ offset: UInt64, size: Int, host: any DeviceHost) -> UInt64? {
    guard offset < Register.count else { return nil }
    let value = load(offset, host)
    update(host)
    return UInt64(value)
  }

  private func load(_ offset: UInt64, _ host: any DeviceHost) -> UInt8 {
    switch offset {
    case Register.data: return latched ? UInt8(registers.divisor & 0xFF) : receive(host)
    case Register.interruptEnable:
      return latched ? UInt8(registers.divisor >> 8) : registers.interruptEnable
    case Register.interruptIdentification: return identify(host)
    case Register.lineControl: return registers.lineControl
    case Register.modemControl: return registers.modemControl
    case Register.lineStatus:
      registers.emptiedUnseen = false
      let ready = host.hasInput ? LineStatus.dataReady : 0
      return LineStatus.holdingEmpty | LineStatus.transmitterEmpty | ready
    case Register.modemStatus: return Self.connected
    default: return registers.scratch
    }
  }

  func store(_ offset: UInt64, size: Int, value: UInt64, host: any DeviceHost) -> Bool {
    guard offset < Register.count else { return false }
    store(offset, UInt8(truncatingIfNeeded: value), host)
    update(host)
    return true
  }

  private func store(_ offset: UInt64, _ value: UInt8, _ host: any DeviceHost) {
    switch offset {
    case Register.data where latched:
      registers.divisor = registers.divisor & 0xFF00 | UInt16(value)
    case Register.data: send(value, host)
    case Register.interruptEnable where latched:
      registers.divisor = registers.divisor & 0xFF | UInt16(value) << 8
    case Register.interruptEnable: enableInterrupts(value & 0x0F)
    case Register.interruptIdentification: registers.fifos = value & FIFOControl.enable != 0
    case Register.lineControl: registers.lineControl = value
    case Register.modemControl: registers.modemControl = value & 0x1F
    case Register.scratch: registers.scratch = value
    default: break  // LSR and MSR: "intended for read operations only".
    }
  }

  private var latched: Bool { registers.lineControl & LineControl.divisorLatchAccess != 0 }

  private func receive(_ host: any DeviceHost) -> UInt8 {
    if let byte = host.takeInput() { registers.received = byte }
    return registers.received
  }

  private func send(_ value: UInt8, _ host: any DeviceHost) {
    host.output(value)
    registers.sent &+= 1
    (registers.emptied, registers.emptiedUnseen) = (true, true)
  }

  /// Enabling the THR-empty interrupt while THR is empty raises it at once.
  private func enableInterrupts(_ value: UInt8) {
    if value & ~registers.interruptEnable & Enable.transmitterEmpty != 0 {
      (registers.emptied, registers.emptiedUnseen) = (true, true)
    }
    registers.interruptEnable = value
  }

  /// The pending interrupt of the highest priority; reading takes a THR-empty interrupt back.
  private func identify(_ host: any DeviceHost) -> UInt8 {
    let fifos = registers.fifos ? Identification.fifosEnabled : 0
    if enabled(Enable.received), host.hasInput { return Identification.received | fifos }
    guard enabled(Enable.transmitterEmpty), registers.emptied else {
      return Identification.none | fifos
    }
    (registers.emptied, registers.emptiedUnseen) = (false, false)
    return Identification.transmitterEmpty | fifos
  }

  private func enabled(_ bit: UInt8) -> Bool { registers.interruptEnable & bit != 0 }

  private func update(_ host: any DeviceHost) {
    let line =
      enabled(Enable.received) && host.hasInput
      || enabled(Enable.transmitterEmpty) && registers.emptiedUnseen
    guard line != registers.line, let interrupt else { return }
    registers.line = line
    host.setLine(interrupt, line)
  }

  var state: [(name: String, value: String)] {
    [
      ("ier", String(registers.interruptEnable, radix: 2)),
      ("line", registers.line ? "up" : "down"),
      ("sent", String(registers.sent)),
    ]
  }
}
