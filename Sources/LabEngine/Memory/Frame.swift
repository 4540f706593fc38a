/// A physical frame, numbered from 0.
public struct Frame: Hashable, Comparable, Sendable {
  public let index: UInt32

  public init(_ index: UInt32) { self.index = index }
  init(_ index: Int) { self.index = UInt32(truncatingIfNeeded: index) }

  public static func < (a: Frame, b: Frame) -> Bool { a.index < b.index }
}

/// One reference of a string in four bytes: the page in the low 31 bits, a write in the top one.
struct Reference: Hashable {
  let bits: UInt32

  init(bits: UInt32) { self.bits = bits }

  init(page: Int, isWrite: Bool) {
    bits = UInt32(truncatingIfNeeded: page) | (isWrite ? 1 << 31 : 0)
  }

  var page: Int { Int(bits & 0x7fff_ffff) }
  var isWrite: Bool { bits >> 31 != 0 }
}

/// The hardware's and the pager's bits of every frame, one byte a frame.
///
/// A view that owns nothing: valid as long as the frame table that lent it.
struct FrameBits {
  /// Set by every reference (the Sv39 A bit of all mappings together).
  static let referenced: UInt8 = 1
  /// Set by every write (the Sv39 D bit of all mappings together).
  static let dirty: UInt8 = 2
  /// A page lies in it: only such a frame can be a victim.
  static let used: UInt8 = 4
  /// More than one page-table entry maps it.
  static let shared: UInt8 = 8
  /// It has bytes of its own; without, it reads as zeros.
  static let bytes: UInt8 = 16
  /// Held by the kernel or an I/O buffer; never used for pages. Beside `used`: locked, see `PageLock`.
  static let reserved: UInt8 = 32
  /// What the words of all its mappings say in `swapped` and `readOnly`, which stays as it was at the load:
  /// kept here so that an eviction need not read the page table. See `PageWord.kept`.
  static let kept: UInt8 = 0b1100_0000

  let base: UnsafeMutablePointer<UInt8>
  let count: Int

  @inline(__always) subscript(frame: Frame) -> UInt8 {
    get { base[Int(frame.index)] }
    nonmutating set { base[Int(frame.index)] = newValue }
  }
}
