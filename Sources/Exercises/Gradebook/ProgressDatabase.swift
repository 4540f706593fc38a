import Foundation
import GRDB

/// The file in which progress is kept: one table, to which rows are only ever added.
struct ProgressDatabase {
  let path: String
  let queue: DatabaseQueue

  /// Opens the file, makes or upgrades it. Throws a `ProgressError`.
  init(path: String, isReadOnly: Bool = false) throws(ProgressError) {
    self.path = path
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    // Two prompts may write at once; each holds the lock for milliseconds.
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { database in
      // Not the write-ahead log: its shared memory fails on the network homes that universities have.
      // A commit is on the disk before the answer to it is shown.
      try database.execute(sql: "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL")
    }
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      if !isReadOnly { try queue.write(Self.migrate) }
    } catch let error as NewerSchema {
      throw error.at(path)
    } catch {
      throw .cannotOpen(path, reason: Self.reason(error))
    }
  }

  /// All of `events` or none. When it returns they are on the disk.
  func append(_ events: [(Identity, ProgressEvent)]) throws(ProgressError) {
    do {
      try queue.write { database in
        for (student, event) in events { try Self.insert(event, of: student, into: database) }
      }
    } catch {
      throw .cannotWrite(path, reason: Self.reason(error))
    }
  }

  /// Every event of a student, or those in one lesson, in their order.
  func events(of student: Identity, lesson: String?) throws(ProgressError) -> [ProgressEvent] {
    do {
      return try queue.read { database in
        let rows = try Row.fetchAll(
          database,
          sql: """
            SELECT * FROM event WHERE course = ? AND student = ? AND (? IS NULL OR lesson = ?)
            ORDER BY id
            """,
          arguments: [student.course, student.student, lesson, lesson])
        return rows.compactMap(Self.event)
      }
    } catch {
      throw .cannotRead(path, reason: Self.reason(error))
    }
  }

  private static func insert(
    _ event: ProgressEvent, of student: Identity, into database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO event
          (time, course, student, lesson, version, question, digest, seed, kind, input, status)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        event.time, student.course, student.student, event.lesson, event.version, event.question,
        event.digest, event.seed, event.kind.rawValue, stored(event.input), event.status,
      ])
  }

  /// Nil for a kind that only a newer oslab knows.
  private static func event(_ row: Row) -> ProgressEvent? {
    guard let name = row["kind"] as String?, let kind = ProgressEvent.Kind(rawValue: name) else {
      return nil
    }
    return ProgressEvent(
      kind, lesson: row["lesson"] ?? "", version: row["version"] ?? 0,
      question: row["question"] ?? "", digest: row["digest"] ?? "", seed: row["seed"] ?? 0,
      input: input(row["input"]), status: row["status"] ?? "", time: row["time"] ?? 0)
  }

  /// A NUL would end a text in SQLite, so what has one is stored as bytes.
  private static func stored(_ input: String) -> DatabaseValue {
    input.utf8.contains(0) ? Data(input.utf8).databaseValue : input.databaseValue
  }

  private static func input(_ value: DatabaseValue) -> String {
    switch value.storage {
    case .string(let text): text
    case .blob(let data): String(decoding: data, as: UTF8.self)
    default: ""
    }
  }

  private static func reason(_ error: any Error) -> String {
    guard let error = error as? DatabaseError else { return "\(error)" }
    return error.message ?? "\(error.resultCode)"
  }
}

// MARK: - Schema

/// The file has a schema that this program does not know.
private struct NewerSchema: Error {
  func at(_ path: String) -> ProgressError { .isNewer(path) }
}

extension ProgressDatabase {
  /// What brings a file from each schema to the next; a file's `user_version` counts those that it has.
  ///
  /// One that was ever published is never changed: a new one is added.
  private static let migrations = [
    """
    CREATE TABLE event (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      time INTEGER NOT NULL,
      course TEXT NOT NULL,
      student TEXT NOT NULL,
      lesson TEXT NOT NULL,
      version INTEGER NOT NULL,
      question TEXT NOT NULL,
      digest TEXT NOT NULL,
      seed INTEGER NOT NULL,
      kind TEXT NOT NULL,
      input NOT NULL,
      status TEXT NOT NULL
    );
    CREATE INDEX event_of_lesson ON event (course, student, lesson, id);
    CREATE TRIGGER event_stays BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
    CREATE TRIGGER event_remains BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
    """
  ]

  /// Runs in one transaction, so that of two prompts only one does it.
  private static func migrate(_ database: Database) throws {
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    guard version <= migrations.count, version >= 0 else { throw NewerSchema() }
    for migration in migrations[version...] { try database.execute(sql: migration) }
    guard version < migrations.count else { return }
    try database.execute(sql: "PRAGMA user_version = \(migrations.count)")
  }
}
