/// As `InstructionGoldens`: whole programs, .text, .rodata, .data and .bss one
/// behind the other, as aligned as they ask for.
enum ProgramGoldens {
  static let programs: [(what: String, source: String, bytes: String)] = [
    (
      "data of every width",
      """
      .byte 1, 0xff, -128, 'a', '\\n'
      .half 0x1234, -1
      .2byte 7
      .short 8
      .word 0xdeadbeef, -1
      .4byte 1
      .long 2
      .dword 0x123456789abcdef0
      .8byte -2
      .quad 3
      """,
      "01ff80610a3412ffff07000800efbeaddeffffffff0100000002000000f0debc9a78563412feffffffffffff"
        + "ff0300000000000000000100"
    ),
    (
      "texts",
      """
      .ascii "ab", "c\\n\\t\\\\\\"\\101\\x42"
      .asciz "d"
      .string "e", ""
      """,
      "6162630a095c22414264006500000100"
    ),
    (
      "room",
      """
      .byte 1
      .zero 3
      .space 2, 0x55
      .skip 2
      .fill 2, 2, 0x1234
      """,
      "010000005555000034123412"
    ),
    (
      "alignment of data",
      """
      .data
      .byte 1
      .align 3
      .byte 2
      .balign 4, 0xee
      .byte 3
      .p2align 2
      .byte 4
      .balign 16,,2
      .byte 5
      """,
      "010000000000000002eeeeee030000000405"
    ),
    (
      "alignment of code",
      """
      nop
      .align 4
      nop
      .balign 8
      .byte 1
      .align 3
      nop
      """,
      "1300000013000000130000001300000013000000130000000100010013000000130000001300000013000000"
        + "13000000"
    ),
    (
      "names for numbers",
      """
      .equ a, 5
      .set b, a * 2
      c = b + 1
      .word a, b, c
      .set b, 1
      .word b
      addi a0, a0, a
      li a1, c << 4
      lw a0, a*4(sp)
      """,
      "050000000a0000000b00000001000000130555009305000b03254101"
    ),
    (
      "expressions",
      """
      .dword 1+2*3, 1|2+4, 10-2-3, 7&3+1, 1<<4+1, -1>>60, -7/2, -7%3, !5, !0, ~0, 1==1, 2<3, 3<2, 1&&2, 0||3, 1<>2, 5!2, 6^3|8, 5==2+3, (1+2)*3, 3 - - 2, 0b101, 017, 4>=4&&1, 1||0&&0
      """,
      "070000000000000007000000000000000500000000000000040000000000000011000000000000000f000000"
        + "00000000fdffffffffffffffffffffffffffffff00000000000000000100000000000000ffffffffffffffff"
        + "ffffffffffffffffffffffffffffffff000000000000000001000000000000000100000000000000ffffffff"
        + "fffffffffdffffffffffffff0d00000000000000ffffffffffffffff09000000000000000500000000000000"
        + "05000000000000000f0000000000000001000000000000000100000000000000"
    ),
    (
      "numeric labels",
      """
      1: beqz a0, 1f
       j 1b
      1: bnez a0, 2f
       j 1b
      2: 3: nop
       bgez a0, 3b
      """,
      "630405006ff0dfff631405006ff0dfff13000000e35e05fe"
    ),
    (
      "several a line, comments",
      """
      a: b: nop; nop // two
      c: nop # three
      /* none
       at all */ d: .word d - a, . - b
      """,
      "1300000013000000130000000c00000010000000"
    ),
    (
      "parts of addresses",
      """
      lui a0, %hi(0x12345fff)
      addi a0, a0, %lo(0x12345fff)
      1: auipc a1, %pcrel_hi(x)
      lw a2, %pcrel_lo(1b)(a1)
      2: auipc a1, %pcrel_hi(x + 8)
      sd a2, %pcrel_lo(2b)(a1)
      .data
      .zero 5000
      x: .dword 1
      """,
      "376534121305f5ff9715000003a685399715000023bcc538.5000.0100000000000000"
    ),
    (
      "sections",
      """
      la a0, m
      lw a1, n
      sw a1, n, t0
      .section .rodata
      m: .asciz "hello"
      .data
      .align 3
      n: .word 1
      .bss
      .zero 8
      .text
      nop
      """,
      "170500001305c5019705000083a505029702000023acb2001300000068656c6c6f0000000000000001000000"
    ),
    (
      "far branches",
      """
      beq a0, a1, far
      beqz a0, far
      bgtu a0, a1, far
      j far
      .space 8192
      far: blez a0, far - 8192
      bne a0, a1, far
      """,
      "6314b5006f208001631405006f20000163f4a5006f2080006f2040.8193.6344a0006fd0dfffe31cb5fe"
    ),
    (
      "far compressed branches",
      """
      .option push
      .option rvc
      beqz a0, far
      beq a1, a2, far
      j far
      mv a0, a1
      .option pop
      mv a0, a1
      .option norelax
      .space 300
      .option rvc
      far: bnez a0, far - 304
      j far - 4
      nop
      """,
      "630e0512638cc51215aa2e85138505.301.e31805ece5bf0100"
    ),
    (
      "what only linkers read",
      """
      .globl _start
      .type _start, @function
      _start: nop
      .size _start, . - _start
      .file "x.s"
      .ident "y"
      .section .text.init, "ax", @progbits
      nop
      .pushsection .data
      .word 1
      .popsection
      ebreak
      .previous
      sret
      """,
      "1300000073002010130000007300100001000000"
    ),
  ]
}
