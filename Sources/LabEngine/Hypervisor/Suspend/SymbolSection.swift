/// What is known of the program beside its bytes: its entry, labels and lines, so that listings show them still.
enum SymbolSection {
  static let tag = "SYMB"
  static let name = "symbols"

  static func save(_ image: GuestImage, to writer: inout StateWriter) {
    writer.integer(image.entry)
    writer.count(image.symbols.count)
    for symbol in image.symbols {
      writer.integer(symbol.address)
      writer.text(symbol.name)
    }
    writer.count(image.lines.count)
    for line in image.lines {
      writer.integer(line.address)
      writer.count(line.line)
    }
  }

  static func load(from reader: inout StateReader) throws -> GuestImage {
    var image = GuestImage(entry: try reader.integer("the entry"), segments: [], symbols: [])
    var last: UInt64 = 0
    func next() throws -> UInt64 {
      last = try reader.integer("an address") { $0 >= last }
      return last
    }
    for _ in 0..<(try reader.count("the number of labels", ofAtLeast: 16)) {
      let address = try next()
      image.symbols.append(GuestImage.Symbol(name: try reader.text("a label"), address: address))
    }
    last = 0
    for _ in 0..<(try reader.count("the number of lines", ofAtLeast: 16)) {
      let line = GuestImage.Line(
        address: try next(), line: try reader.count("a line", in: 0...Int.max))
      image.lines.append(line)
    }
    return image
  }
}
