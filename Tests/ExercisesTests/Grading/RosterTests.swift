import Testing

@testable import Exercises

@Suite struct RosterTests {
  private func roster(_ text: String) throws(RosterError) -> Roster {
    try Roster(parsing: Array(text.utf8))
  }

  @Test func readsStudentsAndPassesColumnsThrough() throws {
    let roster = try roster(
      "name,Student ,course,token,section\r\n\"Lovelace, Ada\",s001,cs370,,B\r\n")
    #expect(roster.passedColumns == ["name", "course", "section"])
    #expect(
      roster["s001"]
        == Roster.Entry(student: "s001", course: "cs370", passed: ["Lovelace, Ada", "cs370", "B"]))
    #expect(roster["S001"] == nil)
  }

  @Test func unnamedColumnsDoNotCount() throws {
    #expect(try roster("student,,\ns1,,\n").passedColumns.isEmpty)
  }

  @Test(arguments: [
    ("name\nx\n", RosterError.noStudentColumn(found: ["name"])),
    ("student\ns1\ns2\ns1\n", .twice("s1", line: 4, first: 2)),
    ("student,x\ns1,\n ,y\n", .noName(line: 3)),
    ("student,Student\ns1,s2\n", .repeatedColumn("Student")),
    ("student,x\ns1\n", .table(CSVError(problem: .width(1, header: 2), line: 2))),
    ("", .table(CSVError(problem: .empty, line: 1))),
  ])
  func saysWhichLineIsWrong(_ text: String, _ error: RosterError) {
    #expect(throws: error) { try roster(text) }
  }

  @Test func knowsWhoseAFileIs() throws {
    let roster = try roster("student\nada\nada-2\nx.y\n")
    let owners = [
      ("ada.json", "ada"), ("/in/ada-page-replacement.json", "ada"), ("ada-2.json", "ada-2"),
      ("ada-2_late.json", "ada-2"), ("x.y.json", "x.y"), ("ada (1).json", "ada"), ("ada", "ada"),
    ]
    for (file, student) in owners { #expect(roster.owner(ofFile: file)?.student == student) }
    for file in ["adam.json", "ADA.json", "ada/other.json", ""] {
      #expect(roster.owner(ofFile: file) == nil)
    }
  }
}
