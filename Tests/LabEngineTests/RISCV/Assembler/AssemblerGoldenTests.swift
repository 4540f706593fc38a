import Testing

@testable import LabEngine

struct AssemblerGoldenTests {
  private func hex(_ source: String) throws -> String {
    let image = try Assembler.assemble(source + "\n", firstLine: 1)
    return image.segments.flatMap(\.bytes).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  @Test(arguments: InstructionGoldens.base + InstructionGoldens.pseudo)
  func assembles(_ golden: Golden) throws {
    #expect(try hex(golden.source) == golden.bytes)
  }

  @Test(arguments: ConstantGoldens.constants)
  func loadsConstants(_ golden: Golden) throws {
    #expect(try hex(golden.source) == golden.bytes)
  }

  @Test(arguments: CompressedGoldens.chosen + CompressedGoldens.written)
  func compresses(_ golden: Golden) throws {
    #expect(try hex(".option rvc\n" + golden.source) == golden.bytes)
  }

  /// No mnemonic of the tables is left out above.
  @Test func goldensCoverTheTables() {
    func mnemonics(_ goldens: [Golden]) -> Set<String> {
      Set(
        goldens.map { golden in
          let statement = golden.source.split(separator: ": ").last ?? ""
          return String(statement.split(separator: " ").first ?? "")
        })
    }
    let seen = mnemonics(
      InstructionGoldens.base + InstructionGoldens.pseudo + ConstantGoldens.constants)
    let wanted = InstructionTable.forms.map(\.mnemonic) + Assembly.pseudoInstructionNames
    // binutils 2.40 wants another extension for `pause`.
    #expect(Set(wanted).subtracting(seen) == ["pause"])
    let short = mnemonics(CompressedGoldens.written)
    #expect(Set(CompressedTable.forms.map(\.mnemonic)).subtracting(short).isEmpty)
  }

  /// A compressed instruction and what it stands for are one.
  @Test func expandingUndoesCompressing() {
    for half in UInt16.min...UInt16.max where half & 3 != 3 {
      guard let form = CompressedForm.form(of: half) else { continue }
      let word = form.expand(half)
      guard let again = CompressedForm.compressing(word) else { continue }
      #expect(CompressedForm.form(of: again)?.expand(again) == word)
    }
  }

  @Test(arguments: [
    ("mstatus", 0x300), ("satp", 0x180), ("stimecmp", 0x14d), ("pmpaddr63", 0x3ef),
    ("pmpcfg15", 0x3af), ("mhpmcounter31", 0xb1f), ("hpmcounter3h", 0xc83), ("tdata1", 0x7a1),
    ("mconfigptr", 0xf15), ("menvcfg", 0x30a), ("mhpmevent3", 0x323), ("time", 0xc01),
  ])
  func knowsCSRs(_ name: String, _ number: UInt16) {
    #expect(CSRNames.number(name) == number)
    #expect(CSRNames.name(number) == name)
  }

  /// The privileged architecture's names in binutils 2.40, counted by assembling each of them.
  @Test func knowsAllCSRs() {
    #expect(CSRNames.all.count == 439)
    #expect((0..<4096).filter { CSRNames.name($0) != nil }.count == 407)
    #expect(CSRNames.number("mcontrol") == 0x7a1 && CSRNames.number("nonsense") == nil)
  }
}
