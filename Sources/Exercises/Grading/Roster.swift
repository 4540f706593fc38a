/// The students of a course, as the instructor listed them.
///
/// CSV with a column `student`. A column `course` or `token` is used, every other one passes through to the
/// output.
public struct Roster: Sendable {
  public struct Entry: Hashable, Sendable {
    public let student: String
    /// Nil without such a column, or where it is empty.
    public let course: String?
    /// As it is written; nil without such a column, or where it is empty.
    public let token: String?
    /// One field for each of `passedColumns`.
    public let passed: [String]

    public init(
      student: String, course: String? = nil, token: String? = nil, passed: [String] = []
    ) {
      self.student = student
      self.course = course
      self.token = token
      self.passed = passed
    }
  }

  /// The names of the columns that pass through: all but `student` and `token`.
  public let passedColumns: [String]
  public let entries: [Entry]
  private let indices: [String: Int]

  /// Throws a `RosterError` with the line that is wrong.
  public init(parsing bytes: [UInt8]) throws(RosterError) {
    let table: CSVTable
    do {
      table = try CSVTable(parsing: bytes)
    } catch {
      throw .table(error)
    }
    let columns = try RosterColumns(table.header)
    passedColumns = columns.passed.map { table.header[$0] }
    var entries: [Entry] = []
    var indices: [String: Int] = [:]
    var lines: [Int] = []
    for row in table.rows {
      let entry = try columns.entry(row)
      if let first = indices[entry.student] {
        throw .twice(entry.student, line: row.line, first: lines[first])
      }
      indices[entry.student] = entries.count
      entries.append(entry)
      lines.append(row.line)
    }
    self.entries = entries
    self.indices = indices
  }

  public init(_ entries: [Entry], passedColumns: [String] = []) {
    self.entries = entries
    self.passedColumns = passedColumns
    indices = Dictionary(
      entries.indices.map { (entries[$0].student, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The student of this name; é is the same letter however it is composed.
  public subscript(student: String) -> Entry? {
    indices[student].map { entries[$0] }
  }

  /// The student whom a file is of: its name without what follows the last dot, or as much of its beginning
  /// as is a student's name before one of `-_. ,(` (`s001-page-replacement.json`); the longest counts.
  public func owner(ofFile path: String) -> Entry? {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let ends = name.indices.filter { "-_. ,(".contains(name[$0]) }
    for end in ([name.endIndex] + ends.reversed()) {
      if let entry = self[String(name[..<end])] { return entry }
    }
    return nil
  }
}

/// What is wrong with a roster.
public enum RosterError: Error, Hashable, Sendable {
  case table(CSVError)
  case noStudentColumn(found: [String])
  case repeatedColumn(String)
  case noName(line: Int)
  case twice(String, line: Int, first: Int)
  /// The token is not one that this student has in this course.
  case badToken(String, course: String)
}

/// Which column of a roster holds what.
private struct RosterColumns {
  let student: Int
  let course: Int?
  let token: Int?
  let passed: [Int]

  init(_ header: [String]) throws(RosterError) {
    let names = header.map { Self.trimmed($0).lowercased() }
    for (index, name) in names.enumerated() where !name.isEmpty && names[..<index].contains(name) {
      throw .repeatedColumn(header[index])
    }
    guard let student = names.firstIndex(of: "student") else {
      throw .noStudentColumn(found: header)
    }
    self.student = student
    course = names.firstIndex(of: "course")
    token = names.firstIndex(of: "token")
    // Spreadsheets leave unnamed columns at the end.
    passed = header.indices.filter { [token] in
      $0 != student && $0 != token && !names[$0].isEmpty
    }
  }

  func entry(_ row: CSVTable.Row) throws(RosterError) -> Roster.Entry {
    let name = Self.trimmed(row.fields[student])
    guard !name.isEmpty else { throw .noName(line: row.line) }
    return Roster.Entry(
      student: name, course: text(course, in: row), token: text(token, in: row),
      passed: passed.map { row.fields[$0] })
  }

  private func text(_ column: Int?, in row: CSVTable.Row) -> String? {
    guard let column else { return nil }
    let text = Self.trimmed(row.fields[column])
    return text.isEmpty ? nil : text
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}
