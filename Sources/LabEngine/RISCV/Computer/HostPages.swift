/// Where the pages of a guest lie in the host's memory, as far as that is known.
///
/// A cache: `forget()` drops everything at once by counting up a stamp.
struct HostPages: ~Copyable {
  struct Page: BitwiseCopyable {
    /// Where it lies, an even address; plus one if it may be written without asking.
    var place: UInt
    var stamp: UInt32
  }

  /// What a store to a page must look out for.
  enum Kind {
    static let code: UInt8 = 1
    static let watched: UInt8 = 2
    /// A page table of a guest that a hypervisor keeps protected.
    static let table: UInt8 = 4
  }

  private let pages: ZeroedMemory<Page>
  private let kinds: ZeroedMemory<UInt8>
  /// Another one after every `forget()`.
  private(set) var stamp: UInt32 = 1
  /// Decoded code by page.
  private(set) var decoded: [Int: DecodedPage] = [:]
  /// Code as a hypervisor has translated it, by page.
  private(set) var translated: [Int: DecodedPage] = [:]
  /// Code that is kept decoded, in pages: 4 MiB.
  private static let decodedLimit = 256

  init(count: Int) {
    pages = ZeroedMemory(count: count)
    kinds = ZeroedMemory(count: count)
  }

  mutating func forget() { stamp &+= 1 }

  @inline(__always) func readable(_ index: Int) -> UnsafeMutableRawPointer? {
    let page = pages[index]
    return page.stamp == stamp ? UnsafeMutableRawPointer(bitPattern: page.place & ~1) : nil
  }

  @inline(__always) func writable(_ index: Int) -> UnsafeMutableRawPointer? {
    let page = pages[index]
    guard page.stamp == stamp, page.place & 1 != 0 else { return nil }
    return UnsafeMutableRawPointer(bitPattern: page.place & ~1)
  }

  func set(_ index: Int, _ place: UnsafeMutableRawPointer, isWritable: Bool) {
    pages[index] = Page(place: UInt(bitPattern: place) | (isWritable ? 1 : 0), stamp: stamp)
  }

  func kind(_ index: Int) -> UInt8 { kinds[index] }

  func mark(_ index: Int, _ kind: UInt8) { kinds[index] |= kind }

  func unmark(_ index: Int, _ kind: UInt8) { kinds[index] &= ~kind }

  /// The decoded code of a page; `isNew` if stores to it were not looked at before.
  mutating func decodedPage(_ index: Int) -> (page: DecodedPage, isNew: Bool, dropped: Bool) {
    Self.codePage(index, kinds, &decoded)
  }

  /// The same of code as it is translated.
  mutating func translatedPage(_ index: Int) -> (page: DecodedPage, isNew: Bool, dropped: Bool) {
    Self.codePage(index, kinds, &translated)
  }

  private static func codePage(
    _ index: Int, _ kinds: borrowing ZeroedMemory<UInt8>, _ pages: inout [Int: DecodedPage]
  ) -> (page: DecodedPage, isNew: Bool, dropped: Bool) {
    if let known = pages[index] { return (known, false, false) }
    let isFull = pages.count >= decodedLimit
    if isFull { pages.removeAll() }
    let page = DecodedPage(index)
    pages[index] = page
    let isNew = kinds[index] & Kind.code == 0
    kinds[index] |= Kind.code
    return (page, isNew, isFull)
  }
}

/// One number a page of a guest.
final class ZeroedPages {
  private let values: ZeroedMemory<UInt32>
  private var used = 0

  init(count: Int) { values = ZeroedMemory(count: count) }

  subscript(index: Int) -> UInt32 {
    get { values[index] }
    set {
      values[index] = newValue
      used = max(used, index + 1)
    }
  }

  func copy() -> ZeroedPages {
    let other = ZeroedPages(count: values.count)
    other.values.base.update(from: values.base, count: used)
    other.used = used
    return other
  }
}
