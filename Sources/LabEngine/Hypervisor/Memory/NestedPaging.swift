/// Nested paging: the processor walks the guest's table, and for each of its entries, and for the page itself,
/// the hypervisor's own table from guest-physical to real memory.
///
/// With n levels of guest table on m of the nested one a walk takes (n + 1)(m + 1) - 1 references
/// (Bhargava, Serebrin, Spadini and Manne, "Accelerating Two-Dimensional Page Walks for Virtualized Systems",
/// ASPLOS 2008): 15 for Sv39 on Sv39, where the bare machine takes 3. What a hart has walked is kept until the
/// guest flushes that hart's translations: at least what its TLBs hold, so that the count does not depend on them.
final class NestedPaging {
  /// Levels of the hypervisor's table: Sv39.
  static let levels = 3

  /// The pages that a hart has walked.
  private struct Known {
    var translated: Set<UInt64> = []
    /// While the guest did not translate: the nested table alone, which no fence of the guest's flushes.
    var bare: Set<UInt64> = []
  }

  private var known: [Known] = []
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

  func isKnown(_ address: UInt64, translated: Bool, hart: Int) -> Bool {
    guard known.indices.contains(hart) else { return false }
    return translated
      ? known[hart].translated.contains(address >> 12) : known[hart].bare.contains(address >> 12)
  }

  /// Counts the walk of a page that is not known yet; its references beyond the bare machine's.
  func count(_ address: UInt64, translated: Bool, guestLevels: Int, hart: Int) -> Int {
    while known.count <= hart { known.append(Known()) }
    if translated {
      known[hart].translated.insert(address >> 12)
    } else {
      known[hart].bare.insert(address >> 12)
    }
    walks += 1
    let all = Self.references(guestLevels: guestLevels)
    references += all
    return all - guestLevels
  }

  func flush(hart: Int) {
    if known.indices.contains(hart) { known[hart].translated.removeAll(keepingCapacity: true) }
  }

  func flush(page address: UInt64, hart: Int) {
    if known.indices.contains(hart) { known[hart].translated.remove(address >> 12) }
  }
}
