import LabEngine

/// Proves lessons over all their seeds: `oslab check`.
///
/// ```swift
/// let reports = LessonCheck.check([("lessons/paging.md", text)])
/// reports.allSatisfy(\.passes)
/// ```
public enum LessonCheck {
  /// Checks each file, and what they say of one another if `isDirectory`: that the lessons named in
  /// `after:` exist, that no two have the same id, and that there is an order.
  ///
  /// `files` is what `load` in `lab` blocks may read. `progress` is called before each question
  /// with the number of questions done and of all.
  public static func check(
    _ lessons: [(path: String, text: String)], isDirectory: Bool = true,
    files: (any FileAccess)? = nil, progress: ((_ done: Int, _ all: Int) -> Void)? = nil
  ) -> [CheckReport] {
    let parsed = lessons.map { path, text in
      (path, Result { try Lesson(parsing: text, path: path) })
    }
    let good = parsed.compactMap { try? $0.1.get() }
    let all = good.reduce(0) { $0 + $1.questions.count }
    var done = 0
    return parsed.map { path, result in
      switch result {
      case .failure(let error): return unreadable(path, error)
      case .success(let lesson):
        let collector = CheckCollector(path: path)
        if isDirectory { checkPlace(of: lesson, among: good, collector) }
        checkLabs(lesson, files: files, collector)
        if lesson.questions.isEmpty { collector.report(.warning, .noQuestions, at: (1, 1)) }
        for question in lesson.questions {
          progress?(done, all)
          QuestionCheck(question, seeds: lesson.seeds, collector).run()
          done += 1
        }
        return report(lesson, collector)
      }
    }
  }

  private static func report(_ lesson: Lesson, _ collector: CheckCollector) -> CheckReport {
    CheckReport(
      path: lesson.path, id: lesson.id, title: lesson.title, seeds: lesson.seeds.count,
      questions: lesson.questions.count, labs: lesson.labs.count, assertions: collector.assertions,
      findings: collector.findings)
  }

  private static func unreadable(_ path: String, _ error: any Error) -> CheckReport {
    let problems =
      (error as? LessonProblems)?.problems
      ?? [LessonProblem(.other("\(error)"), path: path, line: 1)]
    return CheckReport(
      path: path, id: "", title: "", seeds: 0, questions: 0, labs: 0, assertions: 0,
      findings: problems.map { CheckFinding(severity: .error, problem: $0, seeds: []) })
  }

  /// Every `lab` block runs, on the lesson's one machine.
  private static func checkLabs(
    _ lesson: Lesson, files: (any FileAccess)?, _ collector: CheckCollector
  ) {
    let lab = Lab(limits: .interactive, files: files)
    for (script, line) in lesson.labs {
      do {
        try lab.execute(script, firstLine: line) { _ in }
        collector.assert(true, .labFails(""), at: (line, 1))
      } catch let error as LabError {
        let place = (error.place?.line ?? line, error.place?.column ?? 1)
        collector.assert(false, .labFails(error.message), at: place)
      } catch {
        collector.assert(false, .labFails("\(error)"), at: (line, 1))
      }
    }
  }

  // MARK: - Lessons among others

  private static func checkPlace(
    of lesson: Lesson, among all: [Lesson], _ collector: CheckCollector
  ) {
    let place = (1, 1)
    if let other = all.first(where: { $0.id == lesson.id && $0.path != lesson.path }),
      other.path < lesson.path
    {
      collector.report(.error, .duplicateLesson(lesson.id, path: other.path), at: place)
    }
    let ids = all.map(\.id)
    for id in lesson.after {
      let suggestion = Spelling.nearest(to: id, among: ids)
      collector.assert(
        ids.contains(id), .unknownPredecessor(id, suggestion: suggestion), at: place)
    }
    if let circle = circle(from: lesson, all) {
      collector.report(.error, .circularOrder(circle), at: place)
    }
  }

  /// The ids on the way from a lesson through its predecessors back to itself, if there is one.
  private static func circle(from lesson: Lesson, _ all: [Lesson]) -> [String]? {
    var seen: Set<String> = []
    func way(_ id: String) -> [String]? {
      guard let next = all.first(where: { $0.id == id }), seen.insert(id).inserted else {
        return nil
      }
      for before in next.after {
        if before == lesson.id { return [id] }
        if let rest = way(before) { return [id] + rest }
      }
      return nil
    }
    return way(lesson.id)
  }
}

extension Lesson {
  /// The scripts of its `lab` blocks with the lines that they begin in.
  var labs: [(script: String, line: Int)] {
    items.compactMap { if case .lab(let script, let line) = $0 { (script, line) } else { nil } }
  }
}
