/// Proves one question over all seeds of its lesson.
struct QuestionCheck {
  private let question: Question
  private let seeds: [Int]
  private let collector: CheckCollector

  init(_ question: Question, seeds: [Int], _ collector: CheckCollector) {
    self.question = question
    self.seeds = seeds
    self.collector = collector
  }

  private var place: (line: Int, column: Int) { (question.line, 1) }

  func run() {
    var variation = VariationCheck(question, collector)
    var mistakes = MistakeCheck(collector)
    for seed in seeds {
      do {
        let posed = try question.pose(seed: seed)
        collector.assert(true, .notDeterministic, at: place)
        checkModel(posed)
        checkTests(posed)
        checkTexts(posed)
        try mistakes.check(posed)
        variation.add(posed)
        if seed == seeds.first { try checkDeterminism(posed) }
      } catch let problem as LessonProblem {
        collector.report(problem, seed: seed)
      } catch {
        let problem = LessonProblem(
          .other("\(error)"), path: question.path, line: question.line)
        collector.report(problem, seed: seed)
      }
    }
    mistakes.finish()
    variation.finish()
  }

  /// The model answer, and the text that is shown of it, get all points; nonsense is graded as
  /// such.
  private func checkModel(_ posed: PosedQuestion) {
    let seed = posed.seed
    let grade = posed.grade(posed.modelAnswer)
    collector.assert(
      grade.status == .correct && grade.points == question.points, .modelFails(grade), at: place,
      seed: seed)
    if let starter = posed.starter {
      let status = posed.grade(.text(starter)).status
      collector.assert(
        status != .correct && status != .couldNotGrade, .starterPasses, at: place, seed: seed)
    }
    let text = posed.modelAnswerText
    let shown = posed.grade(.text(text))
    collector.assert(shown.status == .correct, .modelTextFails(text, shown), at: place, seed: seed)
    for junk in [RawAnswer.text(""), .text("\u{0}\u{7f}"), .commands(["?"]), .rows([["?"]])] {
      let grade = posed.grade(junk)
      collector.assert(
        grade.status != .couldNotGrade, .junkNotGraded(grade.feedback), at: place, seed: seed)
    }
  }

  private func checkTests(_ posed: PosedQuestion) {
    for test in question.tests {
      let place = (test.source.line, test.source.column)
      do {
        let answer = try posed.variant.message(test.answer)
        let grade = posed.grade(.text(answer))
        collector.assert(
          grade.status == test.status, .testFails(answer: answer, wanted: test.status, grade),
          at: place, seed: posed.seed)
        guard let feedback = try test.feedback.map(posed.variant.message) else { continue }
        collector.assert(
          grade.feedback.contains(feedback),
          .testFeedback(wanted: feedback, found: grade.feedback), at: place, seed: posed.seed)
      } catch let problem as LessonProblem {
        collector.report(problem, seed: posed.seed)
      } catch {
        collector.report(.error, .labFails("\(error)"), at: place, seeds: [posed.seed])
      }
    }
  }

  /// Choices differ, hints and explanation can be computed, and the machine can be had.
  private func checkTexts(_ posed: PosedQuestion) {
    var seen: Set<String> = []
    for choice in posed.choices {
      let isNew = seen.insert(FoldedText.fold(choice)).inserted
      collector.assert(isNew, .equalChoices(choice), at: place, seed: posed.seed)
    }
    do {
      _ = try posed.computedHints()
      _ = try posed.explanation()
      _ = try posed.makeLab()
      collector.assert(true, .notDeterministic, at: place)
    } catch let problem as LessonProblem {
      collector.report(problem, seed: posed.seed)
    } catch {
      collector.report(.error, .labFails("\(error)"), at: place, seeds: [posed.seed])
    }
  }

  private func checkDeterminism(_ posed: PosedQuestion) throws {
    let again = try question.pose(seed: posed.seed)
    let isSame =
      again.ask == posed.ask && again.modelAnswer == posed.modelAnswer
      && again.choices == posed.choices
    collector.assert(isSame, .notDeterministic, at: place, seed: posed.seed)
  }
}

/// Proves that each foreseen mistake is noticed in every variant in which it is one.
private struct MistakeCheck {
  private struct Count {
    var source: SourceText
    var hidden = 0
    var all = 0
    var hiddenSeeds: [Int] = []
  }

  private let collector: CheckCollector
  private var counts: [Int: Count] = [:]

  init(_ collector: CheckCollector) { self.collector = collector }

  mutating func check(_ posed: PosedQuestion) throws {
    for probe in try posed.kind.mistakeProbes() {
      let line = probe.source.line
      var count = counts[line] ?? Count(source: probe.source)
      count.all += 1
      if probe.isHidden {
        count.hidden += 1
        count.hiddenSeeds.append(posed.seed)
      }
      counts[line] = count
      guard !probe.isHidden, let answer = probe.answer else { continue }
      let grade = posed.grade(answer)
      let isNoticed =
        [.wrong, .partial].contains(grade.status) && grade.feedback.contains(probe.feedback)
      collector.assert(
        isNoticed,
        .mistakeUnnoticed(answer: answer.oneLine, wanted: probe.feedback, grade),
        at: (line, probe.source.column), seed: posed.seed)
    }
  }

  func finish() {
    for count in counts.values.sorted(by: { $0.source.line < $1.source.line })
    where count.hidden > 0 {
      let place = (count.source.line, count.source.column)
      if count.hidden == count.all {
        collector.report(.warning, .mistakeAlwaysHidden, at: place)
      } else {
        collector.report(
          .note, .mistakeHidden(count.hidden, of: count.all), at: place, seeds: count.hiddenSeeds)
      }
    }
  }
}

extension RawAnswer {
  fileprivate var oneLine: String {
    switch self {
    case .text(let text): text
    case .commands(let lines): lines.joined(separator: "; ")
    case .rows(let rows): rows.map { $0.joined(separator: " ") }.joined(separator: "; ")
    }
  }
}
