/// The content of a disk: an unchanging base, and the blocks that were written since.
///
/// A value whose copies share everything until one is written: a copy for a checkpoint is a few
/// words, and the first write behind it copies one block of 4 KiB and the two tables above it, as a
/// page table of two levels would.
struct DiskImage: Sendable {
  static let sectorSize = 512
  static let blockSize = 4096
  static let largestSize = 1 << 40
  private static let blocksPerTable = 512

  private let base: [UInt8]
  /// The base of a disk that came out of a suspend file: its blocks that are not all zero. `base` is then empty.
  private var baseBlocks: [Int: [UInt8]] = [:]
  /// In bytes, a multiple of the sector size; what lies behind the base is zero.
  let size: Int
  /// Tables of blocks; nil where nothing was written.
  private var tables: [[[UInt8]?]?]

  /// A disk that holds `bytes`, the content of the file `name`.
  ///
  /// Throws if the size is not a whole, positive number of sectors.
  init(name: String, bytes: [UInt8]) throws {
    guard !bytes.isEmpty else { throw LabError(.file(name, reason: "a disk image is empty")) }
    guard bytes.count.isMultiple(of: Self.sectorSize) else {
      throw LabError(
        .file(
          name,
          reason: "a disk image is a whole number of sectors of \(Self.sectorSize) bytes, "
            + "and it has \(bytes.count) bytes"))
    }
    self.init(base: bytes, size: bytes.count)
  }

  /// An empty disk in memory, all zero, of at most 1 TiB; no room is taken before it is written.
  init(sectors: Int) {
    self.init(
      base: [], size: max(0, min(sectors, Self.largestSize / Self.sectorSize)) * Self.sectorSize)
  }

  private init(base: [UInt8], size: Int) {
    (self.base, self.size) = (base, size)
    let span = Self.blockSize * Self.blocksPerTable
    tables = Array(repeating: nil, count: size / span + (size % span == 0 ? 0 : 1))
  }

  var sectors: Int { size / Self.sectorSize }

  /// Nil if a part lies outside of the disk.
  func read(_ offset: Int, count: Int) -> [UInt8]? {
    guard contains(offset, count) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for (block, start, length) in Self.pieces(offset, count) {
      if let changed = self.changed(block) {
        bytes.append(contentsOf: changed[start..<start + length])
      } else {
        appendBase(block * Self.blockSize + start, length, to: &bytes)
      }
    }
    return bytes
  }

  /// False, and nothing written, if a part lies outside of the disk.
  mutating func write(_ offset: Int, _ bytes: [UInt8]) -> Bool {
    guard contains(offset, bytes.count) else { return false }
    var done = 0
    for (block, start, length) in Self.pieces(offset, bytes.count) {
      makeChanged(block)
      let (table, entry) = block.quotientAndRemainder(dividingBy: Self.blocksPerTable)
      tables[table]?[entry]?.replaceSubrange(
        start..<start + length, with: bytes[done..<done + length])
      done += length
    }
    return true
  }

  /// The numbers of the blocks that were written, ascending.
  var dirtyBlocks: [Int] {
    tables.indices.flatMap { table in
      (tables[table] ?? []).indices.compactMap { entry in
        tables[table]?[entry] == nil ? nil : table * Self.blocksPerTable + entry
      }
    }
  }

  /// All of it, as a file would hold it.
  var contents: [UInt8] { read(0, count: size) ?? [] }

  // MARK: Blocks

  private func contains(_ offset: Int, _ count: Int) -> Bool {
    offset >= 0 && count >= 0 && offset <= size && count <= size - offset
  }

  private func changed(_ block: Int) -> [UInt8]? {
    let (table, entry) = block.quotientAndRemainder(dividingBy: Self.blocksPerTable)
    return tables[table]?[entry]
  }

