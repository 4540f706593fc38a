/// Places for virtio devices with none in them: a kernel that looks there finds the device id 0.
///
/// VIRTIO 1.1, section 4.2.2: "Value 0x0 is used to define a system memory map with placeholder
/// devices at static, well known addresses, assigning functions to them depending on user's needs."
final class VirtioEmptySlots: StatelessDevice {
  let name = "virtio (empty)"
  let range: Range<UInt64>

  /// Some of the eight slots.
  init(slots: Range<Int>) { range = VirtioTransport.range(ofSlots: slots) }

  func load(_ offset: UInt64, size: Int, host: any DeviceHost) -> UInt64? {
    switch offset % VirtioTransport.slotSize {
    case 0x000: VirtioTransport.magic
    case 0x004: VirtioTransport.version
    case 0x00C: VirtioTransport.vendor
    default: 0
    }
  }

  func store(_ offset: UInt64, size: Int, value: UInt64, host: any DeviceHost) -> Bool { true }

  var state: [(name: String, value: String)] { [] }

  /// It has nothing that changes.
  func copy() -> any Device { self }
}
