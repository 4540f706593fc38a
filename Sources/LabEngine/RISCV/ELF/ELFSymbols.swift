/// The names in an executable.
extension ELFReader {
  /// A name with what decides which of several at one address is told.
  private struct Candidate {
    var symbol: GuestImage.Symbol
    /// A function or an object; a global one.
    var rank: Int
  }

  /// Of functions, objects and labels with a place in memory, by address; at one address the most telling last.
  ///
  /// System V ABI, 4, "Symbol Table". A broken table is an error, a missing one is not.
  func symbols(_ segments: [Loaded]) throws(ELFFault) -> [GuestImage.Symbol] {
    guard let table = try section(ofType: 2) else { return [] }
    let strings = try section(table.link)
    let count = table.size / 24
    guard count <= UInt64(ELFFile.mostSymbols) else {
      throw ELFFault(reason: "it has \(count) symbols, more than \(ELFFile.mostSymbols)")
    }
    let names = try range(strings.offset, strings.size, "the names of the symbols")
    _ = try range(table.offset, table.size, "the symbol table")
    var found: [Candidate] = []
    for index in 0..<count {
      if let candidate = try symbol(table.offset + index * 24, names, segments) {
        found.append(candidate)
      }
    }
    return found.enumerated().sorted { a, b in
      (a.element.symbol.address, a.element.rank, a.offset)
        < (b.element.symbol.address, b.element.rank, b.offset)
    }.map(\.element.symbol)
  }

  private func symbol(
    _ entry: UInt64, _ names: Range<Int>, _ segments: [Loaded]
  ) throws(ELFFault) -> Candidate? {
    let (info, section) = (try number(entry + 4, 1), try number(entry + 6, 2))
    let (type, binding) = (info & 15, info >> 4)
    // Not files and sections, not what is undefined or a mere number.
    guard type <= 2, section != 0, section < 0xff00 else { return nil }
    guard let name = try name(try number(entry, 4), names) else { return nil }
    let value = try number(entry + 8, 8)
    let address = segments.lazy.compactMap { $0.physical(value) }.first ?? value
    let rank = (type > 0 ? 2 : 0) + (binding > 0 ? 1 : 0)
    return Candidate(symbol: GuestImage.Symbol(name: name, address: address), rank: rank)
  }

  /// Nil for an empty name and for marks between code and data, such as `$x` (psABI, 8.4.2).
  private func name(_ offset: UInt64, _ names: Range<Int>) throws(ELFFault) -> String? {
    guard offset < UInt64(names.count) else {
      throw ELFFault(reason: "the name of a symbol lies beyond the names")
    }
    let start = names.lowerBound + Int(offset)
    // Long names are cut: no listing has room for them.
    let bytes = self.bytes[start..<names.upperBound].prefix(200).prefix { $0 != 0 }
    guard let first = bytes.first, first != UInt8(ascii: "$") else { return nil }
    guard !bytes.starts(with: ".L".utf8) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  private struct Section {
    var link: UInt64
    var offset: UInt64
    var size: UInt64
  }

  /// The first of a type; nil if there is none.
  private func section(ofType type: UInt64) throws(ELFFault) -> Section? {
    let count = try number(60, 2)
    guard try number(40, 8) != 0 else { return nil }
    guard count <= UInt64(ELFFile.mostHeaders) else {
      throw ELFFault(reason: "it has \(count) section headers, more than \(ELFFile.mostHeaders)")
    }
    for index in 0..<count {
      let header = try sectionHeader(index)
      if try number(header + 4, 4) == type { return try section(index) }
    }
    return nil
  }

  private func section(_ index: UInt64) throws(ELFFault) -> Section {
    let header = try sectionHeader(index)
    return Section(
      link: try number(header + 40, 4), offset: try number(header + 24, 8),
      size: try number(header + 32, 8))
  }

  /// Where the header of a section lies.
  private func sectionHeader(_ index: UInt64) throws(ELFFault) -> UInt64 {
    let (table, size, count) = (try number(40, 8), try number(58, 2), try number(60, 2))
    guard index < count, size >= 64 else {
      throw ELFFault(reason: "a section header is missing")
    }
    let (header, overflow) = table.addingReportingOverflow(index &* size)
    if overflow { throw ELFFault(reason: "a header lies beyond the end of the file") }
    _ = try range(header, 64, "a section header")
    return header
  }
}
