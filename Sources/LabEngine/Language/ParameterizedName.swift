/// What may stand between the brackets of a policy's or a scheduler's name: `bit` in `clock(bit=0)`.
protocol NamedParameter {
  var name: String { get }
  var standard: Int { get }

  /// What a person wrote as its value; throws a `LabError` without a place.
  func value(_ written: String) throws -> Int
}

/// `name` or `name(key=value, …)` as a person writes it, with nothing looked up yet.
struct ParameterizedName {
  let name: String
  /// Nil without brackets.
  private let inside: Substring?

  /// Throws a `LabError` without a place.
  init(_ text: String) throws(LabError) {
    let text = Self.trimmed(text[...])
    guard let open = text.firstIndex(of: "(") else {
      (name, inside) = (String(text), nil)
      return
    }
    guard text.last == ")" else { throw LabError(.expected("`)`", found: "the end")) }
    name = String(Self.trimmed(text[..<open]))
    inside = text[text.index(after: open)...].dropLast()
  }

  /// One value a parameter of `owner`, in their order; the standard one where none is given. Throws a `LabError`
  /// without a place.
  func values(of parameters: [some NamedParameter], owner: String) throws -> [Int] {
    var values = parameters.map(\.standard)
    guard let inside else { return values }
    var given: Set<Int> = []
    for setting in inside.split(separator: ",", omittingEmptySubsequences: false) {
      let (key, written) = try Self.pair(Self.trimmed(setting))
      guard let index = parameters.firstIndex(where: { $0.name == key }) else {
        let known = parameters.map(\.name)
        throw LabError(
          .unknown(
            kind: "parameter of \(owner)", name: key, nearest: nearest(key, among: known),
            known: known))
      }
      guard given.insert(index).inserted else {
        throw LabError(.conflict("\(key) is given twice."))
      }
      values[index] = try parameters[index].value(written)
    }
    return values
  }

  private static func pair(_ text: Substring) throws(LabError) -> (key: String, written: String) {
    guard let equals = text.firstIndex(of: "=") else {
      throw LabError(.expected("name=value", found: text.isEmpty ? "nothing" : "`\(text)`"))
    }
    return (
      String(trimmed(text[..<equals])), String(trimmed(text[text.index(after: equals)...]))
    )
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let front = text.drop { $0.isWhitespace }
    guard let last = front.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return front[...last]
  }
}
