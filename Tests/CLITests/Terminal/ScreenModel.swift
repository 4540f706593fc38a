@testable import OSLab

/// What a terminal would show: cells, a cursor, and the lines that scrolled away. Knows what libedit and
/// oslab send, after ECMA-48 and the descriptions of xterm; what it does not know it ignores.
struct ScreenModel {
  private(set) var rows: Int
  private(set) var columns: Int
  private(set) var scrolled: [String] = []
  private(set) var row = 0
  private(set) var column = 0
  private var cells: [[Character]]
  private var attributes: [[String]]
  /// A character in the last column leaves the cursor there until the next one comes.
  private var wrapIsDue = false
  private var inkNow = ""
  private var pending = ""

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    cells = Self.blank(rows, columns)
    attributes = Array(repeating: Array(repeating: "", count: columns), count: rows)
  }

  private static func blank(_ rows: Int, _ columns: Int) -> [[Character]] {
    Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  /// The window's lines without blanks at their ends.
  var lines: [String] { cells.map(Self.text) }
  /// All there ever was, the window last, without empty lines at the end.
  var text: String {
    var all = scrolled + lines
    while all.last == "" { all.removeLast() }
    return all.joined(separator: "\n")
  }
  /// The line that the cursor is on.
  var cursorLine: String { lines[row] }
  /// The attributes (SGR codes) of a cell.
  func attribute(row: Int, column: Int) -> String { attributes[row][column] }

  private static func text(_ cells: [Character]) -> String {
    // The second cell of a wide character holds a NUL.
    var line = String(cells.filter { $0 != "\0" })
    while line.last == " " { line.removeLast() }
    return line
  }

  /// As a terminal does that does not flow its lines again.
  mutating func resize(rows: Int, columns: Int) {
    var cells = Self.blank(rows, columns)
    for row in 0..<min(rows, self.rows) {
      for column in 0..<min(columns, self.columns) { cells[row][column] = self.cells[row][column] }
    }
    self.cells = cells
    attributes = Array(repeating: Array(repeating: "", count: columns), count: rows)
    (self.rows, self.columns) = (rows, columns)
    row = min(row, rows - 1)
    column = min(column, columns - 1)
    wrapIsDue = false
  }

  mutating func take(_ text: String) {
    pending += text
    var rest = Array(pending.unicodeScalars)[...]
    while let scalar = rest.first {
      guard scalar == "\u{1b}" else {
        rest.removeFirst()
        put(scalar)
        continue
      }
      guard let length = Self.sequenceLength(rest) else { break }
      obey(Array(rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
    pending = String(String.UnicodeScalarView(rest))
  }

  /// Nil if the sequence is not whole yet.
  private static func sequenceLength(_ text: ArraySlice<Unicode.Scalar>) -> Int? {
    let scalars = Array(text.prefix(64))
    guard scalars.count > 1 else { return nil }
    if scalars[1] == "(" || scalars[1] == ")" { return scalars.count > 2 ? 3 : nil }
    guard scalars[1] == "[" else { return 2 }
    for index in 2..<max(2, scalars.count) where (0x40...0x7e).contains(scalars[index].value) {
      return index + 1
    }
    return scalars.count == 64 ? 64 : nil
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\r": move(toColumn: 0)
    case "\n": lineFeed()
    case "\u{8}": move(toColumn: max(0, column - 1))
    case "\t": move(toColumn: min(columns - 1, (column / 8 + 1) * 8))
    default: if scalar.value >= 0x20 && scalar.value != 0x7f { print(scalar) }
    }
  }

  private mutating func print(_ scalar: Unicode.Scalar) {
    let width = scalar.properties.generalCategory == .nonspacingMark ? 0 : Self.width(scalar)
    if width == 0 {
      let before = max(0, wrapIsDue ? column : column - 1)
      cells[row][before] = Character(String(cells[row][before]) + String(scalar))
      return
    }
    if wrapIsDue || column + width > columns {
      column = 0
      lineFeed()
    }
    cells[row][column] = Character(scalar)
    attributes[row][column] = inkNow
    if width == 2 { cells[row][column + 1] = "\0" }
    column += width
    wrapIsDue = column >= columns
    if wrapIsDue { column = columns - 1 }
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    (0x1100...0x115f).contains(scalar.value) || (0x2e80...0xa4cf).contains(scalar.value)
      || (0xac00...0xd7a3).contains(scalar.value) || (0xff00...0xff60).contains(scalar.value)
      ? 2 : 1
  }

  private mutating func lineFeed() {
    wrapIsDue = false
    guard row == rows - 1 else {
      row += 1
      return
    }
    scrolled.append(Self.text(cells.removeFirst()))
    cells.append(Array(repeating: " ", count: columns))
    attributes.removeFirst()
    attributes.append(Array(repeating: "", count: columns))
  }

  private mutating func move(toColumn column: Int) {
    self.column = min(max(0, column), columns - 1)
    wrapIsDue = false
  }

  private mutating func obey(_ sequence: [Unicode.Scalar]) {
    guard sequence.count > 2, sequence[1] == "[", let final = sequence.last else { return }
    let parameters = String(String.UnicodeScalarView(sequence[2..<(sequence.count - 1)]))
    if parameters.hasPrefix("?") { return }
    let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
    let first = numbers.first ?? nil
    let count = max(1, first ?? 1)
    switch final {
    case "A": row = max(0, row - count)
    case "B": row = min(rows - 1, row + count)
    case "C": move(toColumn: column + count)
    case "D": move(toColumn: column - count)
    case "G": move(toColumn: count - 1)
    case "H":
      row = min(rows - 1, count - 1)
      move(toColumn: max(1, (numbers.count > 1 ? numbers[1] : nil) ?? 1) - 1)
    case "J": eraseBelow(first ?? 0)
    case "K": erase(row, from: first == 1 || first == 2 ? 0 : column)
    case "P": shift(by: -count)
    case "@": shift(by: count)
    case "m": inkNow = parameters == "0" ? "" : parameters
    default: break
    }
  }

  private mutating func eraseBelow(_ mode: Int) {
    erase(row, from: mode == 2 ? 0 : column)
    for other in (mode == 2 ? 0 : row + 1)..<max(rows, row + 1) where other != row {
      erase(other, from: 0)
    }
  }

  private mutating func erase(_ row: Int, from column: Int) {
    for place in column..<columns {
      cells[row][place] = " "
      attributes[row][place] = ""
    }
  }

  private mutating func shift(by count: Int) {
    if count > 0 {
      cells[row].insert(contentsOf: Array(repeating: " ", count: count), at: column)
      cells[row].removeLast(count)
    } else {
      let removed = min(-count, columns - column)
      cells[row].removeSubrange(column..<(column + removed))
      cells[row] += Array(repeating: " ", count: removed)
    }
  }
}
