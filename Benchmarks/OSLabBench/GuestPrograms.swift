/// The guests that the benchmark runs, in assembly: each in supervisor mode under Sv39 with timer interrupts.
enum GuestPrograms {
  /// A whole program around `main`.
  static func source(_ main: String) -> String { [head, main, tail].joined(separator: "\n") }

  /// Fibonacci by recursion, of 32.
  static let fib = """
    main:
        addi sp, sp, -16
        sd   ra, 8(sp)
        li   a0, 32
        call fib
        mv   s0, a0
        ld   ra, 8(sp)
        addi sp, sp, 16
        ret
    fib:
        li   t0, 2
        bltu a0, t0, 1f
        addi sp, sp, -32
        sd   ra, 24(sp)
        sd   s0, 16(sp)
        sd   s1, 8(sp)
        mv   s0, a0
        addi a0, a0, -1
        call fib
        mv   s1, a0
        addi a0, s0, -2
        call fib
        add  a0, a0, s1
        ld   ra, 24(sp)
        ld   s0, 16(sp)
        ld   s1, 8(sp)
        addi sp, sp, 32
    1:  ret
    """

  /// CRC-32 of 64 KiB by table, 150 times.
  static let crc = """
    main:                       # CRC-32 (IEEE 802.3, reflected) of 64 KiB, by table, 100 times
        la   a1, buffer
        li   t0, 65536
        li   t1, 1
        mv   t2, a1
    1:  slli t3, t1, 13
        xor  t1, t1, t3
        srli t3, t1, 7
        xor  t1, t1, t3
        slli t3, t1, 17
        xor  t1, t1, t3
        sb   t1, 0(t2)
        addi t2, t2, 1
        addi t0, t0, -1
        bnez t0, 1b
        la   a2, crctable
        li   t0, 0
        li   t4, 0xedb88320
    2:  mv   t1, t0
        li   t2, 8
    3:  andi t3, t1, 1
        srli t1, t1, 1
        beqz t3, 4f
        xor  t1, t1, t4
    4:  addi t2, t2, -1
        bnez t2, 3b
        slli t3, t0, 2
        add  t3, t3, a2
        sw   t1, 0(t3)
        addi t0, t0, 1
        li   t3, 256
        bne  t0, t3, 2b
        li   a3, 150
    5:  li   a0, -1
        mv   t0, a1
        li   t1, 65536
        add  t1, t1, t0
    6:  lbu  t2, 0(t0)
        xor  t2, t2, a0
        andi t2, t2, 255
        slli t2, t2, 2
        add  t2, t2, a2
        lwu  t2, 0(t2)
        srliw a0, a0, 8
        xor  a0, a0, t2
        addi t0, t0, 1
        bne  t0, t1, 6b
        not  a0, a0
        addi a3, a3, -1
        bnez a3, 5b
        mv   s0, a0
        ret
        .balign 8
    crctable: .space 1024
    buffer: .space 65536
    """

  /// Heapsort of 100,000 doublewords, three times.
  static let sort = """
    main:                       # heapsort of 100,000 pseudo-random doublewords, 3 times
        li   s3, 3
    0:  la   s0, data
        li   s1, 100000
        li   t0, 0
        li   t1, 88172645463325252
        mv   t2, s0
    1:  slli t3, t1, 13
        xor  t1, t1, t3
        srli t3, t1, 7
        xor  t1, t1, t3
        slli t3, t1, 17
        xor  t1, t1, t3
        sd   t1, 0(t2)
        addi t2, t2, 8
        addi t0, t0, 1
        bne  t0, s1, 1b
        srli s2, s1, 1
    2:  addi s2, s2, -1
        mv   a0, s2
        mv   a1, s1
        mv   s4, ra
        call sift
        mv   ra, s4
        bnez s2, 2b
        addi s2, s1, -1
    3:  ld   t0, 0(s0)
        slli t1, s2, 3
        add  t1, t1, s0
        ld   t2, 0(t1)
        sd   t2, 0(s0)
        sd   t0, 0(t1)
        li   a0, 0
        mv   a1, s2
        mv   s4, ra
        call sift
        mv   ra, s4
        addi s2, s2, -1
        bnez s2, 3b
        addi s3, s3, -1
        bnez s3, 0b
        ret
    sift:                       # a0 root, a1 size, s0 base
        slli t0, a0, 3
        add  t0, t0, s0
        ld   t1, 0(t0)
    1:  slli t2, a0, 1
        addi t2, t2, 1
        bgeu t2, a1, 4f
        slli t3, t2, 3
        add  t3, t3, s0
        ld   t4, 0(t3)
        addi t5, t2, 1
        bgeu t5, a1, 2f
        ld   t6, 8(t3)
        bgeu t4, t6, 2f
        mv   t4, t6
        mv   t2, t5
        addi t3, t3, 8
    2:  bgeu t1, t4, 4f
        sd   t4, 0(t0)
        mv   t0, t3
        mv   a0, t2
        j    1b
    4:  sd   t1, 0(t0)
        ret
        .balign 4096
    data: .space 800000
    """

