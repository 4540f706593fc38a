/// Two guests that talk over virtio-net, written from VIRTIO 1.1 (sections 2.6, 3.1.1, 4.2.2, 5.1) and the PLIC
/// specification 1.0.0 for supervisor mode on the `virt` board.
enum NetworkGuests {
  /// `pinger` sends "ping" to all and waits for an answer, over and over; `ponger` answers "pong" to whoever asks.
  /// Both write what they receive, and whose it is, to their consoles; `failed` is where a rule was broken.
  static let script = """
    machine frames=256
    guest pinger
    \(start)
    again:
        la   a1, everyone
        la   a2, ping
        call send
        call receive
        call write
        j    again
    \(driver)
    end
    guest ponger
    \(start)
    again:
        call receive
        call write
        la   a1, received + 18      # the sender of the frame, behind the header of 12 bytes
        la   a2, pong
        call send
        j    again
    \(driver)
    end
    """

  static let pair =
    script + "\nboot A guest=pinger ram=1MiB net=lan\nboot B guest=ponger ram=1MiB net=lan"

  private static let start = """
    _start:
        la   sp, stack
        call initialise
    """

  private static let driver = initialise + "\n" + transfer + "\n" + data

  private static let initialise = """
    initialise:
        mv   s11, ra
        li   s0, 0x10002000
        lw   t0, 0(s0)              # magic, version, a network card
        li   t1, 0x74726976
        bne  t0, t1, failed
        lw   t0, 4(s0)
        addi t0, t0, -2
        bnez t0, failed
        lw   t0, 8(s0)
        addi t0, t0, -1
        bnez t0, failed
        sw   zero, 0x70(s0)         # reset
        li   t0, 1                  # ACKNOWLEDGE
        sw   t0, 0x70(s0)
        li   t0, 3                  # DRIVER
        sw   t0, 0x70(s0)
        sw   zero, 0x14(s0)
        lw   t0, 0x10(s0)           # VIRTIO_NET_F_MAC must be offered
        andi t0, t0, 1 << 5
        beqz t0, failed
        sw   zero, 0x24(s0)
        sw   t0, 0x20(s0)
        li   t0, 1                  # VIRTIO_F_VERSION_1
        sw   t0, 0x24(s0)
        sw   t0, 0x20(s0)
        li   t0, 11                 # FEATURES_OK
        sw   t0, 0x70(s0)
        lw   t0, 0x70(s0)
        andi t0, t0, 8
        beqz t0, failed
        li   a0, 0
        la   a1, receive_descriptors
        la   a2, receive_available
        la   a3, receive_used
        call queue
        li   a0, 1
        la   a1, transmit_descriptors
        la   a2, transmit_available
        la   a3, transmit_used
        call queue
        li   t0, 15                 # DRIVER_OK
        sw   t0, 0x70(s0)
        la   t0, address            # its own address
        li   a1, 0x10002100
        call copy
        li   t1, 0x0c000008         # priority of source 2
        li   t0, 1
        sw   t0, 0(t1)
        li   t1, 0x0c002080         # enabled for supervisor mode of hart 0
        li   t0, 1 << 2
        sw   t0, 0(t1)
        li   t0, 1 << 9             # SEIE: wakes from wfi
        csrw sie, t0
        li   s1, 0                  # receive entries that were used
        li   s2, 0                  # transmit entries made available
        call provide
        jr   s11
    queue:                          # number, descriptors, available ring, used ring
        sw   a0, 0x30(s0)
        lw   t0, 0x44(s0)           # not in use
        bnez t0, failed
        lw   t0, 0x34(s0)
        li   t1, 8
        bltu t0, t1, failed
        sw   t1, 0x38(s0)
        sw   a1, 0x80(s0)
        srli a1, a1, 32
        sw   a1, 0x84(s0)
        sw   a2, 0x90(s0)
        srli a2, a2, 32
        sw   a2, 0x94(s0)
        sw   a3, 0xa0(s0)
        srli a3, a3, 32
        sw   a3, 0xa4(s0)
        li   t0, 1
        sw   t0, 0x44(s0)
        ret
    failed:
        li   a7, 8                  # the SBI's shutdown
        ecall
        j    failed
    """

