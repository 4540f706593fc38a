import Testing

@testable import LabEngine

@Suite struct FrameBytesTests {
  private func word(_ bytes: borrowing FrameBytes, _ frame: Int) -> UInt64? {
    bytes[Frame(frame)].map { $0[word: 8] }
  }

  @Test func aCopySharesUntilOneSideWrites() {
    var bytes = FrameBytes(frames: 8)
    #expect(word(bytes, 7) == nil)
    let (fresh, isCopy) = bytes.unique(of: Frame(3), size: 4096)
    fresh[word: 8] = 42
    #expect(!isCopy && fresh.size == 4096 && fresh[word: 0] == 0 && fresh[word: 4088] == 0)
    var other = bytes.clone()
    #expect(other.count == 1 && word(other, 3) == 42)

    let (own, wasShared) = other.unique(of: Frame(3), size: 4096)
    own[word: 8] = 43
    #expect(wasShared)
    #expect(word(bytes, 3) == 42 && word(other, 3) == 43)
    var differences: [(ObjectIdentifier?, ObjectIdentifier?)] = []
    bytes.forEachDifference(from: other) { differences.append(($0, $1)) }
    #expect(differences.count == 1)
    #expect(differences.first?.0 == ObjectIdentifier(fresh))
    #expect(differences.first?.1 == ObjectIdentifier(own))
  }

  @Test func oneAloneIsNotCopied() {
    var bytes = FrameBytes(frames: 2)
    do {
      let copy = bytes.clone()
      #expect(copy.count == 0)
    }
    bytes.unique(of: Frame(0), size: 16).bytes[word: 8] = 7
    do {
      let copy = bytes.clone()
      #expect(word(copy, 0) == 7)
    }
    #expect(!bytes.unique(of: Frame(0), size: 16).isCopy)
  }

  @Test func framesThatShareAPageOrLoseIt() {
    var bytes = FrameBytes(frames: 4)
    let page = PageBytes.zeros(size: 16)
    bytes.set(page, of: Frame(1))
    bytes.set(page, of: Frame(2))
    bytes.set(bytes[Frame(2)], of: Frame(2))
    #expect(bytes.count == 2)
    bytes.set(nil, of: Frame(1))
    bytes.set(nil, of: Frame(3))
    #expect(bytes.count == 1 && bytes[Frame(1)] == nil && bytes[Frame(2)] === page)
  }
}
