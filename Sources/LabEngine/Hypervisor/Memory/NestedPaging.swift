/// Nested paging: the processor walks the guest's table, and for each of its entries, and for the page itself,
/// the hypervisor's own table from guest-physical to real memory.
///
/// With n levels of guest table on m of the nested one a walk takes (n + 1)(m + 1) - 1 references
/// (Bhargava, Serebrin, Spadini and Manne, "Accelerating Two-Dimensional Page Walks for Virtualized Systems",
/// ASPLOS 2008): 15 for Sv39 on Sv39, where the bare machine takes 3. What was walked is kept until
/// the guest flushes its translations, so that the count does not depend on anybody's cache.
final class NestedPaging {
  /// Levels of the hypervisor's table: Sv39.
  static let levels = 3

  private var known: Set<UInt64> = []
  private(set) var walks = 0
  /// Memory references of all walks.
  private(set) var references = 0

  init() {}

  func copy() -> NestedPaging {
    let other = NestedPaging()
    other.known = known
    other.walks = walks
    other.references = references
    return other
  }

  static func references(guestLevels: Int) -> Int { (guestLevels + 1) * (levels + 1) - 1 }

  func isKnown(_ address: UInt64) -> Bool { known.contains(address >> 12) }

  /// Counts the walk of a page that is not known yet; its references beyond the bare machine's.
  func count(_ address: UInt64, guestLevels: Int) -> Int {
    guard known.insert(address >> 12).inserted else { return 0 }
    walks += 1
    let all = Self.references(guestLevels: guestLevels)
    references += all
    return all - guestLevels
  }

  func flush() { known.removeAll(keepingCapacity: true) }

  func flush(page address: UInt64) { known.remove(address >> 12) }
}
