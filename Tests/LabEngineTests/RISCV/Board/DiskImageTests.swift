import Testing

@testable import LabEngine

@Suite struct DiskImageTests {
  private static func pattern(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 / 512 &* 7 &+ $0) }
  }

  @Test(arguments: [0, 1, 511, 513, 4097]) func oddSizesAreRefused(count: Int) {
    #expect(throws: LabError.self) {
      try DiskImage(name: "fs.img", bytes: Array(repeating: 0, count: count))
    }
  }

  @Test func writesLieInBlocks() throws {
    let base = Self.pattern(3 * 4096 + 512)
    var disk = try DiskImage(name: "fs.img", bytes: base)
    var expected = base
    #expect(disk.contents == base)
    _ = disk.write(4000, Array(repeating: 9, count: 200))
    expected.replaceSubrange(4000..<4200, with: Array(repeating: 9, count: 200))
    _ = disk.write(3 * 4096, Array(repeating: 8, count: 512))
    expected.replaceSubrange(3 * 4096..<base.count, with: Array(repeating: 8, count: 512))
    #expect(disk.contents == expected)
    #expect(disk.dirtyBlocks == [0, 1, 3])
    #expect(disk.read(4090, count: 20) == Array(expected[4090..<4110]))
  }

  @Test func outsideIsRefused() throws {
    var disk = try DiskImage(name: "fs.img", bytes: Self.pattern(1024))
    for (offset, count) in [(1024, 1), (-1, 1), (0, 1025), (.max, 1), (1, .max), (0, -1)] {
      #expect(disk.read(offset, count: count) == nil)
    }
    let done = disk.write(1000, Array(repeating: 0, count: 25))
    #expect(!done)
    #expect(disk.dirtyBlocks.isEmpty)
    #expect(disk.read(1024, count: 0) == [])
  }

  @Test func copiesShareNothingThatChanges() throws {
    var disk = try DiskImage(name: "fs.img", bytes: Self.pattern(8192))
    _ = disk.write(0, [1, 2, 3])
    let checkpoint = disk
    let before = checkpoint.contents
    _ = disk.write(1, [7])
    _ = disk.write(5000, [7])
    #expect(checkpoint.contents == before)
    #expect(checkpoint.dirtyBlocks == [0])
  }

  @Test func emptyDiskTakesNoRoom() {
    var disk = DiskImage(sectors: 1 << 31)
    #expect(disk.size == 1 << 40)
    _ = disk.write((1 << 40) - 1, [5])
    #expect(disk.read((1 << 40) - 2, count: 2) == [0, 5])
    #expect(disk.dirtyBlocks == [(1 << 28) - 1])
    #expect(DiskImage(sectors: .max).sectors == 1 << 31)
    #expect(DiskImage(sectors: -1).size == 0)
  }

  /// Against a plain array.
  @Test func randomWritesAgreeWithAnArray() throws {
    var expected = Self.pattern(16 * 4096)
    var disk = try DiskImage(name: "fs.img", bytes: expected)
    var generator = RepeatableGenerator(seed: 5)
    for _ in 0..<300 {
      let offset = Int.random(in: 0..<expected.count, using: &generator)
      let count = Int.random(in: 0...min(9000, expected.count - offset), using: &generator)
      let bytes = [UInt8](repeating: UInt8.random(in: 0...255, using: &generator), count: count)
      _ = disk.write(offset, bytes)
      expected.replaceSubrange(offset..<offset + count, with: bytes)
    }
    #expect(disk.contents == expected)
  }
}
