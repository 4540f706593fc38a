/// Places for virtio devices with none in them: a kernel that looks there finds the device id 0.
///
/// VIRTIO 1.1, section 4.2.2: "Value 0x0 is used to define a system memory map with placeholder
/// devices at static, well known addresses, assigning functions to them depending on user's needs."
final class VirtioEmptySlots: Device {
  /// Bytes between the slots of QEMU's `virt`.
  private static let stride: UInt64 = 0x1000

  let name = "virtio (empty)"
  let range: Range<UInt64>

  /// Some of the eight slots.
  init(slots: Range<UInt64>) {
    let slots = slots.clamped(to: 0..<8)
    let start: UInt64 = 0x1000_1000
    range = start + slots.lowerBound * Self.stride..<start + slots.upperBound * Self.stride
  }

  func load(_ offset: UInt64, size: Int, host: any DeviceHost) -> UInt64? {
    switch offset % Self.stride {
    case 0x000: VirtioBlock.magic
    case 0x004: VirtioBlock.version
    case 0x00C: VirtioBlock.vendor
    default: 0
    }
  }

  func store(_ offset: UInt64, size: Int, value: UInt64, host: any DeviceHost) -> Bool { true }

  var state: [(name: String, value: String)] { [] }

  /// It has nothing that changes.
  func copy() -> any Device { self }
}
