/// What every virtio device on the bus has in common: virtio-mmio version 2 registers and queues.
///
/// VIRTIO 1.1, sections 2.1 "Device Status Field" and 4.2.2 "MMIO Device Register Layout". A driver
/// that does not accept VIRTIO_F_VERSION_1 is served none the less, as by QEMU; xv6 is one.
struct VirtioTransport: Sendable {
  /// Offsets, 4.2.2.
  private enum Register {
    static let magicValue: UInt64 = 0x000
    static let version: UInt64 = 0x004
    static let deviceID: UInt64 = 0x008
    static let vendorID: UInt64 = 0x00C
    static let deviceFeatures: UInt64 = 0x010
    static let deviceFeaturesSel: UInt64 = 0x014
    static let driverFeatures: UInt64 = 0x020
    static let driverFeaturesSel: UInt64 = 0x024
    static let queueSel: UInt64 = 0x030
    static let queueNumMax: UInt64 = 0x034
    static let queueNum: UInt64 = 0x038
    static let queueReady: UInt64 = 0x044
    static let queueNotify: UInt64 = 0x050
    static let interruptStatus: UInt64 = 0x060
    static let interruptACK: UInt64 = 0x064
    static let status: UInt64 = 0x070
    static let queueDescLow: UInt64 = 0x080
    static let queueDescHigh: UInt64 = 0x084
    static let queueDriverLow: UInt64 = 0x090
    static let queueDriverHigh: UInt64 = 0x094
    static let queueDeviceLow: UInt64 = 0x0A0
    static let queueDeviceHigh: UInt64 = 0x0A4
    static let configGeneration: UInt64 = 0x0FC
  }

  /// Where the device's own configuration begins.
  static let configuration: UInt64 = 0x100

  /// "A Little Endian equivalent of the 'virt' string", the version, and the vendor that QEMU's
  /// devices name.
  static let magic: UInt64 = 0x7472_6976
  static let version: UInt64 = 2
  static let vendor: UInt64 = 0x554D_4551

  /// VIRTIO_F_VERSION_1: "compliance with this specification" (6).
  static let version1: UInt64 = 1 << 32

  /// QEMU's `virt` has eight slots, whose interrupts are 1 to 8.
  static let slotSize: UInt64 = 0x1000

  /// The addresses of some of them.
  static func range(ofSlots slots: Range<Int>) -> Range<UInt64> {
    let slots = slots.clamped(to: 0..<8)
    let start: UInt64 = 0x1000_1000
    let place = { (slot: Int) in start + UInt64(slot) * slotSize }
    return place(slots.lowerBound)..<place(slots.upperBound)
  }

  /// Device status, 2.1.
  private enum Status {
    static let driverOK: UInt64 = 4
    static let featuresOK: UInt64 = 8
    static let needsReset: UInt64 = 64
  }

  /// Bits of InterruptStatus.
  private enum Interrupt {
    /// "the device has used a buffer in at least one of the active virtual queues"
    static let usedBuffer: UInt64 = 1
    /// "the configuration of the device has changed"
    static let configurationChange: UInt64 = 2
  }

  /// What a store asks the device to do.
  enum Request: Hashable, Sendable {
    case nothing
    /// The driver has set DRIVER_OK.
    case start
    /// The driver has made buffers available in a queue.
    case serve(queue: Int)
  }

  /// What became of a chain of buffers.
  enum Use {
    /// It goes back to the driver; so many bytes were written into it.
    case used(written: Int)
    /// It stays in the queue, and nothing behind it is looked at.
    case left
    /// Nothing can be done with it: the device needs a reset.
    case broken(String)
  }

  /// What a reset clears.
  private struct Registers {
    var status: UInt64 = 0
    var deviceFeaturesSel: UInt64 = 0
    var driverFeaturesSel: UInt64 = 0
    var driverFeatures: UInt64 = 0
    var queueSel: UInt64 = 0
    var queues: [VirtioQueue]
    var interruptStatus: UInt64 = 0
    /// Why the device needs a reset.
    var fault: String?
  }

  /// Section 5: 1 is a network card, 2 a block device.
  private let deviceID: UInt64
  private let features: UInt64
  private let interrupt: Int
  private var registers: Registers

  /// A device that offers `features`, VIRTIO_F_VERSION_1 besides.
  init(deviceID: UInt64, features: UInt64, queues: Int, interrupt: Int) {
    (self.deviceID, self.interrupt) = (deviceID, interrupt)
    self.features = features | Self.version1
    registers = Registers(queues: Array(repeating: VirtioQueue(), count: queues))
  }

