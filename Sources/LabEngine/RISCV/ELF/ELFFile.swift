/// Reads executables: ELF for RISC-V, 64 bits, little-endian.
///
/// The System V ABI, 4 (Object Files) and 5 (Program Loading); the RISC-V ELF psABI, 8. Only what has to be loaded and
/// the names are taken: a file without section headers will do.
package enum ELFFile {
  static let mostHeaders = 4096
  /// Memory of one segment, and addresses.
  static let mostMemory: UInt64 = 1 << 40
  static let mostSymbols = 1 << 20

  /// The program in `bytes`; `name` is the file's, for messages.
  package static func read(_ bytes: [UInt8], name: String) throws -> GuestImage {
    do {
      return try ELFReader(bytes: bytes).image()
    } catch {
      throw LabError(.file(name, reason: error.reason))
    }
  }
}

/// Why a file is no program for the machine.
struct ELFFault: Error {
  var reason: String
}

/// A little-endian file whose every access is checked.
struct ELFReader {
  let bytes: [UInt8]

  /// `count` bytes at `offset` as a number.
  func number(_ offset: UInt64, _ count: Int) throws(ELFFault) -> UInt64 {
    let range = try range(offset, UInt64(count), "a header")
    return bytes[range].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The bytes from `offset` on, `size` of them; throws if the file ends before.
  func range(_ offset: UInt64, _ size: UInt64, _ what: String) throws(ELFFault) -> Range<Int> {
    let (end, overflow) = offset.addingReportingOverflow(size)
    guard !overflow, end <= UInt64(bytes.count) else {
      throw ELFFault(reason: "\(what) lies beyond the end of the file")
    }
    return Int(offset)..<Int(end)
  }

  func image() throws(ELFFault) -> GuestImage {
    try checkHeader()
    let segments = try segments()
    let entry = try entryAddress(segments)
    return GuestImage(
      entry: entry, segments: segments.map(\.segment), symbols: try symbols(segments))
  }

  /// The identification and the type; System V ABI, 4, "ELF Header".
  private func checkHeader() throws(ELFFault) {
    guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else {
      throw ELFFault(reason: "it is not an ELF file")
    }
    guard bytes.count >= 64 else { throw ELFFault(reason: "it ends within its header") }
    guard bytes[4] == 2 else {
      throw ELFFault(reason: "it is not for 64 bits; the machine is RV64")
    }
    guard bytes[5] == 1 else { throw ELFFault(reason: "it is not little-endian") }
    let machine = try number(18, 2)
    guard machine == 243 else {
      throw ELFFault(reason: "it is for another machine (number \(machine)), not RISC-V (243)")
    }
    let type = try number(16, 2)
    guard type == 2 else {
      let kinds: [UInt64: String] = [
        1: "an object file that is not linked yet", 3: "a shared or position-independent object",
        4: "a core dump",
      ]
      throw ELFFault(reason: "it is \(kinds[type] ?? "of unknown type \(type)"), not an executable")
    }
  }
}

/// Segments.
extension ELFReader {
  /// A part of memory, with the virtual address that it was linked for.
  struct Loaded {
    var segment: GuestImage.Segment
    var virtual: UInt64
  }

  /// Those that are loaded, by physical address; System V ABI, 5, "Program Header".
  private func segments() throws(ELFFault) -> [Loaded] {
    let (table, size, count) = (try number(32, 8), try number(54, 2), try number(56, 2))
    guard count <= UInt64(ELFFile.mostHeaders) else {
      throw ELFFault(reason: "it has \(count) program headers, more than \(ELFFile.mostHeaders)")
    }
    guard count == 0 || size >= 56 else {
      throw ELFFault(reason: "its program headers have \(size) bytes, not 56")
    }
    var loaded: [Loaded] = []
    for index in 0..<count {
      let (header, overflow) = table.addingReportingOverflow(index &* size)
      if overflow { throw ELFFault(reason: "a header lies beyond the end of the file") }
      if let segment = try segment(header) { loaded.append(segment) }
    }
    guard !loaded.isEmpty else { throw ELFFault(reason: "nothing in it is to be loaded") }
    loaded.sort { $0.segment.address < $1.segment.address }
    for (a, b) in zip(loaded, loaded.dropFirst())
    where b.segment.address < a.segment.address + a.segment.size {
      throw ELFFault(reason: "two segments overlap at 0x\(String(b.segment.address, radix: 16))")
    }
    return loaded
  }

  /// Nil for one that is not loaded or is empty.
  private func segment(_ header: UInt64) throws(ELFFault) -> Loaded? {
    _ = try range(header, 56, "a program header")
    guard try number(header, 4) == 1 else { return nil }
    let (offset, fileSize) = (try number(header + 8, 8), try number(header + 32, 8))
    let (physical, size) = (try number(header + 24, 8), try number(header + 40, 8))
    guard size > 0 else { return nil }
    guard size <= ELFFile.mostMemory else {
      throw ELFFault(reason: "a segment takes \(size) bytes of memory, more than 1 TiB")
    }
    guard fileSize <= size else {
      throw ELFFault(reason: "a segment has more bytes in the file than in memory")
    }
    guard !physical.addingReportingOverflow(size).overflow else {
      throw ELFFault(reason: "a segment goes beyond the last address")
    }
    let content = Array(bytes[try range(offset, fileSize, "a segment")])
    let segment = GuestImage.Segment(address: physical, bytes: content, size: size)
    return Loaded(segment: segment, virtual: try number(header + 16, 8))
  }

  /// Where the program starts, as a physical address.
  private func entryAddress(_ segments: [Loaded]) throws(ELFFault) -> UInt64 {
    let entry = try number(24, 8)
    return segments.lazy.compactMap { $0.physical(entry) }.first ?? entry
  }
}

extension ELFReader.Loaded {
  /// The physical address of a virtual one; nil if it is not in here.
  func physical(_ address: UInt64) -> UInt64? {
    guard address >= virtual, address &- virtual < segment.size else { return nil }
    return segment.address &+ (address &- virtual)
  }
}
