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
    var given: Set<String> = []
    for setting in settings {
      guard let entry = MachineSettingRegistry.named(setting.name.text) else {
        let known = MachineSettingRegistry.all.map(\.name)
        throw LabError(
          .unknown(
            kind: "setting of the machine", name: setting.name.text,
            nearest: nearest(setting.name.text, among: known), known: known),
          at: setting.name.place)
      }
      guard given.insert(entry.name).inserted else {
        throw LabError(.conflict("\(entry.name) is given twice."), at: setting.name.place)
      }
      try entry.apply(&result, setting.value, limits)
    }
    try result.check(settings, given)
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
