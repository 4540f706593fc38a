/// The bytes of one page. Shared between frames, the backing store and checkpoints until someone writes.
///
/// They lie in the object itself, whose header is the page's size.
final class PageBytes: ManagedBuffer<Int, UInt8> {
  var size: Int { header }
  var base: UnsafeMutablePointer<UInt8> { withUnsafeMutablePointerToElements { $0 } }

  static func zeros(size: Int) -> PageBytes {
    let page = uninitialized(size: size)
    page.base.initialize(repeating: 0, count: size)
    return page
  }

  static func copy(of other: PageBytes) -> PageBytes {
    let page = uninitialized(size: other.size)
    page.base.initialize(from: other.base, count: other.size)
    return page
  }

  private static func uninitialized(size: Int) -> PageBytes {
    let buffer = create(minimumCapacity: size) { _ in size }
    // `create` makes an object of the class that it is called on.
    return unsafeDowncast(buffer, to: PageBytes.self)
  }

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
