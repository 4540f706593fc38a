/// A disk: virtio-mmio version 2 with one request queue.
///
/// VIRTIO 1.1, sections 4.2.2 "MMIO Device Register Layout" and 5.2 "Block Device". A store to
/// QueueNotify does all that waits in the queue at once, and the interrupt line rises with it: the
/// disk takes no time of its own. A driver that does not accept VIRTIO_F_VERSION_1 is served none
/// the less, as by QEMU; xv6 is one.
final class VirtioBlock: Device {
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
    static let config: UInt64 = 0x100
  }

  /// "A Little Endian equivalent of the 'virt' string", the version, and the vendor that QEMU's
  /// devices name.
  static let magic: UInt64 = 0x7472_6976
  static let version: UInt64 = 2
  static let vendor: UInt64 = 0x554D_4551
  /// Section 5: "block device".
  private static let deviceID: UInt64 = 2

  /// Feature bits, 5.2.3 and 6.
  private enum Feature {
    /// VIRTIO_BLK_F_RO: "Device is read-only."
    static let readOnly: UInt64 = 1 << 5
    /// VIRTIO_BLK_F_FLUSH: "Cache flush command support."
    static let flush: UInt64 = 1 << 9
    /// VIRTIO_F_VERSION_1: "compliance with this specification".
    static let version1: UInt64 = 1 << 32
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

  let name = "virtio block"
  let range: Range<UInt64> = 0x1000_1000..<0x1000_2000
  let interrupt: Int? = 1

  private struct Registers {
    var status: UInt64 = 0
    var deviceFeaturesSel: UInt64 = 0
    var driverFeaturesSel: UInt64 = 0
    var driverFeatures: UInt64 = 0
    var queueSel: UInt64 = 0
    var queue = VirtioQueue()
    var interruptStatus: UInt64 = 0
    /// Why the device needs a reset.
    var fault: String?
  }
  private var registers = Registers()
  private(set) var image: DiskImage
  let readOnly: Bool
  /// Bytes moved to and from the disk so far, for whoever has to charge for them.
  private(set) var moved: UInt64 = 0
  private(set) var requests: UInt64 = 0

  init(image: DiskImage, readOnly: Bool) {
    (self.image, self.readOnly) = (image, readOnly)
  }

  private init(copying other: VirtioBlock) {
    (registers, image, readOnly) = (other.registers, other.image, other.readOnly)
    (moved, requests) = (other.moved, other.requests)
  }

  func copy() -> any Device { VirtioBlock(copying: self) }

  private var features: UInt64 {
    Feature.version1 | Feature.flush | (readOnly ? Feature.readOnly : 0)
  }

  // MARK: Loads

  /// Registers by 4 bytes (4.2.2.2); the configuration by any width.
  func load(_ offset: UInt64, size: Int, host: any DeviceHost) -> UInt64? {
    if offset >= Register.config { return configuration(offset - Register.config, size) }
    return size == 4 ? register(offset) : nil
  }

  private func register(_ offset: UInt64) -> UInt64 {
    switch offset {
    case Register.magicValue: Self.magic
    case Register.version: Self.version
    case Register.deviceID: Self.deviceID
    case Register.vendorID: Self.vendor
    case Register.deviceFeatures: Self.half(features, registers.deviceFeaturesSel)
    case Register.queueNumMax: registers.queueSel == 0 ? VirtioQueue.maximumSize : 0
    case Register.queueReady: registers.queueSel == 0 && registers.queue.ready ? 1 : 0
    case Register.interruptStatus: registers.interruptStatus
    case Register.status: registers.status
    // Write-only and reserved ones; ConfigGeneration, as the configuration never changes.
    default: 0
    }
  }

  /// 5.2.4: the capacity "in 512-byte sectors", then fields of features that are not offered.
  private func configuration(_ offset: UInt64, _ size: Int) -> UInt64 {
    guard offset < 8 else { return 0 }
    let bytes = GuestWord.bytes(UInt64(image.sectors), size: 8)
    return GuestWord.value(bytes, at: Int(offset), size: size)
  }

  /// The half of a 64-bit feature set that a selector chooses; there are no others.
  private static func half(_ bits: UInt64, _ selector: UInt64) -> UInt64 {
    selector < 2 ? bits >> (selector * 32) & 0xFFFF_FFFF : 0
  }

  // MARK: Stores

  func store(_ offset: UInt64, size: Int, value: UInt64, host: any DeviceHost) -> Bool {
    if offset >= Register.config { return true }
    guard size == 4 else { return false }
    let value = value & 0xFFFF_FFFF
    switch offset {
    case Register.deviceFeaturesSel: registers.deviceFeaturesSel = value
    case Register.driverFeaturesSel: registers.driverFeaturesSel = value
    case Register.driverFeatures: acceptFeatures(value)
    case Register.queueSel: registers.queueSel = value
    case Register.queueNotify: if value == 0 { serve(host) }
    case Register.interruptACK: acknowledge(value, host)
    case Register.status: setStatus(value, host)
    default: if registers.queueSel == 0 { setQueue(offset, value, host) }
    }
    return true
  }

  private func acceptFeatures(_ value: UInt64) {
    guard registers.driverFeaturesSel < 2 else { return }
    let shift = registers.driverFeaturesSel * 32
    let kept = registers.driverFeatures & ~(0xFFFF_FFFF << shift)
    registers.driverFeatures = kept | value << shift
  }

  private func setQueue(_ offset: UInt64, _ value: UInt64, _ host: any DeviceHost) {
    func low(_ old: UInt64) -> UInt64 { old & 0xFFFF_FFFF_0000_0000 | value }
    func high(_ old: UInt64) -> UInt64 { old & 0xFFFF_FFFF | value << 32 }
    switch offset {
    case Register.queueNum: registers.queue.size = value
    case Register.queueReady: setReady(value & 1 != 0, host)
    case Register.queueDescLow: registers.queue.descriptors = low(registers.queue.descriptors)
    case Register.queueDescHigh: registers.queue.descriptors = high(registers.queue.descriptors)
    case Register.queueDriverLow: registers.queue.driver = low(registers.queue.driver)
    case Register.queueDriverHigh: registers.queue.driver = high(registers.queue.driver)
    case Register.queueDeviceLow: registers.queue.device = low(registers.queue.device)
    case Register.queueDeviceHigh: registers.queue.device = high(registers.queue.device)
    default: break
    }
  }

  private func setReady(_ ready: Bool, _ host: any DeviceHost) {
    if ready, !registers.queue.hasValidSize {
      return needReset("the queue's size \(registers.queue.size) is no power of 2 to 1024", host)
    }
    registers.queue.ready = ready
  }

  /// 2.1: zero resets the device; FEATURES_OK does not stay if more was accepted than offered; only
  /// a reset clears DEVICE_NEEDS_RESET.
  private func setStatus(_ value: UInt64, _ host: any DeviceHost) {
    guard value != 0 else {
      registers = Registers()
      return updateLine(host)
    }
    let refused = registers.driverFeatures & ~features != 0
    let allowed = refused ? value & ~Status.featuresOK : value
    registers.status = allowed & 0xFF | registers.status & Status.needsReset
  }

  private func acknowledge(_ bits: UInt64, _ host: any DeviceHost) {
    registers.interruptStatus &= ~bits
    updateLine(host)
  }

  // MARK: Requests

  /// All requests that wait; nothing unless the driver has said DRIVER_OK and made the queue ready.
  private func serve(_ host: any DeviceHost) {
    guard registers.status & Status.driverOK != 0, registers.status & Status.needsReset == 0,
      registers.queue.ready, registers.queue.hasValidSize
    else { return }
    switch registers.queue.waiting(host) {
    case .broken(let reason): needReset(reason, host)
    case .found(let count):
      var done = 0
      while done < count, serveOne(host) { done += 1 }
      if done > 0, registers.queue.wantsInterrupt(host) { raise(Interrupt.usedBuffer, host) }
    }
  }

  /// False once the device needs a reset.
  private func serveOne(_ host: any DeviceHost) -> Bool {
    switch registers.queue.take(host) {
    case .broken(let reason): return refuse(reason, host)
    case .found(let chain):
      guard let request = VirtioBlockRequest(chain, host: host) else {
        return refuse("descriptor \(chain.head): no request header or no status byte", host)
      }
      guard let result = request.perform(on: &image, readOnly: readOnly) else {
        return refuse("descriptor \(chain.head): the status byte lies outside of memory", host)
      }
      requests &+= 1
      moved &+= UInt64(truncatingIfNeeded: result.moved)
      guard registers.queue.give(chain, written: result.written, host) else {
        return refuse("the used ring lies outside of memory", host)
      }
      return true
    }
  }

  private func refuse(_ reason: String, _ host: any DeviceHost) -> Bool {
    needReset(reason, host)
    return false
  }

  /// 2.1.2: sets DEVICE_NEEDS_RESET and, "if DRIVER_OK is set", tells the driver of it.
  private func needReset(_ reason: String, _ host: any DeviceHost) {
    registers.fault = reason
    registers.status |= Status.needsReset
    if registers.status & Status.driverOK != 0 { raise(Interrupt.configurationChange, host) }
  }

  private func raise(_ bit: UInt64, _ host: any DeviceHost) {
    registers.interruptStatus |= bit
    updateLine(host)
  }

  private func updateLine(_ host: any DeviceHost) {
    if let interrupt { host.setLine(interrupt, registers.interruptStatus != 0) }
  }

  var state: [(name: String, value: String)] {
    [
      ("sectors", String(image.sectors)),
      ("requests", String(requests)),
      ("status", registers.fault.map { "needs reset: \($0)" } ?? String(registers.status)),
    ]
  }
}
