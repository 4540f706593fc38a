/// All wording of what is wrong with a lesson file.
extension LessonMistake {
  var message: String {
    switch self {
    case .noFrontMatter:
      """
      A lesson begins with its front matter: a line '---', then 'oslab: 1', 'id:', 'version:' and \
      'title:', then '---'.
      """
    case .unclosedFrontMatter: "The front matter that begins here is never closed by a line '---'."
    case .badYAML(let reason): "The front matter is not YAML: \(reason)."
    case .unknownFrontMatterKey(let key, _): "There is no '\(key)' in a lesson's front matter."
    case .duplicateFrontMatterKey(let key): "The front matter has '\(key)' twice."
    case .missingFrontMatterKey(let key): "The front matter lacks '\(key)'."
    case .badFrontMatterValue(let key, let wanted): "'\(key)' must be \(wanted)."
    case .formatVersion(let found):
      "This lesson is written for format \(found); this program reads format 1."
    default: blockMessage
    }
  }

  private var blockMessage: String {
    switch self {
    case .unclosedBlock(let what): "The \(what) block that begins here is never closed."
    case .nearlyQuestion(let word): "There is no '\(word)' block."
    case .labTakesNoWords(let words):
      "A lab block's opening line is 'lab' alone, not 'lab \(words)'."
    case .questionHeader: "A question block opens with 'question ID KIND'."
    case .badName(let what, let name):
      """
      '\(name)' cannot be the name of a \(what): letters, digits, '_'\(Self.dash(what)), \
      a letter first.
      """
    case .unknownKind(let kind, let known):
      "There is no question kind '\(kind)'; there are \(known.joined(separator: ", "))."
    case .duplicateQuestion(let id, let line):
      "The question '\(id)' exists already, in line \(line)."
    case .emptyLab: "This lab block has no commands."
    default: keyMessage
    }
  }

  /// Only ids may hold a dash.
  private static func dash(_ what: String) -> String {
    ["question", "lesson"].contains(what) ? " and '-'" : ""
  }

  private var keyMessage: String {
    switch self {
    case .notAKey(let line): "Expected 'key: value', found '\(line.prefix(40))'."
    case .strayIndentation:
      "This line is indented, but there is no key above it that it belongs to."
    case .unknownKey(let key, let kind, _): "A question of kind '\(kind)' has no '\(key)'."
    case .duplicateKey(let key, let line): "'\(key)' stands in line \(line) already."
    case .duplicateName(let key, let name, let line):
      "'\(key) \(name)' stands in line \(line) already."
    case .keyTakesNoName(let key): "'\(key)' takes no name before the colon."
    case .keyNeedsName(let key): "'\(key)' needs a name before the colon, as in '\(key) NAME: …'."
    case .missingKey(let key, let kind): "A question of kind '\(kind)' needs '\(key)'."
    case .emptyValue(let key): "'\(key)' has no value."
    case .badValue(let key, let wanted): "'\(key)' must be \(wanted)."
    case .noArrow(let key): "'\(key)' needs ' -> ' between its two sides."
    default: valueMessage
    }
  }

  private var valueMessage: String {
    switch self {
    case .unclosedInsertion: "This '{' is never closed; a brace as such is written '{{'."
    case .emptyInsertion: "There is nothing between '{' and '}'; a brace as such is written '{{'."
    case .undefinedVariable(let name, let known):
      known.isEmpty
        ? "'{\(name)}' is not defined; this question has no 'vary' or 'let' above."
        : "'{\(name)}' is not defined; there are \(known.joined(separator: ", "))."
    case .unknownGenerator(let name, let known):
      "There is no generator '\(name)'; there are \(known.joined(separator: ", "))."
    case .generatorArgument(let generator, let reason): "\(generator): \(reason)"
    case .badVariation(let text):
      """
      '\(text)' is neither a range such as '3..5', nor alternatives such as 'a | b', nor a \
      generator such as 'references(length=18, pages=8)'.
      """
    case .badRange(let reason): reason
    case .inVariant(let seed, let message): "With seed \(seed): \(message)"
    case .engine(let message, _): message
    case .other(let sentence): sentence
    default: preconditionFailure("LessonMistake.message: unworded mistake \(self)")
    }
  }

  /// The nearest word that would have been right.
  var suggestion: String? {
    switch self {
    case .unknownFrontMatterKey(let word, let known), .unknownKind(let word, let known),
      .unknownKey(let word, _, let known), .undefinedVariable(let word, let known),
      .unknownGenerator(let word, let known):
      Spelling.nearest(to: word, among: known)
    case .nearlyQuestion: "question"
    case .engine(_, let suggestion): suggestion
    default: nil
    }
  }
}
