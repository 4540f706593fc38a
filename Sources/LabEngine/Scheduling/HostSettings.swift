/// Everything that `host` sets, with the defaults of the language.
struct HostSettings: Sendable {
  var cpus = 1
  var scheduler = SchedulerSpec.standard
  /// Nil: the scheduler's own.
  var quantum: Int?
  /// What it costs to run another task on a CPU than before, and one that ran on another CPU before.
  var switchCost = 0
  var migrationCost = 0
  /// The period over which caps and reservations hold.
  var period = 100_000_000
  /// After spinning on a lock for so long a task gives up its CPU; nil: never.
  var pauseLoop: Int?
  var seed = 1
  /// Schedulers that `scheduler=` may name beside the registered ones.
  private(set) var defined: [String: ChoiceRule] = [:]

  /// The same with `settings` applied in order. `defined` are schedulers that may be named beside the registered
  /// ones. Throws with the place of the setting.
  func applying(
    _ settings: [Setting], defined: [String: ChoiceRule]
  ) throws -> HostSettings {
    var result = self
    result.defined = defined
    for (entry, value) in try settings.matched(with: HostSettingRegistry.all, of: "the host") {
      try entry.apply(&result, value)
    }
    return result
  }
}

/// One setting of `host`: help, completion and the documentation read it.
struct HostSettingEntry: NamedSetting, Sendable {
  let name: String
  let values: String
  let standard: String
  let meaning: String
  var kind = OperandKind.free
  let apply: @Sendable (inout HostSettings, Named) throws -> Void
}

/// Every setting of `host`. A new one is one entry here and one field in `HostSettings`.
enum HostSettingRegistry {
  static let mostCPUs = 1024

  static func named(_ name: String) -> HostSettingEntry? { all.first { $0.name == name } }

  static let all: [HostSettingEntry] = [
    HostSettingEntry(
      name: "cpus", values: "a number", standard: "1", meaning: "physical CPUs"
    ) { settings, value in
      settings.cpus = try value.integer(in: 1...mostCPUs, what: "cpus")
    },
    HostSettingEntry(
      name: "scheduler", values: "a scheduler", standard: SchedulerSpec.standard.name,
      meaning: "who decides what runs next", kind: .scheduler
    ) { settings, value in
      do {
        settings.scheduler = try SchedulerSpec.parse(value.text, defined: settings.defined)
      } catch let error as LabError {
        throw error.placed(at: value.place)
      }
    },
    HostSettingEntry(
      name: "quantum", values: "a time", standard: "the scheduler's own",
      meaning: "how long a task may run at a stretch while others are ready"
    ) { settings, value in
      settings.quantum = try value.time(
        in: 1000...Host.longest, range: "1us to 1000000s", what: "quantum")
    },
    HostSettingEntry(
      name: "switch", values: "a time", standard: "0ns",
      meaning: "what a CPU needs to change from one task to another"
    ) { settings, value in
      settings.switchCost = try value.time(
        in: 0...1_000_000_000, range: "0ns to 1s", what: "switch")
    },
    HostSettingEntry(
      name: "migration", values: "a time", standard: "0ns",
      meaning: "what a task loses in cold caches on another CPU than its last"
    ) { settings, value in
      settings.migrationCost = try value.time(
        in: 0...1_000_000_000, range: "0ns to 1s", what: "migration")
    },
    HostSettingEntry(
      name: "period", values: "a time", standard: "100ms",
      meaning: "over which caps and reservations hold"
    ) { settings, value in
      settings.period = try value.time(
        in: 10_000...Host.longest, range: "10us to 1000000s", what: "period")
    },
    HostSettingEntry(
      name: "ple", values: "a time or off", standard: "off",
      meaning: "pause-loop exit: after spinning so long on a lock a vCPU gives up its CPU"
    ) { settings, value in
      settings.pauseLoop =
        value.text == "off"
        ? nil : try value.time(in: 1000...Host.longest, range: "1us to 1000000s", what: "ple")
    },
    HostSettingEntry(
      name: "seed", values: "a number", standard: "1",
      meaning: "start of the random numbers of workloads and schedulers"
    ) { settings, value in
      settings.seed = try value.integer(in: 0...Int.max, what: "seed")
    },
  ]
}

extension Named {
  func integer(in range: ClosedRange<Int>, what: String) throws -> Int {
    var scanner = Scanner(self)
    let result = try scanner.integer("a number", in: range, what: what)
    try scanner.end()
    return result
  }

  /// A time in a range; `what` is what it is called if it is not.
  func time(
    in range: ClosedRange<Int>, range words: String, what: String = "the time"
  ) throws -> Int {
    let mistake = LabError(.outOfRange(what: what, value: text, range: words), at: place)
    let time: Int
    do { time = try self.time() } catch let error as LabError {
      if case .outOfRange = error.problem { throw mistake }
      throw error
    }
    guard range.contains(time) else { throw mistake }
    return time
  }
}
