/// Splits the body of a lesson into prose, `lab` and `question` blocks, by CommonMark's rules for
/// fences.
///
/// Other fenced blocks belong to the prose, whatever stands in them.
struct LessonBlocks {
  enum Block {
    case prose([SourceText])
    case lab(opening: SourceText, [SourceText])
    /// `info` is what follows the fence.
    case question(opening: SourceText, info: SourceText, [SourceText])
  }

  /// An opening fence: at most three spaces, then three or more backticks or tildes, then its info
  /// string.
  private struct Fence {
    let mark: Character
    let length: Int
    let info: SourceText

    init?(_ line: SourceText) {
      let characters = line.characters
      guard let start = characters.firstIndex(where: { $0 != " " }), start <= 3,
        characters[start] == "`" || characters[start] == "~"
      else { return nil }
      mark = characters[start]
      let end = characters[start...].firstIndex { [mark] in $0 != mark } ?? characters.count
      length = end - start
      info = line.slice(end..<characters.count).trimmed
      guard length >= 3, mark == "~" || !info.characters.contains("`") else { return nil }
    }

    var word: String {
      String(info.characters.prefix { !$0.isWhitespace })
    }

    func isClosed(by other: Fence) -> Bool {
      other.mark == mark && other.length >= length && other.info.isEmpty
    }
  }

  private let problems: ProblemList
  private(set) var blocks: [Block] = []
  private var prose: [SourceText] = []

  init(lines: [SourceText], problems: ProblemList) {
    self.problems = problems
    var index = 0
    while index < lines.count {
      guard let fence = Fence(lines[index]) else {
        prose.append(lines[index])
        index += 1
        continue
      }
      index = read(fence, from: index, in: lines)
    }
    endProse()
  }

  /// Takes the fenced block that opens at `start`; the index of the line after it.
  private mutating func read(_ fence: Fence, from start: Int, in lines: [SourceText]) -> Int {
    let word = fence.word
    let means = ["lab", "question"].contains(word)
    if !means, Spelling.distance(Array(word.lowercased()), Array("question")) <= 2 {
      problems.report(.nearlyQuestion(word), at: fence.info)
    }
    var end = start + 1
    while end < lines.count {
      if let other = Fence(lines[end]) {
        if fence.isClosed(by: other) { break }
        if means, ["lab", "question"].contains(other.word) { break }
      }
      end += 1
    }
    let isClosed = end < lines.count && Fence(lines[end]).map(fence.isClosed) == true
    if !isClosed { problems.report(.unclosedBlock(means ? word : "fenced"), at: lines[start]) }
    let body = Array(lines[start + 1..<max(start + 1, end)])
    switch word {
    case "lab":
      endProse()
      let rest = fence.info.slice(3..<fence.info.characters.count).trimmed
      if !rest.isEmpty { problems.report(.labTakesNoWords(rest.text), at: rest) }
      blocks.append(.lab(opening: lines[start], body))
    case "question":
      endProse()
      blocks.append(.question(opening: lines[start], info: fence.info, body))
    default:
      prose += lines[start..<min(lines.count, end + 1)]
    }
    return isClosed ? end + 1 : end
  }

  private mutating func endProse() {
    let isBlank: (SourceText) -> Bool = { $0.characters.allSatisfy(\.isWhitespace) }
    let kept = prose.drop(while: isBlank)
    let last = kept.lastIndex { !isBlank($0) }
    if let last { blocks.append(.prose(Array(kept[...last]))) }
    prose = []
  }
}
