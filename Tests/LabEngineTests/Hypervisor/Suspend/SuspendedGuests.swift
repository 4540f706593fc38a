import Testing

@testable import LabEngine

/// Guests that would do something else if anything of them were lost on the way.
enum SuspendedGuests {
  /// Counts in supervisor mode, and prints the number of every timer interrupt up to 30.
  static let counter = """
    guest g
    _start:
        la   t0, tick
        csrw stvec, t0
        call arm
        li   t0, 0x20           # STIE
        csrw sie, t0
        csrsi sstatus, 2        # SIE
        li   s2, 30
    1:  addi s1, s1, 1
        la   t1, total
        sd   s1, 0(t1)
        blt  s0, s2, 1b
        li   a7, 0x53525354     # system reset: shutdown
        li   a6, 0
        li   a0, 0
        li   a1, 0
        ecall
    arm:
        rdtime a0
        addi a0, a0, 50
        csrw stimecmp, a0
        ret
        .balign 4
    tick:
        addi s0, s0, 1
        mv   s5, ra
        mv   s6, a0
        call arm
        mv   ra, s5
        li   t2, 0x10000000
        li   t3, 10
        divu t4, s0, t3
        addi t4, t4, 48
        sb   t4, 0(t2)
        remu t4, s0, t3
        addi t4, t4, 48
        sb   t4, 0(t2)
        li   t4, 32
        sb   t4, 0(t2)
        mv   a0, s6
        sret
        .balign 8
    total: .dword 0
    end
    boot M guest=g ram=1MiB
    """

  /// Three harts take numbers by `lr` and `sc` and write down who took which. Now and then each wakes the next one
  /// and waits for being woken itself, or for its timer. The last one switches off.
  static let harts = """
    guest g
    _start:
        la   t0, wake
        csrw mtvec, t0
        li   t0, 0x88           # MTIE, MSIE
        csrw mie, t0
        csrsi mstatus, 8        # MIE
        csrr s0, mhartid
        li   s1, 200
        li   s2, 0x02000000     # msip of hart 0
        la   s3, next
        la   s4, taken
        slli s7, s0, 3
        li   t0, 0x02004000     # mtimecmp of hart 0
        add  s7, s7, t0
    1:  lr.d t0, (s3)
        addi t1, t0, 1
        sc.d t2, t1, (s3)
        addi s5, s5, 1          # tries
        bnez t2, 1b
        add  t3, s4, t0
        addi t4, s0, 65
        sb   t4, 0(t3)
        andi t4, s1, 31
        bnez t4, 2f
        addi t5, s0, 1          # wake the next hart
        li   t6, 3
        remu t5, t5, t6
        slli t5, t5, 2
        add  t5, t5, s2
        li   t6, 1
        sw   t6, 0(t5)
        li   t5, 0x0200bff8     # mtime
        ld   t5, 0(t5)
        addi t5, t5, 5
        sd   t5, 0(s7)
        wfi
    2:  addi s1, s1, -1
        bnez s1, 1b
        la   t0, finished
        li   t1, 1
        amoadd.d t2, t1, (t0)
        li   t1, 2
        beq  t2, t1, 3f
    4:  slli t5, s0, 2          # let the others go on
        j    4b
    3:  li   t6, 0x100000
        li   t5, 0x5555
        sw   t5, 0(t6)
        j    3b
        .balign 4
    wake:
        csrw mscratch, t0
        csrr t0, mcause
        andi t0, t0, 4          # 7 is the timer, 3 software
        beqz t0, 5f
        addi s8, s8, 1
        li   t0, -1
        sd   t0, 0(s7)
        csrr t0, mscratch
        mret
    5:  addi s6, s6, 1
        slli t0, s0, 2
        add  t0, t0, s2
        sw   zero, 0(t0)
        csrr t0, mscratch
        mret
        .balign 8
    next: .dword 0
    finished: .dword 0
    taken: .space 608
    end
    boot M guest=g ram=1MiB start=m harts=3
    """

  /// Writes 40 sectors through a virtio queue and reads them again; VIRTIO 1.1, sections 2.6, 3.1.1, 4.2.2, 5.2.
  static let disk = """
    guest g
    _start:
        li   s0, 0x10001000
        sw   zero, 0x70(s0)
        li   t0, 1
        sw   t0, 0x70(s0)
        li   t0, 3
        sw   t0, 0x70(s0)
        li   t0, 1
        sw   t0, 0x24(s0)
        sw   t0, 0x20(s0)       # VIRTIO_F_VERSION_1
        li   t0, 11
        sw   t0, 0x70(s0)
        sw   zero, 0x30(s0)
        li   t0, 8
        sw   t0, 0x38(s0)
        la   t0, descriptors
        sw   t0, 0x80(s0)
        la   t0, available
        sw   t0, 0x90(s0)
        la   t0, used
        sw   t0, 0xa0(s0)
        li   t0, 1
        sw   t0, 0x44(s0)
        li   t0, 15
        sw   t0, 0x70(s0)
        la   s1, descriptors
        la   s2, header
        la   s3, buffer
        sd   s2, 0(s1)
        sd   s3, 16(s1)
        la   t0, status
        sd   t0, 32(s1)
        li   s4, 40
    write:
        addi s4, s4, -1
        mul  t0, s4, s4
        addi t0, t0, 77
        sd   t0, 0(s3)
        sd   t0, 504(s3)
        li   t0, 1              # VIRTIO_BLK_T_OUT
        sw   t0, 0(s2)
        sd   s4, 8(s2)
        call submit
        bnez s4, write
        li   t0, 3              # the device writes the data
        sh   t0, 28(s1)
        li   s4, 40
    read:
        addi s4, s4, -1
        sw   zero, 0(s2)        # VIRTIO_BLK_T_IN
        sd   s4, 8(s2)
        call submit
        ld   t0, 504(s3)
        add  s5, s5, t0
        bnez s4, read
        li   t6, 0x100000
        li   t5, 0x5555
        sw   t5, 0(t6)
    1:  j    1b
    submit:
        la   t0, available
        lhu  t1, 2(t0)
        andi t2, t1, 7
        slli t2, t2, 1
        add  t2, t2, t0
        sh   zero, 4(t2)
        addi t1, t1, 1
        sh   t1, 2(t0)
        sw   zero, 0x50(s0)
        la   t0, used
    2:  lhu  t2, 2(t0)
        bne  t2, t1, 2b
        ret
        .balign 4096
    descriptors:
        .dword 0
        .word 16
        .half 1, 1
        .dword 0
        .word 512
        .half 1, 2
        .dword 0
        .word 1
        .half 2, 0
        .balign 64
    available: .space 64
    used: .space 128
    header: .space 16
    status: .space 16
    buffer: .space 512
    end
    boot M guest=g ram=1MiB start=m disk=1MiB
    """
}

extension Lab {
  /// The same guest moved to a lab with a machine of its own.
  func moved(_ machine: String = "frames=64") throws -> Lab {
    let files = try #require(files as? MemoryFiles)
    try execute("suspend M M.vmss")
    let other = Lab(files: files)
    try other.execute("machine \(machine)\nresume M.vmss")
    return other
  }

  /// Devices with all that is private to them, in words.
  var deviceStates: [String] {
    (machine.computer(named: "M")?.board.devices ?? []).map { device in
      var text = ""
      dump(device, to: &text)
      return text
    }
  }
}
