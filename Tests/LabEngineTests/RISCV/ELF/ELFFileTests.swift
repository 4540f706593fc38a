import Testing

@testable import LabEngine

/// An executable put together by hand, after the System V ABI, 4 and 5.
struct HandMadeELF {
  var bytes: [UInt8] = []

  /// Two segments (code of 8 bytes; data of 4 bytes and 12 of zeros) and symbols.
  init() {
    bytes = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9)
    // Type EXEC, machine RISC-V, version, entry (virtual), headers, flags, sizes and counts.
    add((2, 2), (243, 2), (1, 4), (0x4000_0004, 8), (64, 8), (360, 8), (0, 4))
    add((64, 2), (56, 2), (2, 2), (64, 2), (3, 2), (0, 2))
    program(type: 1, offset: 176, virtual: 0x4000_0000, physical: 0x8000_0000, 8, 8)
    program(type: 1, offset: 184, virtual: 0x4000_1000, physical: 0x8000_1000, 4, 16)
    add((0x0000_0013, 4), (0x0000_0073, 4), (0x2a, 4), (0, 4))
    // Symbols: none, `_start` (function, global), `$x` (a mark), `value` (object), undefined `other`.
    symbol(name: 0, info: 0, section: 0, 0)
    symbol(name: 1, info: 0x12, section: 1, 0x4000_0004)
    symbol(name: 8, info: 0, section: 1, 0x4000_0000)
    symbol(name: 11, info: 0x11, section: 2, 0x4000_1000)
    symbol(name: 17, info: 0x10, section: 0, 0)
    bytes += Array("\0_start\0$x\0value\0other\0".utf8)
    bytes += [UInt8](repeating: 0, count: 360 - bytes.count)
    section(type: 0, offset: 0, size: 0, link: 0)
    section(type: 2, offset: 192, size: 120, link: 2)
    section(type: 3, offset: 312, size: 23, link: 0)
  }

  private mutating func add(_ numbers: (UInt64, Int)...) {
    for (number, width) in numbers { set(bytes.count, number, width) }
  }

  mutating func set(_ offset: Int, _ number: UInt64, _ width: Int) {
    while bytes.count < offset + width { bytes.append(0) }
    for index in 0..<width {
      bytes[offset + index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * index))
    }
  }

  private mutating func program(
    type: UInt64, offset: UInt64, virtual: UInt64, physical: UInt64, _ file: UInt64,
    _ memory: UInt64
  ) {
    add((type, 4), (5, 4), (offset, 8), (virtual, 8), (physical, 8), (file, 8), (memory, 8), (4, 8))
  }

  private mutating func symbol(name: UInt64, info: UInt64, section: UInt64, _ value: UInt64) {
    add((name, 4), (info, 1), (0, 1), (section, 2), (value, 8), (0, 8))
  }

  private mutating func section(type: UInt64, offset: UInt64, size: UInt64, link: UInt64) {
    add(
      (0, 4), (type, 4), (0, 8), (0, 8), (offset, 8), (size, 8), (link, 4), (0, 4), (1, 8), (24, 8))
  }
}

struct ELFFileTests {
  @Test func readsSegmentsAndSymbols() throws {
    let image = try ELFFile.read(HandMadeELF().bytes, name: "kernel.elf")
    #expect(image.entry == 0x8000_0004)
    #expect(
      image.segments == [
        GuestImage.Segment(
          address: 0x8000_0000, bytes: [0x13, 0, 0, 0, 0x73, 0, 0, 0], size: 8),
        GuestImage.Segment(address: 0x8000_1000, bytes: [0x2a, 0, 0, 0], size: 16),
      ])
    #expect(
      image.symbols == [
        GuestImage.Symbol(name: "_start", address: 0x8000_0004),
        GuestImage.Symbol(name: "value", address: 0x8000_1000),
      ])
    #expect(image.lines.isEmpty)
  }

  /// A field at an offset, what it is set to, and the reason that is given.
  @Test(
    arguments: [
      (0, 0, 1, "it is not an ELF file"), (4, 1, 1, "it is not for 64 bits; the machine is RV64"),
      (5, 2, 1, "it is not little-endian"),
      (18, 62, 2, "it is for another machine (number 62), not RISC-V (243)"),
      (16, 1, 2, "it is an object file that is not linked yet, not an executable"),
      (16, 3, 2, "it is a shared or position-independent object, not an executable"),
      (56, 5000, 2, "it has 5000 program headers, more than 4096"),
      (56, 0, 2, "nothing in it is to be loaded"),
      (54, 32, 2, "its program headers have 32 bytes, not 56"),
      (60, 5000, 2, "it has 5000 section headers, more than 4096"),
      (32, 1000, 8, "a program header lies beyond the end of the file"),
      (32, .max, 8, "a program header lies beyond the end of the file"),
      (40, 1000, 8, "a section header lies beyond the end of the file"),
      (64 + 8, 100_000, 8, "a segment lies beyond the end of the file"),
      (64 + 8, .max, 8, "a segment lies beyond the end of the file"),
      (64 + 32, 9, 8, "a segment has more bytes in the file than in memory"),
      (64 + 40, 1 << 41, 8, "a segment takes 2199023255552 bytes of memory, more than 1 TiB"),
      (64 + 24, .max, 8, "a segment goes beyond the last address"),
      (64 + 24, 0x8000_1008, 8, "two segments overlap at 0x80001008"),
      (360 + 64 + 32, 1 << 40, 8, "it has 45812984490 symbols, more than 1048576"),
      (360 + 64 + 40, 9, 4, "a section header is missing"),
      (192 + 24, 1000, 4, "the name of a symbol lies beyond the names"),
    ] as [(Int, UInt64, Int, String)])
  func refuses(_ offset: Int, _ value: UInt64, _ width: Int, _ reason: String) {
    var file = HandMadeELF()
    file.set(offset, value, width)
    let error = #expect(throws: LabError.self) { try ELFFile.read(file.bytes, name: "x.elf") }
    #expect(error?.problem == .file("x.elf", reason: reason))
  }

  @Test func refusesEveryBeginning() {
    let bytes = HandMadeELF().bytes
    for count in 0..<bytes.count {
      #expect(throws: LabError.self) { try ELFFile.read(Array(bytes[..<count]), name: "x") }
    }
  }

  /// Mutations end in an image or a `LabError`.
  @Test func survivesMutations() {
    let bytes = HandMadeELF().bytes
    var random = SeededRandom(seed: 5)
    for _ in 0..<50_000 {
      var mutated = bytes
      for _ in 0...Int(random.next() % 6) {
        mutated[Int(random.next() % UInt64(bytes.count))] =
          random.next() % 3 == 0 ? 0xff : UInt8(truncatingIfNeeded: random.next())
      }
      do { _ = try ELFFile.read(mutated, name: "x") } catch { #expect(error is LabError) }
    }
  }
}
