/// A split virtqueue: how a driver hands buffers to a device through memory.
///
/// Virtual I/O Device (VIRTIO) 1.1, section 2.6. Everything in memory is the driver's and may be
/// wrong: what cannot be followed is told in words, and the device then asks to be reset.
struct VirtioQueue: Sendable {
  /// "The maximum Queue Size value is 32768" (2.6); ours is this.
  static let maximumSize: UInt64 = 1024

  /// Descriptor flags, 2.6.5.
  private enum Flag {
    /// "This marks a buffer as continuing via the next field."
    static let next: UInt64 = 1
    /// "This marks a buffer as device write-only (otherwise device read-only)."
    static let write: UInt64 = 2
    /// "This means the buffer contains a list of buffer descriptors."
    static let indirect: UInt64 = 4
  }
  /// Available ring flag, 2.6.6: "VIRTQ_AVAIL_F_NO_INTERRUPT".
  private static let noInterrupt: UInt64 = 1

  /// A piece of guest memory.
  struct Buffer: Hashable, Sendable {
    var address: UInt64
    var count: Int
  }

  /// A descriptor chain: the device reads the first buffers and writes the others.
  struct Chain: Hashable, Sendable {
    var head: UInt64
    var readable: [Buffer] = []
    var writable: [Buffer] = []

    var descriptors: Int { readable.count + writable.count }
  }

  /// Something read from the queue's memory, or why it cannot be followed.
  enum Outcome<Value> {
    case found(Value)
    case broken(String)
  }

  var size: UInt64 = 0
  var ready = false
  /// Descriptor Area, Driver Area (available ring), Device Area (used ring).
  var descriptors: UInt64 = 0
  var driver: UInt64 = 0
  var device: UInt64 = 0
  /// Index of the next entry to take, and of the next to return, both modulo 2^16.
  private var taken: UInt16 = 0
  private var returned: UInt16 = 0

  func save(to writer: inout StateWriter) {
    for value in [size, descriptors, driver, device] { writer.integer(value) }
    writer.flag(ready)
    writer.integer(taken)
    writer.integer(returned)
  }

  mutating func load(from reader: inout StateReader) throws {
    size = try reader.integer("the size of a queue") { $0 <= 0xFFFF_FFFF }
    descriptors = try reader.integer("the descriptor area")
    driver = try reader.integer("the available ring")
    device = try reader.integer("the used ring")
    ready = try reader.flag("whether a queue is ready")
    taken = try reader.integer("the next available entry")
    returned = try reader.integer("the next used entry")
  }

  /// "Queue Size value is always a power of 2."
  var hasValidSize: Bool { size > 0 && size <= Self.maximumSize && size & (size - 1) == 0 }

  /// How many chains the driver has made available and the device has not taken.
  func waiting(_ host: any DeviceHost) -> Outcome<Int> {
    guard let ring = host.read(driver, count: 4) else {
      return .broken("the available ring lies outside of memory")
    }
    let index = UInt16(truncatingIfNeeded: GuestWord.value(ring, at: 2, size: 2))
    let count = index &- taken
    guard UInt64(count) <= size else {
      return .broken("the available ring holds \(count) entries, and the queue has \(size)")
    }
    return .found(Int(count))
  }

  func wantsInterrupt(_ host: any DeviceHost) -> Bool {
    guard let flags = host.read(driver, count: 2) else { return true }
    return GuestWord.value(flags, at: 0, size: 2) & Self.noInterrupt == 0
  }

  /// Takes the next chain off the available ring.
  mutating func take(_ host: any DeviceHost) -> Outcome<Chain> {
    let entry = driver &+ 4 &+ (UInt64(taken) & (size &- 1)) &* 2
    guard let bytes = host.read(entry, count: 2) else {
      return .broken("the available ring lies outside of memory")
    }
    taken &+= 1
    return chain(from: GuestWord.value(bytes, at: 0, size: 2), host)
  }

  /// Puts a chain on the used ring: `count` bytes were written into it. False if the ring is
  /// outside of memory.
  mutating func give(_ chain: Chain, written count: Int, _ host: any DeviceHost) -> Bool {
    let entry = device &+ 4 &+ (UInt64(returned) & (size &- 1)) &* 8
    let length = GuestWord.bytes(UInt64(truncatingIfNeeded: count), size: 4)
    guard host.write(entry, GuestWord.bytes(chain.head, size: 4) + length) else { return false }
    returned &+= 1
    return host.write(device &+ 2, GuestWord.bytes(UInt64(returned), size: 2))
  }

  /// Follows a chain; one longer than the queue is a loop (2.6.5.3.1).
  private func chain(from head: UInt64, _ host: any DeviceHost) -> Outcome<Chain> {
    var chain = Chain(head: head)
    var index = head
    for _ in 0..<size {
      guard index < size else {
        return .broken("descriptor \(index) is beyond the queue's \(size)")
      }
      guard let bytes = host.read(descriptors &+ index &* 16, count: 16) else {
        return .broken("descriptor \(index) lies outside of memory")
      }
      let flags = GuestWord.value(bytes, at: 12, size: 2)
      let buffer = Buffer(
        address: GuestWord.value(bytes, at: 0, size: 8),
        count: Int(truncatingIfNeeded: GuestWord.value(bytes, at: 8, size: 4)))
      guard flags & Flag.indirect == 0 else {
        return .broken("descriptor \(index) is indirect, which was not offered")
      }
      if flags & Flag.write != 0 {
        chain.writable.append(buffer)
      } else if chain.writable.isEmpty {
        chain.readable.append(buffer)
      } else {
        return .broken("descriptor \(index) is to be read and stands behind one to be written")
      }
      if flags & Flag.next == 0 { return .found(chain) }
      index = GuestWord.value(bytes, at: 14, size: 2)
    }
    return .broken("the chain of descriptor \(head) is a loop")
  }
}

extension [VirtioQueue.Buffer] {
  /// Bytes in all of them.
  var byteCount: Int { reduce(0) { $0 &+ $1.count } }

  /// The parts of the buffers that hold the bytes from `offset` on; how a request is cut into
  /// buffers means nothing (2.6.4 "Message Framing").
  func part(from offset: Int, count: Int) -> [VirtioQueue.Buffer] {
    var (skip, left) = (offset, count)
    var parts: [VirtioQueue.Buffer] = []
    for buffer in self where left > 0 {
      let start = Swift.min(skip, buffer.count)
      let length = Swift.min(buffer.count - start, left)
      skip -= start
      left -= length
      guard length > 0 else { continue }
      let address = buffer.address &+ UInt64(truncatingIfNeeded: start)
      parts.append(VirtioQueue.Buffer(address: address, count: length))
    }
    return parts
  }

  /// The bytes in them; nil if a part is outside of memory.
  func read(_ host: any DeviceHost) -> [UInt8]? {
    var bytes: [UInt8] = []
    for buffer in self {
      guard let part = host.read(buffer.address, count: buffer.count) else { return nil }
      bytes += part
    }
    return bytes
  }

  /// Fills them with `bytes`; false if a part is outside of memory.
  func write(_ bytes: [UInt8], _ host: any DeviceHost) -> Bool {
    var done = 0
    for buffer in self {
      let end = Swift.min(done + buffer.count, bytes.count)
      guard host.write(buffer.address, [UInt8](bytes[done..<end])) else { return false }
      done = end
    }
    return true
  }
}
