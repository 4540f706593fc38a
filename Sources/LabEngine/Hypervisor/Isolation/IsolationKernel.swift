/// A small kernel with a hostile process and its target, for `isolation`.
///
/// It has page tables of its own for each, a file, a pool of pages, namespaces as containers have them, and one
/// bug: a system call that reads whatever physical address it is given.
enum IsolationKernel {
  /// What runs in a kernel: one of the two or both, in one container or in two.
  struct Setting: Sendable {
    var hasTarget = true
    var hasHostile = true
    var areApart = false
    /// Pages that the container of the hostile process may have.
    var limit = 1000
  }

  /// What the target keeps in its memory, and in its file.
  static let secret: UInt64 = 0x5ec2e7
  static let fileSecret: UInt64 = 0xf11e
  /// Pages that the kernel has to give away.
  static let pool = 16

  static func source(_ setting: Setting) -> String {
    """
    .equ HAS_TARGET, \(setting.hasTarget ? 1 : 0)
    .equ HAS_HOSTILE, \(setting.hasHostile ? 1 : 0)
    .equ CONTAINER, \(setting.areApart ? 1 : 0)     # of the hostile process; the target is in 0
    .equ LIMIT, \(setting.limit)
    .equ POOL, \(pool)
    .equ SECRET, \(secret)
    .equ FILE, \(fileSecret)

    """ + text
  }

  private static let text = """
    _start:
        la   s0, target_page
        la   t0, trap
        csrw stvec, t0
        la   a0, target_tables
        la   a1, target_code
        la   a2, target_page
        call build
        la   a0, hostile_tables
        la   a1, hostile_code
        la   a2, hostile_page
        call build
        li   t0, HAS_TARGET
        beqz t0, to_hostile
        la   a0, target_tables
        j    enter
    to_hostile:
        li   t0, HAS_HOSTILE
        beqz t0, off
        la   a0, hostile_tables
    enter:                      # the process whose tables begin at a0, from its first instruction on
        srli a0, a0, 12
        li   t0, 8 << 60
        or   a0, a0, t0
        csrw satp, a0
        sfence.vma
        li   t0, 0x40000000
        csrw sepc, t0
        li   t0, 1 << 8
        csrc sstatus, t0
        sret

    build:                      # three tables at a0; code at 0x40000000, a page of data at 0x40001000
        li   t0, 0x80000000 >> 2 | 0xcf
        sd   t0, 16(a0)         # the kernel: all of memory, not for users
        li   t2, 4096
        add  t1, a0, t2
        srli t0, t1, 2
        ori  t0, t0, 1
        sd   t0, 8(a0)
        add  t2, t1, t2
        srli t0, t2, 2
        ori  t0, t0, 1
        sd   t0, 0(t1)
        srli t0, a1, 2
        ori  t0, t0, 0x5b       # A U X R V
        sd   t0, 0(t2)
        srli t0, a2, 2
        ori  t0, t0, 0xd7       # D A U W R V
        sd   t0, 8(t2)
        ret

    .balign 4
    trap:
        csrr t0, scause
        li   t1, 8
        beq  t0, t1, call
        csrr t0, sepc           # whatever else was tried fails: -1
        addi t0, t0, 4
        csrw sepc, t0
        li   a0, -1
        sret
    call:
        csrr s10, sepc
        addi s10, s10, 4
        li   t0, 1
        beq  a7, t0, kill
        li   t0, 2
        beq  a7, t0, readfile
        li   t0, 3
        beq  a7, t0, grab
        li   t0, 4
        beq  a7, t0, bug
        li   t0, 6
        beq  a7, t0, to_hostile
    off:
        li   a7, 0x53525354
        li   a6, 0
        li   a0, 0
        li   a1, 0
        ecall

    visible:                    # a0 = 1 if the caller's container has the target in it
        li   a0, HAS_TARGET
        li   t0, CONTAINER
        beqz t0, 1f
        li   a0, 0
    1:  ret
    kill:
        call visible
        beqz a0, refuse
        sw   zero, alive, t0
        j    done
    readfile:
        call visible
        beqz a0, refuse
        li   a0, FILE
        j    done
    grab:                       # a0 pages, as many as there are and the container may have
        li   t3, 0
    1:  lw   t1, pool
        lw   t2, used
        li   t0, LIMIT
        beqz t1, 2f
        bge  t2, t0, 2f
        beqz a0, 2f
        addi t1, t1, -1
        addi t2, t2, 1
        addi t3, t3, 1
        addi a0, a0, -1
        sw   t1, pool, t0
        sw   t2, used, t0
        j    1b
    2:  mv   a0, t3
        j    done
    bug:                        # a missing check: the kernel reads for the caller what it asks for
        ld   a0, 0(a0)
        li   t0, 1 << 8
        csrc sstatus, t0
        j    done
    refuse:
        li   a0, -1
    done:
        csrw sepc, s10
        sret

    .balign 4
    alive: .word HAS_TARGET
    pool: .word POOL
    used: .word 0

    .balign 4096
    target_code:
        li   t0, 0x40001000
        li   t1, SECRET
        sd   t1, 0(t0)
        li   a7, 6
        ecall
    .balign 4096
    hostile_code:
        li   t0, 0x40001000     # the address at which the target has its secret
        ld   s2, 0(t0)
        li   t0, 0x80000000     # the kernel's memory
        ld   a0, 0(t0)
        mv   s3, a0
        csrr a0, sstatus        # a privileged instruction
        mv   s4, a0
        li   a7, 1
        ecall                   # kill the target
        mv   s5, a0
        li   a7, 2
        ecall                   # read its file
        mv   s6, a0
        li   a7, 3
        li   a0, 1000
        ecall                   # take all pages
        mv   s7, a0
        mv   a0, s0             # through the kernel's bug: the target's page
        li   a7, 4
        ecall
        mv   s8, a0
        li   a0, 0x80400000     # memory beyond the computer's own
        li   a7, 4
        ecall
        mv   s9, a0
        li   a7, 5
        ecall
    .balign 4096
    target_tables: .space 12288
    hostile_tables: .space 12288
    target_page: .space 4096
    hostile_page: .space 4096
    """
}