  /// Features that the driver has accepted.
  var accepted: UInt64 { registers.driverFeatures & features }

  /// For `show devices`.
  var statusText: String {
    registers.fault.map { "needs reset: \($0)" } ?? String(registers.status)
  }

  // MARK: Suspending

  func save(to writer: inout StateWriter) {
    let values = [
      registers.status, registers.deviceFeaturesSel, registers.driverFeaturesSel,
      registers.driverFeatures, registers.queueSel, registers.interruptStatus,
    ]
    for value in values { writer.integer(value) }
    writer.text(registers.fault ?? "")
    for queue in registers.queues { queue.save(to: &writer) }
  }

  mutating func load(from reader: inout StateReader) throws {
    let isWord = { (value: UInt64) in value <= 0xFFFF_FFFF }
    registers.status = try reader.integer("the device status") { $0 <= 0xFF }
    registers.deviceFeaturesSel = try reader.integer("DeviceFeaturesSel", where: isWord)
    registers.driverFeaturesSel = try reader.integer("DriverFeaturesSel", where: isWord)
    registers.driverFeatures = try reader.integer("DriverFeatures")
    registers.queueSel = try reader.integer("QueueSel", where: isWord)
    registers.interruptStatus = try reader.integer("InterruptStatus") { $0 < 4 }
    let fault = try reader.text("why it needs a reset")
    registers.fault = fault.isEmpty ? nil : fault
    for index in registers.queues.indices { try registers.queues[index].load(from: &reader) }
  }

  // MARK: Loads

  /// The register at an offset below the configuration.
  func load(_ offset: UInt64) -> UInt64 {
    let queue = selected
    return switch offset {
    case Register.magicValue: Self.magic
    case Register.version: Self.version
    case Register.deviceID: deviceID
    case Register.vendorID: Self.vendor
    case Register.deviceFeatures: Self.half(features, registers.deviceFeaturesSel)
    case Register.queueNumMax: queue == nil ? 0 : VirtioQueue.maximumSize
    case Register.queueReady: queue.map { registers.queues[$0].ready } == true ? 1 : 0
    case Register.interruptStatus: registers.interruptStatus
    case Register.status: registers.status
    // Write-only and reserved ones; ConfigGeneration, as no configuration ever changes.
    default: 0
    }
  }

  /// The half of a 64-bit feature set that a selector chooses; there are no others.
  private static func half(_ bits: UInt64, _ selector: UInt64) -> UInt64 {
    selector < 2 ? bits >> (selector * 32) & 0xFFFF_FFFF : 0
  }

  /// The queue that the driver has selected; nil if there is none of that number.
  private var selected: Int? {
    let number = Int(truncatingIfNeeded: registers.queueSel)
    return registers.queues.indices.contains(number) ? number : nil
  }

  // MARK: Stores

  mutating func store(_ offset: UInt64, _ value: UInt64, _ host: any DeviceHost) -> Request {
    let value = value & 0xFFFF_FFFF
    switch offset {
    case Register.deviceFeaturesSel: registers.deviceFeaturesSel = value
    case Register.driverFeaturesSel: registers.driverFeaturesSel = value
    case Register.driverFeatures: acceptFeatures(value)
    case Register.queueSel: registers.queueSel = value
    case Register.queueNotify:
      return value < UInt64(registers.queues.count) ? .serve(queue: Int(value)) : .nothing
    case Register.interruptACK: acknowledge(value, host)
    case Register.status: return setStatus(value, host)
    default: if let queue = selected { setQueue(queue, offset, value, host) }
    }
    return .nothing
  }

  private mutating func acceptFeatures(_ value: UInt64) {
    guard registers.driverFeaturesSel < 2 else { return }
    let shift = registers.driverFeaturesSel * 32
    let kept = registers.driverFeatures & ~(0xFFFF_FFFF << shift)
    registers.driverFeatures = kept | value << shift
  }

  private mutating func setQueue(
    _ index: Int, _ offset: UInt64, _ value: UInt64, _ host: any DeviceHost
  ) {
    func low(_ old: UInt64) -> UInt64 { old & 0xFFFF_FFFF_0000_0000 | value }
    func high(_ old: UInt64) -> UInt64 { old & 0xFFFF_FFFF | value << 32 }
    var queue = registers.queues[index]
    switch offset {
    case Register.queueNum: queue.size = value
    case Register.queueReady: return setReady(index, value & 1 != 0, host)
    case Register.queueDescLow: queue.descriptors = low(queue.descriptors)
    case Register.queueDescHigh: queue.descriptors = high(queue.descriptors)
    case Register.queueDriverLow: queue.driver = low(queue.driver)
    case Register.queueDriverHigh: queue.driver = high(queue.driver)
    case Register.queueDeviceLow: queue.device = low(queue.device)
    case Register.queueDeviceHigh: queue.device = high(queue.device)
    default: break
    }
    registers.queues[index] = queue
  }

