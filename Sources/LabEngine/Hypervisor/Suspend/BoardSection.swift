/// Every device of the board, each behind its name and its address.
enum BoardSection: SuspendSection {
  static let tag = "BORD"
  static let name = "board"

  static func save(_ computer: Computer, to writer: inout StateWriter) {
    writer.count(computer.board.devices.count)
    for device in computer.board.devices {
      var part = StateWriter()
      device.save(to: &part)
      writer.text(device.name)
      writer.integer(device.range.lowerBound)
      writer.counted(part.bytes)
    }
  }

  static func load(into computer: Computer, from reader: inout StateReader) throws {
    let devices = computer.board.devices
    _ = try reader.count("the number of devices", in: devices.count...devices.count)
    for device in devices {
      let name = try reader.text("the name of a device")
      let address: UInt64 = try reader.integer("the address of a device")
      try reader.check(
        name == device.name && address == device.range.lowerBound,
        "this board has no \(name) at \(hexadecimal(address))")
      var part = StateReader(
        try reader.counted("a device"), section: "\(self.name), \(name)", file: reader.file)
      try device.load(from: &part)
      try part.end()
    }
  }
}
