import Testing

@testable import LabEngine

@Suite struct BoardTests {
  private static func board(harts: Int = 2) -> Board {
    Board(BoardConfiguration(harts: harts, disk: DiskImage(sectors: 64)))
  }

  private static func fullBoard() -> Board {
    Board(
      BoardConfiguration(
        harts: 2, disk: DiskImage(sectors: 64), networkAddress: MACAddress(ordinal: 1)))
  }

  /// QEMU `hw/riscv/virt.c`, `virt_memmap` and the interrupt numbers of `virt.h`.
  @Test func addressesAreThoseOfVirt() {
    let expected: [(String, UInt64, Int?)] = [
      ("finisher", 0x10_0000, nil), ("CLINT", 0x200_0000, nil), ("PLIC", 0xC00_0000, nil),
      ("UART 16550", 0x1000_0000, 10), ("virtio block", 0x1000_1000, 1),
      ("virtio (empty)", 0x1000_2000, nil),
    ]
    let rows = Self.board().rows
    #expect(rows.map(\.name) == expected.map(\.0))
    #expect(rows.map(\.range.lowerBound) == expected.map(\.1))
    #expect(rows.map(\.interrupt) == expected.map(\.2))
    let full = Self.fullBoard().rows.suffix(2)
    #expect(full.map(\.name) == ["virtio net", "virtio (empty)"])
    #expect(full.map(\.range.lowerBound) == [0x1000_2000, 0x1000_3000])
    #expect(full.map(\.interrupt) == [2, nil])
  }

  @Test func rangesDoNotOverlap() {
    let ranges = Self.board().rows.map(\.range)
    for (lower, upper) in zip(ranges, ranges.dropFirst()) {
      #expect(lower.upperBound <= upper.lowerBound)
    }
  }

  @Test func findsTheDeviceOfAnAddress() {
    let board = Self.board()
    #expect(board.device(at: 0x1000_0005, size: 1)?.device.name == "UART 16550")
    #expect(board.device(at: 0x1000_0005, size: 1)?.offset == 5)
    #expect(board.device(at: 0x1000_00FF, size: 2) == nil)
    for address: UInt64 in [0, 0xF_FFFF, 0x10_1000, 0x1000_0100, 0x1000_9000, 0x8000_0000, .max] {
      #expect(board.device(at: address, size: 1) == nil)
    }
    let host = BareHost()
    #expect(board.load(0x200_4004, size: 8, host: host) == nil, "not aligned")
    #expect(!board.store(0x200_4002, size: 4, value: 0, host: host))
    #expect(board.load(0x1000_0000, size: 3, host: host) == nil)
    #expect(board.load(0x1000_0000, size: .min, host: host) == nil)
  }

  /// VIRTIO 1.1, section 4.2.2: device id 0 is a placeholder.
  @Test func emptySlotsHoldNoDevice() {
    let (board, host) = (Board(BoardConfiguration()), BareHost())
    for slot: UInt64 in 0..<8 {
      let address = 0x1000_1000 + slot * 0x1000
      #expect(board.load(address, size: 4, host: host) == 0x7472_6976)
      #expect(board.load(address + 4, size: 4, host: host) == 2)
      #expect(board.load(address + 8, size: 4, host: host) == 0)
    }
  }

  /// A typed character reaches a hart as the supervisor's external interrupt.
  @Test func interruptTravelsFromTheLineToTheHart() {
    let (board, host) = (Self.board(), BareHost())
    host.board = board
    for (address, value) in [
      (0xC00_0028, 1), (0xC00_2180, 1 << 10), (0x1000_0000 + 0, 0),
    ] as [(UInt64, UInt64)] {
      #expect(board.store(address, size: 4, value: value, host: host))
    }
    #expect(board.store(0x1000_0001, size: 1, value: 1, host: host))
    host.input = [65]
    board.advance(host: host)
    #expect(board.interrupts(for: 1, now: 0) == 1 << 9)
    #expect(board.interrupts(for: 0, now: 0) == 0)
    #expect(board.load(0xC20_3004, size: 4, host: host) == 10)
    #expect(board.interrupts(for: 1, now: 0) == 0)
  }

