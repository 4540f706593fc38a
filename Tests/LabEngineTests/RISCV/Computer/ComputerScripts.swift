import Testing

@testable import LabEngine

extension Lab {
  /// All that the last command of a script said, a line a row; the cells of a table are joined by blanks.
  @discardableResult
  func said(_ script: String) throws -> String {
    guard let report = try execute(script).last?.report else { return "" }
    return report.blocks.map(\.plain).joined(separator: "\n")
  }
}

extension Report.Block {
  fileprivate var plain: String {
    switch self {
    case .text(let text), .value(let text): text
    case .listing(let lines, _): lines.joined(separator: "\n")
    case .table(let table):
      table.rows.map { $0.map(\.text).filter { !$0.isEmpty }.joined(separator: " ") }
        .joined(separator: "\n")
    case .trace, .chart, .gantt: ""
    }
  }
}

/// Guests for the tests. Addresses and encodings were worked out by hand from The RISC-V Instruction Set Manual,
/// Volume I (20191213) and Volume II (20211203).
enum Guests {
  /// 3! by recursion; then an illegal instruction, which the handler skips; then a loop.
  static let factorial = """
    machine frames=64
    guest k
    _start:
        la   sp, top          # 0x80000000, 0x80000004
        la   t0, trap         # 8, c
        csrw stvec, t0        # 10
        li   a0, 3            # 14
        jal  fact             # 18
        sd   a0, result, t1   # 1c, 20
        .word 0               # 24
    loop:
        addi s1, s1, 1        # 28
        j    loop             # 2c
    fact:
        addi sp, sp, -16      # 30
        sd   ra, 8(sp)        # 34
        sd   a0, 0(sp)        # 38
        li   t0, 1            # 3c
        ble  a0, t0, 1f       # 40
        addi a0, a0, -1       # 44
        jal  fact             # 48
        ld   t0, 0(sp)        # 4c
        mul  a0, a0, t0       # 50
    1:  ld   ra, 8(sp)        # 54
        addi sp, sp, 16       # 58
        ret                   # 5c
    trap:
        addi s0, s0, 1        # 60
        csrr t0, sepc         # 64
        addi t0, t0, 4        # 68
        csrw sepc, t0         # 6c
        sret                  # 70
        .balign 8
    result: .dword 0          # 78
        .space 1024
    top:
    end
    boot M guest=k ram=1MiB
    """

  /// One timer interrupt, in vectored mode, wakes the hart from `wfi`.
  static let vectored = """
    machine frames=64
    guest v
    _start:
        la   t0, vectors + 1
        csrw mtvec, t0
        li   t0, 0x80           # MTIE
        csrw mie, t0
        li   t1, 0x02004000     # mtimecmp of hart 0
        li   t2, 3
        sd   t2, 0(t1)
        csrsi mstatus, 8        # MIE
    idle:
        wfi
        j    idle
        .balign 64
    vectors:
        j    other
        .space 24
        j    timer              # 4 × 7 behind the base
    other:
        j    other
    timer:
        li   t2, -1
        sd   t2, 0(t1)
        mret
    end
    boot M guest=v ram=1MiB start=m
    """

  /// Sv39 with the tables at 0x80001000, 0x80002000 and 0x80003000: 0x1000 is a user's page at 0x80004000, the
  /// gigabyte from 0x80000000 is mapped to itself; then a store to 0x1008.
  static let paging = """
    machine frames=64
    guest p
    _start:
        li   t0, 8
        slli t0, t0, 60
        li   t1, 0x80001
        or   t0, t0, t1
        csrw satp, t0
        sfence.vma
        la   t2, trap
        csrw stvec, t2
        li   a1, 0x1000
    access:
        sd   a1, 8(a1)
    trap:
        j    trap
        .balign 4096
    root:
        .dword 0x20000801, 0, 0x200000cf
        .balign 4096
        .dword 0x20000c01, 0x200004cf
        .balign 4096
    leaf:
        .dword 0, 0x20001017, 0x20001003, 0x40000000003, 4
        .balign 4096
    page:
        .dword 0
    end
    boot M guest=p ram=1MiB
    """
}
