extension ShowView {
  static let network = ShowView(
    name: "network", usage: "network",
    summary: "the switches, the computers at their ports, and the addresses learned"
  ) { (context: EvaluationContext) in
    let machine = context.machine
    let spaces = machine.memory.spaces
    var ports: [[Cell]] = []
    var learned: [[Cell]] = []
    for network in machine.network.switches {
      for port in network.ports where spaces[port.space].isAlive {
        ports.append([
          Cell(network.name, .strong), Cell(spaces[port.space].name), Cell(port.address.text),
          Cell("\(port.sent)"), Cell("\(port.received)"),
          Cell("\(port.dropped)", port.dropped > 0 ? .bad : .plain),
          Cell("\(port.waiting.count)"),
        ])
      }
      for entry in network.learned where spaces[network.ports[entry.port].space].isAlive {
        learned.append([
          Cell(network.name, .strong), Cell(entry.address.text),
          Cell(spaces[network.ports[entry.port].space].name),
        ])
      }
    }
    guard !ports.isEmpty else {
      return .text("No computer has a network card: `boot M guest=NAME net=lan` gives it one.")
    }
    return Report([
      .table(
        Table(
          columns: ["switch", "computer", "address", "sent", "received", "dropped", "waiting"],
          alignments: [.left, .left, .left, .right, .right, .right, .right], rows: ports)),
      learned.isEmpty
        ? .text("No address has been learned: what is sent goes to all ports of the switch.")
        : .table(
          Table(title: "learned", columns: ["switch", "address", "port of"], rows: learned)),
    ])
  }
}