  /// Product of two matrices of 96 x 96 64-bit integers, twelve times.
  static let matrix = """
    main:                       # product of two 96 x 96 matrices of 64-bit integers, 12 times
        la   s0, a
        la   s1, b
        la   s2, c
        li   s3, 96
        li   t0, 9216
        li   t1, 1
        mv   t2, s0
        mv   t3, s1
    1:  sd   t1, 0(t2)
        slli t4, t1, 1
        sd   t4, 0(t3)
        addi t1, t1, 3
        addi t2, t2, 8
        addi t3, t3, 8
        addi t0, t0, -1
        bnez t0, 1b
        li   s7, 12
    2:  li   s4, 0
    3:  li   s5, 0
    4:  li   t0, 0
        li   t1, 768
        mul  t2, s4, t1
        add  t2, t2, s0
        slli t3, s5, 3
        add  t3, t3, s1
        li   t4, 96
    5:  ld   t5, 0(t2)
        ld   t6, 0(t3)
        mul  t5, t5, t6
        add  t0, t0, t5
        addi t2, t2, 8
        addi t3, t3, 768
        addi t4, t4, -1
        bnez t4, 5b
        li   t1, 768
        mul  t2, s4, t1
        slli t3, s5, 3
        add  t2, t2, t3
        add  t2, t2, s2
        sd   t0, 0(t2)
        addi s5, s5, 1
        bne  s5, s3, 4b
        addi s4, s4, 1
        bne  s4, s3, 3b
        addi s7, s7, -1
        bnez s7, 2b
        ret
        .balign 8
    a: .space 73728
    b: .space 73728
    c: .space 73728
    """

  /// A million calls from user mode, each answered by `sret`.
  static let traps = """
    main:                       # U mode calls, the kernel answers: 1,000,000 times
        la   t0, gate
        csrw stvec, t0
        li   t0, 0x100
        csrc sstatus, t0
        la   t1, table
        li   t2, 0x80000000 >> 2 | 0xdf
        sd   t2, 24(t1)
        sfence.vma
        la   t0, user
        li   t1, 0x40000000
        add  t0, t0, t1
        csrw sepc, t0
        li   s1, 1000000
        sret
    user:
        ecall
        addi s1, s1, -1
        bnez s1, user
        li   s2, 1
        ecall
        .balign 4
    gate:
        bnez s2, 1f
        csrr t0, sepc
        addi t0, t0, 4
        csrw sepc, t0
        sret
    1:  li   a7, 0x53525354
        li   a6, 0
        li   a0, 0
        li   a1, 0
        ecall
    """

  /// A load from each of 256 pages with nine instructions each, 8,000 rounds.
  static let loads = """
    main:                       # a load from each of 256 pages, nine instructions each, 20,000 rounds
        la   s0, pages
        li   s1, 8000
    1:  mv   t0, s0
        li   t1, 256
    2:  ld   t2, 0(t0)
        add  t3, t3, t2
        xor  t4, t4, t3
        slli t5, t4, 1
        add  t4, t4, t5
        li   t6, 4096
        add  t0, t0, t6
        addi t1, t1, -1
        bnez t1, 2b
        addi s1, s1, -1
        bnez s1, 1b
        ret
        .balign 4096
    pages: .space 1048576
    """

  /// Sv39 by gigabyte pages, a timer interrupt now and then, then `main`, then off.
  static let head = """
    # Supervisor mode, Sv39 on (one gigabyte page a side), a timer interrupt every 100,000 ticks.
    _start:
        la   sp, stack_top
        la   t0, table
        li   t1, 0x80000000 >> 2 | 0xcf      # PPN of 0x80000000, D A X W R V
        sd   t1, 16(t0)
        srli t0, t0, 12
        li   t1, 8 << 60
        or   t0, t0, t1
        csrw satp, t0
        sfence.vma
        la   t0, tick
        csrw stvec, t0
        csrr t0, time
        li   t1, 100000
        add  t0, t0, t1
        csrw 0x14d, t0
        li   t0, 32
        csrs sie, t0
        csrsi sstatus, 2
        call main
        li   a7, 0x53525354
        li   a6, 0
        li   a0, 0
        li   a1, 0
        ecall
    1:  j    1b
        .balign 4
    tick:
        csrw sscratch, t0
        csrr t0, time
        addi t0, t0, 2000
        addi t0, t0, 2000
        csrw 0x14d, t0
        csrr t0, sscratch
        sret
    """

  /// The root page table and the stack.
  static let tail = """
        .balign 4096
    table: .space 4096
        .space 65536
    stack_top:
    """
}
