extension ShowView {
  static let disks = ShowView(
    name: "disks", usage: "disks", summary: "the disks, and the computers that have them"
  ) { (context: EvaluationContext) in
    let machine = context.machine
    let computers = machine.computers.filter { machine.memory.spaces[$0.space].isAlive }
    let users = { (name: String?) in
      computers.filter { $0.board.disk.map { $0.shared == name } ?? false }
    }
    var rows = machine.disks.map { row($0.name, $0.origin, $0.image, of: users($0.name)) }
    for computer in users(nil) {
      rows += (computer.board.disk?.image).map { [row("", "its own", $0, of: [computer])] } ?? []
    }
    guard !rows.isEmpty else {
      return .text("There is no disk: `disk d size=1MiB` makes one, `boot … disk=d` has it.")
    }
    return Report([
      .table(
        Table(
          columns: ["disk", "size", "content", "written", "requests of"],
          alignments: [.left, .right, .left, .right, .left], rows: rows))
    ])
  }

  private static func row(
    _ name: String, _ origin: String, _ image: DiskImage, of computers: [Computer]
  ) -> [Cell] {
    let bytes = { (count: Int) in Value.quantity(Quantity(count, .data)).written() }
    let requests = computers.map { "\($0.name) \($0.board.disk?.requests ?? 0)" }
    return [
      Cell(name, .strong), Cell(bytes(image.size)), Cell(origin, .dim),
      Cell(bytes(image.dirtyBlocks.count * DiskImage.blockSize)),
      Cell(requests.joined(separator: ", ")),
    ]
  }
}
