import Testing

@testable import LabEngine

struct AssemblyErrorTests {
  private func error(_ source: String) -> LabError? {
    #expect(throws: LabError.self) { try Assembler.assemble(source, firstLine: 5) }
  }

  /// The report names the line and column of a mistake and words it so; the lines count from 5.
  @Test(arguments: [
    ("nop\n adddi a0, a0, 1", 6, 2, "there is no instruction `adddi`; did you mean `addi`?"),
    ("addi a0, a9, 1", 5, 10, "there is no register `a9`; did you mean `a0`?"),
    ("add a0, a1", 5, 11, "expected `,`, found the end of the line"),
    ("add a0, a1, a2, a3", 5, 15, "expected the end of the statement, found `,`"),
    ("addi a0, a0, 2048", 5, 14, "the immediate must be -2048 to 2047, not 2048"),
    ("lui a0, -1", 5, 9, "the upper immediate must be 0 to 1048575, not -1"),
    ("slli a0, a0, 64", 5, 14, "the shift amount must be 0 to 63, not 64"),
    ("csrwi satp, 32", 5, 13, "the immediate must be 0 to 31, not 32"),
    ("csrr a0, stap", 5, 10, "there is no CSR `stap`; did you mean `satp`?"),
    ("csrr a0, 4096", 5, 10, "the number of a CSR must be 0 to 4095, not 4096"),
    (".wrod 1", 5, 1, "there is no directive `.wrod`; did you mean `.word`?"),
    (".option foo", 5, 9, "there is no option `foo`; there are rvc, norvc"),
    ("loop: j lop", 5, 9, "there is no label `lop`; did you mean `loop`?"),
    ("j 1f", 5, 3, "there is no label `1:` behind this line"),
    ("j 1b", 5, 3, "there is no label `1:` before this line"),
    ("a: nop\na: nop", 6, 1, "`a` is already defined in line 5"),
    ("a0: nop", 5, 1, "`a0` cannot be a label"),
    (".equ a, b\n.equ b, a\n.word a", 6, 9, "`b` is defined by itself"),
    (".equ a, a + 1", 5, 9, "`a` is defined by itself"),
    ("j x\n.space 1048576\nx: nop", 5, 3, "the distance to `x` must be -1048576 to 1048574"),
    ("j . + 1", 5, 3, "an instruction cannot lie at the odd address `. + 1`"),
    (".space 1000000000000000000", 5, 8, "a program has at most 16 MiB"),
    (".zero -1", 5, 7, "the count must be 0 or more, not -1"),
    (".align 63", 5, 8, "the power of two must be 0 to 20, not 63"),
    (".balign 3", 5, 9, "the alignment must be a power of two up to 1048576, not 3"),
    (".byte 256", 5, 7, "a value of 1 byte must be -128 to 255, not 256"),
    (".word 1/0", 5, 7, "division by zero"),
    ("x: .word x * 2", 5, 10, "`*` does not go with the address of a label"),
    (
      "li a0, x\nx: nop", 5, 8,
      "expected a number (for an address there is `la`) that is known here"
    ),
    ("addi a0, a0, x\nx: nop", 5, 14, "expected a number, found the address `x`"),
    ("x: lui a0, %hi(x)", 5, 16, "`%hi` reaches addresses below 2 GiB"),
    ("lui a0, %ho(x)", 5, 9, "there is no part of an address `%ho`; did you mean `%hi`?"),
    ("x: lw a0, %pcrel_lo(x)(a0)", 5, 21, "`%pcrel_lo` needs the label of an `auipc`"),
    ("c.nop", 5, 1, "`c.nop` is known only behind `.option rvc`"),
    (".option rvc\nc.add a0, zero", 6, 1, "`c.add` has no code for these operands"),
    (".option rvc\nc.lw a0, 2(a1)", 6, 1, "`c.lw` has no code for these operands"),
    ("amoadd.w a0, a1, 4(a2)", 5, 18, "the offset of an atomic instruction must be 0, not 4"),
    ("fence wr, w", 5, 7, "expected some of `i`, `o`, `r`, `w`, in this order, found `wr`"),
    ("sw a0, x\nx: nop", 5, 9, "expected `(` and a register, or `,` and a register"),
    (".ascii 5", 5, 8, "expected a text in quotes, found `5`"),
    (".ascii \"ab", 5, 8, "expected `\"` at the end of the text, found the end of the line"),
    ("nop /* x", 5, 5, "expected `*/` at the end of the comment"),
    ("li a0, 0x10000000000000000", 5, 8, "expected a number of at most 64 bits"),
    (".bss\n.byte 1", 6, 7, "`.bss` holds only zeros; reserve room with `.zero`"),
    ("ä: nop", 5, 1, "expected a label, an instruction or a directive, found `ä`"),
    ("nop # ok\n\t/* ä */ nop a0", 6, 14, "expected the end of the statement, found `a0`"),
    ("nop\r\nadd a0, a1\r\nnop", 6, 11, "expected `,`, found the end of the line"),
    (".incbin \"x\"", 5, 1, "there is no directive `.incbin`"),
  ])
  func places(_ source: String, _ line: Int, _ column: Int, _ message: String) {
    let error = error(source)
    #expect(error?.place?.line == line)
    #expect(error?.place?.column == column)
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "none")")
    #expect(error?.lineText != nil)
  }

  @Test func refusesTooMuch() {
    #expect(error(String(repeating: "#", count: 1_000_001)) != nil)
    #expect(error(String(repeating: ".zero 9000000\n", count: 2))?.place?.line == 6)
    #expect(error(".word " + String(repeating: "(", count: 1000)) != nil)
    #expect(error("x: .word " + String(repeating: "y+", count: 1000) + "1") != nil)
    let chain = (0..<1000).map { ".equ v\($0), v\($0 + 1)\n" }.joined()
    #expect(error(chain + ".equ v1000, 1") != nil)
    let doubled = (0..<100).map { ".equ v\($0), v\($0 + 1) + v\($0 + 1)\n" }.joined()
    #expect(throws: Never.self) {
      try Assembler.assemble(doubled + ".equ v100, 1\n.dword v0", firstLine: 1)
    }
    #expect(error("a: .space b - a + 1\nb: nop") != nil)
  }

  /// Whatever is typed is a program or a `LabError`, never a trap of ours.
  @Test func survivesGarbage() {
    let words = [
      "addi", "li", "a0", "x", "1b", "2f", "1:", "x:", ",", "(", ")", "-", "%hi", "%", "lo", "beq",
      "j",
      ".word", ".align", ".space", ".equ", ".option", "rvc", ".section", ".data", ".bss", "\"", "'",
      "0x7fffffffffffffff", "-0x8000000000000000", "<<", "/", "*/", "/*", "\n", "\r\n", ";", "la",
      "lw",
      "c.lw",
      "csrr", "=", ".", "~", "!", "&&", "63", "\\", "ä", ".fill", ".asciz", "call", ".popsection",
    ]
    var random = SeededRandom(seed: 1)
    for _ in 0..<20_000 {
      let source = (0..<Int(random.next() % 12)).map { _ in
        words[Int(random.next() % UInt64(words.count))]
      }.joined(separator: " ")
      do { _ = try Assembler.assemble(source, firstLine: 1) } catch {
        #expect(error is LabError, "\(source)")
      }
    }
  }
}
