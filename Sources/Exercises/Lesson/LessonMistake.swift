/// What can be wrong with a lesson file; worded in `LessonErrorText.swift`.
enum LessonMistake: Hashable, Sendable {
  case noFrontMatter
  case unclosedFrontMatter
  case badYAML(String)
  case unknownFrontMatterKey(String, known: [String])
  case duplicateFrontMatterKey(String)
  case missingFrontMatterKey(String)
  case badFrontMatterValue(key: String, wanted: String)
  case formatVersion(String)

  case unclosedBlock(String)
  case nearlyQuestion(String)
  case labTakesNoWords(String)
  case questionHeader
  case badName(what: String, String)
  case unknownKind(String, known: [String])
  case duplicateQuestion(String, firstLine: Int)
  case emptyLab

  case notAKey(String)
  case strayIndentation
  case unknownKey(String, kind: String, known: [String])
  case duplicateKey(String, firstLine: Int)
  case duplicateName(key: String, String, firstLine: Int)
  case keyTakesNoName(String)
  case keyNeedsName(String)
  case missingKey(String, kind: String)
  case emptyValue(String)
  case badValue(key: String, wanted: String)
  case noArrow(key: String)

  case unclosedInsertion
  case emptyInsertion
  case undefinedVariable(String, known: [String])

  case unknownGenerator(String, known: [String])
  case generatorArgument(generator: String, String)
  case badVariation(String)
  case badRange(String)

  /// Found when the variant of `seed` was posed.
  case inVariant(seed: Int, String)
  case engine(String, suggestion: String?)
  /// A whole sentence.
  case other(String)
}

extension LessonProblem {
  init(_ mistake: LessonMistake, path: String, line: Int, column: Int = 1) {
    self.init(
      path: path, line: line, column: column, message: mistake.message,
      suggestion: mistake.suggestion)
  }
}
