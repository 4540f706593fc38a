import Testing

@testable import LabEngine

struct DisassemblerTests {
  @Test func writesAsObjdumpDoes() {
    let image = GuestImage(
      entry: 0, segments: [],
      symbols: [GuestImage.Symbol(name: "_start", address: 0x8000_0000)])
    for line in DisassemblyGoldens.lines {
      let text = Disassembler.text(line.word, at: line.address) { image.label(at: $0) }
      #expect(text == line.text)
    }
  }

  @Test func tellsLengths() {
    #expect(Disassembler.length(0x0001) == 2)
    #expect(Disassembler.length(0x0513) == 4)
    #expect(Disassembler.length(0xffff) == 4)
  }

  @Test func writesWhatIsNoInstructionAsData() {
    #expect(Disassembler.text(0xffff_ffff, at: 0) { _ in nil } == ".4byte 0xffffffff")
    // Floating point, reserved.
    #expect(Disassembler.text(0x2000, at: 0) { _ in nil } == ".2byte 0x2000")
    #expect(Disassembler.text(0x8002, at: 0) { _ in nil } == ".2byte 0x8002")
  }

  /// What is written assembles to the same word, for all that is no jump.
  @Test func isUndoneByTheAssembler() throws {
    var random = SeededRandom(seed: 3)
    for form in InstructionTable.forms {
      switch form.format {
      case .branch, .jump: continue
      default: break
      }
      for _ in 0..<50 {
        let word = form.match | UInt32(truncatingIfNeeded: random.next()) & ~form.mask
        let text = Disassembler.text(word, at: 0) { _ in nil }
        // Ordering bits of nothing, hints and a pause have no source.
        guard !text.contains("unknown"), text != "pause" else { continue }
        let bytes = try Assembler.assemble(text, firstLine: 1).segments[0].bytes
        let again = bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let kept = form.format == .fence ? word & 0x0ff0_007f : word
        #expect(again == kept || text.hasPrefix("fence"), "\(text)")
      }
    }
  }

  @Test func survivesEveryWord() {
    var random = SeededRandom(seed: 4)
    for _ in 0..<200_000 {
      let word = UInt32(truncatingIfNeeded: random.next())
      #expect(!Disassembler.text(word, at: .max) { _ in nil }.isEmpty)
    }
  }
}
