/// A reference string or loaded trace of one process: four bytes a reference, immutable once built.
final class ReferenceTrace: @unchecked Sendable {
  // Unchecked: nothing writes to the memory after `init`, and it goes when the last owner does.
  let base: UnsafePointer<UInt32>
  let count: Int
  /// The highest page referred to; -1 if the string is empty.
  let highestPage: Int

  convenience init(_ references: [Reference]) {
    self.init(count: references.count) { index in references[index].bits }
  }

  /// Calls `reference` once for each position, in order.
  init(count: Int, _ reference: (Int) -> UInt32) {
    let memory = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, count))
    var highest = -1
    for index in 0..<count {
      memory[index] = reference(index)
      highest = max(highest, Int(memory[index] & 0x7fff_ffff))
    }
    base = UnsafePointer(memory)
    self.count = count
    highestPage = highest
  }

  subscript(index: Int) -> Reference { Reference(bits: base[index]) }

  deinit { base.deallocate() }
}
