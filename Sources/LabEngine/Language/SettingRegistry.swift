/// One entry of a registry of settings, as `machine` and `host` have.
protocol NamedSetting {
  var name: String { get }
}

extension [Setting] {
  /// Each with the entry of `registry` that it names, in order; `owner` says in errors whose settings they are.
  /// Throws with the place of one that is not known or is given twice.
  func matched<Entry: NamedSetting>(
    with registry: [Entry], of owner: String
  ) throws -> [(entry: Entry, value: Named)] {
    var given: Set<String> = []
    return try map { setting in
      guard let entry = registry.first(where: { $0.name == setting.name.text }) else {
        let known = registry.map(\.name)
        throw LabError(
          .unknown(
            kind: "setting of \(owner)", name: setting.name.text,
            nearest: nearest(setting.name.text, among: known), known: known),
          at: setting.name.place)
      }
      guard given.insert(entry.name).inserted else {
        throw LabError(.conflict("\(entry.name) is given twice."), at: setting.name.place)
      }
      return (entry, setting.value)
    }
  }
}
