/// Records of one kind by index, in memory that grows: read and written without checks of exclusivity.
///
/// They begin with a cache line.
///
/// - Precondition: indices are below `count`.
final class RecordTable<Record: BitwiseCopyable> {
  private(set) var base: UnsafeMutablePointer<Record>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 16) {
    self.capacity = max(1, capacity)
    base = Self.allocate(self.capacity)
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Record> {
    UnsafeMutableRawPointer.allocate(
      byteCount: capacity * MemoryLayout<Record>.stride, alignment: 64
    ).bindMemory(to: Record.self, capacity: capacity)
  }

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
    let larger = Self.allocate(capacity * 2)
    larger.moveInitialize(from: base, count: count)
    UnsafeMutableRawPointer(base).deallocate()
    base = larger
    capacity *= 2
  }

  subscript(index: Int) -> Record {
    get { base[index] }
    _modify { yield &base[index] }
  }
}