  /// A handler that only looks at LSR, as xv6-riscv's of 2022: claim, read LSR, complete.
  @Test func kernelThatNeverReadsIIRIsNotInterruptedForEver() {
    let (board, host) = (Self.board(harts: 1), BareHost())
    host.board = board
    for (address, size, value) in [
      (0xC00_0028, 4, 1), (0xC00_2080, 4, 1 << 10), (0x1000_0001, 1, 3), (0x1000_0000, 1, 65),
    ] as [(UInt64, Int, UInt64)] {
      #expect(board.store(address, size: size, value: value, host: host))
    }
    #expect(board.interrupts(for: 0, now: 0) == 1 << 9)
    #expect(board.load(0xC20_1004, size: 4, host: host) == 10)
    #expect(board.load(0x1000_0005, size: 1, host: host) == 0x60)
    #expect(board.store(0xC20_1004, size: 4, value: 10, host: host))
    #expect(board.interrupts(for: 0, now: 0) == 0)
    #expect(board.store(0x1000_0000, size: 1, value: 66, host: host))
    #expect(board.interrupts(for: 0, now: 0) == 1 << 9, "the next character asks again")
  }

  /// QEMU `hw/misc/sifive_test.c`.
  @Test func finisherEndsTheComputer() {
    let expected: [(UInt64, String, Bool)] = [
      (0x5555, "pass", false), (0x2A_3333, "fail 42", true), (0x7777, "reset", false),
    ]
    for (value, why, failed) in expected {
      let host = BareHost()
      #expect(Self.board().store(0x10_0000, size: 4, value: value, host: host))
      #expect(host.end?.why == why)
      #expect(host.end?.failed == failed)
    }
    let host = BareHost()
    #expect(Self.board().store(0x10_0000, size: 4, value: 1, host: host))
    #expect(Self.board().store(0x10_0004, size: 4, value: 0x5555, host: host))
    #expect(host.end == nil)
  }

  // MARK: Properties

  /// Addresses near registers more often than not, values small and large.
  private static func access(
    _ board: Board, _ host: BareHost, _ generator: inout RepeatableGenerator
  ) {
    guard let range = board.devices.map(\.range).randomElement(using: &generator) else { return }
    let size = [1, 2, 4, 8].randomElement(using: &generator) ?? 4
    let span =
      Bool.random(using: &generator) ? UInt64(range.count) : min(UInt64(range.count), 0x120)
    let offset = UInt64.random(in: 0..<span, using: &generator) & ~UInt64(size - 1)
    let random = generator.next()
    let values: [UInt64] = [random, random & 0xFF, BareHost.base + random & 0xFFF0, 8, 15, .max]
    let address = range.lowerBound + offset
    if Bool.random(using: &generator) {
      _ = board.load(address, size: size, host: host)
    } else {
      let value = values[Int(generator.next() % 6)]
      _ = board.store(address, size: size, value: value, host: host)
    }
  }

  private static func run(_ board: Board, _ host: BareHost, seed: UInt64, steps: Int) {
    var generator = RepeatableGenerator(seed: seed)
    host.board = board
    host.wire = host.wire ?? BareWire()
    for step in 0..<steps {
      access(board, host, &generator)
      if step % 16 == 0 {
        host.ticks = generator.next() >> (generator.next() & 63)
        host.input.append(UInt8(truncatingIfNeeded: generator.next()))
        host.wire?.put([UInt8](repeating: 1, count: 60))
        board.advance(host: host)
        _ = board.nextEvent(after: host.ticks)
        _ = board.interrupts(for: Int(generator.next() % 4), now: host.ticks)
      }
    }
  }

  @Test(arguments: 1...8) func randomAccessesNeverTrap(seed: UInt64) {
    let host = BareHost()
    var generator = RepeatableGenerator(seed: seed)
    host.memory = host.memory.map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    Self.run(Self.fullBoard(), host, seed: seed, steps: 10_000)
  }

  @Test(arguments: 1...8) func copySharesNothing(seed: UInt64) {
    let board = Self.fullBoard()
    Self.run(board, BareHost(), seed: seed, steps: 2_000)
    let checkpoint = board.copy()
    let (rows, disk) = (checkpoint.rows, checkpoint.disk?.image.contents)
    Self.run(board, BareHost(), seed: seed &+ 100, steps: 2_000)
    #expect(checkpoint.rows == rows)
    #expect(checkpoint.disk?.image.contents == disk)
  }

  /// From a copy, the same accesses lead to the same end.
  @Test(arguments: 1...4) func copyGoesOnAsTheOriginal(seed: UInt64) {
    let board = Self.fullBoard()
    Self.run(board, BareHost(), seed: seed, steps: 2_000)
    let copy = board.copy()
    let (first, second) = (BareHost(), BareHost())
    Self.run(board, first, seed: seed &+ 9, steps: 2_000)
    Self.run(copy, second, seed: seed &+ 9, steps: 2_000)
    #expect(board.rows == copy.rows)
    #expect(first.console == second.console)
    #expect(first.lines == second.lines)
    #expect(first.memory == second.memory)
  }
}
