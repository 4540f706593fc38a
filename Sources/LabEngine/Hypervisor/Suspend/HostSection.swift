/// What the host gave a virtual machine, and how far its clock had come: for the host on which it goes on.
///
/// Files of bare computers have no such section, nor have those of an oslab that kept nothing of this; a VM from one of
/// them is given what `vm` gives.
enum HostSection {
  static let tag = "HOST"
  static let name = "host"

  private static let latest = 1 << 61

  static func save(_ computer: Computer, to writer: inout StateWriter) {
    guard computer.vm != nil, let host = computer.machine.host,
      let client = host.client(of: computer)
    else { return }
    let plan = host.plan(like: client)
    writer.count(plan.weight)
    writer.count(plan.cap ?? 0)
    writer.count(plan.reserve ?? 0)
    writer.count(plan.pins?.count ?? 0)
    for range in plan.pins ?? [] {
      writer.count(range.lowerBound)
      writer.count(range.upperBound)
    }
    writer.count(plan.priority)
    writer.count(plan.period)
    writer.count(plan.slice)
    writer.text(plan.clock.rawValue)
    writer.count(plan.sync)
    writer.count(plan.tick ?? GuestClock.standardTick)
    let clock = host.keptClock(of: client, computer)
    writer.count(clock.age)
    writer.count(clock.drift)
    writer.count(clock.corrected)
    writer.count(clock.worst)
  }

  static func load(from reader: inout StateReader) throws -> KeptClient {
    var plan = ClientPlan(name: "", kind: .machine)
    plan.isGuest = true
    plan.weight = try reader.count("the weight", in: 1...65535)
    let cap = try reader.count("the cap", in: 0...102_400)
    let reserve = try reader.count("the reservation", in: 0...102_400)
    plan.cap = cap > 0 ? cap : nil
    plan.reserve = reserve > 0 ? reserve : nil
    plan.pins = try pins(from: &reader)
    plan.priority = try reader.count("the priority", in: 0...1000)
    plan.period = try reader.count("the period", in: 0...Host.longest)
    plan.slice = try reader.count("the slice", in: 0...plan.period)
    let word = try reader.text("the kind of clock")
    guard let mode = GuestClockMode(rawValue: word) else {
      throw reader.wrong("there is no clock=\(word)")
    }
    plan.clock = mode
    plan.sync = try reader.count("how often the clock is set right", in: 1000...Host.longest)
    plan.tick = try reader.count("the tick", in: 1000...Host.longest)
    let clock = KeptClock(
      age: try reader.count("the guest's age", in: 0...latest),
      drift: try reader.count("the clock's drift", in: -latest...latest),
      corrected: try reader.count("the corrections", in: 0...latest),
      worst: try reader.count("the worst drift", in: 0...latest))
    return KeptClient(plan: plan, clock: clock)
  }

  private static func pins(from reader: inout StateReader) throws -> [ClosedRange<Int>]? {
    let count = try reader.count("the ranges of CPUs", ofAtLeast: 16)
    guard count > 0 else { return nil }
    let last = HostSettingRegistry.mostCPUs - 1
    return try (0..<count).map { _ in
      let first = try reader.count("a CPU", in: 0...last)
      return first...(try reader.count("a CPU", in: first...last))
    }
  }
}

/// A real guest's clock without a host: how long the guest has been there, how far its clock was off, and what was
/// done about it.
struct KeptClock: Sendable, Equatable {
  /// Nanoseconds.
  var age: Int
  var drift: Int
  /// Multiples of the correcting program's period that are done.
  var corrected: Int
  /// Nanoseconds.
  var worst: Int
}

/// A virtual machine as a client of a host that it is not on yet.
struct KeptClient: Sendable {
  var plan: ClientPlan
  var clock: KeptClock

  /// The plan for a computer that goes on now, its clock as far off as it was.
  func plan(for computer: Computer, on host: Host) -> ClientPlan {
    var plan = plan
    plan.name = computer.name
    plan.space = computer.space
    plan.vcpus = computer.hartCount
    plan.arrive = host.now
    var real = RealClock(mode: plan.clock, period: plan.sync, born: host.now - clock.age)
    let reading = (clock.age + clock.drift) / computer.cycleCost
    real.origin = computer.clock - reading
    real.last = computer.clock
    real.corrected = clock.corrected
    real.worst = clock.worst
    plan.realClock = real
    return plan
  }
}

extension Host {
  /// What is kept of a guest's clock now. What it has run alone since the host's last run is no drift.
  fileprivate func keptClock(of client: Int, _ computer: Computer) -> KeptClock {
    guard let clock = infos[client].realClock else {
      return KeptClock(age: 0, drift: 0, corrected: 0, worst: 0)
    }
    let alone = (computer.clock - clock.last) * computer.cycleCost
    return KeptClock(
      age: max(0, clockMoment(of: client) - clock.born), drift: drift(of: client) - alone,
      corrected: clock.corrected, worst: clock.worst)
  }
}
