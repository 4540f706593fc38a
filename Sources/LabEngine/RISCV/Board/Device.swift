/// Something on the bus of a RISC-V computer: registers in a range of physical addresses.
///
/// A value of its own: `copy()` is called for every checkpoint and must share nothing that changes.
/// All time comes from the host's clock, all input through the host, so that a replay gives the
/// same.
protocol Device: AnyObject {
  /// As `show devices` names it, such as "UART 16550".
  var name: String { get }
  /// Its physical addresses.
  var range: Range<UInt64> { get }
  /// Its source at the interrupt controller; nil if it has none.
  var interrupt: Int? { get }

  /// The register at `offset` from the beginning of the range, zero-extended; nil raises an access
  /// fault. `size` is 1, 2, 4 or 8, and `offset` a multiple of it.
  func load(_ offset: UInt64, size: Int, host: any DeviceHost) -> UInt64?
  /// False raises an access fault.
  func store(_ offset: UInt64, size: Int, value: UInt64, host: any DeviceHost) -> Bool

  /// The clock tick after `now` at which `advance` must be called; nil if nothing is pending.
  func nextEvent(after now: UInt64) -> UInt64?
  /// The clock has come to `host.ticks`, or a character was typed.
  func advance(host: any DeviceHost)

  /// Interrupt bits of `mip` that it holds up for `hart` at tick `now` (MSIP 3, MTIP 7, SEIP 9,
  /// MEIP 11).
  func interrupts(for hart: Int, now: UInt64) -> UInt64
  /// Its state in a few words, for `show devices`.
  var state: [(name: String, value: String)] { get }

  func copy() -> any Device

  /// Its state, all that `copy` would copy, as bytes of a suspend file.
  func save(to writer: inout StateWriter)
  /// Takes the state over that a device of its kind has saved.
  ///
  /// Throws a `LabError` for a value that it could never have had; what it is then does not matter.
  func load(from reader: inout StateReader) throws
}

extension Device {
  var interrupt: Int? { nil }
  func nextEvent(after now: UInt64) -> UInt64? { nil }
  func advance(host: any DeviceHost) {}
  func interrupts(for hart: Int, now: UInt64) -> UInt64 { 0 }
}

/// A device without a state has nothing to save.
protocol StatelessDevice: Device {}

extension StatelessDevice {
  func save(to writer: inout StateWriter) {}
  func load(from reader: inout StateReader) throws {}
}

/// What a device can reach of the computer that it is in.
protocol DeviceHost: AnyObject {
  /// Ticks of the 10 MHz clock since the computer was started.
  var ticks: UInt64 { get }
  var hartCount: Int { get }
  /// Bytes of guest memory; nil if a part lies outside of it. For devices that transfer by
  /// themselves.
  func read(_ address: UInt64, count: Int) -> [UInt8]?
  /// False, and nothing written, if a part lies outside of guest memory.
  func write(_ address: UInt64, _ bytes: [UInt8]) -> Bool
  /// Raises or lowers the interrupt line of a source at the interrupt controller.
  func setLine(_ source: Int, _ level: Bool)
  /// A character for the console.
  func output(_ byte: UInt8)
  /// The next character that was typed, now consumed; nil if none waits.
  func takeInput() -> UInt8?
  var hasInput: Bool { get }
  /// Ends the computer: `failed` as for a non-zero exit code.
  func stop(_ why: String, failed: Bool)
  /// Where its network card is plugged in; nil if nowhere.
  var port: (any EthernetPort)? { get }
  /// A disk of the machine that the computer is in.
  func sharedDisk(_ name: String) -> SharedDisk?
  /// A disk has moved bytes for one request.
  func didTransfer(_ bytes: Int)
}

extension DeviceHost {
  var port: (any EthernetPort)? { nil }
  func sharedDisk(_ name: String) -> SharedDisk? { nil }
  func didTransfer(_ bytes: Int) {}
}
