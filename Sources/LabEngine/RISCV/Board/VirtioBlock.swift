/// A disk: a virtio device with one request queue.
///
/// VIRTIO 1.1, section 5.2 "Block Device". A store to QueueNotify does all that waits in the queue at
/// once, and the interrupt line rises with it: the disk takes no time of its own. On the CPUs of a host the host's one
/// disk works for it, and the vCPU that asked stands still, its clock with it, so that its guest sees the same.
final class VirtioBlock: Device {
  /// Feature bits, 5.2.3.
  private enum Feature {
    /// VIRTIO_BLK_F_RO: "Device is read-only."
    static let readOnly: UInt64 = 1 << 5
    /// VIRTIO_BLK_F_FLUSH: "Cache flush command support."
    static let flush: UInt64 = 1 << 9
  }

  /// The first slot.
  static let slot = 0

  let name = "virtio block"
  let range = VirtioTransport.range(ofSlots: VirtioBlock.slot..<VirtioBlock.slot + 1)
  let interrupt: Int? = VirtioBlock.slot + 1

  private var transport: VirtioTransport
  /// Its content; of a shared disk, which the machine has, only the size.
  var image: DiskImage
  /// The machine's disk that it is; nil if it is the computer's own.
  let shared: String?
  let readOnly: Bool
  /// Bytes moved to and from the disk so far, for whoever has to charge for them.
  private(set) var moved: UInt64 = 0
  private(set) var requests: UInt64 = 0

  convenience init(image: DiskImage, readOnly: Bool) {
    self.init(image, shared: nil, readOnly)
  }

  /// A disk of the machine.
  convenience init(shared disk: SharedDisk, readOnly: Bool) {
    self.init(DiskImage(sectors: disk.image.sectors), shared: disk.name, readOnly)
  }

  private init(_ image: DiskImage, shared: String?, _ readOnly: Bool) {
    (self.image, self.shared, self.readOnly) = (image, shared, readOnly)
    transport = VirtioTransport(
      deviceID: 2, features: Feature.flush | (readOnly ? Feature.readOnly : 0), queues: 1,
      interrupt: Self.slot + 1)
  }

  private init(copying other: VirtioBlock) {
    (transport, image, shared) = (other.transport, other.image, other.shared)
    readOnly = other.readOnly
    (moved, requests) = (other.moved, other.requests)
  }

  func copy() -> any Device { VirtioBlock(copying: self) }

  func save(to writer: inout StateWriter) {
    transport.save(to: &writer)
    writer.integer(moved)
    writer.integer(requests)
    image.save(to: &writer)
  }

  func load(from reader: inout StateReader) throws {
    try transport.load(from: &reader)
    moved = try reader.integer("the bytes moved")
    requests = try reader.integer("the requests")
    image = try DiskImage(from: &reader)
  }

  // MARK: Registers

  /// Registers by 4 bytes (4.2.2.2); the configuration by any width.
  func load(_ offset: UInt64, size: Int, host: any DeviceHost) -> UInt64? {
    guard offset >= VirtioTransport.configuration else {
      return size == 4 ? transport.load(offset) : nil
    }
    return configuration(offset - VirtioTransport.configuration, size)
  }

  /// 5.2.4: the capacity "in 512-byte sectors", then fields of features that are not offered.
  private func configuration(_ offset: UInt64, _ size: Int) -> UInt64 {
    guard offset < 8 else { return 0 }
    let bytes = GuestWord.bytes(UInt64(image.sectors), size: 8)
    return GuestWord.value(bytes, at: Int(offset), size: size)
  }

  func store(_ offset: UInt64, size: Int, value: UInt64, host: any DeviceHost) -> Bool {
    if offset >= VirtioTransport.configuration { return true }
    guard size == 4 else { return false }
    if case .serve(let queue) = transport.store(offset, value, host) { serve(queue, host) }
    return true
  }

  // MARK: Requests

  /// All requests that wait.
  private func serve(_ queue: Int, _ host: any DeviceHost) {
    transport.serve(queue, host) { chain in
      guard let request = VirtioBlockRequest(chain, host: host) else {
        return .broken("descriptor \(chain.head): no request header or no status byte")
      }
      let result: (written: Int, moved: Int)?
      if let shared {
        guard let disk = host.sharedDisk(shared) else {
          return .broken("the machine has no disk \(shared)")
        }
        result = request.perform(on: &disk.image, readOnly: readOnly)
      } else {
        result = request.perform(on: &image, readOnly: readOnly)
      }
      guard let result else {
        return .broken("descriptor \(chain.head): the status byte lies outside of memory")
      }
      requests &+= 1
      moved &+= UInt64(truncatingIfNeeded: result.moved)
      host.didTransfer(result.moved)
      return .used(written: result.written)
    }
  }

  var state: [(name: String, value: String)] {
    [
      ("sectors", String(image.sectors)),
      ("requests", String(requests)),
      ("status", transport.statusText),
    ]
  }
}
