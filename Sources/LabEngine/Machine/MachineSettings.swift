/// Everything that `machine` sets, with the defaults of the language.
struct MachineSettings: Hashable, Sendable {
  var frames = 64
  var policy = PolicySpec.standard
  var pageSize = 4096
  var full = FullMemory.replace
  var zeroes = true
  var seed = 1
  var reserved = 0
  var costs = CostModel()

  /// The same with `settings` applied in order, and the whole checked. Throws with the place of the setting.
  func applying(_ settings: [Setting], _ limits: Limits) throws -> MachineSettings {
    var result = self
    let matched = try settings.matched(with: MachineSettingRegistry.all, of: "the machine")
    for (entry, value) in matched { try entry.apply(&result, value, limits) }
    try result.check(settings, Set(matched.map(\.entry.name)))
    return result
  }

  private func check(_ settings: [Setting], _ given: Set<String>) throws {
    let place = settings.last?.name.place
    guard reserved < frames else {
      throw LabError(
        .outOfRange(
          what: "reserved", value: "\(reserved)",
          range: "0 to \(frames - 1), so that one of the \(frames) frames is left"),
        at: place)
    }
    let parts = given.intersection(MachineSettingRegistry.faultParts)
    if given.contains("fault"), !parts.isEmpty {
      throw LabError(
        .conflict("fault is the sum of service, seek, latency and transfer: give it or them."),
        at: place)
    }
  }
}
