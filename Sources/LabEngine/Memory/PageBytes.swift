/// The bytes of one page. Shared between frames, the backing store and checkpoints until someone writes.
final class PageBytes {
  let base: UnsafeMutablePointer<UInt8>
  let size: Int

  init(size: Int) {
    self.size = size
    base = zeroed(size)
  }

  convenience init(copying other: PageBytes) {
    self.init(size: other.size)
    base.update(from: other.base, count: other.size)
  }

  deinit { release(base) }

  /// The 64-bit word at `offset`, little endian as on RISC-V.
  subscript(word offset: Int) -> UInt64 {
    get {
      UInt64(
        littleEndian: UnsafeRawPointer(base).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    set {
      UnsafeMutableRawPointer(base).storeBytes(
        of: newValue.littleEndian, toByteOffset: offset, as: UInt64.self)
    }
  }
}
