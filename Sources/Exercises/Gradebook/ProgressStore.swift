import Foundation

/// What students did on this computer, in an SQLite file that survives the program being killed at any moment.
///
/// If the file cannot be written (a read-only home, a full disk), `append` throws, what happened is remembered
/// in memory, and the next `append` tries again to save all of it: a lesson can be gone on with.
///
/// ```swift
/// let store = ProgressStore()
/// try store.append(ProgressEvent(.answer, lesson: "paging", version: 1, question: "q", input: "12"), of: me)
/// store.state(of: me, in: "paging").questions["q"]?.answer?.input  // "12"
/// ```
public final class ProgressStore {
  /// Nil if there is no place for it.
  public let path: String?
  /// Why the file could not be opened or last not be read or written; nil if all is well.
  public private(set) var problem: ProgressError?
  private(set) var database: ProgressDatabase?
  private var isReadOnly = false
  /// What happened and is not on the disk yet.
  private var unsaved: [(student: Identity, event: ProgressEvent)] = []

  /// Opens the file at `path`, and makes it and its directories if they are not there.
  public init(path: String? = ProgressStore.standardPath()) {
    self.path = path
    do throws(ProgressError) {
      try open()
    } catch {
      problem = error
      openForReading()
    }
  }

  /// `oslab/progress.sqlite` in the XDG data directory.
  public static func standardPath(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String? {
    // A path that is not absolute is to be ignored (XDG Base Directory Specification).
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
      return data + "/oslab/progress.sqlite"
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return home + "/.local/share/oslab/progress.sqlite"
  }

  /// Keeps one event. When it returns, the event is on the disk; when it throws, in memory only.
  public func append(_ event: ProgressEvent, of student: Identity) throws(ProgressError) {
    unsaved.append((student, event))
    do throws(ProgressError) {
      try save()
      problem = nil
    } catch {
      problem = error
      throw error
    }
  }

  /// A student's events in their order: all, or those in one lesson.
  public func events(of student: Identity, in lesson: String? = nil) -> [ProgressEvent] {
    var events: [ProgressEvent] = []
    do throws(ProgressError) {
      events = try database?.events(of: student, lesson: lesson) ?? []
    } catch {
      problem = error
    }
    let mine = unsaved.filter {
      $0.student.course == student.course && $0.student.student == student.student
    }
    return events + mine.map(\.event).filter { lesson == nil || $0.lesson == lesson }
  }

  /// Where a student stands in a lesson.
  public func state(of student: Identity, in lesson: String) -> LessonState {
    LessonState(events(of: student, in: lesson))
  }

  /// Where a student stands in every lesson that was begun, by the lesson's id.
  public func states(of student: Identity) -> [String: LessonState] {
    var states: [String: LessonState] = [:]
    for event in events(of: student) { states[event.lesson, default: LessonState()].add(event) }
    return states
  }

  private func save() throws(ProgressError) {
    if database == nil || isReadOnly { try open() }
    try database?.append(unsaved.map { ($0.student, $0.event) })
    unsaved.removeAll()
  }

  private func open() throws(ProgressError) {
    guard let path else { throw .noPlace }
    let directory = (path as NSString).deletingLastPathComponent
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw .noDirectory(directory, reason: (error as NSError).localizedDescription)
    }
    database = try ProgressDatabase(path: path)
    isReadOnly = false
  }

  /// What was saved earlier is still of use where nothing new can be saved.
  private func openForReading() {
    guard let path, FileManager.default.fileExists(atPath: path) else { return }
    database = try? ProgressDatabase(path: path, isReadOnly: true)
    isReadOnly = database != nil
  }
}
