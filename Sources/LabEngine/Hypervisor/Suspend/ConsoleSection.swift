/// What was written to the console, and what was typed.
enum ConsoleSection: SuspendSection {
  static let tag = "CONS"
  static let name = "console"

  static func save(_ computer: Computer, to writer: inout StateWriter) {
    writer.counted(computer.console)
    writer.counted(computer.input)
    writer.count(computer.inputTaken)
    writer.flag(computer.hostTransfer?.isReading == true)
  }

  static func load(into computer: Computer, from reader: inout StateReader) throws {
    computer.console = Array(try reader.counted("the console").prefix(computer.consoleBytes))
    computer.input = Array(try reader.counted("what was typed"))
    computer.inputTaken = try reader.count("what was read of it", in: 0...computer.input.count)
    let isReading = try reader.flag("whether it waits for a character")
    guard let transfer = computer.hostTransfer else {
      return try reader.check(!isReading, "it has no `tohost` to wait for a character at")
    }
    computer.hostTransfer = HTIF(
      tohost: transfer.tohost, fromhost: transfer.fromhost, isReading: isReading)
  }
}
