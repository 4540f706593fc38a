import Testing

@testable import LabEngine

/// Guests that every technique runs as the bare computer does, each of them using something that hypervisors
/// stumble over.
enum VirtualGuests {
  struct Guest: Sendable, CustomTestStringConvertible {
    let name: String
    let source: String
    var start = "s"
    var harts = 1
    var options = ""
    var testDescription: String { name }
  }

  static let all =
    [
      traps, paging, selfModifying, middleOfBlock, timer, machineMode, twoHarts, processes, atomics,
    ] + ofMemory

  static let off = """
        li   a7, 0x53525354
        li   a6, 0
        li   a0, 0
        li   a1, 0
        ecall
    9:  j    9b

    """

  /// An illegal instruction that the handler skips, and a byte to the console.
  static let traps = Guest(
    name: "traps",
    source: """
          la   t0, trap
          csrw stvec, t0
          li   s0, 0
          .word 0
          li   t0, 0x10000000
          addi t1, s0, 64
          sb   t1, 0(t0)
      \(off)
      trap:
          addi s0, s0, 1
          csrr t0, sepc
          addi t0, t0, 4
          csrw sepc, t0
          sret
      """)

  /// Sv39 with a superpage for the kernel and small pages for a user program, which calls the kernel and touches a
  /// page that the kernel maps on demand; the kernel takes a page away again, without which a second
  /// touch would not fault.
  static let paging = Guest(
    name: "paging",
    source: """
      .equ KERNEL, 0xcf       # D A X W R V, and G off
      _start:
          la   t0, trap
          csrw stvec, t0
          la   t0, root
          # 0x80000000 as a gigapage of the kernel
          li   t1, 0x80000000 >> 2 | 0xcf
          sd   t1, 16(t0)
          # 0x10000000 (the UART) as a gigapage
          li   t1, 0xc7
          sd   t1, 0(t0)
          # user pages at 0x40000000: root[1] -> middle -> leaf
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
          la   t1, user
          srli t1, t1, 2
          ori  t1, t1, 0x1b    # X R U V, not accessed yet
          sd   t1, 0(t2)
          srli t0, t0, 12
          li   t1, 8 << 60
          or   t0, t0, t1
          csrw satp, t0
          sfence.vma
          li   t0, 1 << 8
          csrc sstatus, t0     # to user mode
          li   t0, 0x40000000
          csrw sepc, t0
          li   s0, 0           # page faults
          li   s1, 0           # calls
          sret
      .balign 4
      trap:
          csrr t5, scause
          li   t6, 8
          beq  t5, t6, call
          addi s0, s0, 1
          csrr s3, stval
          # map the page of stval to `page`, read-write, user
          srli t5, s3, 9
          andi t5, t5, 0x7f8
          la   t6, leaf
          add  t6, t6, t5
          la   t5, page
          srli t5, t5, 2
          ori  t5, t5, 0x17
          sd   t5, 0(t6)
          sfence.vma s3
          sret
      call:
          addi s1, s1, 1
          li   t6, 3
          beq  s1, t6, done
          # take the page away
          la   t6, leaf
          sd   zero, 40(t6)
          sfence.vma
          csrr t5, sepc
          addi t5, t5, 4
          csrw sepc, t5
          sret
      done:
          la   t6, leaf
          ld   s4, 0(t6)       # accessed by now
          ld   s5, 40(t6)      # accessed and dirty
          li   t6, 0x10000000
          addi t5, s0, 48
          sb   t5, 0(t6)
      \(off)
      .balign 4096
      root: .space 4096
      middle: .space 4096
      leaf: .space 4096
      page: .space 4096
      user:
          li   t0, 0x40005000
          li   t1, 77
          sd   t1, 0(t0)
          ecall
          ld   t2, 0(t0)
          ecall
          sd   t2, 8(t0)
          ecall
      """, options: "ram=1MiB")

  /// The kernel overwrites an instruction that it has executed, and one ahead in the same block.
  static let selfModifying = Guest(
    name: "self-modifying code",
    source: """
      _start:
          li   s1, 0
          li   s2, 3
      again:
          la   t0, patch
          lw   t1, source
          sw   t1, 0(t0)
          fence.i
      patch:
          addi s1, s1, 1
          la   t0, source
          lw   t1, 0(t0)
          li   t2, 1 << 20     # the immediate grows by one
          add  t1, t1, t2
          sw   t1, 0(t0)
          addi s2, s2, -1
          bnez s2, again
      \(off)
      .balign 4
      source: addi s1, s1, 16
      """)

  /// Jumps into the middle of a block that was executed from its start, and into the middle of an instruction.
  static let middleOfBlock = Guest(
    name: "jumps into blocks",
    source: """
      _start:
          li   s1, 0
          li   s3, 0
          la   t0, middle
      head:
          addi s1, s1, 1
          csrw sscratch, s1
      middle:
          addi s1, s1, 16
          csrr s2, sscratch
          addi s3, s3, 1
          li   t1, 4
          blt  s3, t1, 1f
          j    2f
      1:  andi t1, s3, 1
          beqz t1, head
          jr   t0
      2:  la   t0, hidden + 2
          jalr t0
          j    3f
      hidden:
          .word 0x80820001     # its second half is c.jr ra
      3:
      \(off)
      """)

