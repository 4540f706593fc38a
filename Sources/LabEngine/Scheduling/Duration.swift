/// How long something takes each time: a fixed time, or one drawn from a distribution.
enum Duration: Hashable, Sendable {
  case fixed(Int)
  /// Each nanosecond of the range as likely as any other.
  case uniform(ClosedRange<Int>)
  /// Exponentially distributed: the mean, in nanoseconds.
  case exponential(Int)

  /// At least one nanosecond.
  @inline(__always) func draw(_ random: inout DurationRandom) -> Int {
    switch self {
    case .fixed(let time): time
    case .uniform(let range): random.uniform(range)
    case .exponential(let mean): random.exponential(mean: mean)
    }
  }

  /// As it is written.
  var text: String {
    func time(_ value: Int) -> String { Value.nanoseconds(value).written() }
    switch self {
    case .fixed(let value): return time(value)
    case .uniform(let range): return "uniform(\(time(range.lowerBound))..\(time(range.upperBound)))"
    case .exponential(let mean): return "exp(\(time(mean)))"
    }
  }
}

/// One task's random numbers, in eight bytes: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
struct DurationRandom: BitwiseCopyable {
  private var state: UInt64

  /// Another stream for every task of every seed.
  init(seed: UInt64, task: Int) {
    var mixer = SeededRandom(
      seed: seed &+ UInt64(truncatingIfNeeded: task) &* 0x9e37_79b9_7f4a_7c15)
    state = mixer.next()
  }

  @inline(__always) private mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed &>> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed &>> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed &>> 31)
  }

  mutating func uniform(_ range: ClosedRange<Int>) -> Int {
    let width = UInt64(range.upperBound - range.lowerBound) &+ 1
    return max(1, range.lowerBound + Int(next().multipliedFullWidth(by: width).high))
  }

  /// By inversion, cut off at 40 times the mean, which one draw in 10^17 exceeds.
  @inline(__always) mutating func exponential(mean: Int) -> Int {
    // 53 random bits and a half: never 0 or 1.
    let fraction = (Double(next() >> 11) + 0.5) * 0x1p-53
    let drawn = -Self.logarithm(fraction) * Double(mean)
    return max(1, Int(min(drawn, Double(mean) * 40) + 0.5))
  }

  /// The natural logarithm of a normal positive number, to 13 digits, by basic arithmetic alone, so that every
  /// machine gives the same bits: the exponent, and for the significand s the series of 2 artanh((s - 1) / (s + 1)).
  @inline(__always) static func logarithm(_ value: Double) -> Double {
    // The significand is taken between the roots of 1/2 and 2, where the series is short.
    let bits = value.bitPattern &- 0x3fe6_a09e_667f_3bcd
    let exponent = Int64(bitPattern: bits) &>> 52
    let significand = Double(bitPattern: value.bitPattern &- UInt64(bitPattern: exponent) &<< 52)
    let x = (significand - 1) / (significand + 1)
    let x2 = x * x
    let x4 = x2 * x2
    // In pairs, which the processor adds up side by side.
    let low = (1 + x2 * (1.0 / 3)) + x4 * (1.0 / 5 + x2 * (1.0 / 7))
    let high = (1.0 / 9 + x2 * (1.0 / 11)) + x4 * (1.0 / 13 + x2 * (1.0 / 15))
    let series = low + x4 * x4 * high
    return Double(exponent) * 0.693_147_180_559_945_3 + 2 * x * series
  }
}
