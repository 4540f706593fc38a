extension TraceFormat {
  /// What `valgrind --tool=lackey --trace-mem=yes` writes: `I`, `L`, `S` or `M`, an address in hexadecimal, a
  /// comma and a size. Lines of valgrind itself begin with `==`. (Valgrind manual, section 12.)
  ///
  /// Addresses are cut into pages, which are numbered from 0 in the order of their first use, because a
  /// program's address space is far wider than what it uses. An access across a page boundary is two
  /// references; `M` (modify) is one reference that writes.
  static let lackey = TraceFormat(
    name: "lackey",
    summary: """
      the output of `valgrind --tool=lackey --trace-mem=yes`; instruction fetches are reads, pages are \
      numbered in the order of their first use.
      """
  ) { bytes, path, pageSize, limit in
    var reader = LackeyReader(path: path, limit: limit, pageSize: pageSize)
    return try bytes.withUnsafeBufferPointer { try reader.read($0) }
  }
}

private struct LackeyReader {
  private var builder: TraceBuilder
  private let shift: Int
  private var numbers: [UInt64: Int] = [:]
  private var lastPage: UInt64 = .max
  private var lastNumber = 0

  init(path: String, limit: Int, pageSize: Int) {
    builder = TraceBuilder(path: path, limit: limit)
    shift = pageSize.trailingZeroBitCount
  }

  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws -> ReferenceTrace {
    var line = 0
    var start = 0
    while start < bytes.count {
      line += 1
      var end = start
      while end < bytes.count, bytes[end] != 0x0a { end += 1 }
      try read(bytes, start, end, line)
      start = end + 1
    }
    return try builder.finished()
  }

  private mutating func read(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ line: Int
  ) throws {
    var index = start
    while index < end, Ascii.isSpace(bytes[index]) { index += 1 }
    guard index < end, !(bytes[index] == 0x3d && index + 1 < end && bytes[index + 1] == 0x3d) else {
      return
    }
    let kind = bytes[index]
    guard "ILSM".utf8.contains(kind) else {
      throw builder.error(
        line: line,
        "expected I, L, S or M and an address, found `\(TraceFormat.printable(kind))`")
    }
    index += 1
    while index < end, Ascii.isSpace(bytes[index]) { index += 1 }
    guard let address = number(bytes, &index, end, radix: 16), index < end, bytes[index] == 0x2c
    else {
      throw builder.error(line: line, "expected an address in hexadecimal and a comma")
    }
    index += 1
    guard let size = number(bytes, &index, end, radix: 10), size > 0, size <= 1 << 16 else {
      throw builder.error(line: line, "expected a size in bytes, 1 to 65536")
    }
    let last = address.addingReportingOverflow(size - 1)
    guard !last.overflow else { throw builder.error(line: line, "the access ends beyond memory") }
    let isWrite = kind == UInt8(ascii: "S") || kind == UInt8(ascii: "M")
    for page in (address >> shift)...(last.partialValue >> shift) {
      try append(page, isWrite)
    }
  }

  private mutating func append(_ page: UInt64, _ isWrite: Bool) throws {
    if page != lastPage {
      lastPage = page
      lastNumber = numbers[page] ?? numbers.count
      numbers[page] = lastNumber
    }
    try builder.append(page: lastNumber, isWrite: isWrite)
  }

  private func number(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ end: Int, radix: UInt64
  ) -> UInt64? {
    var value: UInt64 = 0
    let start = index
    while index < end, let digit = digit(bytes[index]), digit < radix {
      let (product, high) = value.multipliedReportingOverflow(by: radix)
      let (sum, over) = product.addingReportingOverflow(digit)
      if high || over { return nil }
      value = sum
      index += 1
    }
    return index > start ? value : nil
  }

  private func digit(_ byte: UInt8) -> UInt64? {
    if Ascii.digits.contains(byte) { return UInt64(byte - 0x30) }
    let lower = byte | 0x20
    return (0x61...0x66).contains(lower) ? UInt64(lower - 0x61 + 10) : nil
  }
}
