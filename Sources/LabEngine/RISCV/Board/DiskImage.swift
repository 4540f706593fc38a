/// The content of a disk: an unchanging base, and the blocks that were written since.
///
/// A value whose copies share everything until one is written: a copy for a checkpoint is a few
/// words, and the first write behind it copies one block of 4 KiB and the two tables above it, as a
/// page table of two levels would.
struct DiskImage: Sendable {
  static let sectorSize = 512
  static let blockSize = 4096
  private static let blocksPerTable = 512

  private let base: [UInt8]
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
    self.init(base: [], size: max(0, min(sectors, 1 << 31)) * Self.sectorSize)
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

  private func appendBase(_ offset: Int, _ count: Int, to bytes: inout [UInt8]) {
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
