extension TraceFormat {
  /// Page numbers between white space, `w` behind a written one, `#` to the end of the line a comment.
  static let plain = TraceFormat(
    name: "plain",
    summary: "page numbers between spaces or line ends, each with a w behind it if it is written."
  ) { bytes, path, _, limit in
    var builder = TraceBuilder(path: path, limit: limit)
    var line = 1
    var index = 0
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { index = 3 }
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x0a { line += 1 }
      if byte == 0x23 {
        while index < bytes.count, bytes[index] != 0x0a { index += 1 }
        continue
      }
      if Ascii.isSpace(byte) {
        index += 1
        continue
      }
      guard Ascii.digits.contains(byte) else {
        throw builder.error(line: line, "expected a page number, found `\(printable(byte))`")
      }
      var page = 0
      while index < bytes.count, Ascii.digits.contains(bytes[index]) {
        page = page * 10 + Int(bytes[index] - 0x30)
        guard page < Limits.greatestCount else {
          throw builder.error(line: line, "pages go up to \(Limits.greatestCount - 1)")
        }
        index += 1
      }
      let isWrite = index < bytes.count && bytes[index] | 0x20 == UInt8(ascii: "w")
      if isWrite { index += 1 }
      guard index == bytes.count || Ascii.isSpace(bytes[index]) || bytes[index] == 0x23 else {
        throw builder.error(
          line: line, "expected a space after page \(page), found `\(printable(bytes[index]))`")
      }
      try builder.append(page: page, isWrite: isWrite)
    }
    return try builder.finished()
  }

  /// A byte for an error message.
  static func printable(_ byte: UInt8) -> String {
    (0x20..<0x7f).contains(byte)
      ? String(UnicodeScalar(byte)) : "byte \(String(byte, radix: 16))"
  }
}
