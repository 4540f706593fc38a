/// Rings in shared memory: the guest fills them, and one call moves all that is in them.
///
/// A ring is one page: at offset 0 how much the guest has put in, at 8 how much the hypervisor has taken out, both
/// counting up for ever; from 64 on the entries. After Xen's split drivers (Barham and others 2003, section 3.2).
extension Hypercall {
  static let ringCalls: [Hypercall] = [
    Hypercall(
      number: 32, name: "console_write", arguments: "a0 = address, a1 = bytes",
      summary: "writes to the console, at most 4096 bytes; a1 = how many"
    ) { context in
      let count = min(context.a1, 4096)
      guard let bytes = context.computer.read(context.a0, count: Int(count)) else {
        return .failure(.invalidAddress)
      }
      bytes.forEach(context.computer.output)
      return .success(count)
    },
    Hypercall(
      number: 33, name: "console_ring", arguments: "a0 = address of a page",
      summary: "where the console's ring lies: bytes, \(Ring.console.entries) of them"
    ) { context in
      guard context.isRing else { return .failure(.invalidAddress) }
      context.vm.paravirtual.consoleRing = context.a0
      return .success()
    },
    Hypercall(
      number: 34, name: "block_ring", arguments: "a0 = address of a page",
      summary:
        "where the disk's ring lies: \(Ring.block.entries) requests of four words, first sector, address, sectors, 0 to read or 1 to write; the last becomes 2 when done, 3 when it failed"
    ) { context in
      guard context.isRing else { return .failure(.invalidAddress) }
      context.vm.paravirtual.blockRing = context.a0
      return .success()
    },
    Hypercall(
      number: 35, name: "notify", arguments: "",
      summary: "takes what is in the rings; a1 = how many entries"
    ) { context in
      var moved: UInt64 = 0
      if let ring = context.vm.paravirtual.consoleRing {
        guard let count = Ring.console.drain(ring, context, Ring.putByte) else {
          return .failure(.invalidAddress)
        }
        moved += count
      }
      if let ring = context.vm.paravirtual.blockRing {
        guard let count = Ring.block.drain(ring, context, Ring.transfer) else {
          return .failure(.invalidAddress)
        }
        moved += count
      }
      return .success(moved)
    },
  ]
}

/// The layout of a ring's page.
private struct Ring: Sendable {
  let entries: UInt64
  let size: UInt64

  static let console = Ring(entries: 4032, size: 1)
  static let block = Ring(entries: 126, size: 32)
  private static let first: UInt64 = 64

  /// Takes out all that the guest has put in; nil if the page or the counters are not sound.
  func drain(
    _ page: UInt64, _ context: HypercallContext, _ take: (UInt64, HypercallContext) -> Bool
  ) -> UInt64? {
    guard let put = context.word(page), let taken = context.word(page &+ 8),
      put &- taken <= entries
    else { return nil }
    for count in 0..<(put &- taken) {
      let place = page &+ Self.first &+ ((taken &+ count) % entries) &* size
      guard take(place, context) else { return nil }
    }
    guard context.setWord(page &+ 8, put) else { return nil }
    return put &- taken
  }

  static func putByte(_ place: UInt64, _ context: HypercallContext) -> Bool {
    guard let byte = context.computer.read(place, count: 1)?.first else { return false }
    context.computer.output(byte)
    return true
  }

  /// One request of the disk's ring.
  static func transfer(_ place: UInt64, _ context: HypercallContext) -> Bool {
    guard let sector = context.word(place), let address = context.word(place &+ 8),
      let count = context.word(place &+ 16), let kind = context.word(place &+ 24)
    else { return false }
    let done = move(sector, address, count, writes: kind == 1, context)
    return context.setWord(place &+ 24, done ? 2 : 3)
  }

  private static func move(
    _ sector: UInt64, _ address: UInt64, _ count: UInt64, writes: Bool,
    _ context: HypercallContext
  ) -> Bool {
    guard let disk = context.computer.board.disk, count <= 256 else { return false }
    return writes
      ? disk.writeSectors(sector, count, from: address, context.computer)
      : disk.readSectors(sector, count, to: address, context.computer)
  }
}

extension HypercallContext {
  fileprivate var isRing: Bool { a0 & 0xfff == 0 && computer.pageIndex(a0) != nil }
}
