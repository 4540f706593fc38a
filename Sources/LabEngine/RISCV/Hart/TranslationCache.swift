/// The software TLBs of a hart: for loads, stores and code, and each of them once a privilege mode.
///
/// An entry holds what must be added to a virtual address to get the place in the host's memory, as an
/// offset from `origin`. Keeping one set a mode makes a trap cheap: nothing has to be flushed. It is a cache and
/// nothing else: dropping entries at any time changes no result.
final class TranslationCache {
  struct Entry: BitwiseCopyable {
    /// The page's first virtual address, or `none`.
    var tag: UInt64
    var addend: Int
  }

  struct CodeEntry: BitwiseCopyable {
    var tag: UInt64
    var slots: UnsafeMutablePointer<Slot>
  }

  static let size = 256
  /// The modes are numbered 0, 1 and 3.
  private static let banks = 4
  /// No address looks like this once its offset in the page is masked out, up to eight bytes' alignment.
  static let none: UInt64 = 0xff8
  static let pageMask: UInt64 = ~0xfff
  /// Where offsets count from.
  nonisolated(unsafe) static let origin: UnsafeMutableRawPointer = .allocate(
    byteCount: 16, alignment: 16)
  /// What an empty code entry points to.
  nonisolated(unsafe) private static let nowhere: UnsafeMutablePointer<Slot> = {
    let slot = UnsafeMutablePointer<Slot>.allocate(capacity: 1)
    slot.initialize(to: Slot(operation: .pageEnd))
    return slot
  }()

  /// Where lookups are counted that nobody asks for.
  nonisolated(unsafe) static let nobody: UnsafeMutablePointer<Int> = {
    let count = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    count.initialize(to: 0)
    return count
  }()

  let loads: UnsafeMutablePointer<Entry>
  let stores: UnsafeMutablePointer<Entry>
  let code: UnsafeMutablePointer<CodeEntry>
  /// True if an entry may be a part of a superpage.
  var holdsSuperpages = false

  init() {
    let count = Self.size * Self.banks
    loads = .allocate(capacity: count)
    stores = .allocate(capacity: count)
    code = .allocate(capacity: count)
    loads.initialize(repeating: Self.empty, count: count)
    stores.initialize(repeating: Self.empty, count: count)
    code.initialize(repeating: Self.emptyCode, count: count)
  }

  private static var empty: Entry { Entry(tag: none, addend: 0) }
  private static var emptyCode: CodeEntry { CodeEntry(tag: none, slots: nowhere) }

  deinit {
    loads.deallocate()
    stores.deallocate()
    code.deallocate()
  }

  @inline(__always) static func index(_ address: UInt64) -> Int {
    Int(truncatingIfNeeded: address >> 12) & (size - 1)
  }

  static func bank(_ mode: PrivilegeMode) -> Int { Int(mode.rawValue) * size }

  /// Everything, of all modes.
  func flush() {
    for mode in [PrivilegeMode.user, .supervisor, .machine] { flush(mode) }
  }

  func flush(_ mode: PrivilegeMode) {
    let bank = Self.bank(mode)
    (loads + bank).update(repeating: Self.empty, count: Self.size)
    (stores + bank).update(repeating: Self.empty, count: Self.size)
    (code + bank).update(repeating: Self.emptyCode, count: Self.size)
  }

  /// What the modes that are translated have by page tables.
  func flushTranslated() {
    flush(.user)
    flush(.supervisor)
    holdsSuperpages = false
  }

  /// What one leaf of a page table maps, in the modes that are translated: a page, or any superpage.
  func flush(page address: UInt64) {
    if holdsSuperpages { return flushTranslated() }
    let index = Self.index(address)
    for mode in [PrivilegeMode.user, .supervisor] {
      let place = Self.bank(mode) + index
      loads[place] = Self.empty
      stores[place] = Self.empty
      code[place] = Self.emptyCode
    }
  }

  /// Stores to all pages must ask again, as one of them has become code.
  func flushStores() {
    stores.update(repeating: Self.empty, count: Self.size * Self.banks)
  }
}
