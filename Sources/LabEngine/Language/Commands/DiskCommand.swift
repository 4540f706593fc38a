/// `disk d size=1MiB`, `disk d file=fs.img`
struct DiskCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "disk", usage: ["disk NAME size=1MiB|file=FILE"],
    summary: "make a disk that several computers can have",
    detail: """
      `boot … disk=NAME` gives it to a computer, and to as many as name it: what one writes the others read, as \
      with a shared volume. Nothing orders what each keeps of it in its own memory; two file systems that know \
      nothing of one another will spoil it. A file is read once and never written to. `show disks` lists who \
      has which.
      """,
    operands: [.newName],
    options: [
      CommandOption(
        name: "size", values: "a size", meaning: "an empty disk, a multiple of 512 bytes"),
      CommandOption(name: "file", values: "a file", meaning: "its content", kind: .file),
    ],
    examples: ["disk d size=1MiB", "disk d file=fs.img"])

  private let name: Named
  private let origin: String
  private let image: DiskImage

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    name = try scanner.newName("a name for the disk")
    let here = scanner.place
    let options = try OptionReader(&scanner, of: Self.description)
    switch (options.values["size"], options.values["file"]) {
    case (let size?, nil): (origin, image) = ("", try DiskOperand.empty(size))
    case (nil, let file?): (origin, image) = (file.text, try DiskOperand.file(file, lab))
    case (let first, _):
      throw scanner.error(
        .expected("size=SIZE or file=FILE", found: first == nil ? "neither" : "both"), at: here)
    }
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    guard machine.disk(named: name.text) == nil else {
      throw LabError(.conflict("There is a disk \(name.text) already."), at: name.place)
    }
    let limit = execution.budget.limits.processes
    guard machine.disks.count < limit else {
      throw LabError(.fuel(what: "disks", limit: limit), at: name.place)
    }
    execution.hasBegun = true
    machine.disks.append(SharedDisk(name: name.text, origin: origin, image: image))
    machine.memory.counts.commandEvents += 1
    let size = Value.quantity(Quantity(image.size, .data)).written()
    return .text("Disk \(name.text): \(size), \(origin.isEmpty ? "empty" : "a copy of \(origin)").")
  }
}
