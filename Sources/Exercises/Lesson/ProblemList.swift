/// Collects what is wrong with one lesson file while it is read.
final class ProblemList {
  let path: String
  private var collected: [LessonProblem] = []

  init(path: String) { self.path = path }

  func report(_ mistake: LessonMistake, line: Int, column: Int = 1) {
    collected.append(LessonProblem(mistake, path: path, line: line, column: column))
  }

  func report(_ mistake: LessonMistake, at text: SourceText, offset: Int = 0) {
    let place = text.place(offset)
    report(mistake, line: place.line, column: place.column)
  }

  var isEmpty: Bool { collected.isEmpty }

  /// In the order of the file.
  var problems: [LessonProblem] {
    collected.enumerated().sorted {
      ($0.element.line, $0.element.column, $0.offset)
        < ($1.element.line, $1.element.column, $1.offset)
    }.map(\.element)
  }
}
