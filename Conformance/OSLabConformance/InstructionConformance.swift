import LabEngine

/// `oslab-conformance instructions [COUNT]`: random sequences of instructions beside QEMU.
///
/// COUNT seeded sequences (100,000 unless told) of 16 to 32 instructions of RV64IMAC, each with registers and a data
/// area of its own, run on a computer of the engine, in user mode, and under `qemu-riscv64`: the same 31
/// registers and the same memory afterwards. Both run the same ELF file of up to 1,000 sequences.
enum InstructionConformance {
  private static let batch = 1000
  private static let mostShown = 5

  static func run(_ options: ConformanceOptions) throws -> Bool {
    let directory = try ToolDirectory()
    var random = SeededRandom(seed: options.seed)
    let count = options.count ?? 100_000
    var (done, instructions, differences) = (0, 0, 0)
    while done < count {
      let program = SequenceProgram(of: min(batch, count - done), &random)
      let file = program.executable
      let expected = try recordsOfQEMU(program, file, in: directory)
      let ours = try recordsOfComputer(program, file)
      for (index, sequence) in program.sequences.enumerated() {
        let range = index * SequenceProgram.recordSize..<(index + 1) * SequenceProgram.recordSize
        instructions += Disassembly(sequence.code).count
        guard ours[range] != expected[range] else { continue }
        differences += 1
        guard differences <= mostShown else { continue }
        print("instructions: sequence \(done + index + 1) of seed \(options.seed) differs")
        show(program, index, Array(ours[range]), Array(expected[range]))
      }
      done += program.sequences.count
    }
    print(
      "instructions: \(done) sequences, \(instructions) instructions; \(differences) sequences differ"
    )
    return differences == 0
  }

  private static func recordsOfQEMU(
    _ program: SequenceProgram, _ file: [UInt8], in directory: ToolDirectory
  ) throws -> [UInt8] {
    try directory.write(file, to: "sequences.elf")
    try directory.makeExecutable("sequences.elf")
    try directory.run("qemu-riscv64", of: "qemu-user", [directory.file("sequences.elf")])
    let records = try directory.read("output")
    guard records.count == program.recordBytes else {
      throw ToolFailure(
        reason: "qemu-riscv64 wrote \(records.count) of \(program.recordBytes) bytes")
    }
    return records
  }

  /// In user mode without a kernel the first system call, which is to write the records, stops the computer.
  private static func recordsOfComputer(
    _ program: SequenceProgram, _ file: [UInt8]
  ) throws -> [UInt8] {
    let lab = Lab(files: OneFile(file))
    try lab.execute(
      """
      machine frames=8192
      guest sequences file=sequences.elf
      boot M guest=sequences ram=16MiB start=u
      run M steps=10000000
      """)
    guard try lab.evaluate("M.state").written() == "stopped",
      let records = lab.guestMemory(
        "M", at: SequenceProgram.recordAddress, count: program.recordBytes)
    else {
      let place = try lab.evaluate("M.pc").written()
      throw ToolFailure(reason: "our computer did not come to the end; it is at \(place)")
    }
    return records
  }

  // MARK: Differences

  private static func show(
    _ program: SequenceProgram, _ index: Int, _ ours: [UInt8], _ expected: [UInt8]
  ) {
    let sequence = program.sequences[index]
    for (offset, bits) in Disassembly(sequence.code).instructions {
      let address = program.addresses[index] + UInt64(offset)
      print("  \(hex(address)): \(Disassembler.text(bits, at: address, symbol: { _ in nil }))")
    }
    for register in 1..<32 {
      let (left, right) = (word(ours, 8 * register), word(expected, 8 * register))
      guard left != right else { continue }
      print(
        "  \(RegisterNames.abi[register]): was \(hex(sequence.registers[register])), "
          + "ours \(hex(left)), expected \(hex(right))")
    }
    for place in SequenceProgram.registerBytes..<ours.count where ours[place] != expected[place] {
      let offset = place - SequenceProgram.registerBytes
      print(
        "  byte \(offset) of the data: was \(hex(UInt64(sequence.data[offset]))), "
          + "ours \(hex(UInt64(ours[place]))), expected \(hex(UInt64(expected[place])))")
    }
  }

  private static func word(_ bytes: [UInt8], _ place: Int) -> UInt64 {
    bytes[place..<place + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func hex(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
}

/// The instructions among half-words.
private struct Disassembly {
  private(set) var instructions: [(offset: Int, bits: UInt32)] = []
  var count: Int { instructions.count }

  init(_ code: [UInt16]) {
    var place = 0
    while place < code.count {
      let isLong = Disassembler.length(code[place]) == 4 && place + 1 < code.count
      let bits = UInt32(code[place]) | (isLong ? UInt32(code[place + 1]) << 16 : 0)
      instructions.append((2 * place, bits))
      place += isLong ? 2 : 1
    }
  }
}

/// The only file there is, under every name.
private final class OneFile: FileAccess {
  private let bytes: [UInt8]
  init(_ bytes: [UInt8]) { self.bytes = bytes }
  func read(_ path: String) throws -> [UInt8] { bytes }
  func write(_ bytes: [UInt8], to path: String) throws {}
  func draw(_ chart: Chart, to path: String) throws {}
}
