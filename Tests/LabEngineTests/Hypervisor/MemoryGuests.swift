/// Guests that do unusual things with page tables and physical protection.
extension VirtualGuests {
  static let ofMemory = [
    supervisorFetch, protectedTables, writableTables, fencesOfTwoHarts, borrowedRights,
  ]

  /// Sv39 with the kernel's gigapages and a user's page at 0x40000000; t0 points to the leaf table.
  private static let userPage = """
    kernel:
        la   t0, trap
        csrw stvec, t0
        la   t0, root
        li   t1, 0x80000000 >> 2 | 0xcf
        sd   t1, 16(t0)
        la   t1, middle
        srli t1, t1, 2
        ori  t1, t1, 1
        sd   t1, 8(t0)
        la   t2, middle
        la   t1, leaf
        srli t1, t1, 2
        ori  t1, t1, 1
        sd   t1, 0(t2)
        la   t2, leaf
        la   t1, page
        srli t1, t1, 2
        ori  t1, t1, 0x1f    # X W R U V
        sd   t1, 0(t2)
        srli t0, t0, 12
        li   t1, 8 << 60
        or   t0, t0, t1
        csrw satp, t0
        sfence.vma
        li   s0, 0

    """

  private static let tables = """
        .balign 4096
    root: .space 4096
    middle: .space 4096
    leaf: .space 4096
    page: .word 0x00008067     # ret
        .space 4092

    """

  /// With SUM the kernel reads a user's page, but must not execute it; Volume II, section 4.3.1.
  private static let supervisorFetch = Guest(
    name: "execution of a user's page",
    source: userPage + """
          li   t0, 1 << 18
          csrs sstatus, t0
          li   t0, 0x40000000
          lw   s1, 0(t0)       # right
          sw   s1, 0(t0)
          la   s9, 1f
          jr   t0              # wrong
      1:  csrr s2, scause
          csrr s3, stval
      \(off)
      .balign 4
      trap:
          addi s0, s0, 1
          csrw sepc, s9
          sret
      """ + "\n" + tables, options: "ram=1MiB")

  /// Physical protection takes away a table that was used before; Volume II, section 3.7.2: the fence must make
  /// it felt.
  private static let protectedTables = Guest(
    name: "protected page tables",
    source: """
      machine:
          la   t0, mtrap
          csrw mtvec, t0
          li   t0, -1
          srli t0, t0, 10
          csrw pmpaddr1, t0
          li   t0, 31 << 8
          csrw pmpcfg0, t0
          li   t0, 0xb1ff
          csrw medeleg, t0
          li   t0, 1 << 11
          csrs mstatus, t0
          li   t0, 1 << 12
          csrc mstatus, t0
          la   t0, kernel
          csrw mepc, t0
          mret
      .balign 4
      mtrap:                   # a call of the kernel: no rights to the leaf table any more
          la   t0, leaf
          srli t0, t0, 2
          ori  t0, t0, 0x1ff
          csrw pmpaddr0, t0
          li   t0, 31 << 8 | 3 << 3
          csrw pmpcfg0, t0
          sfence.vma
          csrr t0, mepc
          addi t0, t0, 4
          csrw mepc, t0
          mret
      """ + "\n" + userPage + """
            li   t0, 1 << 18
            csrs sstatus, t0
            li   a0, 0x40000000
            lw   s1, 0(a0)
            ecall
            la   s9, 1f
            lw   s4, 0(a0)
        1:  csrr s2, scause      # a load access fault
            csrr s3, stval
            csrw satp, zero
            li   t0, 0x100000
            li   t1, 0x5555
            sw   t1, 0(t0)
        2:  j    2b
        .balign 4
        trap:
            addi s0, s0, 1
            csrw sepc, s9
            sret
        """ + "\n" + tables, start: "m", options: "ram=1MiB")

  /// The tables lie in their own address space, writable: the guest changes them there.
  private static let writableTables = Guest(
    name: "writable page tables",
    source: userPage + """
          li   t0, 1 << 18
          csrs sstatus, t0
          la   s9, 9f
          la   t2, leaf
          srli t1, t2, 2
          ori  t1, t1, 0x17    # the leaf table itself as its second page
          sd   t1, 8(t2)
          sfence.vma
          li   a0, 0x40000000
          li   a1, 0x40001000
          li   s1, 6
      1:  lw   s2, 0(a0)
          ld   t1, 0(a1)       # its entry, by itself
          xori t1, t1, 2       # not readable, then readable
          sd   t1, 0(a1)
          sfence.vma a0
          la   s9, 2f
          lw   s3, 0(a0)
      2:  addi s1, s1, -1
          bnez s1, 1b
          la   s9, 3f
          sd   zero, 8(a1)     # the table takes itself away
          sfence.vma
          ld   s4, 0(a1)
      3:  ld   s5, 0(t2)
      9:
      \(off)
      .balign 4
      trap:
          addi s0, s0, 1
          csrw sepc, s9
          sret
      """ + "\n" + tables, options: "ram=1MiB")

  /// Both harts translate, and one of them flushes again and again.
  private static let fencesOfTwoHarts = Guest(
    name: "fences of two harts",
    source: """
      entry:
          li   a7, 0x48534d    # start hart 1
          li   a6, 0
          li   a0, 1
          la   a1, second
          ecall
      """ + "\n" + userPage + """
            li   s1, 40
        1:  ld   t1, counter
            sfence.vma
            addi s1, s1, -1
            bnez s1, 1b
        \(off)
        second:
            la   t0, root
            srli t0, t0, 12
            li   t1, 8 << 60
            or   t0, t0, t1
        2:  lw   t1, middle      # until the tables stand
            beqz t1, 2b
            csrw satp, t0
            sfence.vma
            la   t0, counter
            li   t1, 1
        3:  amoadd.d t2, t1, (t0)
            j    3b
        .balign 4
        trap: j trap
        .balign 8
        counter: .dword 0
        """ + "\n" + tables, harts: 2, options: "ram=1MiB")

  /// Machine mode uses a page with a user's rights (MPRV) between its own fences.
  private static let borrowedRights = Guest(
    name: "borrowed rights",
    source: """
      machine:
          la   t0, mtrap
          csrw mtvec, t0
          li   t0, -1
          srli t0, t0, 10
          csrw pmpaddr0, t0
          li   t0, 15
          csrw pmpcfg0, t0
          li   t0, 1 << 11
          csrs mstatus, t0
          li   t0, 1 << 12
          csrc mstatus, t0
          la   t0, kernel
          csrw mepc, t0
          mret
      .balign 4
      mtrap:
          li   t0, 3 << 11
          csrc mstatus, t0     # rights of user mode
          li   t0, 1 << 17
          li   s2, 10
          li   a0, 0x40000000
          lw   s3, page        # by its own address, nothing translated
      1:  csrs mstatus, t0
          lw   s4, 0(a0)
          addi s4, s4, 1
          sw   s4, 4(a0)
          csrc mstatus, t0
          sfence.vma
          lw   s5, page
          addi s2, s2, -1
          bnez s2, 1b
          li   t0, 0x100000
          li   t1, 0x5555
          sw   t1, 0(t0)
      2:  j    2b
      """ + "\n" + userPage + """
            ecall
        trap: j  trap
        """ + "\n" + tables, start: "m", options: "ram=1MiB")
}
