import Testing

@testable import LabEngine

struct SharersTests {
  /// Beside plain arrays, with lists that grow past the length at which they are indexed, and shrink again.
  @Test(arguments: 1...4) func arraysGiveTheSame(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var sharers = Sharers(frames: 3)
    var lists: [[Mapping]] = [[], [], []]
    for step in 0..<2000 {
      let index = Int(random.next(below: 3))
      let frame = Frame(index)
      let grows = random.next(below: 100) < (step % 600 < 300 ? 70 : 30)
      if grows {
        let mapping = Mapping(space: UInt32(step % 7), page: step)
        lists[index].append(mapping)
        sharers.append(mapping, to: frame)
      } else if random.next(below: 50) == 0 {
        lists[index] = []
        sharers.removeAll(frame)
      } else if !lists[index].isEmpty {
        let place = Int(random.next(below: UInt64(lists[index].count)))
        sharers.remove(lists[index].remove(at: place), from: frame)
      }
      #expect(sharers.all(frame) == lists[index])
      #expect(sharers.first(frame) == lists[index].first)
    }
    #expect(sharers.mappings == lists.reduce(0) { $0 + $1.count })
    #expect(sharers.frames == lists.filter { !$0.isEmpty }.count)
    let copy = sharers.clone(used: 3)
    for index in 0..<3 {
      sharers.removeAll(Frame(index))
      #expect(copy.all(Frame(index)) == lists[index])
    }
  }
}
