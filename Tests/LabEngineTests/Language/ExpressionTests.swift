import Testing

@testable import LabEngine

struct ExpressionTests {
  @Test func asksForObservables() throws {
    let context = Observed([
      "faults": .integer(4), "A.page(3).state": .text("disk"), "M.mem(ADDRESS|8)": .integer(1),
      "V.exits(csr)": .integer(2), "frame(1+1).owner": .page(PageName("A", 1)),
      "A.refs": .integer(9),
      "refs": .integer(20),
    ])
    #expect(try context.evaluate("faults == 4 and A.page(3).state == \"disk\"") == .truth(true))
    #expect(try context.evaluate("M.mem(ADDRESS, 8) + V.exits(csr)") == .integer(3))
    #expect(try context.evaluate("frame(1+1).owner == A:1") == .truth(true))
    #expect(try context.evaluate("A.refs + refs") == .integer(29))
    #expect(context.asked.count == 7)
  }

  @Test func evaluatesOnlyWhatIsNeeded() throws {
    let context = Observed(["a": .truth(true), "b": .truth(false)])
    _ = try context.evaluate("a or nothing")
    _ = try context.evaluate("b and nothing")
    _ = try context.evaluate("if(a, b, nothing)")
    _ = try context.evaluate("if(b, nothing, a)")
    #expect(context.asked == ["a", "b", "a", "b", "b", "a"])
  }

  @Test func bindsTightly() throws {
    let context = Observed(["faults": .integer(5), "f": .integer(1)])
    #expect(try context.evaluate("[faults@6, 1]").written() == "[[\"@6\", \"faults\", 5], 1]")
    #expect(
      try context.evaluate("[frames=4 policy=clock(bit=0)] faults@6").written()
        == "[\"frames=4 policy=clock(bit=0)\", \"faults@6\", [\"@6\", \"faults\", 5]]")
    #expect(
      try context.evaluate("[[frames=4, memory=200ns] (1 + f)@(f+1), 2]").written()
        == "[[\"frames=4 memory=200ns\", \"(1 + f)@(f+1)\", [\"@2\", \"(1 + f)\", 2]], 2]")
    #expect(try context.evaluate("len([frames=4] faults) + 1") == .integer(4))
    #expect(try context.evaluate("len(faults@3) * 2") == .integer(6))
    #expect(try context.evaluate("[faults==5]") == .list([.truth(true)]))
  }

  @Test func knowsItsParts() throws {
    let expression = try Observed().parse(" V.exits(csr) + [a=1] x@3 ")
    #expect(
      expression.observables.map { $0.parts.map(\.name.text) } == [["csr"], ["V", "exits"], ["x"]])
    #expect(expression.text == "V.exits(csr) + [a=1] x@3")
    #expect(expression.place == SourcePlace(line: 1, column: 2, length: 24))
    #expect(expression.bareName == nil)
    let argument = try #require(expression.observables[1].parts[1].arguments?.first)
    #expect(argument.bareName?.text == "csr")
    #expect(argument.bareName?.place == SourcePlace(line: 1, column: 10, length: 3))
  }

  @Test func namesItsOperands() throws {
    let expression = try Observed().parse(
      "faults@6 == 4 and faults == [frames=4 policy=lru] hits@2 + faults or frame(hits).owner == A:1"
    )
    #expect(
      expression.operands.map(\.text) == [
        "faults@6", "faults", "[frames=4 policy=lru] hits@2", "frame(hits).owner",
      ])
    let context = Observed(["faults": .integer(4)])
    #expect(try expression.operands[0].value(in: context).written() == "[\"@6\", \"faults\", 4]")
    #expect(try expression.operands[1].value(in: context) == .integer(4))
  }

  @Test func placesObjectionsOfTheMachine() throws {
    let error = #expect(throws: LabError.self) {
      try Observed().evaluate("1 + (A.page(3).state == 2)")
    }
    #expect(
      try #require(error).report == [
        "line 1, column 6: error: no A.page(3).state", "  1 + (A.page(3).state == 2)",
        "       ^~~~~~~~~~~~~~~",
      ])
  }

  @Test(arguments: ["(", "[", "-", "not ", "min(", "2^", "if(true,", "x(", "[a=1] ["])
  func limitsDepth(_ opening: String) {
    let source = String(repeating: opening, count: 100_000)
    let error = #expect(throws: LabError.self) { try value(source) }
    #expect(error?.problem == .fuel(what: "levels inside one another", limit: 200))
  }

  @Test func allowsOrdinaryDepth() throws {
    let source = String(repeating: "(", count: 199) + "1" + String(repeating: ")", count: 199)
    #expect(try value(source) == .integer(1))
    #expect(throws: LabError.self) { try value(source, depth: 50) }
  }

  @Test func limitsOperators() throws {
    let long = "1" + String(repeating: "+1", count: 10_000)
    #expect(try value(long) == .integer(10_001))
    let error = #expect(throws: LabError.self) { try value(long + "+1") }
    #expect(error?.problem == .fuel(what: "operators in one expression", limit: 10_000))
    #expect(throws: LabError.self) { try value(String(repeating: "true and ", count: 100_000)) }
  }

  @Test func limitsLists() throws {
    let list = "[" + String(repeating: "1,", count: 100) + "1]"
    let error = #expect(throws: LabError.self) { try Observed().evaluate(list) }
    #expect(error?.problem == .fuel(what: "entries in a list", limit: 100))
  }
}
