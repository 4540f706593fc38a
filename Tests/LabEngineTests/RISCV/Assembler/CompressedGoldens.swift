/// As `InstructionGoldens`, behind `.option rvc`; an odd half is filled up by `c.nop`, as sections are.
enum CompressedGoldens {
  /// Compressed because it can be.
  static let chosen: [Golden] = [
    ("addi sp, sp, -16", "41110100"), ("addi a0, sp, 16", "08080100"),
    ("addi sp, sp, 496", "7d610100"), ("lw a0, 4(a1)", "c8410100"), ("ld a0, 8(a1)", "88650100"),
    ("sw a0, 4(a1)", "c8c10100"), ("sd a0, 8(a1)", "88e50100"), ("nop", "01000100"),
    ("addi t0, t0, -1", "fd120100"), ("addiw t0, t0, 0", "81220100"), ("li t0, 31", "fd420100"),
    ("lui t0, 1", "85620100"), ("lui t0, 0xfffff", "fd720100"), ("srli a0, a0, 33", "05910100"),
    ("srai a0, a0, 1", "05850100"), ("andi a0, a0, -32", "01990100"),
    ("sub a0, a0, a1", "0d8d0100"), ("xor a0, a0, a1", "2d8d0100"), ("or a0, a1, a0", "4d8d0100"),
    ("and a0, a0, a1", "6d8d0100"), ("subw a0, a0, a1", "0d9d0100"),
    ("addw a0, a0, a1", "2d9d0100"), ("j . - 4", "f5bf0100"), ("beqz a0, . + 8", "01c50100"),
    ("bne s1, zero, . + 254", "fdec0100"), ("bnez t0, . + 8", "63940200"),
    ("slli t0, t0, 63", "fe120100"), ("lw t0, 252(sp)", "fe520100"), ("ld t0, 504(sp)", "fe720100"),
    ("jr t0", "82820100"), ("mv t0, t1", "9a820100"), ("mv t0, zero", "93020000"),
    ("ebreak", "02900100"), ("jalr t0", "82920100"), ("add t0, t0, t1", "9a920100"),
    ("sw t0, 252(sp)", "96df0100"), ("sd t0, 504(sp)", "96ff0100"), ("ret", "82800100"),
    ("li a0, 0x12345678", "375534121b058567"), ("unimp", "00000100"),
    ("jalr zero, 0(t0)", "67800200"), ("la a0, .", "1705000013050500"),
    ("add a0, a1, a2", "3385c500"), ("lw a0, 128(a1)", "03a50508"),
  ]

  /// Compressed because it is written so.
  static let written: [Golden] = [
    ("c.addi4spn a0, sp, 16", "08080100"), ("c.lw a0, 4(a1)", "c8410100"),
    ("c.ld a0, 8(a1)", "88650100"), ("c.sw a0, 4(a1)", "c8c10100"), ("c.sd a0, 8(a1)", "88e50100"),
    ("c.nop", "01000100"), ("c.addi t0, -1", "fd120100"), ("c.addiw t0, 1", "85220100"),
    ("c.li t0, -32", "81520100"), ("c.addi16sp sp, -512", "01710100"),
    ("c.lui t0, 0xfffe0", "81720100"), ("c.srli a0, 1", "05810100"), ("c.srai a0, 63", "7d950100"),
    ("c.andi a0, 31", "7d890100"), ("c.sub a0, a1", "0d8d0100"), ("c.xor a0, a1", "2d8d0100"),
    ("c.or a0, a1", "4d8d0100"), ("c.and a0, a1", "6d8d0100"), ("c.subw a0, a1", "0d9d0100"),
    ("c.addw a0, a1", "2d9d0100"), ("c.j . + 2", "09a00100"), ("c.beqz a0, . - 256", "01d10100"),
    ("c.bnez a0, . + 4", "11e10100"), ("c.slli t0, 1", "86020100"),
    ("c.lwsp t0, 0(sp)", "82420100"), ("c.ldsp t0, 8(sp)", "a2620100"), ("c.jr t0", "82820100"),
    ("c.mv t0, t1", "9a820100"), ("c.ebreak", "02900100"), ("c.jalr t0", "82920100"),
    ("c.add t0, t1", "9a920100"), ("c.swsp t0, 4(sp)", "16c20100"),
    ("c.sdsp t0, 8(sp)", "16e40100"), ("c.unimp", "00000100"),
  ]
}
