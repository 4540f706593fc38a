import Crypto
import Foundation

/// Which of a lesson's tested seeds poses a question to a student.
///
/// HMAC-SHA-256 over course, student, lesson and question, each preceded by the number of its UTF-8
/// bytes as four bytes, the highest first. The key is empty, or the student's personal token, so
/// that prompt and grader agree without the prompt ever holding the course key. The first eight
/// bytes of the code, highest first, modulo the number of seeds, pick the seed in the order of the
/// lesson.
public enum VariantSeed {
  /// The seed for one question; 1 if `seeds` is empty.
  public static func seed(
    for question: String, of lesson: String, seeds: [Int], student: Identity
  ) -> Int {
    guard !seeds.isEmpty else { return 1 }
    let code = Authentication.code(
      key: student.token?.bytes ?? [], fields: [student.course, student.student, lesson, question])
    let number = code.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return seeds[Int(number % UInt64(seeds.count))]
  }
}

/// Who is asked: a student of a course. Both are empty for a nameless one.
///
/// Names are kept in Unicode's composed form (NFC), so that é is one name however it was typed.
public struct Identity: Hashable, Sendable {
  public let course: String
  public let student: String
  public let token: PersonalToken?

  public static let nameless = Identity(course: "", student: "")

  public init(course: String, student: String, token: PersonalToken? = nil) {
    self.course = Self.composed(course)
    self.student = Self.composed(student)
    self.token = token
  }

  private static func composed(_ name: String) -> String {
    name.utf8.allSatisfy { $0 < 0x80 } ? name : name.precomposedStringWithCanonicalMapping
  }
}

/// HMAC-SHA-256 (RFC 2104, FIPS 180-4) of messages made of fields.
enum Authentication {
  static func code(key: [UInt8], message: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
  }

  /// Every field is preceded by its length, so that no two lists of fields make one message.
  static func code(key: [UInt8], fields: [String]) -> [UInt8] {
    var message: [UInt8] = []
    for field in fields {
      let length = UInt32(truncatingIfNeeded: field.utf8.count)
      for shift in stride(from: UInt32(24), through: 0, by: -8) {
        message.append(UInt8(truncatingIfNeeded: length >> shift))
      }
      message.append(contentsOf: field.utf8)
    }
    return code(key: key, message: message)
  }
}
