/// The port of a computer's network card: one of a switch of the machine.
extension Computer: EthernetPort {
  var port: (any EthernetPort)? { switchPort == nil ? nil : self }

  /// Its port as the switch keeps it; nil if it has no card.
  var switchPort: VirtualSwitch.Port? { machine.network.port(of: space) }

  var arrivals: Int { switchPort?.arrivals ?? 0 }
  var waitingFrames: Int { switchPort?.waiting.count ?? 0 }
  var oldestFrame: [UInt8]? { switchPort?.waiting.first }

  func removeOldestFrame(isReceived: Bool) {
    machine.network.removeOldest(of: space, isReceived: isReceived)
  }

  func send(_ frame: [UInt8]) { machine.send(frame, from: self) }

  /// True if frames have come that its card does not know of yet: it will look before the next instruction, which
  /// may wake it.
  var hasArrivals: Bool { board.card.map { $0.seen != arrivals } ?? false }

  /// What has become of frames since its port was as `before`: those received, those sent.
  func told(since before: VirtualSwitch.Port?) -> (received: [String], sent: [String]) {
    guard let before, let now = switchPort else { return ([], []) }
    let gone = before.waiting.count - now.waiting.count
    let received = now.received - before.received == gone ? before.waiting.prefix(gone) : []
    return (
      received.map { frame in
        let source = EthernetFrame.source(frame)?.text ?? "nobody"
        return "  its card receives \(frame.count) bytes from \(source)"
      },
      now.sent > before.sent
        ? ["  its card sends \(counted(now.sent - before.sent, "Ethernet frame"))"] : []
    )
  }
}

extension Machine {
  /// What arrives at other computers is delivered before their next instruction.
  fileprivate func send(_ frame: [UInt8], from sender: Computer) {
    let spaces = network.send(frame, from: sender.space) { memory.spaces[$0].isAlive }
    for computer in computers where spaces.contains(computer.space) {
      computer.eventsChanged = true
    }
  }
}
