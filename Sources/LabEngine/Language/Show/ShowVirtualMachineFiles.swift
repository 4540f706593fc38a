extension ShowView {
  static let files = ShowView(
    name: "files", usage: "files V",
    summary: "the files that a virtual machine consists of, and how large they are"
  ) { (subject: ComputerSubject) in
    _ = try subject.machineBeneath()
    let computer = subject.computer
    let configuration = VMConfiguration(of: computer).text
    let log = subject.logLines
    var rows: [[Cell]] = [
      row("\(computer.name).vm", configuration.utf8.count, "configuration: `show config`"),
      row(
        "\(computer.name).log", log.reduce(0) { $0 + $1.utf8.count + 1 }, "its log: `show log`"),
      row(
        "\(computer.name).swap", computer.pagesInSwap * 4096,
        "paging file: \(counted(computer.pagesInSwap, "page")) that the host has put out"),
    ]
    if let disk = computer.board.disk {
      let image = disk.shared.flatMap { computer.sharedDisk($0)?.image } ?? disk.image
      rows.append(
        row(
          disk.shared ?? "\(computer.name).disk", image.sectors * DiskImage.sectorSize,
          disk.shared == nil ? "its disk" : "a disk that it shares"))
    }
    for snapshot in computer.machine.snapshots(of: computer) {
      let pages = computer.machine.memory.residentPages(of: snapshot.computer.space)
      rows.append(
        row("\(computer.name)@\(snapshot.name)", pages * 4096, "a snapshot: `show snapshots`"))
    }
    return Report([
      .table(
        Table(
          columns: ["file", "size", "what it is"], alignments: [.left, .right, .left], rows: rows)),
      .text(
        "Copying them copies the machine: `suspend \(computer.name) FILE` writes all of it into one file."
      ),
    ])
  }

  private static func row(_ name: String, _ bytes: Int, _ what: String) -> [Cell] {
    [
      Cell(name, .strong), Cell(Value.quantity(Quantity(bytes, .data)).written()), Cell(what, .dim),
    ]
  }

  static let log = ShowView(
    name: "log", usage: "log V", summary: "what was done with a virtual machine, and when"
  ) { (subject: ComputerSubject) in
    _ = try subject.machineBeneath()
    let lines = subject.logLines
    let most = 40
    var blocks: [Report.Block] = []
    if lines.count > most { blocks.append(.text("… \(lines.count - most) before.")) }
    blocks.append(.listing(Array(lines.suffix(most)), more: 0))
    return Report(blocks)
  }
}

extension ComputerSubject {
  /// The commands that named the computer, with the machine's time at their end.
  fileprivate var logLines: [String] {
    let entries = lab.history.entries(at: lab.history.present)
    let first = entries.lastIndex { $0.startsMachine } ?? 0
    return entries[first...].compactMap { entry in
      let words = entry.statement.text.split { !($0.isLetter || $0.isNumber || $0 == "_") }
      guard words.contains(Substring(computer.name)) else { return nil }
      return Value.nanoseconds(entry.time).written().padded(to: 14) + entry.statement.text
    }
  }
}

extension Computer {
  /// Its pages whose latest copy lies in the host's backing store.
  fileprivate var pagesInSwap: Int {
    var count = 0
    machine.memory.spaces[space].table.forEachTouched { _, word in
      if word & PageWord.valid == 0, word & PageWord.swapped != 0 { count += 1 }
    }
    return count
  }
}
