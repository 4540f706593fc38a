/// Why some bytes are not the JSON that is accepted, and where.
public struct JSONError: Error, Hashable, Sendable {
  public enum Problem: Hashable, Sendable {
    case empty
    case notUTF8
    /// Something else stands where `what` was expected.
    case expected(String, found: String)
    case endsEarly(expected: String)
    case badNumber
    case badEscape(String)
    case loneSurrogate
    case controlCharacter(UInt8)
    case duplicateName(String)
    case tooDeep(Int)
    case tooManyValues(Int)
    case tooLong(Int)
    case trailing(String)
  }

  public var problem: Problem
  /// Bytes before the place.
  public var offset: Int

  public init(_ problem: Problem, at offset: Int) {
    self.problem = problem
    self.offset = offset
  }
}

extension JSONError: CustomStringConvertible {
  public var description: String {
    switch problem {
    case .empty: "there is nothing in it"
    case .tooLong(let most): "it is longer than \(most) bytes"
    default: "\(words) at byte \(offset + 1)"
    }
  }

  private var words: String {
    switch problem {
    case .empty, .tooLong: ""
    case .notUTF8: "not UTF-8"
    case .expected(let what, let found): "expected \(what), found \(found)"
    case .endsEarly(let what): "it ends where \(what) was expected"
    case .badNumber: "not a number"
    case .badEscape(let escape): "no such escape: \(escape)"
    case .loneSurrogate: "half a surrogate pair"
    case .controlCharacter(let byte): "a control character (\(byte)) inside a text"
    case .duplicateName(let name): "the name \"\(name)\" stands twice in one object"
    case .tooDeep(let most): "nested deeper than \(most)"
    case .tooManyValues(let most): "more than \(most) values"
    case .trailing(let found): "\(found) after the end of the value"
    }
  }
}
