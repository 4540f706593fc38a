import ArgumentParser
import Exercises

/// Who is asked: what is given now, else what was said once and is kept in the settings.
struct StudentOptions: ParsableArguments {
  @Option(help: "The course that you are in.")
  var course: String?

  @Option(help: "Who you are in the course.")
  var student: String?

  @Option(help: "Your personal token, if your instructor gave you one.")
  var token: String?

  /// Throws a `Failure` if the token is not the student's.
  func identity(_ kept: Settings = SettingsFile().settings) throws -> Identity {
    var settings = kept
    // A kept token is that of the kept student in the kept course, and of nobody else.
    if course ?? kept.course != kept.course || student ?? kept.student != kept.student {
      settings.token = ""
    }
    if let course { settings.course = course }
    if let student { settings.student = student }
    if let token { settings.token = token }
    guard let identity = settings.identity else {
      throw Failure(
        "the token is not that of student '\(settings.student)' in course '\(settings.course)'")
    }
    return identity
  }
}
