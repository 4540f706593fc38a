import Testing

@testable import LabEngine

struct AssemblerProgramTests {
  /// Hexadecimal digits, `.N.` for N zeros, of what lies from the first address on.
  private func hex(_ image: GuestImage) -> String {
    var bytes: [UInt8] = []
    let start = image.segments.first?.address ?? 0
    for segment in image.segments where !segment.bytes.isEmpty {
      bytes += [UInt8](repeating: 0, count: Int(segment.address - start) - bytes.count)
      bytes += segment.bytes
    }
    return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private func expanded(_ golden: String) -> String {
    let parts = golden.split(separator: ".", omittingEmptySubsequences: false)
    return parts.enumerated().map { index, part in
      index % 2 == 0 ? String(part) : String(repeating: "00", count: Int(part) ?? 0)
    }.joined()
  }

  @Test(arguments: ProgramGoldens.programs.indices)
  func assembles(_ index: Int) throws {
    let golden = ProgramGoldens.programs[index]
    let image = try Assembler.assemble(golden.source, firstLine: 1)
    #expect(hex(image) == expanded(golden.bytes), "\(golden.what)")
  }

  @Test func tellsEntrySymbolsAndLines() throws {
    let image = try Assembler.assemble(
      """
      first: nop
      _start: li a0, 0x12345678
      1: j 1b
      .equ five, 5
      .Lhidden: .data
      value: .dword 7
      .bss
      room: .zero 4096
      """, firstLine: 10)
    #expect(image.entry == 0x8000_0004)
    #expect(
      image.symbols == [
        GuestImage.Symbol(name: "first", address: 0x8000_0000),
        GuestImage.Symbol(name: "_start", address: 0x8000_0004),
        GuestImage.Symbol(name: "value", address: 0x8000_0010),
        GuestImage.Symbol(name: "room", address: 0x8000_0018),
      ])
    #expect(image.lines.map(\.line) == [10, 11, 11, 12])
    #expect(image.lines.map(\.address) == [0, 4, 8, 12].map { 0x8000_0000 + $0 })
    #expect(image.segments.map(\.size) == [16, 8, 4096])
    #expect(image.segments.map(\.bytes.count) == [16, 8, 0])
    #expect(image.label(at: 0x8000_000c) == "_start+0x8")
    #expect(image.label(at: 0x7fff_ffff) == nil)
  }

  @Test func startsAtTheFirstInstructionAndAnyBase() throws {
    let image = try Assembler.assemble(".word 1\nnop", firstLine: 1, base: 0x1000)
    #expect(image.entry == 0x1004)
    #expect(try Assembler.assemble("", firstLine: 1).segments.isEmpty)
    #expect(try Assembler.assemble("", firstLine: 1).entry == 0x8000_0000)
  }

  /// A far branch is two instructions, and both are of its line.
  @Test func placesBothPartsOfAFarBranch() throws {
    let image = try Assembler.assemble("beqz a0, x\n.space 8192\nx: nop", firstLine: 1)
    #expect(image.lines.map(\.line) == [1, 1, 3])
    #expect(image.lines.map { $0.address - 0x8000_0000 } == [0, 4, 8200])
  }
}
