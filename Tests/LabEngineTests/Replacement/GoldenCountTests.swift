import Testing

@testable import LabEngine

/// Fault counts that others worked out.
struct GoldenCountTests {
  /// Silberschatz, Galvin and Gagne, Operating System Concepts, section 10.4.
  static let textbook = [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1]

  /// FIFO, OPT and LRU as in the book's figures 10.12, 10.14 and 10.15; the clocks by hand.
  @Test(arguments: [("fifo", 15), ("opt", 9), ("lru", 12), ("clock", 14), ("clock(bit=0)", 11)])
  func textbookString(policy: String, faults: Int) throws {
    #expect(try SmallPager.faults(policy, pages: Self.textbook, frames: 3) == faults)
  }

  /// Belady, Nelson and Shedler 1969: more frames, more faults.
  @Test(arguments: [(3, 9), (4, 10)])
  func beladysAnomaly(frames: Int, faults: Int) throws {
    let string = [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5]
    #expect(try SmallPager.faults("fifo", pages: string, frames: frames) == faults)
  }

  /// Arpaci-Dusseau, Operating Systems: Three Easy Pieces, chapter 22, figures 22.1, 22.2 and 22.5.
  @Test(arguments: [("opt", 5), ("fifo", 7), ("lru", 5)])
  func threeEasyPieces(policy: String, faults: Int) throws {
    let string = [0, 1, 2, 0, 1, 3, 0, 3, 1, 2, 1]
    #expect(try SmallPager.faults(policy, pages: string, frames: 3) == faults)
  }

  /// What that book's homework simulator (paging-policy.py at commit 6c6cfc7) counts, for 2 to 12 frames.
  @Test(arguments: [
    ("fifo", [355, 328, 312, 301, 289, 259, 250, 226, 204, 191, 180]),
    ("lru", [356, 331, 313, 296, 279, 262, 244, 223, 205, 189, 171]),
    ("mru", [359, 351, 334, 313, 295, 278, 263, 240, 224, 223, 209]),
    ("opt", [302, 258, 223, 195, 173, 153, 135, 119, 105, 93, 82]),
    ("unopt", [374, 374, 374, 374, 374, 374, 372, 372, 370, 369, 367]),
  ])
  func homeworkSimulator(policy: String, faults: [Int]) throws {
    let string = Self.congruential(length: 400, pages: 24)
    let counted = try (2...12).map { try SmallPager.faults(policy, pages: string, frames: $0) }
    #expect(counted == faults)
  }

  /// The string that the simulator was given: the lesser of two draws of the C standard's example `rand`.
  private static func congruential(length: Int, pages: Int) -> [Int] {
    var state: UInt64 = 1
    func draw() -> Int {
      state = (state * 1_103_515_245 + 12345) & 0x7fff_ffff
      return Int(state >> 16) % pages
    }
    return (0..<length).map { _ in min(draw(), draw()) }
  }
}
