/// A switch between computers, that learns at which port each address is.
///
/// IEEE 802.1Q-2018, section 8.8 "The filtering database": the source of a frame is learned, the
/// destination is looked up, and what is not known goes to all other ports. Nothing is forgotten with
/// time, as the computers have no time in common.
///
/// A computer that stands still takes nothing: what comes for it waits at its port.
struct VirtualSwitch: Sendable {
  /// Frames that wait at a port at most; what comes beyond them is lost.
  static let depth = 256
  /// Addresses that are learned at most.
  static let tableSize = 1024

  /// Where a computer is plugged in.
  struct Port: Sendable {
    /// Of the computer's memory among the address spaces.
    let space: Int
    let address: MACAddress
    fileprivate(set) var waiting: [[UInt8]] = []
    /// Frames that have come so far, those that wait included.
    fileprivate(set) var arrivals = 0
    /// Frames that the computer has sent, and that it has received.
    fileprivate(set) var sent = 0
    fileprivate(set) var received = 0
    /// Frames that were lost on their way to the computer, and those of its own that are none.
    fileprivate(set) var dropped = 0
  }

  let name: String
  private(set) var ports: [Port] = []
  private var table: [MACAddress: Int] = [:]

  init(name: String) { self.name = name }

  /// The port of a new computer.
  mutating func connect(_ space: Int, _ address: MACAddress) -> Int {
    ports.append(Port(space: space, address: address))
    return ports.count - 1
  }

  /// What was learned, by address.
  var learned: [(address: MACAddress, port: Int)] {
    table.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Takes a frame in at a port and passes it on; the ports at which it has arrived.
  ///
  /// `isUp` says whether the computer of an address space still exists.
  mutating func send(_ frame: [UInt8], from port: Int, isUp: (Int) -> Bool) -> [Int] {
    guard EthernetFrame.isValid(frame), let source = EthernetFrame.source(frame),
      let destination = EthernetFrame.destination(frame)
    else {
      ports[port].dropped += 1
      return []
    }
    ports[port].sent += 1
    // 8.7: a group address is nobody's.
    if !source.isGroup, table[source] != nil || table.count < Self.tableSize {
      table[source] = port
    }
    let targets = self.targets(of: destination, isUp).filter { $0 != port }
    return targets.filter { put(frame, at: $0) }
  }

  private func targets(of destination: MACAddress, _ isUp: (Int) -> Bool) -> [Int] {
    if let port = table[destination], isUp(ports[port].space) { return [port] }
    return ports.indices.filter { isUp(ports[$0].space) }
  }

  private mutating func put(_ frame: [UInt8], at port: Int) -> Bool {
    guard ports[port].waiting.count < Self.depth else {
      ports[port].dropped += 1
      return false
    }
    ports[port].waiting.append(frame)
    ports[port].arrivals += 1
    return true
  }

  /// The frame that waits longest at a port was received by its computer, or is lost.
  mutating func removeOldest(at port: Int, isReceived: Bool) {
    guard !ports[port].waiting.isEmpty else { return }
    ports[port].waiting.removeFirst()
    if isReceived { ports[port].received += 1 } else { ports[port].dropped += 1 }
  }

  /// Bytes of the frames that wait.
  var footprint: Int {
    ports.reduce(0) { $0 + $1.waiting.reduce(0) { $0 + $1.count } + 64 } + table.count * 16
  }
}
