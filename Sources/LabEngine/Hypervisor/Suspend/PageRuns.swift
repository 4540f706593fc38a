/// Pages of 4 KiB in a file: those that are not all zero, each with its number, in runs of words.
///
/// A run is 2 bytes: how many words of 8 bytes, 1 to 512, and in the top bit whether one word follows, which is
/// repeated, or all of them. What a program has not filled is zeros or a pattern, and takes a few bytes.
enum PageRuns {
  static let pageSize = 4096
  private static let words = pageSize / 8
  private static let repeated: UInt16 = 1 << 15
  /// A run of equal words that is shorter saves nothing.
  private static let shortest = 3

  /// Writes the pages that `content` has, in the order of `numbers`; zeros are left out.
  static func write(
    _ numbers: some Collection<Int>, to writer: inout StateWriter,
    _ content: (Int) -> UnsafeRawPointer?
  ) -> Int {
    var part = StateWriter()
    var count = 0
    for number in numbers {
      guard let page = content(number), !isZero(page) else { continue }
      part.integer(UInt32(truncatingIfNeeded: number))
      write(page, to: &part)
      count += 1
    }
    writer.count(count)
    writer.raw(part.bytes)
    return count
  }

  private static func word(_ page: UnsafeRawPointer, _ index: Int) -> UInt64 {
    page.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
  }

  static func isZero(_ page: UnsafeRawPointer) -> Bool {
    for index in 0..<words where word(page, index) != 0 { return false }
    return true
  }

  private static func write(_ page: UnsafeRawPointer, to writer: inout StateWriter) {
    var (start, index) = (0, 0)
    func writeLiteral(upTo end: Int) {
      guard end > start else { return }
      writer.integer(UInt16(truncatingIfNeeded: end - start))
      writer.raw(UnsafeRawBufferPointer(start: page + start * 8, count: (end - start) * 8))
    }
    while index < words {
      let value = word(page, index)
      var end = index + 1
      while end < words, word(page, end) == value { end += 1 }
      if end - index >= shortest {
        writeLiteral(upTo: index)
        writer.integer(UInt16(truncatingIfNeeded: end - index) | repeated)
        writer.raw(UnsafeRawBufferPointer(start: page + index * 8, count: 8))
        start = end
      }
      index = end
    }
    writeLiteral(upTo: words)
  }

  /// Reads them again; the numbers lie below `limit` and ascend.
  static func read(
    from reader: inout StateReader, below limit: Int, _ take: (Int, [UInt8]) throws -> Void
  ) throws {
    let count = try reader.count("the number of pages", ofAtLeast: 4 + 2 + 8)
    var last = -1
    for _ in 0..<count {
      let word: UInt32 = try reader.integer("the number of a page")
      let number = Int(word)
      try reader.check(number < limit, "there is no page \(number) of \(limit)")
      try reader.check(number > last, "page \(number) stands behind page \(last)")
      last = number
      try take(number, try readPage(from: &reader, number))
    }
  }

  private static func readPage(from reader: inout StateReader, _ number: Int) throws -> [UInt8] {
    var page: [UInt8] = []
    page.reserveCapacity(pageSize)
    while page.count < pageSize {
      let head: UInt16 = try reader.integer("page \(number)")
      let count = Int(head & ~repeated)
      try reader.check(
        count > 0 && count <= words - page.count / 8, "page \(number) has a run of \(count) words")
      if head & repeated == 0 {
        page += try reader.raw(count * 8, "page \(number)")
      } else {
        let word = try reader.raw(8, "page \(number)")
        for _ in 0..<count { page += word }
      }
    }
    return page
  }
}
