import Testing

@testable import LabEngine

struct ArithmeticTests {
  /// Precedence and association as in mathematics; every line is true.
  @Test(arguments: [
    "1 + 2 * 3 == 7", "(1 + 2) * 3 == 9", "7 - 2 - 1 == 4", "24 / 4 / 2 == 3", "2^3^2 == 512",
    "-2^2 == -4", "(-2)^2 == 4", "2^-1 == 0.5", "--5 == 5", "2 * -3 == -6", "2^-2 == 25%",
    "not 1 == 2", "not (1 == 1) or 2 == 2", "true or false and false", "not false and true",
    "1 < 2 and 2 <= 2 and 3 > 2 and 3 >= 3 and 1 != 2", "1 + 1 == 2 and 2 + 2 == 4",
    "7/2 == 3.5", "6/2 == 3", "10ms / 2ms == 5", "3 * 200ns == 600ns", "200ns * 3 == 0.6us",
    "1s == 1000ms", "1ms == 1000us", "1us == 1000ns", "1KiB == 1024B", "1MB == 1000KB",
    "200ns + 0.001 * (8ms - 200ns) == 8.1998us", "0.1 + 0.2 == 0.3", "1/3 == 0.333333333333",
    "1/3 != 0.33333333333", "1 == 1.0000000000001", "1 != 1.00000000001", "1 != 0.999999999999",
    "9007199254740993 != 9007199254740992", "time_free or true",
    "0 == 0ms", "0ms < 1ns", "0 < 8ms", "-1ns < 0", "0 + 8ms == 8ms", "8ms - 0 == 8ms",
    "1e3 == 1000", "1.5e3ns == 1.5us", ".5 == 0.5", "2E-2 == 2%", "1us == 1\u{b5}s",
    "0x1F == 31", "0xffffffffffffffff == -1", "0x7fffffffffffffff == 2^62 - 1 + 2^62",
    "0^0 == 1", "(-1)^1000000001 == -1", "1^(10^18) == 1", "10^18 > 10^17", "2^62 > 0",
    "[1, 2] == [1, 2]", "[1, 2] != [1, 3]", "[1] != [1, 2]", "[] == []", "[[1], []] == [[1], []]",
    "[0ms, \"J0\"] == [0, \"J0\"]", "A:7 == A:7", "A:7 != B:7", "\"a\" == \"a\"", "\"a\" != \"b\"",
    "if(1 < 2, 3, 1/0) == 3", "if(false, 1/0, 4) == 4", "min(3, 1, 2) == 1", "max([3, 1, 2]) == 3",
    "min(8ms, 200ns) == 200ns", "sum(1, 2, 3) == 6", "sum([1ms, 2ms]) == 3ms", "sum([]) == 0",
    "len([]) == 0", "len([1, [2, 3]]) == 2", "len(\"h\u{e9}\") == 2",
    "round(2.5) == 3", "round(-2.5) == -3", "round(2.4) == 2", "ceil(2.1) == 3",
    "floor(-2.1) == -3",
    "ceil(3) == 3", "round(8199.8ns, 1us) == 8us", "ceil(8199.8ns, 1us) == 9us",
    "floor(17, 5) == 15", "round(0.126, 0.01) == 0.13", "ceil(0.1 * 3 * 10) == 3",
    "floor(4.35 * 100) == 435",
    "contains([1, 2], 2)", "not contains([1ms], 1)", "contains([A:1], A:1)",
    "contains(\"hello, frame\", \"lo, f\")", "not contains(\"aab\", \"ab \")",
    "contains(\"\", \"\")",
    "contains(\"ababac\", \"abac\")", "false and 1/0 == 1 or true", "true or 1/0 == 1",
    "(1)==1", "A:(1+2) == A:3",
  ])
  func holds(_ source: String) throws {
    let context = Observed(["time_free": .truth(true)])
    #expect(try context.evaluate(source) == .truth(true))
  }