  /// Timer interrupts by firmware, with the kernel waiting in between.
  static let timer = Guest(
    name: "timer",
    source: """
      _start:
          la   t0, trap
          csrw stvec, t0
          li   t0, 32
          csrw sie, t0
          li   s0, 0
          call arm
          csrsi sstatus, 2
      1:  wfi
          li   t0, 5
          blt  s0, t0, 1b
          csrci sstatus, 2
          rdtime s5
      \(off)
      arm:
          rdtime a0
          addi a0, a0, 100
          li   a7, 0x54494d45
          li   a6, 0
          ecall
          ret
      .balign 4
      trap:
          addi s0, s0, 1
          mv   s9, ra
          call arm
          mv   ra, s9
          sret
      """)

  /// Machine mode, which delegates to supervisor mode and takes its calls; protection of physical memory.
  static let machineMode = Guest(
    name: "machine mode",
    source: """
      _start:
          la   t0, mtrap
          csrw mtvec, t0
          li   t0, -1
          srli t0, t0, 10
          csrw pmpaddr0, t0
          li   t0, 15
          csrw pmpcfg0, t0
          li   t0, 4           # illegal instructions to supervisor mode
          csrw medeleg, t0
          la   t0, strap
          csrw stvec, t0
          li   t0, 1 << 11
          csrs mstatus, t0
          li   t0, 1 << 12
          csrc mstatus, t0
          la   t0, kernel
          csrw mepc, t0
          li   s0, 0
          li   s1, 0
          mret
      kernel:
          csrr t0, mscratch    # illegal here: delegated
          ecall
          li   t0, 0x10000000
          addi t1, s1, 65
          sb   t1, 0(t0)
          li   t0, 0x100000
          li   t1, 0x5555
          sw   t1, 0(t0)
      1:  j    1b
      .balign 4
      strap:
          addi s0, s0, 1
          csrr t0, sepc
          addi t0, t0, 4
          csrw sepc, t0
          sret
      .balign 4
      mtrap:
          addi s1, s1, 1
          csrr t0, mepc
          addi t0, t0, 4
          csrw mepc, t0
          csrr s4, mcause
          mret
      """, start: "m")

  /// A second hart is started, and woken by an interrupt.
  static let twoHarts = Guest(
    name: "two harts",
    source: """
      _start:
          li   a7, 0x48534d    # start hart 1
          li   a6, 0
          li   a0, 1
          la   a1, second
          li   a2, 7
          ecall
      1:  lw   t0, flag
          beqz t0, 1b
          li   a7, 0x735049    # interrupt it
          li   a6, 0
          li   a0, 2
          li   a1, 0
          ecall
      2:  lw   t0, flag
          li   t1, 2
          bne  t0, t1, 2b
      \(off)
      second:
          li   t0, 2
          csrw sie, t0
          li   t1, 1
          la   t0, flag
          sw   t1, 0(t0)
      3:  wfi
          csrr t2, sip
          andi t2, t2, 2
          beqz t2, 3b
          csrci sip, 2
          li   t1, 2
          sw   t1, 0(t0)
      4:  wfi
          j    4b
      .balign 4
      flag: .word 0
      """, harts: 2)

  /// Two address spaces that the kernel switches between, each with its own page at one address.
  static let processes = Guest(
    name: "two address spaces",
    source: """
      _start:
          la   s0, rootA
          la   s1, leafA
          la   s2, pageA
          call build
          la   s0, rootB
          la   s1, leafB
          la   s2, pageB
          call build
          li   s5, 6
      1:  la   s0, rootA
          call enter
          li   t0, 0x40000000
          ld   t1, 0(t0)
          addi t1, t1, 1
          sd   t1, 0(t0)
          la   s0, rootB
          call enter
          ld   t1, 0(t0)
          addi t1, t1, 2
          sd   t1, 0(t0)
          addi s5, s5, -1
          bnez s5, 1b
          csrw satp, zero
          ld   s6, pageA
          ld   s7, pageB
      \(off)
      enter:
          srli t3, s0, 12
          li   t4, 8 << 60
          or   t3, t3, t4
          csrw satp, t3
          sfence.vma
          ret
      build:                   # s0 root, s1 middle and leaf behind it, s2 page
          li   t1, 0x80000000 >> 2 | 0xcf
          sd   t1, 16(s0)
          srli t1, s1, 2
          ori  t1, t1, 1
          sd   t1, 8(s0)
          li   t2, 4096
          add  t2, t2, s1
          srli t1, t2, 2
          ori  t1, t1, 1
          sd   t1, 0(s1)
          srli t1, s2, 2
          ori  t1, t1, 7
          sd   t1, 0(t2)
          ret
      .balign 4096
      rootA: .space 4096
      leafA: .space 8192
      rootB: .space 4096
      leafB: .space 8192
      pageA: .dword 100
          .space 4088
      pageB: .dword 200
      """, options: "ram=1MiB")

  /// Atomic instructions, also on a page table.
  static let atomics = Guest(
    name: "atomics",
    source: """
      _start:
          la   t0, root
          li   t1, 0x80000000 >> 2 | 0xf
          amoor.d t2, t1, (t0)
          addi t0, t0, 16
          amoswap.d t2, t1, (t0)
          la   t0, root
          srli t0, t0, 12
          li   t1, 8 << 60
          or   t0, t0, t1
          csrw satp, t0
          sfence.vma
          la   t0, counter
          li   t3, 3
      1:  lr.d t1, (t0)
          addi t1, t1, 1
          sc.d t2, t1, (t0)
          bnez t2, 1b
          addi t3, t3, -1
          bnez t3, 1b
          la   t0, root
          li   t1, 1 << 8
          amoor.d s4, t1, 16(t0)
      \(off)
      .balign 4096
      root: .space 4096
      counter: .dword 39
      """.replacing(
        "amoor.d s4, t1, 16(t0)", with: "addi t0, t0, 16\n          amoor.d s4, t1, (t0)"),
    options: "ram=1MiB")
}
