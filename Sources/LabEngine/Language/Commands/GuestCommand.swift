/// `guest hello … end`, `guest kernel file=kernel.elf`
struct GuestCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "guest", usage: ["guest NAME … end", "guest NAME file=kernel.elf|program.s"],
    summary: "define a program for computers, in assembly or from a file",
    detail: """
      The lines up to `end` are RISC-V assembly as the GNU assembler takes it: labels, 1: 1b 1f, \
      pseudo-instructions, %hi and %lo, directives, compressed instructions after `.option rvc`. It is laid out \
      from 0x80000000 and begins at _start, or at its first instruction. A file is an ELF executable, or \
      assembly if its name ends in .s or .S. `machine` forgets all guests.
      """,
    operands: [.newName],
    options: [
      CommandOption(
        name: "file", values: "a file", meaning: "an ELF executable or assembly", kind: .file)
    ],
    examples: ["guest kernel file=kernel.elf"], hasBody: true)

  private let name: String
  private let image: GuestImage

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    let line = scanner.place.line
    name = try scanner.newName("a name for the guest").text
    let here = scanner.place
    let options = try OptionReader(&scanner, of: Self.description)
    if let body = scanner.body {
      image = try Assembler.assemble(body, firstLine: line + 1)
    } else if let file = options.values["file"] {
      image = try Self.read(file, lab)
    } else {
      throw scanner.error(
        .expected("the program on the next lines up to `end`, or file=NAME", found: "neither"),
        at: here)
    }
  }

  static func read(_ file: Named, _ lab: Lab) throws -> GuestImage {
    guard let files = lab.files else {
      throw LabError(.refused("Files cannot be named here."), at: file.place)
    }
    do {
      let bytes = try files.read(file.text)
      guard file.text.hasSuffix(".s") || file.text.hasSuffix(".S") else {
        return try ELFFile.read(bytes, name: file.text)
      }
      return try assemble(bytes, file.text)
    } catch let error as LabError {
      throw error.filled(place: file.place, lineText: "")
    }
  }

  /// Mistakes in a file are placed in it, not in the command.
  private static func assemble(_ bytes: [UInt8], _ name: String) throws -> GuestImage {
    do {
      return try Assembler.assemble(String(decoding: bytes, as: UTF8.self), firstLine: 1)
    } catch let error as LabError {
      let place = error.place.map { "line \($0.line), column \($0.column): " } ?? ""
      throw LabError(.file(name, reason: place + error.message))
    }
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let isNew = machine.guests.updateValue(image, forKey: name) == nil
    machine.memory.counts.commandEvents += 1
    let size = image.segments.reduce(UInt64(0)) { $0 &+ $1.size }
    return .text(
      "Guest \(name)\(isNew ? "" : ", defined anew"): \(size) bytes, from \(hexadecimal(image.entry)) on."
    )
  }
}
