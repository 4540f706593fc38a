import LabEngine

/// One variant of a `program` question: what surrounds the student's lines, and the runs.
final class PosedProgram: PosedKind {
  let starter: String?
  private let solution: String
  private let guests: [ProgramGuest]
  private let cases: [ProgramCase]
  private let limit: Int
  private let mistakes: [Mistake]
  private let variant: Variant

  init(
    guests: [ProgramGuest], cases: [ProgramCase], limit: Int, starter: String?, solution: String,
    _ mistakes: [Mistake], _ variant: Variant
  ) {
    self.guests = guests
    self.cases = cases
    self.limit = limit
    self.starter = starter
    self.solution = solution
    self.mistakes = mistakes
    self.variant = variant
  }

  var modelAnswerText: String { solution }
  var isProgram: Bool { true }

  // MARK: - The answer

  /// The lines of a program; lists of texts are lines too. Nil for a table.
  static func program(_ answer: RawAnswer) -> String? {
    let text: String
    switch answer {
    case .text(let typed): text = typed
    case .commands(let lines): text = lines.joined(separator: "\n")
    case .rows(let rows):
      guard rows.allSatisfy({ $0.count == 1 }) else { return nil }
      text = rows.flatMap { $0 }.joined(separator: "\n")
    }
    return withoutEnd(text.replacing("\r\n", with: "\n"))
  }

  /// As it was typed at the prompt, where a line `end` closes it.
  private static func withoutEnd(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
    if let last = lines.last, last.filter({ !$0.isWhitespace }) == "end" { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  // MARK: - Grading

  func grade(_ answer: RawAnswer) throws -> Verdict {
    guard let program = Self.program(answer) else { return .invalid(GradeText.wantsProgram) }
    guard program.contains(where: { !$0.isWhitespace }) else { return .missing }
    let base: Lab
    do {
      base = try assembled(program)
    } catch let error as LabError {
      return .failed(error, GradeText.assemblerError(error))
    }
    let outcomes = try cases.map { try ProgramRun($0, on: base, limit: limit, variant) }
    guard let first = outcomes.first(where: { !$0.passes }) else { return .correct }
    let passed = outcomes.count(where: \.passes)
    let feedback = GradeText.cases(
      passed, of: outcomes.count, first: first.feedback, mistake: feedback(first))
    if passed == 0, first.isOutOfFuel {
      return Verdict(status: .outOfFuel, feedback: feedback)
    }
    return .share(passed, of: outcomes.count, feedback)
  }

  /// The machine after `setup:`, with every guest made of the student's lines. Throws the assembler's
  /// `LabError`, placed in these lines.
  private func assembled(_ program: String) throws -> Lab {
    let lab = variant.machines.setup.copy()
    for guest in guests {
      let before = guest.before.map(variant.script) ?? ""
      let after = guest.after.map(variant.script) ?? ""
      let start = before.count { $0 == "\n" }
      let lines = program.count { $0 == "\n" } + 1
      do {
        try lab.define(guest.name, before + program + after)
      } catch let error as LabError {
        throw Self.placed(error, start: start, lines: lines)
      }
    }
    return lab
  }

  /// `error` with its place counted in the student's own lines; without one if it lies around them.
  private static func placed(_ error: LabError, start: Int, lines: Int) -> LabError {
    var error = error
    guard let place = error.place else { return error }
    let line = place.line - start
    guard (1...lines).contains(line) else {
      error.place = nil
      return error
    }
    error.place?.line = line
    return error
  }

  /// The first mistake that is true of the case; one that cannot be computed there is not.
  private func feedback(_ run: ProgramRun) -> String? {
    let found = mistakes.first { run.evaluate($0.expression) == .truth(true) }
    return found.flatMap { try? variant.message($0.feedback) }
  }

  /// Conditions: whether they compute shows with the solution.
  func mistakeProbes() throws -> [MistakeProbe] {
    let base = try assembled(solution)
    let run = try ProgramRun(cases[0], on: base, limit: limit, variant)
    return try mistakes.map { mistake in
      let source = mistake.expression.source
      guard case .truth(let truth)? = run.evaluate(mistake.expression) else {
        throw variant.problem(.badValue(key: "mistake", wanted: "true or false"), source)
      }
      if truth {
        throw variant.problem(.other("The solution makes this mistake true."), source)
      }
      return MistakeProbe(
        source: source, answer: nil, feedback: try variant.message(mistake.feedback),
        isHidden: false)
    }
  }

  // MARK: - Machines

  /// The first case that is shown, made of the starter and not run yet.
  func makeLab() throws -> Lab { try makeLab(answer: nil) }

  /// The same with an answer, as far as it can be assembled.
  func makeLab(answer: RawAnswer?) throws -> Lab {
    let programs = [answer.flatMap(Self.program), starter].compactMap { $0 }
    for program in programs {
      guard let base = try? assembled(program) else { continue }
      guard let shown = cases.first(where: { !$0.isHidden }) else { return base }
      let lab = base.copy()
      for statement in try Lab.statements(of: variant.script(shown.script))
      where !["run", "step"].contains(statement.verb) {
        _ = try? lab.execute(statement)
      }
      return lab
    }
    return variant.machines.setup.copy()
  }

  /// The first case after the solution.
  func explainedLab(_ name: String?) throws -> Lab {
    let base = try variant.placing(cases[0].script.source) { try assembled(solution) }
    return try ProgramRun(cases[0], on: base, limit: limit, variant).lab
  }

  // MARK: - Texts

  var inputHint: String { GradeText.programHint(limit: limit) }

  /// What surrounds the student's lines in the cases that are shown.
  private var shownGuests: [ProgramGuest] {
    let scripts = cases.filter { !$0.isHidden }.map { variant.script($0.script) }
    return guests.filter { guest in
      (guest.before != nil || guest.after != nil)
        && scripts.contains { script in
          script.split(whereSeparator: Self.isSeparator).contains("guest=\(guest.name)")
        }
    }
  }

  private static func isSeparator(_ character: Character) -> Bool {
    character.isWhitespace || character == ";"
  }

  /// The program around the student's lines, what to begin with, and the cases that are shown.
  var addition: String {
    var parts: [String] = []
    for guest in shownGuests {
      let text =
        (guest.before.map(variant.script) ?? "") + "    # … your lines …"
        + (guest.after.map(variant.script) ?? "")
      parts.append(
        GradeText.surroundings(shownGuests.count > 1 ? guest.name : nil) + GradeText.code(text))
    }
    if let starter { parts.append(GradeText.starter + GradeText.code(starter)) }
    let shown = cases.filter { !$0.isHidden }.map { item in
      GradeText.shownCase(
        item.name, variant.script(item.script), goals: item.goals.map(variant.expression))
    }
    let hidden = cases.count(where: \.isHidden)
    parts.append(GradeText.caseList(shown, hidden: hidden))
    return parts.joined(separator: "\n\n")
  }
}

extension Variant {
  /// The text of commands or of a program, values inserted.
  func script(_ template: Template) -> String {
    template.filled { values[$0.text]?.script ?? "" }
  }
}

extension Lab {
  /// Defines a guest of source text that may hold anything, even a line `end`.
  fileprivate func define(_ name: String, _ source: String) throws {
    let text = "guest \(name)"
    // The body begins on line 1 of the program.
    _ = try execute(
      Statement(
        verb: "guest", text: text, place: SourcePlace(line: 0, column: 1), lineText: text,
        body: source))
  }
}
