/// The commands by their verbs.
enum CommandRegistry {
  static let verbs = [
    "machine", "process", "fork", "terminate", "swapout", "swapin", "read", "write", "refs",
    "policy", "load", "show", "print", "expect", "why", "back", "redo", "goto", "compare", "plot",
  ]
}

/// The observables by their names.
enum ObservableRegistry {
  static let bareNames = [
    "refs", "hits", "faults", "faultrate", "evictions", "pageins", "pageouts", "zerofills",
    "cowfaults", "cowcopies", "time", "eat", "frames", "victims", "trace", "frame",
  ]
}
