/// Records of one kind by index, in memory that grows: read and written without checks of exclusivity.
///
/// - Precondition: indices are below `count`.
final class RecordTable<Record: BitwiseCopyable> {
  private(set) var base: UnsafeMutablePointer<Record>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 16) {
    self.capacity = max(1, capacity)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  func copy() -> RecordTable {
    let other = RecordTable(capacity: count)
    other.base.initialize(from: base, count: count)
    other.count = count
    return other
  }

  func append(_ record: Record) {
    if count == capacity { grow() }
    (base + count).initialize(to: record)
    count += 1
  }

  private func grow() {
    let larger = UnsafeMutablePointer<Record>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: base, count: count)
    base.deallocate()
    base = larger
    capacity *= 2
  }

  subscript(index: Int) -> Record {
    get { base[index] }
    _modify { yield &base[index] }
  }
}
