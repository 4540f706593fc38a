/// Writes the state of something as bytes, little endian, to be read by a `StateReader` in the same order.
struct StateWriter {
  private(set) var bytes: [UInt8] = []

  mutating func integer(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Eight bytes, as every count and index.
  mutating func count(_ value: Int) { integer(UInt64(bitPattern: Int64(value))) }

  mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

  /// A flag, and the value if there is one.
  mutating func optional(_ value: UInt64?) {
    flag(value != nil)
    if let value { integer(value) }
  }

  /// As many as the reader knows of.
  mutating func raw(_ content: some Sequence<UInt8>) { bytes.append(contentsOf: content) }

  /// Their number, and the bytes.
  mutating func counted(_ content: some Collection<UInt8>) {
    count(content.count)
    raw(content)
  }

  mutating func text(_ value: String) { counted(value.utf8) }
}
