/// The switches of the machine, and where its computers are plugged in.
///
/// A value: a copy of the machine has its own.
struct Network: Sendable {
  private struct Plug {
    let index: Int
    let port: Int
  }

  /// In the order in which they were first named.
  private(set) var switches: [VirtualSwitch] = []
  /// By the computer's address space.
  private var plugs: [Int: Plug] = [:]

  /// Plugs a computer in at the switch of that name, which is made if there is none.
  mutating func connect(_ space: Int, to name: String, _ address: MACAddress) {
    let index = switches.firstIndex { $0.name == name } ?? switches.count
    if index == switches.count { switches.append(VirtualSwitch(name: name)) }
    plugs[space] = Plug(index: index, port: switches[index].connect(space, address))
  }

  /// The name of the switch that a computer is plugged in at.
  func name(of space: Int) -> String? { plugs[space].map { switches[$0.index].name } }

  /// The port of a computer; nil if it has no card.
  func port(of space: Int) -> VirtualSwitch.Port? {
    plugs[space].map { switches[$0.index].ports[$0.port] }
  }

  /// Sends a frame; the address spaces of the computers at which it has arrived.
  mutating func send(_ frame: [UInt8], from space: Int, isUp: (Int) -> Bool) -> [Int] {
    guard let plug = plugs[space] else { return [] }
    let ports = switches[plug.index].send(frame, from: plug.port, isUp: isUp)
    return ports.map { switches[plug.index].ports[$0].space }
  }

  mutating func removeOldest(of space: Int, isReceived: Bool) {
    guard let plug = plugs[space] else { return }
    switches[plug.index].removeOldest(at: plug.port, isReceived: isReceived)
  }

  var footprint: Int { switches.reduce(0) { $0 + $1.footprint } }
}
