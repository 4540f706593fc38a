/// One setting of `machine`: help, completion and the documentation read it.
struct MachineSettingEntry: NamedSetting, Sendable {
  let name: String
  /// What may stand after `=`.
  let values: String
  let standard: String
  let meaning: String
  let candidates: [String]
  let apply: @Sendable (inout MachineSettings, Named, Limits) throws -> Void
}

/// Every setting of `machine`. A new one is one entry here and one field in `MachineSettings`.
enum MachineSettingRegistry {
  static let faultParts: Set<String> = ["service", "seek", "latency", "transfer"]
  /// The longest time that anything may cost: eleven days.
  static let greatestCost = 1_000_000_000_000_000

  static func named(_ name: String) -> MachineSettingEntry? { all.first { $0.name == name } }

  static let all: [MachineSettingEntry] =
    [
      MachineSettingEntry(
        name: "frames", values: "a number", standard: "64", meaning: "physical frames, from 0 up",
        candidates: []
      ) { settings, value, limits in
        settings.frames = try integer(value, in: 1...limits.frames, what: "frames")
      },
      MachineSettingEntry(
        name: "policy", values: "a policy", standard: "fifo",
        meaning: "who chooses the victim page",
        candidates: PolicyRegistry.all.map(\.description.name)
      ) { settings, value, _ in
        settings.policy = try PolicySpec.parse(value)
      },
      MachineSettingEntry(
        name: "page", values: "a size", standard: "4KiB", meaning: "bytes in a page and in a frame",
        candidates: []
      ) { settings, value, _ in
        let size = try quantity(value, .data, in: 8...(1 << 21), what: "page", range: "8B to 2MiB")
        guard size & (size - 1) == 0 else {
          throw LabError(.expected("a power of two", found: "`\(value.text)`"), at: value.place)
        }
        settings.pageSize = size
      },
      MachineSettingEntry(
        name: "alloc", values: "global", standard: "global",
        meaning: "from whom a frame may be taken: global means from any process",
        candidates: ["global"]
      ) { _, value, _ in
        _ = try choice(value, ["global"], what: "allocation")
      },
      MachineSettingEntry(
        name: "full", values: FullMemory.allCases.map(\.rawValue).joined(separator: "|"),
        standard: "replace",
        meaning:
          "what happens when no frame is free: replace a page, swap out a process, or terminate one",
        candidates: FullMemory.allCases.map(\.rawValue)
      ) { settings, value, _ in
        let name = try choice(
          value, FullMemory.allCases.map(\.rawValue), what: "answer to a full memory")
        settings.full = FullMemory(rawValue: name) ?? .replace
      },
      MachineSettingEntry(
        name: "zero", values: "on|off", standard: "on",
        meaning: "whether zero-fill on demand really zeroes the frame", candidates: ["on", "off"]
      ) { settings, value, _ in
        settings.zeroes = try choice(value, ["on", "off"], what: "switch") == "on"
      },
      MachineSettingEntry(
        name: "seed", values: "a number", standard: "1",
        meaning: "start of the machine's random numbers",
        candidates: []
      ) { settings, value, _ in
        settings.seed = try integer(value, in: 0...Int.max, what: "seed")
      },
      MachineSettingEntry(
        name: "reserved", values: "a number", standard: "0",
        meaning: "frames held by the kernel and by I/O buffers, the lowest ones", candidates: []
      ) { settings, value, limits in
        settings.reserved = try integer(value, in: 0...limits.frames, what: "reserved")
      },
      cost("memory", "200ns", "a reference to a resident page", \.memory),
      cost("fault", "8ms", "a reference that brings its page in from disk, in all", \.fault),
      cost("pageout", "8ms", "writing a dirty victim out, on top of the fault", \.pageout),
      cost("zerofill", "1us", "a first reference to an anonymous page, in all", \.zerofill),
      cost("copy", "1us", "a write that copies a shared page, in all", \.copy),
      cost("cowreuse", "1us", "a write by the last owner of a shared page, in all", \.cowreuse),
      cost("cycle", "1ns", "an instruction of a guest", \.cycle),
      MachineSettingEntry(
        name: "scan", values: "a time", standard: "1ms",
        meaning: "how often the policy looks at the referenced bits of a guest's pages",
        candidates: []
      ) { settings, value, _ in
        settings.costs.scan = try quantity(
          value, .time, in: 1000...greatestCost, what: "scan", range: "1us to 1000000s")
      },
      part("service", "the part of a fault that handles the trap and restarts", \.service),
      part("seek", "the part of a fault that moves the disk arm", \.seek),
      part("latency", "the part of a fault that waits for the sector to turn up", \.latency),
      part("transfer", "the part of a fault that moves the page", \.transfer),
    ] + hypervisorCosts

  private static func cost(
    _ name: String, _ standard: String, _ meaning: String,
    _ path: WritableKeyPath<CostModel, Int> & Sendable
  ) -> MachineSettingEntry {
    MachineSettingEntry(
      name: name, values: "a time", standard: standard, meaning: "cost of " + meaning,
      candidates: []
    ) { settings, value, _ in
      settings.costs[keyPath: path] = try time(value, what: name)
    }
  }

  private static func part(
    _ name: String, _ meaning: String,
    _ path: WritableKeyPath<CostModel.FaultParts, Int> & Sendable
  ) -> MachineSettingEntry {
    MachineSettingEntry(
      name: name, values: "a time", standard: "0ns", meaning: meaning, candidates: []
    ) { settings, value, _ in
      var parts = settings.costs.parts ?? CostModel.FaultParts()
      parts[keyPath: path] = try time(value, what: name)
      settings.costs.parts = parts
      settings.costs.fault = parts.total ?? greatestCost
    }
  }

  // MARK: Values

  private static func integer(_ value: Named, in range: ClosedRange<Int>, what: String) throws
    -> Int
  {
    var scanner = Scanner(value)
    let result = try scanner.integer("a number", in: range, what: what)
    try scanner.end()
    return result
  }

  private static func time(_ value: Named, what: String) throws -> Int {
    try quantity(value, .time, in: 0...greatestCost, what: what, range: "0ns to 1000000s")
  }

  private static func quantity(
    _ value: Named, _ dimension: Dimension, in range: ClosedRange<Int>, what: String,
    range words: String
  ) throws -> Int {
    var scanner = Scanner(value)
    let kind = dimension == .time ? "a time, such as 200ns or 8ms" : "a size, such as 4KiB"
    let (quantity, place) = try scanner.constant(kind, dimension)
    try scanner.end()
    guard let exact = quantity.wholeBase else {
      throw LabError(
        .expected(
          dimension == .time ? "whole nanoseconds" : "whole bytes", found: "`\(value.text)`"),
        at: place)
    }
    guard range.contains(exact) else {
      throw LabError(.outOfRange(what: what, value: value.text, range: words), at: place)
    }
    return exact
  }

  private static func choice(_ value: Named, _ names: [String], what: String) throws -> String {
    try value.chosen(from: names, kind: what)
  }
}

extension Scanner {
  /// Over an option's value, whose line is filled in by whoever executes the command.
  init(_ value: Named) { self.init(value.text, at: value.place, lineText: "") }
}

extension PolicySpec {
  /// The default of the language.
  static var standard: PolicySpec {
    guard let fifo = PolicySpec(named: "fifo") else {
      preconditionFailure("PolicySpec.standard: fifo is not registered")
    }
    return fifo
  }

  /// A policy as an option's value names it.
  static func parse(_ value: Named) throws -> PolicySpec {
    do { return try parse(value.text) } catch let error as LabError {
      throw error.placed(at: value.place)
    }
  }
}