  /// Source, the mark under it, and a part of the message.
  @Test(arguments: [
    ("1 +", "   ^", "expected a value after `+`, found the end of the command"),
    ("1 + * 2", "    ^", "expected a value after `+`, found `*`"),
    ("(1", "  ^", "expected `)`"),
    ("1 < 2 < 3", "      ^", "comparisons do not chain"),
    ("1 = 2", "  ^", "expected `==`, found `=`"),
    ("true && false", "     ^~", "expected `and`, found `&&`"),
    ("8ms == 8", "    ^~", "a time cannot be compared with a plain number: write 8ns or 8ms"),
    ("4 < 4KiB", "  ^", "a plain number cannot be compared with a size in bytes: write 4B or 4KiB"),
    ("8ms + 1", "    ^", "a time cannot be added to a plain number: write 1ns or 1ms"),
    ("8ms - 1KiB", "    ^", "a size in bytes cannot be subtracted from a time"),
    ("1 + true", "  ^", "`+` takes numbers, not true or false"),
    ("1 and true", "  ^~~", "`and` takes true or false, not a plain number"),
    ("not 3", "^~~", "`not` takes true or false"),
    ("1 / 0", "  ^", "division by zero"), ("0 ^ -1", "  ^", "division by zero"),
    ("2 ^ 63", "  ^", "2^63 does not fit into 64 bits"),
    ("2 ^ 0.5", "  ^", "an exponent must be a whole number, not 0.5"),
    ("9223372036854775807 + 1", "                    ^", "does not fit into 64 bits"),
    ("9223372036854775808", "^~~~~~~~~~~~~~~~~~~", "does not fit into 64 bits"),
    ("10^400", "  ^", "does not fit"), ("1e400", "^~~~~", "does not fit"),
    ("3 * 8msec", "     ^~~~", "there is no unit `msec`; did you mean `ms`?"),
    ("8 ms", "  ^~", "expected the unit directly after the number"),
    ("0xfg", "^~~~", "expected a hexadecimal number"),
    ("0x12345678901234567", "^~~~~~~~~~~~~~~~~~~", "does not fit into 64 bits"),
    ("\"abc", "^~~~", "expected a closing `\"`"), ("\"a\\q\"", "  ^~", "found `\\q`"),
    ("min([])", "^~~", "`min` of an empty list is not defined"),
    ("min()", "^~~", "takes 1 to 1000 arguments, not 0"), ("len(1)", "^~~", "`len` takes a list"),
    ("if(1, 2, 3)", "^~", "`if` takes true or false, not a plain number"),
    ("if(true, 2)", "          ^", "expected `,`, as in `if(condition, a, b)`"),
    ("min", "   ^", "expected `(` after the function `min`"),
    ("1 2", "  ^", "expected the end of the command, found `2`"),
    ("faults", "^~~~~~", "expected a value, found `faults`"),
    ("1 + A.page(3).state", "    ^~~~~~~~~~~~~~~", "found"),
    ("A:x", "  ^", "expected the number of a page, found `x`"),
    ("A:134217728", "  ^~~~~~~~~", "a page must be 0 to 134217727, not 134217728"),
    ("A.3", "  ^", "expected the name of something to observe after the dot, found `3`"),
    ("and", "^~~", "expected a value, found `and`"), ("", "^", "expected a value, found the end"),
    ("3@2@1", "   ^", "one `@` is enough"), ("3@x", "  ^", "expected the number of a reference"),
    ("[a=4] -1", "      ^", "expected a value for `[…]` to apply to, found `-`"),
    ("[a=4 b] 1", "     ^", "expected a setting or `]`, found `b`"),
    ("[a=] 1", "   ^", "expected the value of the setting"),
    ("[1, 2", "     ^", "expected `]`"), ("1 == \"a\"", "  ^~", "cannot be compared with a text"),
    ("\u{e9}\u{e9} + 1", "^~", "found `\u{e9}\u{e9}`"),
    ("\"\u{65e5}\u{672c}\" + 1", "       ^", "`+` takes numbers, not a text"),
  ])
  func objects(_ source: String, _ caret: String, _ part: String) throws {
    let error = #expect(throws: LabError.self) { try value(source) }
    let report = try #require(error).report
    #expect(report.count == 3)
    #expect(report.last == "  " + caret)
    #expect(report[0].contains(part), "\(report[0])")
  }
}

/// A context of given observables, which records what it was asked.
final class Observed: ExpressionContext {
  let listEntries = 100
  var asked: [String] = []
  private let values: [String: Value]

  init(_ values: [String: Value] = [:]) { self.values = values }

  func evaluate(_ source: String) throws -> Value {
    try parse(source).value(in: self)
  }

  func parse(_ source: String) throws -> Expression {
    var scanner = Scanner(source, at: SourcePlace(line: 1, column: 1), lineText: source)
    let expression = try scanner.expression("a value")
    try scanner.end()
    return expression
  }

  func observable(_ path: ObservablePath) throws -> Value {
    let text = path.parts.map { part in
      let arguments = part.arguments.map { "(" + $0.map(\.text).joined(separator: "|") + ")" }
      return part.name.text + (arguments ?? "")
    }.joined(separator: ".")
    asked.append(text)
    if let value = values[text] { return value }
    throw LabError(.undefined("no \(text)"))
  }

  func value(of expression: Expression, afterReference n: Int, place: SourcePlace) throws -> Value {
    .list([.text("@\(n)"), .text(expression.text), try expression.value(in: self)])
  }

  func value(of expression: Expression, supposing settings: [Setting]) throws -> Value {
    let text = settings.map { "\($0.name.text)=\($0.value.text)" }.joined(separator: " ")
    return .list([.text(text), .text(expression.text), try expression.value(in: self)])
  }
}
