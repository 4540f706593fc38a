import Foundation
import Testing

@testable import Exercises

@Suite struct LineReaderTests {
  private func lines(_ text: [UInt8], limit: Int) throws -> [LineReader.Line] {
    let directory = try TemporaryDirectory()
    let descriptor = open(try directory.write(text, to: "lines"), O_RDONLY)
    let reader = LineReader(descriptor: descriptor, name: "lines", limit: limit, closes: true)
    var lines: [LineReader.Line] = []
    while let line = try reader.next() { lines.append(line) }
    return lines
  }

  @Test func readsLinesWithAndWithoutAnEnd() throws {
    let expected = ["ab", "", "c\0d"].map { LineReader.Line.bytes(Array($0.utf8)) }
    #expect(try lines(Array("ab\n\nc\0d\n".utf8), limit: 10) == expected)
    #expect(try lines(Array("ab\n\nc\0d".utf8), limit: 10) == expected)
    #expect(try lines([], limit: 10).isEmpty)
  }

  @Test func aLineThatIsTooLongHidesNoOther() throws {
    let long = [UInt8](repeating: 0x61, count: 200_000)
    let expected: [LineReader.Line] = [.bytes([0x78]), .tooLong, .bytes([0x79]), .tooLong]
    #expect(
      try lines([0x78, 0x0a] + long + [0x0a, 0x79, 0x0a] + long, limit: 199_999) == expected)
    #expect(try lines(long + [0x0a], limit: 200_000) == [.bytes(long)])
  }

  @Test func knowsWhenItMustWait() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let reader = LineReader(descriptor: ends[0], name: "pipe", limit: 10, closes: true)
    #expect(reader.mustWait)
    #expect(write(ends[1], "a\nb\n", 4) == 4)
    #expect(!reader.mustWait)
    #expect(try reader.next() == .bytes([0x61]))
    #expect(!reader.mustWait)
    #expect(try reader.next() == .bytes([0x62]))
    #expect(reader.mustWait)
    close(ends[1])
    #expect(!reader.mustWait)
    #expect(try reader.next() == nil)
  }
}