  private static let transfer = """
    provide:                        # the one receive buffer, as entry s1
        la   t0, receive_descriptors
        la   t1, received
        sd   t1, 0(t0)
        li   t1, 1526
        sw   t1, 8(t0)
        li   t1, 2                  # to be written by the device
        sh   t1, 12(t0)
        la   t0, receive_available
        addi t1, s1, 1              # every entry of the ring is descriptor 0
        fence
        sh   t1, 2(t0)
        fence
        sw   zero, 0x50(s0)
        ret
    receive:
        la   t0, receive_used
        lhu  t1, 2(t0)
        slli t2, s1, 48
        srli t2, t2, 48
        bne  t1, t2, 1f
        wfi
        li   t0, 0x0c201004         # claim
        lw   t1, 0(t0)
        beqz t1, receive
        lw   t2, 0x60(s0)           # a used buffer, and nothing else
        addi t3, t2, -1
        bnez t3, failed
        sw   t2, 0x64(s0)
        sw   t1, 0(t0)
        j    receive
    1:  andi t1, s1, 7              # the entry: descriptor 0, header and frame
        slli t1, t1, 3
        add  t1, t1, t0
        lw   t2, 4(t1)
        bnez t2, failed
        lw   a4, 8(t1)
        li   t2, 12 + 18
        bne  a4, t2, failed
        la   t0, received
        lhu  t1, 10(t0)             # num_buffers
        addi t1, t1, -1
        bnez t1, failed
        addi s1, s1, 1
        ret
    write:                          # data and the end of the sender's address; then a new buffer
        mv   s10, ra
        la   s3, received + 26
        li   s4, 4
    1:  lbu  a0, 0(s3)
        call put
        addi s3, s3, 1
        addi s4, s4, -1
        bnez s4, 1b
        la   s3, received
        lbu  a0, 23(s3)
        addi a0, a0, '0'
        call put
        li   a0, '\\n'
        call put
        call provide
        jr   s10
    put:
        li   a7, 1
        ecall
        ret
    send:                           # to whom, what: header and frame in two buffers
        mv   s9, ra
        la   t0, frame
        call copy
        la   a1, address
        call copy
        lw   t1, 0(a2)
        sh   t1, 2(t0)
        srli t1, t1, 16
        sh   t1, 4(t0)
        la   t0, transmit_available
        andi t1, s2, 7
        slli t1, t1, 1
        add  t1, t1, t0
        li   t2, 2                  # the chain begins with descriptor 2
        sh   t2, 4(t1)
        li   t1, 1                  # VIRTQ_AVAIL_F_NO_INTERRUPT
        sh   t1, 0(t0)
        addi s2, s2, 1
        fence
        sh   s2, 2(t0)
        fence
        li   t1, 1
        sw   t1, 0x50(s0)
        la   t0, transmit_used      # the card takes no time
        lhu  t1, 2(t0)
        slli t2, s2, 48
        srli t2, t2, 48
        bne  t1, t2, failed
        jr   s9
    copy:                           # six bytes
        li   t2, 6
    1:  lb   t1, 0(a1)
        sb   t1, 0(t0)
        addi a1, a1, 1
        addi t0, t0, 1
        addi t2, t2, -1
        bnez t2, 1b
        ret
    """

  private static let data = """
        .balign 4096
    receive_descriptors: .space 128
    transmit_descriptors:
        .space 32
        .dword header               # 2: 12 bytes, goes on with 5
        .word 12
        .half 1, 5
        .space 32
        .dword frame                # 5
        .word 18
        .half 0, 0
        .space 32
    receive_available: .space 32
    transmit_available: .space 32
    receive_used: .space 128
    transmit_used: .space 128
    header: .space 16
    frame:  .space 12
        .byte 0x88, 0xb5            # IEEE's type for local experiments
        .space 8
    everyone: .byte 255, 255, 255, 255, 255, 255
    address: .space 6
        .balign 4
    ping: .ascii "ping"
    pong: .ascii "pong"
    received: .space 1536
        .space 256
    stack: .dword 0
    """
}
