import Testing

@testable import LabEngine

struct HierarchicalBitmapTests {
  /// One word, one level less and more than full, and the depths up to four.
  @Test(arguments: [1, 63, 64, 65, 4095, 4096, 4097, 300_000])
  func behavesAsASet(count: Int) {
    var random = SeededRandom(seed: UInt64(count))
    var bitmap = HierarchicalBitmap(count: count)
    var set: Set<Int> = []
    for step in 0..<600 {
      let number = Int(random.next(below: UInt64(count)))
      if random.next(below: 3) == 0 {
        bitmap.remove(number)
        set.remove(number)
      } else {
        bitmap.insert(number)
        set.insert(number)
      }
      let bound = Int(random.next(below: UInt64(count + 1)))
      let ends = [
        bitmap.first, bitmap.last, bitmap.first(from: bound), bitmap.last(below: bound),
      ]
      let expected = [
        set.min(), set.max(), set.filter { $0 >= bound }.min(), set.filter { $0 < bound }.max(),
      ]
      let (isMember, isEmpty) = (bitmap.contains(number), bitmap.isEmpty)
      #expect(ends == expected)
      #expect(isMember == set.contains(number) && isEmpty == set.isEmpty)
      if step % 100 == 0 { bitmap.checkInvariants() }
    }
    let copy = bitmap.clone()
    copy.checkInvariants()
    for number in set { bitmap.remove(number) }
    let (first, last, isEmpty) = (bitmap.first, bitmap.last, bitmap.isEmpty)
    #expect(isEmpty && first == nil && last == nil)
    var members: [Int] = []
    var next = copy.first
    while let member = next {
      members.append(member)
      next = copy.first(from: member + 1)
    }
    #expect(members == set.sorted())
  }

  @Test func anEmptyRangeHasNoMember() {
    let bitmap = HierarchicalBitmap(count: 0)
    let isEmpty = bitmap.isEmpty
    let ends = [bitmap.first, bitmap.last, bitmap.first(from: 0), bitmap.last(below: 1)]
    #expect(isEmpty && ends == [nil, nil, nil, nil])
  }

  /// 2^28 numbers would take 32 MB at level 0; only what is touched may be.
  @Test func aHugeRangeIsCheap() {
    var bitmap = HierarchicalBitmap(count: 1 << 28)
    bitmap.insert((1 << 28) - 1)
    bitmap.insert(5)
    let copy = bitmap.clone()
    let high = (1 << 28) - 1
    let ends = [copy.first, copy.last, copy.first(from: 6), copy.last(below: high)]
    #expect(ends == [5, high, high, 5])
  }
}