  private mutating func setReady(_ index: Int, _ ready: Bool, _ host: any DeviceHost) {
    let queue = registers.queues[index]
    if ready, !queue.hasValidSize {
      return needReset("the queue's size \(queue.size) is no power of 2 to 1024", host)
    }
    registers.queues[index].ready = ready
  }

  /// 2.1: zero resets the device; FEATURES_OK does not stay if more was accepted than offered; only
  /// a reset clears DEVICE_NEEDS_RESET.
  private mutating func setStatus(_ value: UInt64, _ host: any DeviceHost) -> Request {
    guard value != 0 else {
      registers = Registers(
        queues: Array(repeating: VirtioQueue(), count: registers.queues.count))
      updateLine(host)
      return .nothing
    }
    let wasOK = registers.status & Status.driverOK != 0
    let refused = registers.driverFeatures & ~features != 0
    let allowed = refused ? value & ~Status.featuresOK : value
    registers.status = allowed & 0xFF | registers.status & Status.needsReset
    return !wasOK && registers.status & Status.driverOK != 0 ? .start : .nothing
  }

  private mutating func acknowledge(_ bits: UInt64, _ host: any DeviceHost) {
    registers.interruptStatus &= ~bits
    updateLine(host)
  }

  // MARK: Queues

  /// Hands over the chains that wait in a queue, at most `limit`, and tells the driver of those that
  /// were used. Nothing unless the driver has said DRIVER_OK and made the queue ready.
  mutating func serve(
    _ index: Int, atMost limit: Int = .max, _ host: any DeviceHost,
    _ use: (VirtioQueue.Chain) -> Use
  ) {
    guard registers.status & Status.driverOK != 0, registers.status & Status.needsReset == 0,
      registers.queues.indices.contains(index), registers.queues[index].ready,
      registers.queues[index].hasValidSize
    else { return }
    switch registers.queues[index].waiting(host) {
    case .broken(let reason): needReset(reason, host)
    case .found(let count):
      var done = 0
      var descriptors = Int(registers.queues[index].size)
      while done < min(count, limit), serveOne(index, host, &descriptors, use) { done += 1 }
      if done > 0, registers.queues[index].wantsInterrupt(host) {
        raise(Interrupt.usedBuffer, host)
      }
    }
  }

  /// False if the chain was not used, or the device needs a reset.
  ///
  /// A descriptor is in one chain at a time (2.6.13.1 "Placing Buffers Into The Descriptor Table"), so that all that
  /// wait have no more than the queue. Otherwise one store would have a device follow a million of them.
  private mutating func serveOne(
    _ index: Int, _ host: any DeviceHost, _ descriptors: inout Int,
    _ use: (VirtioQueue.Chain) -> Use
  ) -> Bool {
    let before = registers.queues[index]
    switch registers.queues[index].take(host) {
    case .broken(let reason): return refuse(reason, host)
    case .found(let chain):
      descriptors -= chain.descriptors
      guard descriptors >= 0 else {
        return refuse("descriptor \(chain.head): the chains share descriptors", host)
      }
      switch use(chain) {
      case .broken(let reason): return refuse(reason, host)
      case .left:
        registers.queues[index] = before
        return false
      case .used(let written):
        guard registers.queues[index].give(chain, written: written, host) else {
          return refuse("the used ring lies outside of memory", host)
        }
        return true
      }
    }
  }

  private mutating func refuse(_ reason: String, _ host: any DeviceHost) -> Bool {
    needReset(reason, host)
    return false
  }

  /// 2.1.2: sets DEVICE_NEEDS_RESET and, "if DRIVER_OK is set", tells the driver of it.
  private mutating func needReset(_ reason: String, _ host: any DeviceHost) {
    registers.fault = reason
    registers.status |= Status.needsReset
    if registers.status & Status.driverOK != 0 { raise(Interrupt.configurationChange, host) }
  }

  private mutating func raise(_ bit: UInt64, _ host: any DeviceHost) {
    registers.interruptStatus |= bit
    updateLine(host)
  }

  private func updateLine(_ host: any DeviceHost) {
    host.setLine(interrupt, registers.interruptStatus != 0)
  }
}
