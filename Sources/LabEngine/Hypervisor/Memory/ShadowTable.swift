/// One shadow page table: leaves of 512 entries, as the real ones have.
final class ShadowTable {
  let context: ShadowPaging.Context
  /// A number of its own, as the hypervisor's root.
  let number: UInt64
  /// When it was filled last, as a count of fills.
  var lastUse = 0
  private(set) var count = 0
  /// By their first page over 512; an entry is its page << 8 with the rights below, or 0.
  private var leaves: [UInt64: [UInt64]] = [:]

  init(_ context: ShadowPaging.Context, number: UInt64) {
    self.context = context
    self.number = number
  }

  func copy() -> ShadowTable {
    let other = ShadowTable(context, number: number)
    other.lastUse = lastUse
    other.count = count
    other.leaves = leaves
    return other
  }

  /// The entry of a page, if it was filled.
  subscript(page: UInt64) -> ShadowPaging.Entry? {
    get {
      guard let leaf = leaves[page >> 9] else { return nil }
      return Self.entry(leaf[Int(page & 511)])
    }
    set {
      let word = newValue.map { $0.page << 8 | UInt64($0.rights) } ?? 0
      let old = leaves[page >> 9, default: Self.empty][Int(page & 511)]
      leaves[page >> 9, default: Self.empty][Int(page & 511)] = word
      count += (word != 0 ? 1 : 0) - (old != 0 ? 1 : 0)
    }
  }

  private static let empty = [UInt64](repeating: 0, count: 512)

  private static func entry(_ word: UInt64) -> ShadowPaging.Entry? {
    word == 0
      ? nil : ShadowPaging.Entry(page: word >> 8, rights: UInt8(truncatingIfNeeded: word))
  }

  /// False if there was no such entry.
  func remove(_ page: UInt64) -> Bool {
    guard self[page] != nil else { return false }
    self[page] = nil
    return true
  }

  /// Drops the entries of whole leaves; how many there were.
  func removeAll(from first: UInt64, count: UInt64) -> Int {
    let old = self.count
    for key in leaves.keys.filter({ $0 &- first >> 9 < count >> 9 }) {
      self.count -= (leaves.removeValue(forKey: key) ?? []).count { $0 != 0 }
    }
    return old - self.count
  }

  /// All entries, in order of their pages.
  var entries: [(page: UInt64, entry: ShadowPaging.Entry)] {
    leaves.sorted { $0.key < $1.key }.flatMap { key, leaf in
      leaf.enumerated().compactMap { index, word in
        Self.entry(word).map { (key << 9 | UInt64(index), $0) }
      }
    }
  }
}
