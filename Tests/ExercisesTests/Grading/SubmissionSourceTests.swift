import Foundation
import Testing

@testable import Exercises

@Suite struct SubmissionSourceTests {
  private func all(_ inputs: [String]) throws -> [String] {
    var source = try SubmissionSource(inputs, limits: .submission)
    var found: [String] = []
    while let next = try source.next() {
      switch next {
      case .bytes(let bytes, let file):
        let name = (file as NSString?)?.lastPathComponent ?? "-"
        let text = String(decoding: bytes, as: UTF8.self)
        found.append("\(name): \(text.filter { $0 != "\n" })")
      case .tooLong(let file):
        found.append("\((file as NSString?)?.lastPathComponent ?? "-"): too long")
      case .unreadable(let error): found.append("\((error.path as NSString).lastPathComponent): !")
      }
    }
    return found
  }

  @Test func readsADirectoryInTheOrderOfItsPaths() throws {
    let directory = try TemporaryDirectory()
    try directory.write("{\"b\":1}", to: "b.json")
    try directory.write("{\"a\":\n1}\n", to: "a.json")
    try directory.write("{\"c\":1}", to: "a/late/c.json")
    try directory.write("x", to: ".hidden")
    try directory.write("", to: "empty.json")
    try FileManager.default.createSymbolicLink(
      atPath: directory.path + "/a/up", withDestinationPath: directory.path)
    #expect(mkfifo(directory.path + "/pipe", 0o600) == 0)
    #expect(
      try all([directory.path])
        == ["a.json: {\"a\":1}", "c.json: {\"c\":1}", "b.json: {\"b\":1}", "empty.json: "])
  }

  @Test func tellsLinesFromOneDocument() throws {
    let directory = try TemporaryDirectory()
    let cases = [
      ("one.json", "{\"a\":1}\n", ["one.json: {\"a\":1}"]),
      ("two.json", "{\"a\":1}\n\n{\"b\":2}\n", ["two.json: {\"a\":1}", "two.json: {\"b\":2}"]),
      ("pretty.json", "{\n\"a\":1\n}\n", ["pretty.json: {\"a\":1}"]),
      ("broken.json", "{\n\"a\":1\n", ["broken.json: {\"a\":1"]),
      ("lines.jsonl", "x\n \ny", ["lines.jsonl: x", "lines.jsonl: y"]),
      ("none.jsonl", "", []),
      ("blank.json", " \n", ["blank.json:  "]),
    ]
    for (name, text, expected) in cases {
      #expect(try all([directory.write(text, to: name)]) == expected)
    }
  }

  @Test func aFileThatIsTooLongIsNotKept() throws {
    let directory = try TemporaryDirectory()
    let long = String(repeating: "a", count: 1 << 20)
    #expect(try all([directory.write("\"\(long)\"", to: "long.json")]) == ["long.json: too long"])
    let exact = String(repeating: "a", count: 1 << 20 - 2)
    #expect(
      try all([directory.write("\"\(exact)\"", to: "exact.json")]).first?.hasSuffix("a\"") == true)
    #expect(
      try all([directory.write("{}\n\(long)b\n{}\n", to: "mixed.json")])
        == ["mixed.json: {}", "mixed.json: too long", "mixed.json: {}"])
  }

  @Test func whatIsNotThereIsToldAtOnce() throws {
    #expect(throws: FileError.self) { try SubmissionSource(["/nowhere/x"], limits: .submission) }
  }

  @Test func aDanglingLinkIsOneThatCannotBeRead() throws {
    let directory = try TemporaryDirectory()
    try FileManager.default.createSymbolicLink(
      atPath: directory.path + "/s1.json", withDestinationPath: "/nowhere/x")
    #expect(try all([directory.path]) == ["s1.json: !"])
  }
}
