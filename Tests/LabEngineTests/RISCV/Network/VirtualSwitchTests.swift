import Testing

@testable import LabEngine

/// Expected behaviour: IEEE 802.1Q-2018, sections 8.6 to 8.8, for a bridge without VLANs.
@Suite struct VirtualSwitchTests {
  private static func address(_ number: Int) -> MACAddress { MACAddress(ordinal: number) }

  private func network(_ ports: Int, depth: Int = 0) -> VirtualSwitch {
    var network = VirtualSwitch(name: "lan")
    for port in 0..<ports { #expect(network.connect(port * 10, Self.address(port + 1)) == port) }
    return network
  }

  private func frame(
    _ source: MACAddress, _ destination: MACAddress, _ byte: UInt8 = 1, count: Int = 60
  ) -> [UInt8] {
    Array((destination.bytes + source.bytes + [UInt8](repeating: byte, count: 1600)).prefix(count))
  }

  @Test func floodsLearnsAndForwards() {
    var network = network(4)
    let (a, b, c) = (Self.address(1), Self.address(2), Self.address(3))
    #expect(network.send(frame(a, b), from: 0) { _ in true } == [1, 2, 3], "unknown")
    #expect(network.send(frame(b, a), from: 1) { _ in true } == [0], "learned")
    #expect(network.send(frame(a, b), from: 0) { _ in true } == [1])
    #expect(network.send(frame(c, .broadcast), from: 2) { _ in true } == [0, 1, 3])
    #expect(network.send(frame(a, a), from: 0) { _ in true } == [], "on its own side")
    #expect(network.learned.map(\.address) == [a, b, c])
    #expect(network.learned.map(\.port) == [0, 1, 2])
    #expect(network.ports.map(\.sent) == [3, 1, 1, 0])
    #expect(network.ports.map(\.waiting.count) == [2, 3, 1, 2])
  }

  /// A station that moves, or says that it is another, is where it was heard last.
  @Test func learnsAnew() {
    var network = network(3)
    let (a, b) = (Self.address(1), Self.address(2))
    #expect(network.send(frame(a, b), from: 0) { _ in true } == [1, 2])
    #expect(network.send(frame(a, b), from: 2) { _ in true } == [0, 1])
    #expect(network.send(frame(b, a), from: 1) { _ in true } == [2])
  }

  /// A group address as source is not learned.
  @Test func groupsAreNobody() {
    var network = network(2)
    #expect(network.send(frame(.broadcast, Self.address(2)), from: 0) { _ in true } == [1])
    #expect(network.learned.isEmpty)
  }

  @Test func portsHoldSoMany() {
    var network = network(2)
    for number in 0..<300 {
      let isKept = number < VirtualSwitch.depth
      let byte = UInt8(truncatingIfNeeded: number)
      #expect(
        network.send(frame(Self.address(1), .broadcast, byte), from: 0) { _ in true }
          == (isKept ? [1] : []))
    }
    #expect(network.ports[1].waiting.count == 256)
    #expect(network.ports[1].dropped == 44)
    #expect(network.ports[1].arrivals == 256)
    #expect(network.ports[0].sent == 300)
    for number in 0..<256 {
      #expect(network.ports[1].waiting.first?.last == UInt8(number), "in order")
      network.removeOldest(at: 1, isReceived: true)
    }
    network.removeOldest(at: 1, isReceived: true)
    #expect(network.ports[1].received == 256)
  }

  @Test func tableHoldsSoMany() {
    var network = network(2)
    for number in 1...2000 {
      _ = network.send(frame(Self.address(number + 10), Self.address(1)), from: 0) { _ in true }
    }
    #expect(network.learned.count == VirtualSwitch.tableSize)
    #expect(network.send(frame(Self.address(2), Self.address(1500)), from: 1) { _ in true } == [0])
  }

  @Test func malformedFramesAreLost() {
    var network = network(2)
    for count in [0, 1, 13, 1515] {
      let frame = frame(Self.address(1), .broadcast, count: count)
      #expect(network.send(frame, from: 0) { _ in true } == [])
    }
    #expect(network.ports[0].dropped == 4)
    #expect(network.ports[0].sent == 0)
    #expect(network.learned.isEmpty)
  }

  /// What is addressed to a computer that has ended goes to all, and to it nothing comes.
  @Test func endedComputersAreUnplugged() {
    var network = network(3)
    _ = network.send(frame(Self.address(2), .broadcast), from: 1) { _ in true }
    #expect(
      network.send(frame(Self.address(1), Self.address(2)), from: 0) { $0 != 10 } == [2])
    #expect(network.ports[1].waiting.isEmpty)
  }
}