  private mutating func makeChanged(_ block: Int) {
    let (table, entry) = block.quotientAndRemainder(dividingBy: Self.blocksPerTable)
    if tables[table] == nil {
      tables[table] = Array(repeating: nil, count: Self.blocksPerTable)
    }
    guard tables[table]?[entry] == nil else { return }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.blockSize)
    appendBase(block * Self.blockSize, Self.blockSize, to: &bytes)
    tables[table]?[entry] = bytes
  }

  /// Makes `bytes` the content of a block that lies in the disk.
  private mutating func put(_ block: Int, _ bytes: [UInt8]) {
    let (table, entry) = block.quotientAndRemainder(dividingBy: Self.blocksPerTable)
    if tables[table] == nil {
      tables[table] = Array(repeating: nil, count: Self.blocksPerTable)
    }
    tables[table]?[entry] = bytes
  }

  private func appendBase(_ offset: Int, _ count: Int, to bytes: inout [UInt8]) {
    if let block = baseBlocks[offset / Self.blockSize] {
      let start = offset % Self.blockSize
      bytes.append(contentsOf: block[start..<start + count])
      return
    }
    let start = min(offset, base.count)
    let end = min(offset + count, base.count)
    bytes.append(contentsOf: base[start..<end])
    bytes.append(contentsOf: repeatElement(0, count: count - (end - start)))
  }

  /// The stretch, block by block: the block's number, where in it, how much.
  private static func pieces(_ offset: Int, _ count: Int) -> [(Int, Int, Int)] {
    var (pieces, place): ([(Int, Int, Int)], Int) = ([], offset)
    while place < offset + count {
      let (block, start) = place.quotientAndRemainder(dividingBy: blockSize)
      let length = min(blockSize - start, offset + count - place)
      pieces.append((block, start, length))
      place += length
    }
    return pieces
  }
}

// MARK: Suspending
extension DiskImage {
  /// Its size, the blocks of the base that are not all zero, and those that were written.
  func save(to writer: inout StateWriter) {
    writer.count(size)
    var block: [UInt8] = []
    let inBase =
      baseBlocks.isEmpty
      ? Array(0..<(base.count + Self.blockSize - 1) / Self.blockSize) : baseBlocks.keys.sorted()
    save(inBase, to: &writer) { number in
      block.removeAll(keepingCapacity: true)
      appendBase(number * Self.blockSize, Self.blockSize, to: &block)
      return block
    }
    let dirty = dirtyBlocks
    writer.count(dirty.count)
    for number in dirty { writer.count(number) }
    save(dirty, to: &writer) { changed($0) ?? [] }
  }

  private func save(
    _ numbers: [Int], to writer: inout StateWriter, _ content: (Int) -> [UInt8]
  ) {
    let page = UnsafeMutableRawPointer.allocate(byteCount: Self.blockSize, alignment: 8)
    defer { page.deallocate() }
    _ = PageRuns.write(numbers, to: &writer) { number in
      let bytes = content(number)
      page.copyMemory(from: bytes, byteCount: min(bytes.count, Self.blockSize))
      return UnsafeRawPointer(page)
    }
  }

  /// The same disk again.
  init(from reader: inout StateReader) throws {
    let size = try reader.count("the size of the disk", in: 0...Self.largestSize)
    try reader.check(size % Self.sectorSize == 0, "the disk is no whole number of sectors")
    self.init(sectors: size / Self.sectorSize)
    let blocks = (size + Self.blockSize - 1) / Self.blockSize
    try PageRuns.read(from: &reader, below: blocks) { baseBlocks[$0] = $1 }
    let dirty = try reader.count("the number of written blocks", ofAtLeast: 8)
    try reader.check(dirty <= blocks, "\(dirty) of \(blocks) blocks were written")
    let zeros = [UInt8](repeating: 0, count: Self.blockSize)
    var last = -1
    for _ in 0..<dirty {
      let number = try reader.count("a written block", in: 0...max(0, blocks - 1))
      try reader.check(number > last, "block \(number) stands behind block \(last)")
      last = number
      put(number, zeros)
    }
    let complaint = reader
    try PageRuns.read(from: &reader, below: blocks) { number, bytes in
      try complaint.check(changed(number) != nil, "block \(number) was not written")
      put(number, bytes)
    }
  }
}
