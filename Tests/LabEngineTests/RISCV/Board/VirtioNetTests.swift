import Testing

@testable import LabEngine

/// Expected values: VIRTIO 1.1, sections 2.6, 4.2.2 and 5.1.
@Suite struct VirtioNetTests: VirtioDriving {
  let host = BareHost()
  private let wire = BareWire()
  private static let buffer = BareHost.base + 0x5000
  /// num_buffers is the last of twelve bytes' fields, and always 1.
  private static let header: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]

  private func card() -> VirtioNet {
    host.wire = wire
    return VirtioNet(address: MACAddress(ordinal: 1))
  }

  private func started() -> VirtioNet {
    let card = card()
    start(card, queues: 0..<2)
    return card
  }

  private func frame(_ count: Int = 60, _ byte: UInt8 = 0xAB) -> [UInt8] {
    MACAddress.broadcast.bytes + MACAddress(ordinal: 2).bytes + [0x88, 0xB5]
      + [UInt8](repeating: byte, count: count - 14)
  }

  /// Header and frame in one buffer, as the `entry`-th to transmit.
  private func transmit(_ card: VirtioNet, _ frame: [UInt8], entry: UInt64 = 0) {
    #expect(host.write(Self.buffer, [UInt8](repeating: 0, count: 12) + frame))
    describe(0, Self.buffer, UInt64(12 + frame.count), queue: 1)
    notify(card, head: 0, entry: entry, queue: 1)
  }

  /// An empty buffer of `count` bytes in descriptor `entry`.
  private func provide(_ card: VirtioNet, _ count: UInt64 = 1526, entry: UInt64 = 0) {
    describe(entry % 8, Self.buffer + entry * 0x800, count, flags: 2)
    notify(card, head: entry % 8, entry: entry)
  }

  @Test func identity() {
    let card = card()
    #expect(load(card, 0x000) == 0x7472_6976)
    #expect(load(card, 0x004) == 2)
    #expect(load(card, 0x008) == 1, "network card")
    #expect(load(card, 0x010) == 1 << 5 | 1 << 16)
    store(card, 0x14, 1)
    #expect(load(card, 0x010) == 1)
    #expect((0x100..<0x106).map { card.load($0, size: 1, host: host) } == [2, 0, 0, 0, 0, 1])
    #expect(card.load(0x106, size: 2, host: host) == 1, "the link is up")
    #expect(card.load(0x108, size: 8, host: host) == 0)
    for (queue, most) in [(0, 1024), (1, 1024), (2, 0)] as [(UInt64, UInt64)] {
      store(card, 0x30, queue)
      #expect(load(card, 0x34) == most)
    }
    #expect(card.range == 0x1000_2000..<0x1000_3000)
    #expect(card.interrupt == 2)
  }

  @Test func transmits() {
    let card = started()
    for entry: UInt64 in 0..<10 {
      transmit(card, frame(60 + Int(entry)), entry: entry)
      #expect(host.get(Self.used(1) + 2, size: 2) == entry + 1)
      #expect(host.get(Self.used(1) + 4 + entry % 8 * 8, size: 8) == 0, "descriptor 0, no bytes")
    }
    #expect(wire.sent == (60..<70).map { frame($0) })
    #expect(load(card, 0x60) == 1)
    #expect(host.lines[2] == true)
    store(card, 0x64, 1)
    #expect(host.lines[2] == false)
  }

  /// 2.6.4: how a frame is cut into buffers means nothing.
  @Test func framingMeansNothing() {
    let card = started()
    let frame = frame(100, 7)
    #expect(host.write(Self.buffer, [UInt8](repeating: 0, count: 12) + frame))
    describe(3, Self.buffer, 5, flags: 1, next: 1, queue: 1)
    describe(1, Self.buffer + 5, 30, flags: 1, next: 6, queue: 1)
    describe(6, Self.buffer + 35, 77, queue: 1)
    notify(card, head: 3, queue: 1)
    #expect(wire.sent == [frame])
    describe(2, Self.buffer, 5, flags: 3, next: 4)
    describe(4, Self.buffer + 5, 2000, flags: 2)
    notify(card, head: 2)
    wire.put(frame)
    card.advance(host: host)
    #expect(host.read(Self.buffer, count: 112) == Self.header + frame)
    #expect(host.get(Self.used(0) + 4, size: 8) == 112 << 32 | 2)
  }

  @Test func receives() {
    let card = started()
    for entry: UInt64 in 0..<3 { provide(card, entry: entry) }
    #expect(load(card, 0x60) == 0)
    wire.put(frame(60))
    wire.put(frame(1514))
    card.advance(host: host)
    #expect(host.read(Self.buffer, count: 72) == Self.header + frame(60))
    #expect(host.read(Self.buffer + 0x800, count: 1526) == Self.header + frame(1514))
    #expect(host.get(Self.used(0) + 2, size: 2) == 2)
    #expect(host.get(Self.used(0) + 4, size: 8) == 72 << 32)
    #expect(host.get(Self.used(0) + 12, size: 8) == 1526 << 32 | 1)
    #expect(load(card, 0x60) == 1)
    #expect(host.lines[2] == true)
    #expect(wire.waitingFrames == 0)
  }

  /// Frames wait for buffers, and for a driver.
  @Test func framesWait() {
    let card = card()
    for byte: UInt8 in 1...3 { wire.put(frame(60, byte)) }
    card.advance(host: host)
    #expect(wire.waitingFrames == 3)
    describe(0, Self.buffer, 1526, flags: 2)
    offer(head: 0)
    start(card, queues: 0..<2)
    #expect(wire.received == [frame(60, 1)], "DRIVER_OK finds a buffer")
    // Without a notification nobody looks, however often the run is interrupted.
    describe(1, Self.buffer, 1526, flags: 2)
    offer(head: 1, entry: 1)
    for _ in 0..<3 { card.advance(host: host) }
    #expect(wire.waitingFrames == 2)
    store(card, 0x50, 0)
    #expect(wire.received == [frame(60, 1), frame(60, 2)])
    offer(head: 1, entry: 2)
    wire.put(frame(60, 4))
    card.advance(host: host)
    #expect(wire.received.last == frame(60, 3), "in order")
    #expect(wire.waitingFrames == 1)
  }

  /// What does not fit into a buffer is lost, and the buffer is still there.
  @Test func frameThatIsTooLongForItsBuffer() {
    let card = started()
    provide(card, 72)
    wire.put(frame(61))
    wire.put(frame(60))
    card.advance(host: host)
    #expect(wire.lost == 1)
    #expect(wire.received == [frame(60)])
    #expect(host.get(Self.used(0) + 2, size: 2) == 1)
  }

  /// 5.1.6.1: the header of a driver that knows nothing of version 1 is two bytes shorter.
  @Test func headerWithoutVersion1() {
    let card = card()
    start(card, queues: 0..<2, features: 0)
    provide(card)
    wire.put(frame())
    card.advance(host: host)
    #expect(host.read(Self.buffer, count: 70) == [UInt8](repeating: 0, count: 10) + frame())
  }

  /// Bytes of the frame behind the header; whether it is sent.
  @Test(arguments: [(0, false), (13, false), (14, true), (1514, true), (1515, false)])
  func lengths(_ count: Int, _ isSent: Bool) {
    let card = started()
    transmit(card, [UInt8](repeating: 1, count: count))
    #expect(wire.sent.count == (isSent ? 1 : 0))
    #expect(wire.lost == (isSent ? 0 : 1))
    #expect(host.get(Self.used(1) + 2, size: 2) == 1, "the buffer comes back")
    #expect(!needsReset(card))
  }

  @Test func brokenChainsNeedAReset() {
    let breakages: [(VirtioNetTests) -> Void] = [
      { $0.describe(0, Self.buffer, 11, queue: 1) },
      { $0.describe(0, Self.buffer, 100, flags: 2, queue: 1) },
      { $0.describe(0, Self.buffer, 100, flags: 1, next: 0, queue: 1) },
      { $0.describe(0, Self.buffer, 100, flags: 1, next: 8, queue: 1) },
      { $0.describe(0, Self.buffer, 100, flags: 4, queue: 1) },
      { $0.describe(0, 0x1000, 100, queue: 1) },
      { $0.describe(0, .max - 20, 100, queue: 1) },
      { $0.describe(0, BareHost.base + 0xFFFF, 100, queue: 1) },
      { $0.describe(0, 0, 0xFFFF_FFFF, queue: 1) },
    ]
    for breakage in breakages {
      let card = started()
      breakage(self)
      notify(card, head: 0, queue: 1)
      #expect(needsReset(card))
      #expect(load(card, 0x60).map { $0 & 2 } == 2)
      store(card, 0x70, 0)
      #expect(load(card, 0x70) == 0)
      #expect(host.lines[2] == false)
    }
    #expect(wire.sent.isEmpty)
  }

  /// 2.6.13.1: a free descriptor is taken for each buffer, so that no two chains that wait have one in common.
  @Test func chainsThatShareDescriptorsNeedAReset() {
    let card = started()
    for index: UInt64 in 0..<8 {
      describe(index, Self.buffer, 12, flags: 1, next: index + 1, queue: 1)
    }
    describe(7, Self.buffer, 60, queue: 1)
    for entry: UInt64 in 0..<8 { offer(head: 0, entry: entry, queue: 1) }
    store(card, 0x50, 1)
    #expect(needsReset(card))
    #expect(host.get(Self.used(1) + 2, size: 2) == 1, "the first was all right")
  }

  @Test func brokenBuffersKeepTheirFrame() {
    for (address, flags) in [(0x1000, 2), (Self.buffer, 0), (.max, 2)] as [(UInt64, UInt64)] {
      let card = started()
      wire.put(frame())
      describe(0, address, 1526, flags: flags)
      notify(card, head: 0)
      #expect(needsReset(card))
      #expect(wire.waitingFrames == 1)
      wire.removeOldestFrame(isReceived: false)
    }
  }

  /// Whatever a driver puts into memory: no trap, a queue that goes on or a card that needs a reset.
  @Test(arguments: 1...6) func nonsenseInMemoryNeverTraps(seed: UInt64) {
    let card = card()
    var random = SeededRandom(seed: seed)
    for _ in 0..<300 {
      start(card, queues: 0..<2)
      if wire.waitingFrames < 8 { wire.put(frame(60 + Int(random.next(below: 1400)))) }
      for queue: UInt64 in 0..<2 { nonsense(&random, queue) }
      for _ in 0..<4 {
        let queue = random.next(below: 3)
        host.put(Self.area(queue & 1) + 0x1002, random.next(below: 10), size: 2)
        store(card, 0x50, queue)
        card.advance(host: host)
      }
    }
    #expect(wire.sent.count > 50)
    #expect(wire.received.count > 50)
  }

  private func nonsense(_ random: inout SeededRandom, _ queue: UInt64) {
    let places = [Self.buffer, Self.buffer, .max, random.next(), 0, BareHost.base + 0xFFF0]
    let counts = [12, 100, 1526, 1526, 0xFFFF_FFFF, 0, random.next(below: 2048)]
    for index: UInt64 in 0..<8 {
      let isSound = random.next(below: 3) != 0
      describe(
        index, isSound ? Self.buffer : places[Int(random.next(below: 6))],
        isSound ? 1000 : counts[Int(random.next(below: 7))],
        flags: isSound ? queue == 0 ? 2 : 0 : random.next(below: 8), next: random.next(below: 9),
        queue: queue)
      host.put(Self.area(queue) + 0x1004 + index * 2, random.next(below: 9), size: 2)
    }
  }

  @Test func addresses() {
    #expect(MACAddress(ordinal: 1).text == "02:00:00:00:00:01")
    #expect(MACAddress(ordinal: 0x12_3456).text == "02:00:00:12:34:56")
    #expect(MACAddress([0x33, 0x33, 0, 0, 0, 1])?.isGroup == true)
    #expect(MACAddress.broadcast.isGroup)
    #expect(!MACAddress(ordinal: 7).isGroup)
    #expect(MACAddress([1, 2, 3]) == nil)
    #expect(MACAddress(MACAddress(ordinal: 99).bytes) == MACAddress(ordinal: 99))
  }
}
