import Testing

@testable import LabEngine

struct PolicySpecTests {
  @Test(arguments: [
    ("lru", "lru", []), ("clock", "clock", [1]), ("clock(bit=0)", "clock(bit=0)", [0]),
    (" clock ( bit = 1 ) ", "clock", [1]),
  ])
  func reads(text: String, written: String, parameters: [Int]) throws {
    let spec = try PolicySpec.parse(text)
    #expect(spec.text == written)
    #expect(spec.parameters == parameters)
    #expect(try PolicySpec.parse(spec.text) == spec)
  }

  @Test(arguments: [
    ("clock(bit=2)", Problem.outOfRange(what: "bit", value: "2", range: "0 to 1")),
    ("clock(bit=-1)", Problem.outOfRange(what: "bit", value: "-1", range: "0 to 1")),
    (
      "clock(bit=99999999999999999999)",
      Problem.outOfRange(what: "bit", value: "99999999999999999999", range: "0 to 1")
    ),
    ("clock(bit=x)", Problem.expected("a whole number", found: "x")),
    ("clock(bit=)", Problem.expected("a whole number", found: "nothing")),
    ("clock(bit=--1)", Problem.expected("a whole number", found: "--1")),
    ("clock(bit)", Problem.expected("name=value", found: "`bit`")),
    ("clock()", Problem.expected("name=value", found: "nothing")),
    ("clock(bit=0", Problem.expected("`)`", found: "the end")),
    ("clock(bit=0,bit=1)", Problem.conflict("bit is given twice.")),
  ])
  func refuses(text: String, problem: Problem) {
    #expect(throws: LabError(problem)) { try PolicySpec.parse(text) }
  }

  @Test(arguments: ["", "lro", "LRU", "lru x", "(", "lru)", "\u{0}"])
  func unknownNamesListTheKnown(text: String) {
    #expect { try PolicySpec.parse(text) } throws: { error in
      guard let error = error as? LabError else { return false }
      switch error.problem {
      case .unknown(kind: "policy", _, _, let known): return known.contains("lru")
      case .expected: return text == "("
      default: return false
      }
    }
  }

  @Test(arguments: ["lru(bit=0)", "clock(bits=0)"])
  func unknownParameters(text: String) {
    #expect { try PolicySpec.parse(text) } throws: { error in
      guard case .unknown(let kind, _, _, _)? = (error as? LabError)?.problem else { return false }
      return kind.hasPrefix("parameter of ")
    }
  }
}
