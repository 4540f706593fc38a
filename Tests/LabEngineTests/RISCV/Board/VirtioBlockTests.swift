import Testing

@testable import LabEngine

/// Expected values: VIRTIO 1.1, sections 2.1, 2.6, 4.2.2 and 5.2.
@Suite struct VirtioBlockTests: VirtioDriving {
  let host = BareHost()
  private static let available = area(0) + 0x1000
  private static let used = used(0)
  private static let header = BareHost.base + 0x4000
  private static let data = BareHost.base + 0x5000
  private static let status = BareHost.base + 0x8000

  private func device(sectors: Int = 16, readOnly: Bool = false) throws -> VirtioBlock {
    let bytes = (0..<sectors * 512).map { UInt8(truncatingIfNeeded: $0 / 512 + 1) }
    return VirtioBlock(image: try DiskImage(name: "fs.img", bytes: bytes), readOnly: readOnly)
  }

  /// Header, data and status in descriptors 0 to 2, as the `entry`-th request.
  private func submit(
    _ disk: VirtioBlock, type: UInt64, sector: UInt64, count: UInt64, entry: UInt64 = 0
  ) {
    host.put(Self.header, type, size: 8)
    host.put(Self.header + 8, sector, size: 8)
    host.put(Self.status, 0xFF, size: 1)
    describe(0, Self.header, 16, flags: 1, next: 1)
    describe(1, Self.data, count, flags: type == 1 ? 1 : 3, next: 2)
    describe(2, Self.status, 1, flags: 2)
    notify(disk, head: 0, entry: entry)
  }

  @Test func identity() throws {
    let disk = try device()
    #expect(load(disk, 0x000) == 0x7472_6976)
    #expect(load(disk, 0x004) == 2)
    #expect(load(disk, 0x008) == 2)
    #expect(load(disk, 0x034) == 1024)
    #expect(disk.load(0x100, size: 8, host: host) == 16, "capacity in sectors")
    #expect(disk.load(0x104, size: 4, host: host) == 0)
    #expect(disk.load(0x100, size: 1, host: host) == 16)
    store(disk, 0x30, 1)
    #expect(load(disk, 0x034) == 0, "QueueNumMax is zero where there is no queue")
    #expect(disk.load(0x000, size: 8, host: host) == nil)
  }

  @Test func features() throws {
    let disk = try device(readOnly: true)
    #expect(load(disk, 0x10) == 1 << 5 | 1 << 9)
    store(disk, 0x14, 1)
    #expect(load(disk, 0x10) == 1)
    store(disk, 0x14, 2)
    #expect(load(disk, 0x10) == 0)
    store(disk, 0x20, 1 << 28)
    store(disk, 0x70, 11)
    #expect(load(disk, 0x70) == 3, "FEATURES_OK does not stay")
  }

