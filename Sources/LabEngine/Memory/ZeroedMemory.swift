/// A fixed number of elements, all bits zero at first, whose untouched pages cost no memory.
///
/// Indices are not checked: it is meant for the hot loops, whose indices come from the machine and never
/// from a person. The owner frees it by ending.
struct ZeroedMemory<Element: BitwiseCopyable>: ~Copyable {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  /// Traps if the address space is exhausted.
  init(count: Int) {
    base = zeroed(count)
    self.count = count
  }

  @inline(__always) subscript(index: Int) -> Element {
    get { base[index] }
    nonmutating set { base[index] = newValue }
  }

  @inline(__always) subscript(index: UInt32) -> Element {
    get { base[Int(index)] }
    nonmutating set { base[Int(index)] = newValue }
  }

  /// A copy of which only the first `used` elements are touched; the others must still be zero.
  borrowing func clone(used: Int) -> ZeroedMemory {
    let copy = ZeroedMemory(count: count)
    copy.base.update(from: base, count: min(used, count))
    return copy
  }

  deinit { release(base) }
}
