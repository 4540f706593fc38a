import LabEngine

/// One typed entry of a list or a table.
enum TypedEntry: Hashable {
  case empty
  case page(process: String?, Int)
  case number(Quantity)
  case truth(Bool)
  case text(String)
  case list([TypedEntry])
}

/// How the entries of a list or of a column are typed, told by those of the key.
struct EntryForm {
  enum Shape: Hashable {
    case page, number, truth, text
    /// Pages, numbers and words mixed, or nothing at all.
    case any
  }

  let shape: Shape
  /// The one process whose pages they all are: its name may be left out.
  private let process: String?
  /// What the numbers all measure, if it is one thing; and one of them, as an example of its unit.
  private let dimension: Dimension?
  private let example: Value?

  init(_ key: [Value]) {
    let entries = key.flatMap(EntryForm.leaves).filter { !$0.isEmptyEntry }
    let shapes = Set(entries.map(EntryForm.shape))
    shape = shapes.count == 1 ? shapes.first ?? .any : .any
    let processes = Set(
      entries.map { if case .page(let page) = $0 { page.process } else { "" } })
    process = processes.count == 1 ? processes.first : nil
    let numbers = entries.compactMap { if case .quantity(let number) = $0 { number } else { nil } }
    let isOne = shape == .number && numbers.allSatisfy { $0.dimension == numbers[0].dimension }
    dimension = isOne ? numbers.first?.dimension : nil
    // Zero is written in the base unit, whatever the others are.
    example = isOne ? entries.first { !$0.isZero } ?? entries.first : nil
  }

  private static func leaves(_ value: Value) -> [Value] {
    if case .list(let entries) = value { return entries.flatMap(leaves) }
    return [value]
  }

  private static func shape(_ value: Value) -> Shape {
    switch value {
    case .page: .page
    case .quantity: .number
    case .truth: .truth
    case .text: .text
    case .list: .any
    }
  }

  /// For messages: what one entry is.
  var name: String {
    switch shape {
    case .page: "a page"
    case .number: hasUnit ? "a number with its unit, such as 3\(unit)" : plainName
    case .truth: "'yes' or 'no'"
    case .text, .any: "an entry"
    }
  }

  /// Where a unit is a mistake that is said.
  private var plainName: String { dimension == nil ? "a number" : "a number without a unit" }

  /// For the input hint.
  var plural: String {
    switch shape {
    case .page: process == nil ? "pages such as A:3" : "page numbers"
    case .number: "numbers"
    case .truth: "'yes' or 'no'"
    case .text, .any: "entries"
    }
  }

  /// Nil if `word` is no entry of this form.
  func read(_ word: String) -> TypedEntry? {
    if EntryForm.emptyWords.contains(word.lowercased()) { return .empty }
    switch shape {
    case .page: return EntryForm.page(word)
    case .number: return number(word)
    case .truth: return EntryForm.truth(word)
    case .text: return .text(FoldedText.fold(word))
    case .any: return EntryForm.number(word) ?? EntryForm.page(word) ?? .text(FoldedText.fold(word))
    }
  }

  static let emptyWords: Set<String> = ["-", "–", "—", "_", "none", "empty", "free"]

  private static func page(_ word: String) -> TypedEntry? {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard let last = parts.last, (1...2).contains(parts.count),
      last.utf8.first.map({ $0 != 0x2b }) == true,
      let page = Int(last), page >= 0
    else { return nil }
    return .page(process: parts.count == 2 ? String(parts[0]) : nil, page)
  }

  private static func number(_ word: String) -> TypedEntry? {
    AnswerNumber(word)?.quantity.map { .number($0) }
  }

  private var hasUnit: Bool { dimension.map { $0 != .none } ?? false }

  /// The unit in which the example is written.
  private var unit: String {
    String(example.map { $0.written().drop { "-0123456789.".contains($0) } } ?? "")
  }

  /// Nothing of anything needs no unit; what measures something else than all of the key is no entry.
  private func number(_ word: String) -> TypedEntry? {
    guard let dimension, let typed = AnswerNumber(word)?.quantity else {
      return EntryForm.number(word)
    }
    if typed == Quantity(0) { return .number(Quantity(.integer(0), dimension)) }
    return typed.dimension == dimension ? .number(typed) : nil
  }

  private static func truth(_ word: String) -> TypedEntry? {
    switch word.lowercased() {
    case "yes", "y", "true", "t", "x", "1": .truth(true)
    case "no", "n", "false", "f", "0": .truth(false)
    default: nil
    }
  }

  /// True if `entry` says what `value` is.
  func matches(_ entry: TypedEntry, _ value: Value) -> Bool {
    switch (entry, value) {
    case (.empty, _): value.isEmptyEntry
    case (.page(let process, let page), .page(let name)):
      page == name.page && (process == nil ? self.process == name.process : process == name.process)
    case (.number(let quantity), .quantity(let key)):
      quantity.dimension == key.dimension
        && Tolerance.exact.accepts(quantity.number, for: key.number)
    case (.number(let quantity), .page(let name)):
      quantity == Quantity(name.page) && self.process == name.process
    case (.truth(let truth), .truth(let key)): truth == key
    case (.text(let text), .text(let key)): text == FoldedText.fold(key)
    case (.list(let entries), .list(let keys)):
      entries.count == keys.count && zip(entries, keys).allSatisfy { matches($0, $1) }
    default: false
    }
  }

  /// As a student types it.
  func text(_ value: Value) -> String {
    switch value {
    case _ where value.isEmptyEntry: "-"
    case .page(let page): process == nil ? "\(page)" : "\(page.page)"
    case .truth(let truth): truth ? "yes" : "no"
    case .list(let entries): entries.map(text).joined(separator: ",")
    case .quantity, .text: exact(value)
    }
  }

  /// As printed, unless that loses digits.
  private func exact(_ value: Value) -> String {
    let text = value.written()
    guard case .quantity(let quantity) = value, let typed = AnswerNumber(text)?.quantity,
      !Tolerance.exact.accepts(typed.number, for: quantity.number)
    else { return text }
    return value.exactOperand
  }
}

extension Value {
  fileprivate var isZero: Bool {
    if case .quantity(let quantity) = self { quantity.number == .integer(0) } else { false }
  }

  /// A frame without a page, a row without an event.
  var isEmptyEntry: Bool {
    switch self {
    case .text(let text): text.isEmpty || EntryForm.emptyWords.contains(text.lowercased())
    case .list(let entries): entries.isEmpty
    default: false
    }
  }
}
