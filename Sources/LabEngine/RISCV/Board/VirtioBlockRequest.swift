/// One request to a virtio disk: a header and data that the device reads, data and a status that it
/// writes.
///
/// VIRTIO 1.1, section 5.2.6 "Device Operation". What a request may not do ends with a status; a
/// chain without room for header and status cannot even be answered, and is told in words.
struct VirtioBlockRequest {
  /// "The type of the request".
  enum Kind {
    static let read: UInt64 = 0  // VIRTIO_BLK_T_IN
    static let write: UInt64 = 1  // VIRTIO_BLK_T_OUT
    static let flush: UInt64 = 4  // VIRTIO_BLK_T_FLUSH
    static let identify: UInt64 = 8  // VIRTIO_BLK_T_GET_ID
  }

  /// "The final status byte is written by the device".
  enum Status: UInt8 {
    case ok = 0  // VIRTIO_BLK_S_OK
    case ioError = 1  // VIRTIO_BLK_S_IOERR
    case unsupported = 2  // VIRTIO_BLK_S_UNSUPP
  }

  /// type, reserved, sector.
  static let headerSize = 16
  /// "The device ID string is a NUL-padded ASCII string up to 20 bytes long."
  static let identitySize = 20
  static let identity = "oslab"
  /// How much is moved at a time.
  private static let pieceSize = 65536
  /// A request for more than this fails, so that none keeps the computer for long.
  static let mostBytes = 4 << 20

  private let chain: VirtioQueue.Chain
  private let kind: UInt64
  private let sector: UInt64
  private let host: any DeviceHost

  /// Nil if the chain has no room for a header and a status, or the header is outside of memory.
  init?(_ chain: VirtioQueue.Chain, host: any DeviceHost) {
    guard chain.readable.byteCount >= Self.headerSize, chain.writable.byteCount >= 1,
      let header = chain.readable.part(from: 0, count: Self.headerSize).read(host)
    else { return nil }
    (self.chain, self.host) = (chain, host)
    kind = GuestWord.value(header, at: 0, size: 4)
    sector = GuestWord.value(header, at: 8, size: 8)
  }

  /// Does it: how many bytes were written to memory, and moved to or from the disk.
  ///
  /// Nil if the status byte is outside of memory.
  func perform(on disk: inout DiskImage, readOnly: Bool) -> (written: Int, moved: Int)? {
    let (status, data, moved) = transfer(&disk, readOnly)
    let place = chain.writable.part(from: chain.writable.byteCount - 1, count: 1)
    guard place.write([status.rawValue], host) else { return nil }
    return (data + 1, moved)
  }

  private func transfer(
    _ disk: inout DiskImage, _ readOnly: Bool
  ) -> (status: Status, written: Int, moved: Int) {
    switch kind {
    case Kind.read: return read(disk)
    // "A device MUST set the status byte to VIRTIO_BLK_S_IOERR for a write request if the
    // VIRTIO_BLK_F_RO feature if offered, and MUST NOT write any data" (5.2.6.2).
    case Kind.write: return readOnly ? (.ioError, 0, 0) : write(&disk)
    case Kind.flush: return (.ok, 0, 0)
    case Kind.identify: return identify()
    default: return (.unsupported, 0, 0)
    }
  }

  /// Piece by piece, so that a request of any size takes little memory of ours.
  private func read(_ disk: DiskImage) -> (Status, Int, Int) {
    let count = chain.writable.byteCount - 1
    guard let offset = offset(of: count, in: disk) else { return (.ioError, 0, 0) }
    for done in stride(from: 0, to: count, by: Self.pieceSize) {
      let piece = min(Self.pieceSize, count - done)
      guard let bytes = disk.read(offset + done, count: piece),
        chain.writable.part(from: done, count: piece).write(bytes, host)
      else { return (.ioError, done, done) }
    }
    return (.ok, count, count)
  }

  private func write(_ disk: inout DiskImage) -> (Status, Int, Int) {
    let count = chain.readable.byteCount - Self.headerSize
    guard let offset = offset(of: count, in: disk) else { return (.ioError, 0, 0) }
    for done in stride(from: 0, to: count, by: Self.pieceSize) {
      let piece = min(Self.pieceSize, count - done)
      guard let bytes = chain.readable.part(from: Self.headerSize + done, count: piece).read(host),
        disk.write(offset + done, bytes)
      else { return (.ioError, 0, done) }
    }
    return (.ok, 0, count)
  }

  private func identify() -> (Status, Int, Int) {
    let count = min(chain.writable.byteCount - 1, Self.identitySize)
    let padded = Array(Self.identity.utf8) + Array(repeating: 0, count: Self.identitySize)
    guard chain.writable.part(from: 0, count: count).write(Array(padded.prefix(count)), host) else {
      return (.ioError, 0, 0)
    }
    return (.ok, count, 0)
  }

  /// Where on the disk `count` bytes of data lie; nil unless they are whole sectors of it.
  private func offset(of count: Int, in disk: DiskImage) -> Int? {
    let sectors = UInt64(disk.sectors)
    guard count <= Self.mostBytes, count.isMultiple(of: DiskImage.sectorSize), sector <= sectors,
      UInt64(count / DiskImage.sectorSize) <= sectors - sector
    else { return nil }
    return Int(sector) * DiskImage.sectorSize
  }
}
