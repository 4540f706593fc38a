import Crypto

/// What an instructor keeps to himself, so that nobody can work out another student's variant.
public struct CourseKey: Sendable {
  let bytes: [UInt8]

  /// No key: variants follow from the names alone, and there are no tokens.
  public static let none = CourseKey("")

  /// White space at both ends (the line end of a key file) does not count.
  public init(_ text: String) {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0d).contains($0) }
    bytes = text.utf8.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
  }

  public var isNone: Bool { bytes.isEmpty }

  /// What the instructor gives to this student; nil without a key.
  public func token(course: String, student: String) -> PersonalToken? {
    guard !isNone else { return nil }
    let names = Identity(course: course, student: student)
    let code = Authentication.code(
      key: bytes, fields: ["oslab personal token 1", names.course, names.student])
    return PersonalToken(bytes: Array(code.prefix(PersonalToken.length)))
  }
}

/// One student's share of the course key: it gives that student's variants and signs that student's hand-ins.
///
/// 128 bits of an HMAC of course and student under the course key. Written in Crockford's base 32 with four
/// characters that tie it to its owner, so that a slip of the finger, or a neighbour's token, is told at
/// once and does not quietly pose other variants.
public struct PersonalToken: Hashable, Sendable {
  static let length = 16
  private static let checkLength = 4
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  let bytes: [UInt8]

  init(bytes: [UInt8]) {
    precondition(bytes.count == Self.length, "PersonalToken.init: a token has 16 bytes")
    self.bytes = bytes
  }

  /// Reads what `text(course:student:)` writes: any case, `-` and space anywhere, `o` for 0, `i` and `l` for 1.
  /// Nil if it is not the token of this student in this course.
  public init?(_ text: String, course: String, student: String) {
    var digits: [UInt8] = []
    for byte in text.utf8 where byte != UInt8(ascii: "-") && byte != UInt8(ascii: " ") {
      guard let digit = Self.digit(byte) else { return nil }
      digits.append(digit)
    }
    let count = (Self.length * 8 + 4) / 5
    guard digits.count == count + Self.checkLength,
      let bytes = Self.bytes(Array(digits.prefix(count)))
    else { return nil }
    self.bytes = bytes
    let names = Identity(course: course, student: student)
    guard Array(digits.suffix(Self.checkLength)) == check(names) else { return nil }
  }

  /// Six groups of five characters.
  public func text(course: String, student: String) -> String {
    let names = Identity(course: course, student: student)
    let characters = (Self.digits(bytes) + check(names)).map { Self.alphabet[Int($0)] }
    let groups = stride(from: 0, to: characters.count, by: 5).map { start in
      String(decoding: characters[start..<min(start + 5, characters.count)], as: UTF8.self)
    }
    return groups.joined(separator: "-")
  }

  private func check(_ names: Identity) -> [UInt8] {
    let code = Authentication.code(key: bytes, fields: ["check", names.course, names.student])
    return Array(Self.digits(code).prefix(Self.checkLength))
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    let lower = byte | (byte >= 0x41 && byte <= 0x5a ? 0x20 : 0)
    let meant: UInt8 =
      switch lower {
      case UInt8(ascii: "o"): UInt8(ascii: "0")
      case UInt8(ascii: "i"), UInt8(ascii: "l"): UInt8(ascii: "1")
      default: lower
      }
    return alphabet.firstIndex(of: meant).map { UInt8($0) }
  }

  /// Five bits a digit, the highest first; zeros fill up the last digit.
  private static func digits(_ bytes: [UInt8]) -> [UInt8] {
    regroup(bytes, from: 8, to: 5, padded: true)
  }

  /// Nil if the bits that fill up the last digit are not zero: one token has one spelling.
  private static func bytes(_ digits: [UInt8]) -> [UInt8]? {
    let bytes = regroup(digits, from: 5, to: 8, padded: false)
    return Self.digits(bytes) == digits ? bytes : nil
  }

  private static func regroup(
    _ groups: [UInt8], from width: Int, to other: Int, padded: Bool
  ) -> [UInt8] {
    var result: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    let mask: UInt32 = 1 << UInt32(other) - 1
    for group in groups {
      bits = (bits << UInt32(width) | UInt32(group)) & 0xffff
      count += width
      while count >= other {
        count -= other
        result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count) & mask))
      }
    }
    if padded, count > 0 {
      result.append(UInt8(truncatingIfNeeded: bits << UInt32(other - count) & mask))
    }
    return result
  }
}
