extension ObservableRegistry {
  /// What the network card of a computer has done; zero without one.
  static let networkObservables = [
    Observable(
      scope: .computer, name: "netsent", unit: "", meaning: "Ethernet frames that it has sent"
    ) { .integer($0.computer?.switchPort?.sent ?? 0) }
    .changing { $0.switchPort?.sent ?? 0 },
    // What waits is received before an instruction, not by one: `until` must look at each.
    Observable(
      scope: .computer, name: "netreceived", unit: "",
      meaning: "Ethernet frames that it has received"
    ) { .integer($0.computer?.switchPort?.received ?? 0) },
    Observable(
      scope: .computer, name: "netdropped", unit: "",
      meaning: "Ethernet frames lost on their way to it, and malformed ones of its own"
    ) { .integer($0.computer?.switchPort?.dropped ?? 0) },
  ]
}
