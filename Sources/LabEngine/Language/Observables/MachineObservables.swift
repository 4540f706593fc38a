extension ObservableRegistry {
  static let machineObservables: [Observable] = [
    count("refs", "references so far, hits and faults", .references) { $0.refs },
    count("hits", "references to pages that were resident", .outcomes([.hit, .cowCopy, .cowReuse]))
    {
      $0.hits
    },
    count("faults", "references to pages that were not resident", .faults) { $0.faults },
    Observable(
      scope: .machine, name: "faultrate", unit: "ratio", meaning: "faults over references",
      cause: .faults
    ) { scope in
      let counts = scope.machine.counts
      return try ratio(counts.faults, counts.refs, "faultrate")
    },
    count("evictions", "pages thrown out by the replacement policy", .evictions) { $0.evictions },
    count("pageins", "pages read from disk", .outcomes([.pageIn, .swappedIn])) { $0.pageins },
    count("pageouts", "dirty pages written to disk", .pageouts) { $0.pageouts },
    count("zerofills", "anonymous pages given a zeroed frame", .outcomes([.zeroFill])) {
      $0.zerofills
    },
    count("cowfaults", "writes to a page shared copy-on-write", .outcomes([.cowCopy, .cowReuse])) {
      $0.cowfaults
    },
    count("cowcopies", "those of them that copied the page", .outcomes([.cowCopy])) {
      $0.cowcopies
    },
    count("forkcopies", "pages copied at once by fork mode=copy", .outcomes([.forkCopy])) {
      $0.forkcopies
    },
    count("merges", "pages that dedup moved into a frame with equal bytes", .outcomes([.merged])) {
      $0.merges
    },
    count(
      "released", "pages given back by their owner, as to a balloon",
      .outcomes([.released, .releasedShared])
    ) { $0.released },
    count(
      "aborts", "references that ended their process", .outcomes([.invalid, .protection])
    ) { $0.aborts },
    count("events", "events logged so far", nil) { $0.events },
    Observable(
      scope: .machine, name: "time", unit: "ns", meaning: "virtual time since the machine was made",
      cause: .costs
    ) { .nanoseconds($0.machine.time) },
    Observable(
      scope: .machine, name: "eat", unit: "ns",
      meaning: "effective access time: the time of the references over their number", cause: .costs
    ) { scope in
      let refs = scope.machine.counts.refs
      guard refs > 0 else {
        throw LabError(.undefined("eat has no value before the first reference."))
      }
      let time = scope.machine.referenceTime
      return time % refs == 0
        ? .nanoseconds(time / refs)
        : .quantity(Quantity(.real(Double(time) / Double(refs)), .time))
    },
    Observable(scope: .machine, name: "frames", unit: "", meaning: "frames of the machine") {
      .integer($0.machine.settings.frames)
    },
    Observable(scope: .machine, name: "frames.free", unit: "", meaning: "frames that are free") {
      .integer($0.machine.memory.frames.freeCount)
    },
    Observable(
      scope: .machine, name: "frames.used", unit: "", meaning: "frames that hold a page"
    ) { .integer($0.machine.memory.frames.usedCount) },
    Observable(
      scope: .machine, name: "frames.shared", unit: "",
      meaning: "frames that more than one page-table entry maps"
    ) { .integer($0.machine.memory.frames.sharers.frames) },
    Observable(
      scope: .machine, name: "frames.saved", unit: "",
      meaning: "frames that the pages in shared frames would take in addition if each had its own"
    ) {
      .integer(
        $0.machine.memory.frames.sharers.mappings - $0.machine.memory.frames.sharers.frames)
    },
    Observable(
      scope: .machine, name: "victims", unit: "list",
      meaning: "the pages thrown out, in order", cause: .evictions
    ) { scope in
      try scope.context.checkLength(scope.machine.counts.evictions, of: "victims")
      return .list(try scope.context.collect(AccessCollector.self).victims.map { .page($0) })
    },
    Observable(
      scope: .machine, name: "trace", unit: "list", meaning: "the pages referenced, in order",
      cause: .references
    ) { scope in
      try scope.context.checkLength(scope.machine.counts.refs, of: "trace")
      return .list(
        try scope.context.collect(AccessCollector.self).accesses.map { .page($0.page) })
    },
    Observable(
      scope: .machine, name: "outcomes", unit: "list",
      meaning:
        "how each reference went: hit, pagein, zerofill, cowcopy, cowreuse, invalid, protection"
    ) { scope in
      try scope.context.checkLength(scope.machine.counts.refs, of: "outcomes")
      return .list(
        try scope.context.collect(AccessCollector.self).accesses.map { .text($0.outcome.word) })
    },
    Observable(
      scope: .machine, name: "processes", unit: "list", meaning: "the names of the living processes"
    ) { scope in .list(scope.machine.processNames.map { .text($0) }) },
  ]

  private static func count(
    _ name: String, _ meaning: String, _ cause: EventFilter?,
    _ read: @escaping @Sendable (Statistics) -> Int
  ) -> Observable {
    Observable(scope: .machine, name: name, unit: "", meaning: meaning, cause: cause) {
      .integer(read($0.machine.counts))
    }
  }

  /// An exact quotient of two counts.
  static func ratio(_ part: Int, _ whole: Int, _ name: String) throws -> Value {
    guard whole > 0 else {
      throw LabError(.undefined("\(name) has no value before the first reference."))
    }
    return part % whole == 0
      ? .integer(part / whole) : .quantity(Quantity(.real(Double(part) / Double(whole))))
  }
}

extension Machine {
  /// The names of the living processes and computers.
  var processNames: [String] {
    memory.spaces.filter { $0.isAlive && !$0.isSnapshot }.map(\.name)
  }

  /// The time that references took: without forks and swapping of whole processes.
  var referenceTime: Int {
    var counts = self.counts
    counts.forkcopies = 0
    counts.overlap = 0
    counts.pageins -= counts.swapins
    return settings.costs.time(of: counts) ?? .max
  }
}

extension Outcome {
  /// As `outcomes` and predictions name it.
  var word: String {
    switch self {
    case .hit: "hit"
    case .pageIn: "pagein"
    case .zeroFill: "zerofill"
    case .cowCopy: "cowcopy"
    case .cowReuse: "cowreuse"
    case .invalid: "invalid"
    case .protection: "protection"
    case .removed: "removed"
    case .swappedIn: "swapin"
    case .forkCopy: "forkcopy"
    case .shared: "shared"
    case .unshared: "unshared"
    case .released, .releasedShared: "released"
    case .merged: "merged"
    }
  }
}
