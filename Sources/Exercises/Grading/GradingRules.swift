/// What submissions are graded by; together with a submission it determines the result.
public struct GradingRules: Sendable {
  /// In the order given.
  public let lessons: [Lesson]
  /// Nil: everyone is who they say they are.
  public let roster: Roster?
  /// For students whose line in the roster names no course.
  public let course: String
  public let key: CourseKey
  private let indices: [String: Int]

  /// Throws a `RosterError` for a token in the roster that is not its student's.
  public init(
    lessons: [Lesson], roster: Roster?, course: String = "", key: CourseKey = .none
  ) throws(RosterError) {
    self.lessons = lessons
    self.roster = roster
    self.course = course
    self.key = key
    indices = Dictionary(
      lessons.indices.map { (lessons[$0].id, $0) }, uniquingKeysWith: { first, _ in first })
    for entry in roster?.entries ?? [] {
      let identity = identity(of: entry)
      guard entry.token == nil || identity.token != nil else {
        throw .badToken(entry.student, course: identity.course)
      }
    }
  }

  /// The place of a lesson among `lessons`.
  func index(ofLesson id: String) -> Int? { indices[id] }

  /// Who a student is, from the roster's line alone.
  func identity(of entry: Roster.Entry) -> Identity {
    let course = entry.course ?? course
    let token =
      entry.token.map { PersonalToken($0, course: course, student: entry.student) }
      ?? key.token(course: course, student: entry.student)
    return Identity(course: course, student: entry.student, token: token)
  }

  /// The roster's line for a submission: that of the file's name, or that of the student it states.
  func owner(stated: String?, file: String?) throws(Rejection) -> Roster.Entry {
    if let file, let entry = roster?.owner(ofFile: file) { return entry }
    guard let stated, !stated.isEmpty else { throw .noStudent }
    guard let roster else { return Roster.Entry(student: stated) }
    guard let entry = roster[stated] else { throw .unknownStudent(stated) }
    return entry
  }
}
