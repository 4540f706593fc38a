/// A suspend file taken apart: sections under a magic word, a version and a checksum.
///
/// ```
///  bytes    8      4         8        4      8               32
///        +------+---------+--------+-----+--------+-------+------+
///        | magic| version | length | tag | length | bytes | SHA- |
///        |      |         | of all |     section, repeated | 256  |
///        +------+---------+--------+----------------------+------+
/// ```
/// All numbers are little endian. The checksum is that of everything before it.
struct SuspendFile {
  static let magic = Array("OSLABVM\n".utf8)
  /// Counts up when an older oslab could not read the file, or would read it wrongly.
  static let version: UInt32 = 1
  private static let headerSize = 20
  private static let sectionHeaderSize = 12

  /// The content of each section, and what people call it.
  private(set) var sections: [(tag: String, content: ArraySlice<UInt8>)] = []

  /// The bytes of the section of that tag; nil if the file has none.
  subscript(tag: String) -> ArraySlice<UInt8>? {
    sections.first { $0.tag == tag }?.content
  }

  init() {}

  // MARK: Writing

  mutating func add(_ tag: String, _ content: [UInt8]) { sections.append((tag, content[...])) }

  var bytes: [UInt8] {
    let inner = sections.reduce(0) { $0 + Self.sectionHeaderSize + $1.content.count }
    var writer = StateWriter()
    writer.raw(Self.magic)
    writer.integer(Self.version)
    writer.count(Self.headerSize + inner + SHA256.size)
    for section in sections {
      writer.raw(section.tag.utf8)
      writer.counted(section.content)
    }
    writer.raw(SHA256.digest(writer.bytes))
    return writer.bytes
  }

  // MARK: Reading

  /// Throws a `LabError` for a file that is not whole, was altered, is newer, or is something else.
  ///
  /// `names` has what people call the section of each tag that is known.
  init(_ bytes: [UInt8], name: String, sections names: [String: String]) throws {
    func wrong(_ reason: String) -> LabError { LabError(.file(name, reason: reason)) }
    guard bytes.prefix(Self.magic.count).elementsEqual(Self.magic.prefix(bytes.count)),
      !bytes.isEmpty
    else { throw wrong("it is no suspended computer: it does not begin with OSLABVM") }
    guard bytes.count >= Self.headerSize else {
      throw wrong("it is cut off: it ends in its header, after \(counted(bytes.count, "byte"))")
    }
    let version = GuestWord.value(bytes, at: 8, size: 4)
    guard version == UInt64(Self.version) else {
      throw wrong(
        version == 0
          ? "there is no format 0"
          : "it has format \(version), and this oslab reads up to \(Self.version)")
    }
    let length = GuestWord.value(bytes, at: 12, size: 8)
    guard length <= UInt64(bytes.count), bytes.count >= Self.headerSize + SHA256.size else {
      throw wrong(Self.cut(bytes, names))
    }
    guard length == UInt64(bytes.count) else {
      throw wrong("it goes on behind its end, by \(counted(bytes.count - Int(length), "byte"))")
    }
    let end = bytes.count - SHA256.size
    guard SHA256.digest(bytes[..<end]).elementsEqual(bytes[end...]) else {
      throw wrong("it was altered: its checksum is not that of its content")
    }
    try read(bytes[..<end], names, wrong)
  }

  private mutating func read(
    _ bytes: ArraySlice<UInt8>, _ names: [String: String], _ wrong: (String) -> LabError
  ) throws {
    var reader = Sections(bytes, names, from: Self.headerSize)
    while let next = reader.next() {
      guard next.isWhole else { throw wrong("it ends in the middle of section \(next.name)") }
      guard names[next.tag] != nil else { throw wrong("section \(next.name) is unknown") }
      guard self[next.tag] == nil else { throw wrong("section \(next.name) is there twice") }
      sections.append((next.tag, next.content))
    }
  }

  /// Where a file that is too short ends.
  private static func cut(_ bytes: [UInt8], _ names: [String: String]) -> String {
    var reader = Sections(bytes[...], names, from: headerSize)
    var last = "its header"
    while let next = reader.next(), names[next.tag] != nil, next.length < .max {
      guard next.isWhole else {
        return "it is cut off: it ends in the middle of section \(next.name), after "
          + "\(next.content.count) of \(next.length) bytes"
      }
      last = "section \(next.name)"
    }
    return "it is cut off: it ends behind \(last), after \(counted(bytes.count, "byte"))"
  }

  /// Goes from section to section, whatever their lengths say.
  private struct Sections {
    private let bytes: ArraySlice<UInt8>
    private let names: [String: String]
    private var position: Int

    struct Section {
      var tag: String
      var name: String
      var length: UInt64
      var content: ArraySlice<UInt8>
      var isWhole: Bool { UInt64(content.count) == length }
    }

    init(_ bytes: ArraySlice<UInt8>, _ names: [String: String], from position: Int) {
      (self.bytes, self.names, self.position) = (bytes, names, position)
    }

    mutating func next() -> Section? {
      guard position < bytes.endIndex else { return nil }
      let head = bytes[position..<min(position + sectionHeaderSize, bytes.endIndex)]
      position = head.endIndex
      let tag = String(decoding: head.prefix(4), as: UTF8.self)
      guard head.count == sectionHeaderSize else {
        return Section(tag: tag, name: names[tag] ?? "`\(tag)`", length: .max, content: head)
      }
      let length = GuestWord.value(Array(head), at: 4, size: 8)
      let count = Int(min(length, UInt64(bytes.endIndex - position)))
      position += count
      return Section(
        tag: tag, name: names[tag] ?? "`\(tag)`", length: length,
        content: bytes[position - count..<position])
    }
  }
}
