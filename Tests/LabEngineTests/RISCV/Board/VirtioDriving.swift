import Testing

@testable import LabEngine

/// The driver's side of a virtio device: VIRTIO 1.1, sections 2.6 "Split Virtqueues", 3.1.1 "Driver
/// Requirements: Device Initialization" and 4.2.
protocol VirtioDriving {
  var host: BareHost { get }
}

extension VirtioDriving {
  /// Descriptor area of a queue; the available ring lies 4 KiB behind it, the used ring 8 KiB.
  static func area(_ queue: UInt64) -> UInt64 { BareHost.base + (queue == 0 ? 0x1000 : 0x9000) }
  static func used(_ queue: UInt64) -> UInt64 { area(queue) + 0x2000 }

  func store(_ device: any Device, _ offset: UInt64, _ value: UInt64) {
    #expect(device.store(offset, size: 4, value: value, host: host))
  }

  func load(_ device: any Device, _ offset: UInt64) -> UInt64? {
    device.load(offset, size: 4, host: host)
  }

  /// From reset to DRIVER_OK, with queues of `size` entries; of the features VIRTIO_F_VERSION_1.
  func start(
    _ device: any Device, queues: Range<UInt64> = 0..<1, size: UInt64 = 8,
    features: UInt64 = 1 << 32
  ) {
    for status: UInt64 in [0, 1, 3] { store(device, 0x70, status) }
    for half: UInt64 in 0..<2 {
      store(device, 0x24, half)
      store(device, 0x20, features >> (half * 32) & 0xFFFF_FFFF)
    }
    store(device, 0x70, 11)
    #expect(load(device, 0x70) == 11)
    for queue in queues { set(queue, of: device, size: size) }
    store(device, 0x70, 15)
  }

  private func set(_ queue: UInt64, of device: any Device, size: UInt64) {
    store(device, 0x30, queue)
    store(device, 0x38, size)
    for (offset, address) in [
      (0x80, Self.area(queue)), (0x90, Self.area(queue) + 0x1000), (0xA0, Self.used(queue)),
    ] as [(UInt64, UInt64)] {
      store(device, offset, address & 0xFFFF_FFFF)
      store(device, offset + 4, address >> 32)
    }
    store(device, 0x44, 1)
  }

  func describe(
    _ index: UInt64, _ address: UInt64, _ count: UInt64, flags: UInt64 = 0, next: UInt64 = 0,
    queue: UInt64 = 0
  ) {
    let place = Self.area(queue) + index * 16
    host.put(place, address, size: 8)
    host.put(place + 8, count, size: 4)
    host.put(place + 12, flags, size: 2)
    host.put(place + 14, next, size: 2)
  }

  /// Makes a chain available as the `entry`-th of a queue of 8, and says so.
  func notify(_ device: any Device, head: UInt64, entry: UInt64 = 0, queue: UInt64 = 0) {
    offer(head: head, entry: entry, queue: queue)
    store(device, 0x50, queue)
  }

  /// The same without a notification.
  func offer(head: UInt64, entry: UInt64 = 0, queue: UInt64 = 0) {
    let ring = Self.area(queue) + 0x1000
    host.put(ring + 4 + entry % 8 * 2, head, size: 2)
    host.put(ring + 2, entry + 1, size: 2)
  }

  func needsReset(_ device: any Device) -> Bool { (load(device, 0x70) ?? 0) & 64 != 0 }
}
