import LabEngine

/// Many sequences as one program that runs them one after the other and writes what they left behind.
///
/// A sequence has a record: its 32 registers, then its data area. Both are there when the program starts, and
/// as the sequence leaves them when it ends. Records follow each other without alignment to pages, and
/// so do the instructions, so that some of both straddle two pages.
struct SequenceProgram {
  static let codeAddress: UInt64 = 0x8000_0000
  static let recordAddress: UInt64 = 0x8080_0000
  static let registerBytes = 256
  static let recordSize = registerBytes + SequenceMaker.dataSize
  private typealias Encoding = InstructionEncoding

  private(set) var sequences: [InstructionSequence] = []
  /// Where each sequence's own instructions begin.
  private(set) var addresses: [UInt64] = []
  private var code: [UInt16] = []
  private var records: [UInt8] = []

  /// `count` sequences; `random` goes on behind them.
  init(of count: Int, _ random: inout SeededRandom) {
    for index in 0..<count {
      let record = Self.recordAddress + UInt64(index * Self.recordSize)
      var maker = SequenceMaker(
        random: random, dataAddress: record + UInt64(Self.registerBytes))
      let sequence = maker.sequence()
      random = maker.random
      append(sequence, home: maker.home)
    }
    let size = records.count
    for (register, value) in [(17, 64), (10, 1)] {
      code += long(Encoding.i(0x13, 0, register, 0, value))
    }
    code += long(Encoding.u(0x37, 11, Int(Self.recordAddress >> 13)))
    code += long(Encoding.i(0x13, 1, 11, 11, 1))
    code += long(Encoding.u(0x37, 12, (size + 0x800) >> 12))
    code += long(Encoding.i(0x13, 0, 12, 12, size & 0xfff))
    code += long(0x73)
    for (register, value) in [(17, 93), (10, 0)] {
      code += long(Encoding.i(0x13, 0, register, 0, value))
    }
    code += long(0x73)
  }

  /// Load the registers, run it, save them; `home` holds the start of the data area all the while.
  private mutating func append(_ sequence: InstructionSequence, home: Int) {
    let here = Self.codeAddress + UInt64(2 * code.count)
    let distance = Int(sequence.registers[home]) - Int(here)
    code += long(Encoding.u(0x17, home, (distance + 0x800) >> 12))
    code += long(Encoding.i(0x13, 0, home, home, distance & 0xfff))
    let others = (0..<32).filter { $0 != home }
    for register in others {
      code += long(Encoding.i(0x03, 3, register, home, 8 * register - Self.registerBytes))
    }
    addresses.append(Self.codeAddress + UInt64(2 * code.count))
    sequences.append(sequence)
    code += sequence.code
    for register in 0..<32 {
      code += long(Encoding.s(3, home, register, 8 * register - Self.registerBytes))
    }
    for value in sequence.registers { records += value.littleEndianBytes }
    records += sequence.data
  }

  var recordBytes: Int { records.count }

  /// An ELF file with two segments and nothing else; System V ABI, 4 and 5.
  var executable: [UInt8] {
    let text = code.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    let page = 4096
    let recordsAt = (page + text.count + page - 1) / page * page
    var file: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9)
    // Executable, RISC-V, version; entry, program headers; compressed instructions; sizes.
    file += [2, 0, 243, 0, 1, 0, 0, 0]
    for value in [Self.codeAddress, 64, 0] { file += value.littleEndianBytes }
    file += [1, 0, 0, 0, 64, 0, 56, 0, 2, 0, 64, 0, 0, 0, 0, 0]
    for (flags, place, address, size) in [
      (5, page, Self.codeAddress, text.count), (6, recordsAt, Self.recordAddress, records.count),
    ] as [(UInt8, Int, UInt64, Int)] {
      file += [1, 0, 0, 0, flags, 0, 0, 0]
      for value in [UInt64(place), address, address, UInt64(size), UInt64(size), UInt64(page)] {
        file += value.littleEndianBytes
      }
    }
    file += [UInt8](repeating: 0, count: page - file.count) + text
    file += [UInt8](repeating: 0, count: recordsAt - file.count) + records
    return file
  }
}

extension UInt64 {
  fileprivate var littleEndianBytes: [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: self >> UInt64(8 * $0)) }
  }
}
