import Testing

@testable import LabEngine

struct DirtyRoundTests {
  /// The guest's store goes to 0x80004008. The walk for it sets A and D in the leaf at 0x80003008, and those for
  /// its code A and then nothing more in the gigabyte's entry at 0x80001010, where D is set already (Volume II,
  /// section 4.3.2).
  @Test func storesAndWalksAreNoted() throws {
    let lab = try lab(Guests.paging)
    let computer = try #require(lab.machine.computer(named: "M"))
    computer.harts[0].csr.mstatus |= ControlRegisters.Status.sum
    computer.beginDirtyRound()
    _ = computer.run(20)
    #expect(computer.dirtyPages == [3, 4])
    computer.beginDirtyRound()
    _ = computer.run(20)
    #expect(computer.dirtyPages.isEmpty)
  }

  /// Dropping what is cached at any time changes nothing.
  @Test(arguments: [1, 7, 100, 5000]) func cachesDoNotMatter(_ stride: Int) throws {
    let lab = try booted(GuestPagingTests.program, machine: "frames=4096")
    let computer = try #require(lab.machine.computer(named: "M"))
    var rounds: [[Int]] = []
    for _ in 0..<4 {
      computer.beginDirtyRound()
      var left = 5000
      while left > 0 {
        left -= computer.run(min(stride, left))
        computer.forgetTranslations()
      }
      rounds.append(computer.dirtyPages)
    }
    #expect(rounds == Self.expected)
    #expect(computer.dirtyPageCount == rounds.last?.count)
  }

  /// The same rounds by comparing memory before and after, for pages whose bytes have changed.
  private static let expected: [[Int]] = {
    guard let lab = try? booted(GuestPagingTests.program, machine: "frames=4096"),
      let computer = lab.machine.computer(named: "M")
    else { return [] }
    return (0..<4).map { _ in
      var pages: Set<Int> = []
      computer.watchStores(Self.everything(computer))
      for _ in 0..<5000 {
        _ = computer.run(1)
        if let hit = computer.storeWatch?.take() {
          pages.insert(Int(hit.watch.address - Computer.memoryBase) >> 12)
        }
      }
      return pages.sorted()
    }
  }()

  private static func everything(_ computer: Computer) -> StoreWatch {
    StoreWatch(
      (0..<computer.pageCount).map {
        StopPoints.Watch(address: Computer.memoryBase + UInt64($0) << 12, count: 4096)
      })
  }

  @Test func aCopyOfTheMachineKeepsThem() throws {
    let lab = try booted(GuestPagingTests.program, machine: "frames=4096")
    let computer = try #require(lab.machine.computer(named: "M"))
    #expect(computer.dirtyPages.isEmpty)
    computer.beginDirtyRound()
    _ = computer.run(3000)
    let copy = lab.machine.clone()
    #expect(!computer.dirtyPages.isEmpty)
    #expect(copy.computers[0].dirtyPages == computer.dirtyPages)
    #expect(withExtendedLifetime(copy) { copy.computers[0].run(1000) } == 1000)
    computer.endDirtyRounds()
    #expect(computer.dirtyPages.isEmpty)
  }

  @Test func devicesAreNoted() throws {
    let lab = try booted("nop", machine: "frames=64")
    let computer = try #require(lab.machine.computer(named: "M"))
    computer.beginDirtyRound()
    _ = computer.write(0x8000_4ffc, [1, 2, 3, 4, 5, 6, 7, 8])
    _ = computer.read(0x8000_7000, count: 8)
    #expect(computer.dirtyPages == [4, 5])
  }
}
