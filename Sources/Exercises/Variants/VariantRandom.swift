/// The random numbers of one question's variant: the same on every machine, for ever.
///
/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) from a state that mixes the seed with the FNV-1a
/// hash of the stream's name. A stream for each question and purpose: editing one question moves no
/// other.
struct VariantRandom {
  private var state: UInt64

  init(seed: Int, stream: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in stream.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    state = hash
    state = next() ^ UInt64(bitPattern: Int64(seed))
    state = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number from 0 up to, not including, `count`, all equally likely (Lemire 2019). `count` is
  /// positive.
  mutating func number(below count: Int) -> Int {
    precondition(count > 0, "VariantRandom.number: nothing to choose from")
    let bound = UInt64(count)
    var product = next().multipliedFullWidth(by: bound)
    let threshold = (0 &- bound) % bound
    while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    return Int(product.high)
  }

  /// True in `percent` of a hundred cases.
  mutating func chance(_ percent: Int) -> Bool { number(below: 100) < percent }

  /// The entries in random order (Fisher and Yates).
  mutating func shuffled<Element>(_ entries: [Element]) -> [Element] {
    var entries = entries
    for index in stride(from: entries.count - 1, to: 0, by: -1) {
      entries.swapAt(index, number(below: index + 1))
    }
    return entries
  }
}
