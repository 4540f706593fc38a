/// The names of a program: labels, and what `.equ` sets.
struct AssemblySymbols {
  enum Definition {
    case none
    case label(AssemblyLocation)
    case value(AssemblyExpression)
  }

  struct Entry {
    var name: String
    var definition = Definition.none
    /// Where it was defined.
    var span = 0..<0
  }

  private(set) var entries: [Entry] = []
  private var indices: [String: Int] = [:]
  /// How often each numeric label has been defined.
  private var localCounts: [UInt64: Int] = [:]

  /// The entry of a name, made if it is new.
  mutating func index(of name: String) -> Int {
    if let index = indices[name] { return index }
    indices[name] = entries.count
    entries.append(Entry(name: name))
    return entries.count - 1
  }

  /// The entry that `1b` or `1f` means now; nil if no `1:` came before.
  mutating func index(ofLocal label: UInt64, isForward: Bool) -> Int? {
    let count = localCounts[label, default: 0]
    guard isForward || count > 0 else { return nil }
    // A blank is in no name that can be written.
    return index(of: "\(label) \(isForward ? count + 1 : count)")
  }

  /// The entry for a numeric label that is defined here.
  mutating func index(definingLocal label: UInt64) -> Int {
    localCounts[label, default: 0] += 1
    return index(of: "\(label) \(localCounts[label, default: 0])")
  }

  mutating func define(_ index: Int, _ definition: Definition, at span: Range<Int>) {
    entries[index].definition = definition
    entries[index].span = span
  }

  /// A mistake: `index` is nowhere defined.
  func undefined(_ index: Int) -> Problem {
    let name = entries[index].name
    if let blank = name.firstIndex(of: " ") {
      return .undefined("there is no label `\(name[..<blank]):` behind this line")
    }
    return .unknown(kind: "label", name: name, nearest: nearest(name, among: known), known: [])
  }

  /// Names that are defined and can be written.
  private var known: [String] {
    entries.prefix(2000).filter { entry in
      if case .none = entry.definition { return false }
      return !entry.name.contains(" ")
    }.map(\.name)
  }
}
