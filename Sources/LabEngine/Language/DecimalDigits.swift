/// A number as decimal digits, ±0.d₁d₂d₃… × 10^point, without zeros at either end; no digits for zero.
///
/// Rounds and shifts as one does on paper, so that output is the same on every machine: from the shortest
/// digits that stand for a double, without the C library.
struct DecimalDigits: Hashable {
  private(set) var isNegative: Bool
  /// Values from 0 to 9.
  private(set) var digits: [UInt8]
  private(set) var point: Int

  init(_ integer: Int) {
    self.init(isNegative: integer < 0, characters: String(integer.magnitude).utf8, exponent: 0)
  }

  /// `real` must be finite.
  init(_ real: Double) {
    let text = real.magnitude.description.utf8
    let mark = text.firstIndex(of: UInt8(ascii: "e"))
    let exponent = mark.flatMap {
      Int(String(decoding: text[text.index(after: $0)...], as: UTF8.self))
    }
    let mantissa = text[..<(mark ?? text.endIndex)]
    self.init(isNegative: real < 0, characters: mantissa, exponent: exponent ?? 0)
  }

  init(_ number: Number) {
    switch number {
    case .integer(let integer): self.init(integer)
    case .real(let real): self.init(real)
    }
  }

  private init(isNegative: Bool, characters: some Sequence<UInt8>, exponent: Int) {
    self.isNegative = isNegative
    digits = []
    var places: Int?
    for character in characters {
      if Ascii.digits.contains(character) {
        digits.append(character - Ascii.digits.lowerBound)
      } else {
        places = digits.count
      }
    }
    point = (places ?? digits.count) + exponent
    trim()
  }

  private mutating func trim() {
    let leading = digits.prefix { $0 == 0 }.count
    digits.removeFirst(leading)
    point -= leading
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty {
      point = 0
      isNegative = false
    }
  }

  /// Multiplied by 10 to the power of `places`.
  func shifted(by places: Int) -> DecimalDigits {
    var result = self
    if !digits.isEmpty { result.point += places }
    return result
  }

  /// With at most `count` digits; a half goes away from zero.
  func rounded(to count: Int) -> DecimalDigits {
    guard digits.count > count else { return self }
    var result = self
    let roundsUp = digits[count] >= 5
    result.digits.removeSubrange(count...)
    if roundsUp { result.addOneAtTheEnd() }
    result.trim()
    return result
  }

  private mutating func addOneAtTheEnd() {
    var index = digits.count - 1
    while index >= 0, digits[index] == 9 {
      digits[index] = 0
      index -= 1
    }
    if index >= 0 {
      digits[index] += 1
    } else {
      digits.insert(1, at: 0)
      point += 1
    }
  }

  /// Plain for ordinary magnitudes, with an exponent for the very large and small.
  var text: String {
    guard !digits.isEmpty else { return "0" }
    let characters = digits.map { Character(Unicode.Scalar($0 + Ascii.digits.lowerBound)) }
    let sign = isNegative ? "-" : ""
    guard (-14...21).contains(point) else {
      let rest = characters.count > 1 ? "." + String(characters.dropFirst()) : ""
      return sign + String(characters.prefix(1)) + rest + "e\(point - 1)"
    }
    if point <= 0 {
      return sign + "0." + String(repeating: "0", count: -point) + String(characters)
    }
    if point >= characters.count {
      return sign + String(characters) + String(repeating: "0", count: point - characters.count)
    }
    return sign + String(characters.prefix(point)) + "." + String(characters.dropFirst(point))
  }
}
