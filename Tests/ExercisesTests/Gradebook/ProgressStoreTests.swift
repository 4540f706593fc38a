import Foundation
import GRDB
import Testing

@testable import Exercises

@Suite struct ProgressStoreTests {
  private let me = Identity(course: "c", student: "s")

  private func event(_ input: String, lesson: String = "l") -> ProgressEvent {
    ProgressEvent(
      .answer, lesson: lesson, version: 2, question: "q", digest: "d", seed: 7, input: input,
      status: "wrong", time: 12)
  }

  @Test func readsBackWhatWasKept() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/deep/er/progress.sqlite"
    let inputs = ["12", "", "a\0b", "\u{1b}[2J'; DROP TABLE event; --", "é\n𝄞"]
    do {
      let store = ProgressStore(path: path)
      #expect(store.problem == nil)
      for input in inputs { try store.append(event(input), of: me) }
    }
    let store = ProgressStore(path: path)
    #expect(store.events(of: me, in: "l") == inputs.map { event($0) })
    #expect(store.state(of: me, in: "l").questions["q"]?.attempts == inputs.count)
  }

  @Test func keepsStudentsCoursesAndLessonsApart() throws {
    let directory = try TemporaryDirectory()
    let store = ProgressStore(path: directory.path + "/p.sqlite")
    try store.append(event("1"), of: me)
    try store.append(event("2"), of: Identity(course: "c", student: "t"))
    try store.append(event("3"), of: Identity(course: "d", student: "s"))
    try store.append(event("4", lesson: "m"), of: me)
    #expect(store.events(of: me, in: "l").map(\.input) == ["1"])
    #expect(store.events(of: me).map(\.input) == ["1", "4"])
    #expect(store.states(of: me).keys.sorted() == ["l", "m"])
    #expect(store.events(of: .nameless).isEmpty)
  }

  @Test func neverChangesOrForgets() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/p.sqlite"
    try ProgressStore(path: path).append(event("1"), of: me)
    let queue = try DatabaseQueue(path: path)
    for sql in ["DELETE FROM event", "UPDATE event SET status = 'correct'"] {
      #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: sql) } }
    }
  }

  @Test func twoPromptsWriteAtOnce() async throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/p.sqlite"
    let me = me
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<2 {
        group.addTask {
          let store = ProgressStore(path: path)
          for number in 0..<50 {
            do {
              try store.append(
                ProgressEvent(.answer, lesson: "l", version: 1, input: "\(writer) \(number)"),
                of: me)
            } catch {
              Issue.record("\(error)")
            }
          }
        }
      }
    }
    let inputs = ProgressStore(path: path).events(of: me).map(\.input)
    for writer in 0..<2 {
      #expect(inputs.filter { $0.hasPrefix("\(writer) ") } == (0..<50).map { "\(writer) \($0)" })
    }
    #expect(inputs.count == 100)
  }

  @Test func aFileThatCannotBeWrittenLosesNothingAtThePrompt() throws {
    let directory = try TemporaryDirectory()
    // A file where the directory should be: it cannot be made, whoever the test runs as.
    try directory.write("", to: "home")
    let store = ProgressStore(path: directory.path + "/home/oslab/p.sqlite")
    guard case .noDirectory? = store.problem else {
      Issue.record("\(store.problem as Any)")
      return
    }
    #expect(throws: ProgressError.self) { try store.append(event("1"), of: me) }
    #expect(throws: ProgressError.self) { try store.append(event("2"), of: me) }
    #expect(store.events(of: me).map(\.input) == ["1", "2"])
    try FileManager.default.removeItem(atPath: directory.path + "/home")
    try store.append(event("3"), of: me)
    #expect(store.problem == nil)
    #expect(store.events(of: me).map(\.input) == ["1", "2", "3"])
    let other = ProgressStore(path: directory.path + "/home/oslab/p.sqlite")
    #expect(other.events(of: me).map(\.input) == ["1", "2", "3"])
  }

  /// What SQLite does when the disk is full it also does when the file may not grow.
  private func limit(_ store: ProgressStore, pages: Int) throws {
    try store.database?.queue.inDatabase { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
  }

  @Test func aFullDiskIsToldAndTriedAgain() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/p.sqlite"
    let store = ProgressStore(path: path)
    try store.append(event("1"), of: me)
    let size = try #require(
      FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    try limit(store, pages: size / 4096)
    let long = String(repeating: "x", count: 100_000)
    #expect(throws: ProgressError.cannotWrite(path, reason: "database or disk is full")) {
      try store.append(event(long), of: me)
    }
    #expect(store.events(of: me).count == 2)
    try limit(store, pages: 1_000_000)
    try store.append(event("3"), of: me)
    #expect(ProgressStore(path: path).events(of: me).map(\.input) == ["1", long, "3"])
  }

  @Test func aFileOfSomethingElseIsTold() throws {
    let directory = try TemporaryDirectory()
    let text = String(repeating: "this is no database\n", count: 100)
    let path = try directory.write(text, to: "p.sqlite")
    let store = ProgressStore(path: path)
    #expect(store.problem == .cannotOpen(path, reason: "file is not a database"))
    #expect(store.events(of: me).isEmpty)
    #expect(try directory.read("p.sqlite") == text)
  }

  @Test func aFileOfANewerProgramIsLeftAlone() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/p.sqlite"
    try ProgressStore(path: path).append(event("1"), of: me)
    try DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 99") }
    let store = ProgressStore(path: path)
    #expect(store.problem == .isNewer(path))
    #expect(throws: ProgressError.isNewer(path)) { try store.append(event("2"), of: me) }
    #expect(store.events(of: me).map(\.input) == ["1", "2"])
  }

  @Test func followsTheDirectoriesOfXDG() {
    let path = ProgressStore.standardPath
    #expect(path(["XDG_DATA_HOME": "/d", "HOME": "/h"]) == "/d/oslab/progress.sqlite")
    #expect(path(["XDG_DATA_HOME": "d", "HOME": "/h"]) == "/h/.local/share/oslab/progress.sqlite")
    #expect(path([:]) == nil)
    #expect(ProgressStore(path: nil).problem == .noPlace)
  }
}
