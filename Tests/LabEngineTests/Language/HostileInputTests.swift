import Testing

@testable import LabEngine

/// Nothing that can be typed traps, loops or takes much memory: each ends in a value or in a `LabError`
/// whose report can be printed.
struct HostileInputTests {
  @Test func survivesRandomInput() {
    var random = SplitMix(seed: 1)
    for _ in 0..<20_000 {
      let text = random.below(2) == 0 ? random.bytes() : random.fragments()
      exercise(text)
    }
  }

  @Test(arguments: [
    "\0", "\0\0;\0", "\u{feff}", "\r", ";;;;", "\"", "\"\\", "\"\\\"", "#", "print \"\\u{", "0x",
    "0x;", "1e", "1e+", "1..", "..", ".", "A:", "A:(", "[", "[a=", "[a=]", "[a=(] 1", "@", "@@",
    "9223372036854775807ns * 9223372036854775807", "-9223372036854775807 - 2",
    "(-9223372036854775807 - 1) / -1", "(0 - 9223372036854775807 - 1)", "1ns^100^100", "1ns^101",
    "1e308 * 10", "5e-324 / 2", "1e308ns", "9223372036854775807h", "99999999999999999h",
    "1e-100000",
    "1e99999999999999999999", "round(1e300)", "round(1, 0)", "round(1ms, 1)", "ceil(1e18, 0.1)",
    "guest \u{301}x\n end", "\u{301}", "e\u{301}", "1\u{301}", "\"\u{301}\"",
  ])
  func survives(_ text: String) {
    exercise(text)
    exercise("print " + text)
  }

  @Test func survivesLongLines() {
    for piece in [
      "a", "1 ", "1+", "(", "\"", "0*9 ", ";", "1;", "#", "\u{65e5}", "x.", "[", "1,", "e\u{301}",
    ] {
      exercise(String(repeating: piece, count: 100_000 / piece.utf8.count))
    }
    exercise(String(repeating: "refs A 1 ", count: 111_112))
  }

  @Test func replacesInvalidUTF8() {
    exercise(String(decoding: [0x70, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0xf5], as: UTF8.self))
  }

  private func exercise(_ text: String) {
    var statements = 0
    for result in ScriptReader(text, blockVerbs: ["guest"]) {
      statements += 1
      guard statements <= 100 else { break }
      attempt { _ = try result.get() }
      if case .success(let statement) = result { exercise(statement) }
    }
    attempt { _ = try value(text).written() }
    attempt { _ = try Observed().evaluate(text).writtenQuoted() }
    attempt { _ = try ReferenceString.parsed(text, limit: 10_000) }
  }

  private func exercise(_ statement: Statement) {
    attempt {
      var scanner = Scanner(statement)
      _ = try scanner.references(limit: 1_000)
    }
    attempt {
      var scanner = Scanner(statement)
      _ = try scanner.integer("a number", in: 0...9, what: "it")
    }
    attempt {
      var scanner = Scanner(statement)
      while !scanner.isAtEnd {
        if try scanner.option() == nil { _ = try scanner.rawValue("a value") }
        _ = try scanner.word("a word")
      }
    }
    attempt {
      var scanner = Scanner(statement)
      while try scanner.newName("a name").text.isEmpty {}
      _ = try scanner.quoted("a text")
      _ = try scanner.constant("a time", .time)
      try scanner.end()
    }
  }

  private func attempt(_ body: () throws -> Void) {
    do { try body() } catch let error as LabError {
      let report = error.report(file: "f")
      #expect(report.allSatisfy { $0.count < 1_000 && !$0.contains("\u{1b}") })
      #expect(error.place != nil)
    } catch { Issue.record("not a LabError: \(error)") }
  }
}

extension SplitMix {
  fileprivate mutating func bytes() -> String {
    let interesting: [UInt8] = Array("\"\\#;()[]=@.,:*/^+-<>!09aAwxe_%\n\r\t \0".utf8)
    let bytes = (0..<below(40)).map { _ in
      below(3) == 0 ? UInt8(truncatingIfNeeded: next()) : interesting[below(interesting.count)]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  fileprivate mutating func fragments() -> String {
    let words = [
      "print ", "refs A ", "guest g\n", "end\n", "1", "2.5", "8ms", "4KiB", "10%", "0x1f", "A:7",
      "faults",
      "A.page(3).state", "+", "-", "*", "/", "^", "==", "<", " and ", " or ", "not ", "(", ")", "[",
      "]", ",",
      "[frames=4] ", "@6", "if(", "min(", "\"x\"", "..", "w", "; ", "#", "true", " in us",
      "9223372036854775807",
    ]
    return (0..<below(12)).map { _ in words[below(words.count)] }.joined()
  }
}
