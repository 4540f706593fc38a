import LabEngine

/// `oslab-conformance assembler [COUNT]`: bytes beside those of the GNU assembler and linker.
///
/// COUNT random instructions (10,000 unless told) with operands of every kind, then every pseudo-instruction, once as
/// they are and once behind `.option rvc`, in programs of 500 lines with labels and data.
enum AssemblerConformance {
  private static let package = "binutils-riscv64-unknown-elf"
  private static let script = """
    SECTIONS { . = 0x80000000; .text : { *(.text) } .rodata : { *(.rodata) }
      .data : { *(.data) } .bss : { *(.bss) } }
    """

  static func run(_ options: ConformanceOptions) throws -> Bool {
    let directory = try ToolDirectory()
    try directory.write(script, to: "layout.ld")
    var source = AssemblySourceMaker(seed: options.seed)
    var tally = AssemblerTally()
    for compresses in [false, true] {
      let kind = compresses ? "RV64IMAC" : "RV64IMA"
      let before = tally
      var left = options.count ?? 10_000
      while left > 0 {
        let program = source.program(of: min(left, 500), compresses: compresses)
        try compare(program, in: directory, &tally)
        left -= 500
      }
      try compare(source.pseudoInstructions(compresses: compresses), in: directory, &tally)
      print(
        "assembler: \(kind): \(tally.lines - before.lines) lines, "
          + "\(tally.bytes - before.bytes) bytes, "
          + "\(tally.differences - before.differences) of \(tally.programs - before.programs) programs differ"
      )
    }
    return tally.differences == 0
  }

  private static func compare(
    _ lines: [String], in directory: ToolDirectory, _ tally: inout AssemblerTally
  ) throws {
    let text = lines.joined(separator: "\n") + "\n"
    let expected = try bytesOfToolchain(text, in: directory)
    tally.programs += 1
    tally.lines += lines.count
    tally.bytes += expected.count
    do {
      let image = try Assembler.assemble(text, firstLine: 1)
      let ours = image.loadedBytes
      guard ours != expected else { return }
      tally.report(ours, expected, image, lines)
    } catch let error as LabError {
      tally.report(error)
    }
  }

  private static func bytesOfToolchain(
    _ text: String, in directory: ToolDirectory
  ) throws -> [UInt8] {
    try directory.write(text, to: "program.s")
    try directory.run(
      "riscv64-unknown-elf-as", of: package,
      [
        "-march=rv64ima_zicsr_zifencei", "-mabi=lp64", "-mno-relax", "-mpriv-spec=1.12",
        directory.file("program.s"), "-o", directory.file("program.o"),
      ])
    try directory.run(
      "riscv64-unknown-elf-ld", of: package,
      [
        "--no-relax", "--no-warn-rwx-segments", "-T", directory.file("layout.ld"),
        directory.file("program.o"), "-o", directory.file("program.elf"),
      ])
    try directory.run(
      "riscv64-unknown-elf-objcopy", of: package,
      [
        "-O", "binary", directory.file("program.elf"), directory.file("program.bin"),
      ])
    return try directory.read("program.bin")
  }
}

/// What has been compared, and the first differences.
private struct AssemblerTally {
  var programs = 0
  var lines = 0
  var bytes = 0
  var differences = 0
  private static let mostShown = 10

  mutating func report(_ error: LabError) {
    differences += 1
    guard differences <= Self.mostShown else { return }
    for line in error.report { print("  " + line) }
  }

  mutating func report(
    _ ours: [UInt8], _ expected: [UInt8], _ image: GuestImage, _ lines: [String]
  ) {
    differences += 1
    guard differences <= Self.mostShown else { return }
    let common = zip(ours, expected).prefix { $0 == $1 }.count
    let address = 0x8000_0000 + UInt64(common)
    let line = image.lines.last { $0.address <= address }?.line ?? 1
    func shown(_ bytes: [UInt8]) -> String {
      bytes.dropFirst(common & ~3).prefix(8).map { String($0, radix: 16) }.joined(separator: " ")
    }
    print("  at \(String(address, radix: 16)), line \(line): \(lines[min(line, lines.count) - 1])")
    print("    ours \(shown(ours)); expected \(shown(expected))")
  }
}

extension GuestImage {
  /// From the first address on, with zeros between segments; without what is zero behind them.
  fileprivate var loadedBytes: [UInt8] {
    var bytes: [UInt8] = []
    guard let start = segments.first?.address else { return bytes }
    for segment in segments where !segment.bytes.isEmpty {
      let gap = Int(segment.address - start) - bytes.count
      bytes += [UInt8](repeating: 0, count: max(0, gap)) + segment.bytes
    }
    return bytes
  }
}
