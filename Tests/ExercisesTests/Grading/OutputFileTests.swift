import Foundation
import Testing

@testable import Exercises

@Suite struct OutputFileTests {
  @Test func appearsWholeWhenFinished() throws {
    let directory = try TemporaryDirectory()
    let output = try OutputFile(path: directory.path + "/book.csv")
    try output.write(Array("one\n".utf8))
    try output.flush()
    #expect(try directory.names().allSatisfy { $0.hasPrefix(".") })
    try output.write(Array("two\n".utf8))
    try output.finish()
    #expect(try directory.names() == ["book.csv"])
    #expect(try directory.read("book.csv") == "one\ntwo\n")
  }

  @Test func anOldOneStaysUntilThen() throws {
    let directory = try TemporaryDirectory()
    try directory.write("old", to: "book.csv")
    do {
      let output = try OutputFile(path: directory.path + "/book.csv")
      try output.write(Array("new".utf8))
      try output.flush()
      #expect(try directory.read("book.csv") == "old")
    }
    #expect(try directory.names() == ["book.csv"])
    #expect(try directory.read("book.csv") == "old")
  }

  @Test func aLinkStaysALink() throws {
    let directory = try TemporaryDirectory()
    try directory.write("old", to: "real.csv")
    let link = directory.path + "/link.csv"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real.csv")
    let output = try OutputFile(path: link)
    try output.write(Array("new".utf8))
    try output.finish()
    #expect(try directory.read("real.csv") == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real.csv")
  }

  @Test func aFullDiskIsAnError() throws {
    let output = try OutputFile(path: "/dev/full")
    try output.write(Array("x".utf8))
    #expect(throws: FileError(.write, "/dev/full", reason: "No space left on device")) {
      try output.finish()
    }
  }

  @Test func whatCannotBeWrittenIsToldAtOnce() {
    #expect(throws: FileError(.write, "/nowhere/x", reason: "No such file or directory")) {
      try OutputFile(path: "/nowhere/x")
    }
    #expect(throws: FileError(.write, "/tmp", reason: "Is a directory")) {
      try OutputFile(path: "/tmp")
    }
  }
}
