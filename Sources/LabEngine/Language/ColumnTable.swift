/// Line and column, both from 0 and in characters, of every byte of a text.
struct ColumnTable: Sendable {
  private var columns: [Int32] = []
  private var lineStarts: [Int] = [0]

  init(_ text: String) {
    columns.reserveCapacity(text.utf8.count + 1)
    var column: Int32 = 0
    for character in text {
      for _ in character.utf8 { columns.append(column) }
      if character.isNewline, character.utf8.contains(0x0a) {
        lineStarts.append(columns.count)
        column = 0
      } else {
        column &+= 1
      }
    }
    columns.append(column)
  }

  func mark(at offset: Int) -> (line: Int, column: Int) {
    let offset = min(max(0, offset), columns.count - 1)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return (low, Int(columns[offset]))
  }
}