  @Test func reads() throws {
    let disk = try device()
    start(disk)
    submit(disk, type: 0, sector: 3, count: 1024)
    #expect(host.get(Self.status, size: 1) == 0)
    #expect(
      host.read(Self.data, count: 1024)
        == Array(repeating: 4, count: 512) + Array(repeating: 5, count: 512))
    #expect(host.get(Self.used + 2, size: 2) == 1)
    #expect(host.get(Self.used + 4, size: 4) == 0)
    #expect(host.get(Self.used + 8, size: 4) == 1025)
    #expect(load(disk, 0x60) == 1)
    #expect(host.lines[1] == true)
    store(disk, 0x64, 1)
    #expect(load(disk, 0x60) == 0)
    #expect(host.lines[1] == false)
  }

  @Test func writes() throws {
    let disk = try device()
    start(disk)
    #expect(host.write(Self.data, Array(repeating: 0xAB, count: 512)))
    submit(disk, type: 1, sector: 15, count: 512)
    #expect(host.get(Self.status, size: 1) == 0)
    #expect(host.get(Self.used + 8, size: 4) == 1)
    #expect(disk.image.read(15 * 512, count: 512) == Array(repeating: 0xAB, count: 512))
    #expect(disk.image.dirtyBlocks == [1])
    #expect(disk.moved == 512)
  }

  /// Type, sector, bytes, status.
  @Test(
    arguments: [
      (0, 16, 512, 1), (0, 15, 1024, 1), (0, 0, 100, 1), (1, .max, 512, 1), (1, 16, 512, 1),
      (4, 0, 0, 0), (8, 0, 20, 0), (99, 0, 512, 2), (0, 0, 0xFFFF_FE00, 1), (0, 16, 0, 0),
    ] as [(UInt64, UInt64, UInt64, UInt64)])
  func statusOfARequest(type: UInt64, sector: UInt64, count: UInt64, status: UInt64) throws {
    let disk = try device()
    start(disk)
    submit(disk, type: type, sector: sector, count: count)
    #expect(host.get(Self.status, size: 1) == status)
    #expect(!needsReset(disk))
    if type == 8 { #expect(host.read(Self.data, count: 6) == Array("oslab\0".utf8)) }
  }

  @Test func sharedDiskIsTheMachines() throws {
    let shared = SharedDisk(name: "d", origin: "", image: DiskImage(sectors: 4))
    let disks = [false, true].map { VirtioBlock(shared: shared, readOnly: $0) }
    host.disk = shared
    start(disks[0])
    #expect(disks[0].load(0x100, size: 8, host: host) == 4)
    #expect(host.write(Self.data, Array(repeating: 0xAB, count: 512)))
    submit(disks[0], type: 1, sector: 3, count: 512)
    #expect(host.get(Self.status, size: 1) == 0)
    #expect(host.write(Self.data, Array(repeating: 0, count: 512)))
    start(disks[1])
    submit(disks[1], type: 0, sector: 3, count: 512)
    #expect(host.read(Self.data, count: 512) == Array(repeating: 0xAB, count: 512))
    submit(disks[1], type: 1, sector: 3, count: 512, entry: 1)
    #expect(host.get(Self.status, size: 1) == 1, "read only for one of them")
    host.disk = nil
    submit(disks[0], type: 0, sector: 3, count: 512, entry: 1)
    #expect(needsReset(disks[0]))
  }

  @Test func readOnlyDiskRefusesWrites() throws {
    let disk = try device(readOnly: true)
    start(disk)
    submit(disk, type: 1, sector: 0, count: 512)
    #expect(host.get(Self.status, size: 1) == 1)
    #expect(disk.image.dirtyBlocks.isEmpty)
  }

  @Test func dataOutsideOfMemoryIsAnError() throws {
    for type: UInt64 in [0, 1] {
      let disk = try device()
      start(disk)
      host.put(Self.header, type, size: 8)
      host.put(Self.header + 8, 0, size: 8)
      describe(0, Self.header, 16, flags: 1, next: 1)
      describe(1, 0x10, 512, flags: type == 1 ? 1 : 3, next: 2)
      describe(2, Self.status, 1, flags: 2)
      notify(disk, head: 0)
      #expect(host.get(Self.status, size: 1) == 1)
    }
  }

  /// 2.6.4: "The device MUST NOT make assumptions about the particular arrangement of descriptors."
  /// VIRTIO_BLK_S_IOERR: "for device or driver error". A driver that asks for gigabytes must not hold the lab up.
  @Test func hugeRequestsFail() throws {
    let disk = VirtioBlock(image: DiskImage(sectors: 1 << 31), readOnly: false)
    start(disk)
    submit(disk, type: 0, sector: 0, count: 1 << 30)
    #expect(host.get(Self.status, size: 1) == 1)
  }

  @Test func framingMeansNothing() throws {
    let disk = try device()
    start(disk)
    host.put(Self.header, 0, size: 8)
    host.put(Self.header + 8, 2, size: 8)
    describe(4, Self.header, 7, flags: 1, next: 1)
    describe(1, Self.header + 7, 9, flags: 1, next: 5)
    describe(5, Self.data, 100, flags: 3, next: 0)
    describe(0, Self.data + 100, 413, flags: 2)
    notify(disk, head: 4)
    #expect(host.read(Self.data, count: 513) == Array(repeating: 3, count: 512) + [0])
    #expect(host.get(Self.used + 4, size: 4) == 4)
  }

  @Test func brokenChainsNeedAReset() throws {
    let breakages: [(VirtioBlockTests) -> Void] = [
      { $0.describe(0, Self.header, 16, flags: 1, next: 0) },
      { $0.describe(0, Self.header, 16, flags: 1, next: 8) },
      { $0.describe(0, Self.header, 16, flags: 4) },
      { $0.describe(0, Self.header, 16, flags: 2) },
      { $0.describe(0, Self.header, 15, flags: 1, next: 2) },
      { $0.describe(0, 0, 16, flags: 1, next: 2) },
      {
        $0.describe(0, Self.header, 16, flags: 3, next: 1)
        $0.describe(1, Self.header, 16)
      },
      {
        $0.describe(0, Self.header, 16, flags: 1, next: 1)
        $0.describe(1, 0, 1, flags: 2)
      },
    ]
    for breakage in breakages {
      let disk = try device()
      start(disk)
      describe(2, Self.status, 1, flags: 2)
      breakage(self)
      notify(disk, head: 0)
      #expect(needsReset(disk))
      #expect(load(disk, 0x60).map { $0 & 2 } == 2)
      store(disk, 0x70, 15)
      #expect(needsReset(disk), "only a reset clears it")
      store(disk, 0x70, 0)
      #expect(load(disk, 0x70) == 0)
      #expect(load(disk, 0x44) == 0)
      #expect(host.lines[1] == false)
    }
  }

  @Test func queueThatIsNotInMemoryNeedsAReset() throws {
    for offset: UInt64 in [0x80, 0x90, 0xA0] {
      let disk = try device()
      start(disk)
      store(disk, offset, 0x10)
      submit(disk, type: 0, sector: 0, count: 512)
      #expect(needsReset(disk))
    }
    let disk = try device()
    start(disk)
    host.put(Self.available + 2, 9, size: 2)
    store(disk, 0x50, 0)
    #expect(needsReset(disk), "nine entries in a queue of eight")
  }

  @Test(arguments: [0, 3, 2048, 0xFFFF_FFFF] as [UInt64]) func badQueueSize(size: UInt64) throws {
    let disk = try device()
    store(disk, 0x38, size)
    store(disk, 0x44, 1)
    #expect(load(disk, 0x44) == 0)
    #expect(needsReset(disk))
  }

  @Test func nothingHappensBeforeDriverOK() throws {
    let disk = try device()
    start(disk)
    store(disk, 0x70, 11)
    submit(disk, type: 0, sector: 0, count: 512)
    #expect(host.get(Self.status, size: 1) == 0xFF)
    #expect(host.lines[1] != true)
  }

  @Test func ringsWrapAndInterruptsCanBeDeclined() throws {
    let disk = try device()
    start(disk)
    host.put(Self.available, 1, size: 2)
    for entry: UInt64 in 0..<20 {
      submit(disk, type: 0, sector: entry % 16, count: 512, entry: entry)
      #expect(host.get(Self.status, size: 1) == 0)
      #expect(host.get(Self.data, size: 1) == entry % 16 + 1)
      #expect(host.get(Self.used + 2, size: 2) == entry + 1)
    }
    #expect(load(disk, 0x60) == 0)
    #expect(disk.requests == 20)
  }

  /// As by QEMU; the driver of xv6-riscv accepts no feature at all.
  @Test func driverWithoutVersion1IsServed() throws {
    let disk = try device()
    start(disk)
    store(disk, 0x70, 0)
    store(disk, 0x70, 11)
    #expect(load(disk, 0x70) == 11)
  }

  /// Whatever a driver puts into memory: no trap, a queue that goes on or a device that needs a reset.
  @Test(arguments: 1...6) func nonsenseInMemoryNeverTraps(seed: UInt64) throws {
    let disk = try device()
    var random = SeededRandom(seed: seed)
    for _ in 0..<400 {
      start(disk)
      nonsense(&random)
      for _ in 0..<4 {
        host.put(Self.available + 2, random.next(below: 10), size: 2)
        store(disk, 0x50, 0)
      }
    }
    #expect(disk.image.size == 16 * 512)
    #expect(disk.requests > 100)
  }

  /// A sound request, then up to three descriptors that are anything.
  private func nonsense(_ random: inout SeededRandom) {
    let type = random.next(below: 3)
    host.put(Self.header, type == 2 ? random.next(below: 10) : type, size: 8)
    host.put(Self.header + 8, random.next() >> random.next(below: 64), size: 8)
    describe(0, Self.header, 16, flags: 1, next: 1)
    describe(1, Self.data, 512, flags: type == 1 ? 1 : 3, next: 2)
    describe(2, Self.status, 1, flags: 2)
    for _ in 0..<random.next(below: 4) { describeAnything(&random) }
    for entry: UInt64 in 0..<8 {
      let head = random.next(below: 4) == 0 ? random.next(below: 9) : 0
      host.put(Self.available + 4 + entry * 2, head, size: 2)
    }
  }

  private func describeAnything(_ random: inout SeededRandom) {
    let places = [Self.header, Self.data, Self.status, Self.used, .max, random.next(), 0]
    let counts = [0, 1, 16, 512, 513, 0xFFFF_FFFF, random.next(below: 2048)]
    describe(
      random.next(below: 8), places[Int(random.next(below: 7))],
      counts[Int(random.next(below: 7))], flags: random.next(below: 4),
      next: random.next(below: 9))
  }
}
