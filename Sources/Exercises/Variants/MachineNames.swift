import LabEngine

/// Finds what an expression asks of named machines: `fifo.faults@6` in `fifo.faults@6 -
/// lru.faults@6`.
///
/// An expression of the engine knows one machine. What is asked of a named one is evaluated on it
/// first and replaced by its value; settings in brackets before it, `[frames=4] fifo.faults`, go
/// with it.
struct MachineNames {
  private let names: [String]

  init(_ names: [String]) { self.names = names }

  /// The expression with each operand that begins with `NAME.` replaced by the value that
  /// `evaluate` gives.
  func resolved(
    _ expression: String, evaluate: (_ name: String, _ operand: String) throws -> Value
  ) throws -> String {
    guard !names.isEmpty else { return expression }
    let text = Array(expression)
    var result = ""
    var index = 0
    var previousEndsWord = false
    while index < text.count {
      let supposition = suppositionEnd(text, index)
      let start = skipSpaces(text, supposition ?? index)
      if !previousEndsWord, let name = name(text, start) {
        let body = start + name.count + 1
        let end = operandEnd(text, body)
        let settings = supposition.map { String(text[index..<$0]) + " " } ?? ""
        result += try evaluate(name, settings + String(text[body..<end])).exactOperand
        index = end
        previousEndsWord = true
        continue
      }
      let end = text[index] == "\"" ? quotedEnd(text, index) : index + 1
      result += String(text[index..<end])
      previousEndsWord = isWord(text[end - 1]) || text[end - 1] == "."
      index = end
    }
    return result
  }

  private func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  private func skipSpaces(_ text: [Character], _ start: Int) -> Int {
    var index = start
    while index < text.count, text[index].isWhitespace { index += 1 }
    return index
  }

  /// The machine's name if `NAME.` stands at `start`.
  private func name(_ text: [Character], _ start: Int) -> String? {
    names.first { name in
      let end = start + name.count
      return end < text.count && text[end] == "." && text[start..<end].elementsEqual(name)
        && !(end + 1 < text.count && text[end + 1] == ".")
    }
  }

  /// The end of `[name=…]` settings that begin at `start`, several of them included.
  private func suppositionEnd(_ text: [Character], _ start: Int) -> Int? {
    guard start < text.count, text[start] == "[" else { return nil }
    var index = skipSpaces(text, start + 1)
    let word = index
    while index < text.count, isWord(text[index]) { index += 1 }
    let equals = skipSpaces(text, index)
    guard index > word, equals + 1 < text.count, text[equals] == "=", text[equals + 1] != "=" else {
      return nil
    }
    let end = bracketEnd(text, start)
    return suppositionEnd(text, skipSpaces(text, end)) ?? end
  }

  /// The end of `faults`, `A.page(3).frame`, `victims@(n + 1)`.
  private func operandEnd(_ text: [Character], _ start: Int) -> Int {
    var index = start
    while index < text.count {
      if isWord(text[index]) {
        index += 1
      } else if text[index] == "(" {
        index = bracketEnd(text, index)
      } else if text[index] == ".", index + 1 < text.count, text[index + 1].isLetter {
        index += 1
      } else if text[index] == "@" {
        index = skipSpaces(text, index + 1)
        if index < text.count, text[index] == "(" { return bracketEnd(text, index) }
      } else {
        break
      }
    }
    return index
  }

  /// The index after the bracket that closes the one at `start`.
  private func bracketEnd(_ text: [Character], _ start: Int) -> Int {
    var depth = 0
    var index = start
    while index < text.count {
      switch text[index] {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "\"": index = quotedEnd(text, index) - 1
      default: break
      }
      index += 1
      if depth == 0 { break }
    }
    return index
  }

  private func quotedEnd(_ text: [Character], _ start: Int) -> Int {
    var index = start + 1
    while index < text.count, text[index] != "\"" { index += text[index] == "\\" ? 2 : 1 }
    return min(text.count, index + 1)
  }
}
