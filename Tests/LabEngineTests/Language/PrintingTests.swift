import Testing

@testable import LabEngine

/// Values by hand from the rules of `print`: the largest unit that gives at least 1, six significant digits
/// (twelve after `in`), no trailing zeros.
struct PrintingTests {
  @Test(arguments: [
    ("0", "0"), ("7", "7"), ("-7", "-7"), ("12345678901", "12345678901"),
    ("7/2", "3.5"), ("6/2", "3"), ("2/3", "0.666667"), ("-2/3", "-0.666667"), ("1/3", "0.333333"),
    ("0.1%", "0.001"), ("10%", "0.1"), ("100%", "1"), ("250%", "2.5"), ("0.0000025", "0.0000025"),
    ("0.1 + 0.2", "0.3"), ("1000000.5", "1000000"), ("1000001.5", "1000000"),
    ("9999995.5", "10000000"), ("0.5 * 24691356", "12345678"),
    ("200ns", "200ns"), ("999ns", "999ns"), ("1000ns", "1us"), ("8ms", "8ms"), ("1s", "1s"),
    ("1500us", "1.5ms"), ("0ms", "0ns"), ("0.5ns", "0.5ns"), ("90s", "90s"), ("2min", "120s"),
    ("1h", "3600s"), ("-8ms", "-8ms"), ("-1500us", "-1.5ms"), ("8199.8ns", "8.1998us"),
    ("1234567ns", "1.23457ms"), ("1234565ns", "1.23457ms"), ("1234564ns", "1.23456ms"),
    ("999999.6ns", "1000us"), ("1234567s", "1234570s"), ("8ms / 3", "2.66667ms"),
    ("4096B", "4KiB"), ("1023B", "1023B"), ("1536B", "1.5KiB"), ("1MiB", "1MiB"), ("0KiB", "0B"),
    ("1025KiB", "1.00098MiB"), ("3GiB", "3GiB"), ("2048GiB", "2TiB"), ("1MB", "976.563KiB"),
    ("1MiB / 1s", "1MiB/s"), ("3 / 1s", "0.000000003/ns"), ("2ns * 3ns", "6ns^2"),
    ("8ms / 2ms", "4"), ("8ms / 4KiB", "1953.13ns/B"), ("2ns * 2B", "4B*ns"),
    ("10^-20", "1e-20"), ("1.5e300", "1.5e300"), ("10^18", "1000000000000000000"),
    ("1e21", "1e21"), ("1.25e20", "125000000000000000000"),
    ("true", "true"), ("1 == 2", "false"), ("\"a b\"", "a b"), ("\"a\\\"b\\n\"", "a\"b\n"),
    ("[\"a\", \"b\\n\\\"\"]", "[\"a\", \"b\\n\\\"\"]"), ("[A:7, A:0]", "[A:7, A:0]"), ("[]", "[]"),
    ("[[0ms, \"J\", 1ms], [1500us]]", "[[0ns, \"J\", 1ms], [1.5ms]]"), ("A:(1+2)", "A:3"),
    ("0x1f", "31"), ("0xffffffffffffffff", "-1"), ("0x8000000000000000", "-9223372036854775808"),
  ])
  func writes(_ source: String, _ expected: String) throws {
    #expect(try value(source).written() == expected)
  }

  @Test(arguments: [
    ("200ns + 0.001*(8ms - 200ns)", "us", "8.1998us"), ("8ms", "ns", "8000000ns"),
    ("8ms", "s", "0.008s"), ("0ms", "us", "0us"), ("0.001", "%", "0.1%"), ("5", "%", "500%"),
    ("1/3", "%", "33.3333333333%"), ("1s / 3", "ms", "333.333333333ms"),
    ("1234567890123ns", "ns", "1234567890120ns"), ("4KiB", "B", "4096B"),
    ("1MiB / 1s", "MiB/s", "1MiB/s"), ("90s", "min", "1.5min"), ("1MB", "KB", "1000KB"),
    ("31", "hex", "0x1f"), ("-1", "hex", "0xffffffffffffffff"),
    ("[8ms, \"x\", 3]", "us", "[8000us, \"x\", 3]"),
  ])
  func writesInUnit(_ source: String, _ name: String, _ expected: String) throws {
    let unit = try #require(Unit.named(name))
    let value = try value(source)
    #expect(unit.fits(value))
    #expect(value.written(in: unit) == expected)
  }

  @Test(arguments: [("3", "ms"), ("8ms", "KiB"), ("8ms", "%"), ("0.5", "hex"), ("true", "ms")])
  func refusesOtherUnit(_ source: String, _ name: String) throws {
    let unit = try #require(Unit.named(name))
    #expect(!unit.fits(try value(source)))
  }

  @Test func roundsLikeOnPaper() {
    #expect(DecimalDigits(0.999_999_5).rounded(to: 6).text == "1")
    #expect(DecimalDigits(999_999_500).rounded(to: 6).text == "1000000000")
    #expect(DecimalDigits(-0.000_123_456_5).rounded(to: 6).text == "-0.000123457")
    #expect(DecimalDigits(-0.0).text == "0")
    #expect(DecimalDigits(Double.leastNonzeroMagnitude).text == "5e-324")
    #expect(DecimalDigits(Double.greatestFiniteMagnitude).text == "1.7976931348623157e308")
    #expect(DecimalDigits(Int.min).text == "-9223372036854775808")
    #expect(DecimalDigits(8199.8).shifted(by: -3).text == "8.1998")
  }

  /// What is written reads back as the same value; the generator makes none of more than six digits.
  @Test func readsBack() throws {
    var random = SplitMix(seed: 7)
    for _ in 0..<5_000 {
      let original = random.value(depth: 3)
      let text = original.writtenQuoted()
      let again = try value(text)
      #expect(again.equals(original), "\(text)")
      #expect(again.writtenQuoted() == text)
    }
  }
}

/// The value of a constant expression.
func value(_ source: String, depth: Int = 200) throws -> Value {
  var scanner = Scanner(source, at: SourcePlace(line: 1, column: 1), lineText: source)
  scanner.depthLimit = depth
  let value = try scanner.constantValue("a value").0
  try scanner.end()
  return value
}

/// Steele, Lea and Flood's generator, for inputs that are the same everywhere.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  mutating func value(depth: Int) -> Value {
    switch below(depth > 0 ? 8 : 7) {
    case 0: .integer(below(1 << 40) - 1 << 39)
    case 1: .quantity(Quantity(below(1_000_000) * [1, 1_000, 1_000_000][below(3)], .time))
    case 2: .quantity(Quantity(below(1_000) << (10 * below(5)), .data))
    case 3:
      .quantity(
        Quantity(.real(Double(below(1_000_000)) / 1_000), below(2) == 0 ? .time : .none))
    case 4: .truth(below(2) == 0)
    case 5:
      .text(
        String(
          (0..<below(6)).map { _ in "a\"\\\n\t\u{1b}\u{7}é#; ".randomElement(using: &self) ?? "a" })
      )
    case 6: .page(PageName("A\(below(9))", below(1 << 27)))
    default: .list((0..<below(4)).map { _ in value(depth: depth - 1) })
    }
  }
}
