/// Guests for the comparison of execution techniques, around the programs of `GuestPrograms`.
extension GuestPrograms {
  /// A program of `GuestPrograms` in user mode, with the kernel's timer interrupts going on.
  static func inUserMode(_ main: String) -> String {
    source(userMode + main.replacing("main:", with: "program:"))
  }

  private static let userMode = """
    main:
        la   t0, gate
        csrw stvec, t0
        li   t0, 0x100
        csrc sstatus, t0
        la   t1, table
        li   t2, 0x80000000 >> 2 | 0xdf
        sd   t2, 24(t1)
        sfence.vma
        li   t1, 0x40000000
        la   t0, user
        add  t0, t0, t1
        csrw sepc, t0
        add  sp, sp, t1
        sret
    user:
        call program
        ecall
        .balign 4
    gate:
        csrw sscratch, t0
        csrr t0, scause
        bgez t0, 1f
        csrr t0, time
        addi t0, t0, 2000
        addi t0, t0, 2000
        csrw 0x14d, t0
        csrr t0, sscratch
        sret
    1:  li   a7, 0x53525354
        li   a6, 0
        li   a0, 0
        li   a1, 0
        ecall

    """

  /// Control registers read and written in a loop: eight privileged instructions of ten.
  static let controls = """
    main:
        li   t1, 100000
    1:  csrr t0, sstatus
        csrw sscratch, t0
        csrr t2, sscratch
        csrr t3, sepc
        csrw sepc, t3
        csrr t4, scause
        csrr t5, stval
        csrr t6, sie
        addi t1, t1, -1
        bnez t1, 1b
        ret
    """

  /// A kernel that does what xv6's does for a system call: registers saved, page tables switched there and
  /// back, an entry changed, and a short piece of work in between; 100,000 calls.
  static let kernelHeavy = """
    main:
        la   t1, table
        la   t2, kerneltable
        ld   t3, 0(t1)
        sd   t3, 0(t2)
        ld   t3, 16(t1)
        sd   t3, 16(t2)
        la   t3, leaftable
        srli t3, t3, 2
        ori  t3, t3, 1
        sd   t3, 8(t2)
        li   t3, 0x80000000 >> 2 | 0xdf
        sd   t3, 24(t1)
        la   t0, gate
        csrw stvec, t0
        la   t0, frame
        csrw sscratch, t0
        srli s10, t1, 12
        srli s11, t2, 12
        li   t0, 8 << 60
        or   s10, s10, t0
        or   s11, s11, t0
        li   t0, 0x100
        csrc sstatus, t0
        csrw sie, zero
        la   t0, user
        li   t1, 0x40000000
        add  t0, t0, t1
        csrw sepc, t0
        li   s1, 100000
        sfence.vma
        sret
    user:
        li   t0, 60             # a program between its calls
    1:  addi t0, t0, -1
        bnez t0, 1b
        ecall
        addi s1, s1, -1
        bnez s1, user
        li   s2, 1
        ecall
        .balign 4
    gate:
        csrrw a0, sscratch, a0
        sd   ra, 0(a0)
        sd   t0, 8(a0)
        sd   t1, 16(a0)
        sd   t2, 24(a0)
        csrr t0, sscratch
        sd   t0, 32(a0)
        csrw satp, s11
        sfence.vma
        csrr t0, sstatus
        csrr t1, sepc
        csrr t2, scause
        bnez s2, off
        csrsi sstatus, 2
        call work
        csrci sstatus, 2
        la   t2, leaftable
        ld   t0, 64(t2)
        xori t0, t0, 1
        sd   t0, 64(t2)
        addi t1, t1, 4
        csrw sepc, t1
        li   t0, 0x100
        csrc sstatus, t0
        li   t0, 0x20
        csrs sstatus, t0
        csrw satp, s10
        sfence.vma
        ld   t0, 32(a0)
        csrw sscratch, t0
        ld   ra, 0(a0)
        ld   t0, 8(a0)
        ld   t1, 16(a0)
        ld   t2, 24(a0)
        csrrw a0, sscratch, a0
        sret
    work:
        li   t2, 20
    2:  addi t2, t2, -1
        bnez t2, 2b
        ret
    off:
        li   a7, 0x53525354
        li   a6, 0
        li   a0, 0
        li   a1, 0
        ecall
        .balign 4096
    kerneltable: .space 4096
    leaftable: .space 4096
    frame: .space 64
    """
}
