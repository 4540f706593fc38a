import Testing

@testable import Exercises

@Suite struct JSONReaderTests {
  private func read(
    _ text: String, depth: Int = 16, values: Int = 100_000
  ) throws(JSONError) -> JSONValue {
    try JSONReader.value(
      Array(text.utf8), limits: JSONReader.Limits(bytes: 1 << 20, depth: depth, values: values))
  }

  private func problem(_ bytes: [UInt8]) -> JSONError? {
    do throws(JSONError) {
      _ = try JSONReader.value(bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test func readsEveryKindOfValue() throws {
    let value = try read(#" {"a":[null,true,false,-0,1.50e+3,"x"],"":{}} "#)
    #expect(
      value == ["a": [nil, true, false, .number("-0"), .number("1.50e+3"), "x"], "": .object([])])
  }

  @Test func keepsNumbersAsWritten() throws {
    let huge = "1" + String(repeating: "0", count: 400)
    #expect(try read(huge) == .number(huge))
    #expect(try read(huge).integer == nil)
    #expect(try read("9223372036854775807").integer == .max)
    #expect(try read("1E400") == .number("1E400"))
  }

  // RFC 8259, section 7: the G clef is its own example of a pair.
  @Test func readsEscapes() throws {
    #expect(
      try read(#""\"\\\/\b\f\n\r\t\u0041\uD834\uDD1E\u0000""#).text == "\"\\/\u{8}\u{c}\n\r\tA𝄞\0")
  }

  @Test func passesOverAByteOrderMark() throws {
    #expect(try JSONReader.value([0xef, 0xbb, 0xbf] + Array("[1]".utf8)) == [1])
  }

  @Test(arguments: [
    ("", 0, JSONError.Problem.empty),
    (" \n", 2, .empty),
    ("[1,]", 3, .expected("a value", found: "\"]\"")),
    ("{\"a\":1,}", 7, .expected("a name in quotes", found: "\"}\"")),
    ("{\"a\" 1}", 5, .expected("\":\"", found: "\"1\"")),
    ("{a:1}", 1, .expected("a name in quotes", found: "\"a\"")),
    ("[1 2]", 3, .expected("\",\" or \"]\"", found: "\"2\"")),
    ("[1", 2, .endsEarly(expected: "\",\" or \"]\"")),
    ("\"abc", 4, .endsEarly(expected: "the closing quote")),
    ("tru", 0, .expected("a value", found: "\"t\"")),
    ("NaN", 0, .expected("a value", found: "\"N\"")),
    ("01", 0, .badNumber), ("1.", 0, .badNumber), ("-", 0, .badNumber), ("1e", 0, .badNumber),
    (".5", 0, .expected("a value", found: "\".\"")),
    ("\"\\x\"", 1, .badEscape("\\\"x\"")),
    ("\"\\u12g4\"", 1, .badEscape("\\u")),
    ("\"\\ud834\"", 1, .loneSurrogate),
    ("\"\\udd1e\\ud834\"", 1, .loneSurrogate),
    ("\"\\ud834\\u0041\"", 1, .loneSurrogate),
    ("\"a\u{1b}[2J\"", 2, .controlCharacter(0x1b)),
    ("\"a\0\"", 2, .controlCharacter(0)),
    ("{\"a\":1,\"b\":2,\"a\":3}", 13, .duplicateName("a")),
    ("{\"a\":1,\"\\u0061\":3}", 7, .duplicateName("a")),
    ("1 1", 2, .trailing("\"1\"")),
    ("{}\u{1b}", 2, .trailing("\"\\u001b\"")),
  ])
  func saysWhatIsWrongAndWhere(_ text: String, _ offset: Int, _ problem: JSONError.Problem) {
    #expect(self.problem(Array(text.utf8)) == JSONError(problem, at: offset))
  }

  @Test(
    arguments: [
      [0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22],
      [0x22, 0xe2, 0x82],
    ] as [[UInt8]])
  func refusesInvalidUTF8(_ bytes: [UInt8]) {
    #expect(problem(bytes) == JSONError(.notUTF8, at: 1))
  }

  @Test func boundsDepthValuesAndBytes() throws {
    let nested = String(repeating: "[", count: 16) + String(repeating: "]", count: 16)
    #expect(throws: Never.self) { try read(nested) }
    #expect(throws: JSONError(.tooDeep(16), at: 16)) { try read("[" + nested + "]") }
    #expect(problem(Array(repeating: UInt8(ascii: "["), count: 1 << 20))?.problem == .tooDeep(16))
    #expect(throws: JSONError(.tooManyValues(3), at: 5)) { try read("[1,2,3]", values: 3) }
    let million = [UInt8](repeating: UInt8(ascii: " "), count: 1 << 20 + 1)
    #expect(problem(million) == JSONError(.tooLong(1 << 20), at: 0))
  }

  // A submission of a megabyte that is one object with ever new names must not take quadratic time.
  @Test func readsManyNamesQuickly() throws {
    let members = (0..<60_000).map { "\"\($0)\":0" }.joined(separator: ",")
    guard case .object(let read) = try read("{\(members)}") else {
      Issue.record("not an object")
      return
    }
    #expect(read.count == 60_000)
  }

  @Test func neverTrapsOnDamagedInput() {
    let whole = Array(#"{"a":[1.5e3,"\u00e9\ud834\udd1e",{"b":null}],"c":true}"#.utf8)
    for index in whole.indices {
      #expect(problem(Array(whole[..<index])) != nil)
      for byte in [0, 0x22, 0x5c, 0x7b, 0x80, 0xff] as [UInt8] {
        var damaged = whole
        damaged[index] = byte
        if let error = problem(damaged) { #expect(error.offset <= damaged.count) }
      }
    }
  }
}
