/// What the names behind `compare` and `plot` are.
enum ComparisonKind: Equatable {
  case policy, scheduler, technique

  var words: String {
    switch self {
    case .policy: "a replacement policy"
    case .scheduler: "a scheduler"
    case .technique: "a way of running a guest"
    }
  }

  /// Everything that may be compared.
  static func names(in lab: Lab) -> [String] {
    PolicyRegistry.descriptions.map(\.name) + SchedulerRegistry.names
      + lab.machine.schedulers.keys.sorted() + TechniqueComparison.names
  }

  /// Of what `compare` knows by itself; nil for what is none of them.
  init?(registered name: String) {
    if PolicyRegistry.descriptions.contains(where: { $0.name == name }) {
      self = .policy
    } else if SchedulerRegistry.named(name) != nil {
      self = .scheduler
    } else if TechniqueComparison.names.contains(name) {
      self = .technique
    } else {
      return nil
    }
  }

  /// The same, and schedulers that were defined; `text` may have parameters in brackets.
  init?(_ text: String, in lab: Lab) {
    let name = String(text.prefix { $0 != "(" })
    if lab.machine.schedulers[name] != nil {
      self = .scheduler
    } else {
      self.init(registered: name)
    }
  }

  /// Throws if a name is known and of another kind than those beside it, or of none.
  static func check(_ word: Named, beside kind: ComparisonKind, in lab: Lab) throws {
    guard let own = ComparisonKind(word.text, in: lab) else {
      let known = names(in: lab)
      throw LabError(
        .unknown(
          kind: "policy, scheduler or technique", name: word.text,
          nearest: nearest(word.text, among: known), known: known), at: word.place)
    }
    guard own == kind else {
      throw LabError(
        .conflict(
          "\(word.text) is \(own.words), those before it are not: one comparison is of one kind."),
        at: word.place)
    }
  }
}
