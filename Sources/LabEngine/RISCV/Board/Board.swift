/// The devices of a computer, at the addresses of QEMU's `virt` machine.
///
/// Finds the device of an address, gathers interrupts and deadlines, and is copied whole for a
/// checkpoint.
final class Board {
  /// By address; ranges do not overlap.
  let devices: [any Device]
  let clint: CLINT?
  let plic: PLIC?
  let disk: VirtioBlock?
  let card: VirtioNet?
  /// The address of its network card; nil if it has none.
  var networkAddress: MACAddress? {
    devices.lazy.compactMap { $0 as? VirtioNet }.first?.address
  }

  convenience init(_ configuration: BoardConfiguration) {
    self.init(devices: BoardRegistry.all.compactMap { $0.make(configuration) })
  }

  /// A board with just these devices.
  init(devices: [any Device]) {
    self.devices = devices.sorted { $0.range.lowerBound < $1.range.lowerBound }
    clint = devices.lazy.compactMap { $0 as? CLINT }.first
    plic = devices.lazy.compactMap { $0 as? PLIC }.first
    disk = devices.lazy.compactMap { $0 as? VirtioBlock }.first
    card = devices.lazy.compactMap { $0 as? VirtioNet }.first
  }

  func copy() -> Board { Board(devices: devices.map { $0.copy() }) }

  // MARK: The bus

  /// The device that holds all `size` bytes at `address`, and where in its range; nil is an access
  /// fault.
  func device(at address: UInt64, size: Int) -> (device: any Device, offset: UInt64)? {
    var (low, high) = (0, devices.count)
    while low < high {
      let middle = (low + high) / 2
      if devices[middle].range.upperBound <= address { low = middle + 1 } else { high = middle }
    }
    guard low < devices.count, size > 0 else { return nil }
    let range = devices[low].range
    guard range.contains(address), UInt64(size) <= range.upperBound - address else { return nil }
    return (devices[low], address - range.lowerBound)
  }

  /// What a load of 1, 2, 4 or 8 bytes finds; nil is an access fault, also where it is not aligned.
  func load(_ address: UInt64, size: Int, host: any DeviceHost) -> UInt64? {
    guard Self.isAligned(address, size), let place = device(at: address, size: size) else {
      return nil
    }
    return place.device.load(place.offset, size: size, host: host)
  }

  /// False is an access fault.
  func store(_ address: UInt64, size: Int, value: UInt64, host: any DeviceHost) -> Bool {
    guard Self.isAligned(address, size), let place = device(at: address, size: size) else {
      return false
    }
    let mask: UInt64 = size == 8 ? .max : 1 << UInt64(size * 8) - 1
    return place.device.store(place.offset, size: size, value: value & mask, host: host)
  }

  private static func isAligned(_ address: UInt64, _ size: Int) -> Bool {
    switch size {
    case 1, 2, 4, 8: address & UInt64(size - 1) == 0
    default: false
    }
  }

  // MARK: Time and interrupts

  /// The earliest tick after `now` at which `advance` must be called; nil if nothing is pending.
  func nextEvent(after now: UInt64) -> UInt64? {
    devices.lazy.compactMap { $0.nextEvent(after: now) }.min()
  }

  /// To be called when the clock has come to an event, and when a character was typed.
  func advance(host: any DeviceHost) {
    for device in devices { device.advance(host: host) }
  }

  /// Bits of `mip` that the devices hold up for `hart`.
  func interrupts(for hart: Int, now: UInt64) -> UInt64 {
    devices.reduce(0) { $0 | $1.interrupts(for: hart, now: now) }
  }

  func setLine(_ source: Int, _ level: Bool) { plic?.setLine(source, level) }

  /// What `mtime` and the CSR `time` read at a tick of the host's clock.
  func time(at tick: UInt64) -> UInt64 { clint?.time(at: tick) ?? tick }

  // MARK: For people

  /// A device as `show devices` lists it.
  struct Row: Hashable, Sendable {
    var name: String
    var range: Range<UInt64>
    var interrupt: Int?
    /// In words: "mtimecmp0 none, msip0 0".
    var state: String
  }

  /// By address.
  var rows: [Row] {
    devices.map { device in
      Row(
        name: device.name, range: device.range, interrupt: device.interrupt,
        state: device.state.map { "\($0.name) \($0.value)" }.joined(separator: ", "))
    }
  }
}
