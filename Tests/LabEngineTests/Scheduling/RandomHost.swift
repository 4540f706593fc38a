@testable import LabEngine

/// A host with a made-up workload: jobs and virtual machines, devices, locks, caps, pins, weights and priorities.
struct RandomHost {
  private var random: SeededRandom
  /// Virtual time up to which it runs.
  static let horizon = 60_000_000

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  mutating func below(_ bound: Int) -> Int { Int(random.next(below: UInt64(bound))) }

  mutating func one<Element>(of list: [Element]) -> Element { list[below(list.count)] }

  /// Made for a machine, which must outlive it.
  mutating func make(_ scheduler: String, _ machine: Machine) throws -> Host {
    var settings = HostSettings()
    settings.cpus = 1 + below(4)
    settings.scheduler = try SchedulerSpec.parse(scheduler)
    settings.quantum = one(of: [nil, 1_000_000, 2_500_000])
    settings.switchCost = one(of: [0, 0, 30_000])
    settings.migrationCost = one(of: [0, 0, 20_000])
    settings.period = 10_000_000
    // Whoever spins for ever under a scheduler that takes no CPU away would only be found out as a deadlock.
    settings.pauseLoop = 200_000
    settings.seed = below(1000)
    let host = Host(settings, machine)
    for index in 0..<1 + below(5) { try add("C\(index)", to: host) }
    return host
  }

  mutating func add(_ name: String, to host: Host) throws {
    let isMachine = below(3) == 0
    var plan = ClientPlan(name: name, kind: isMachine ? .machine : .job)
    plan.weight = one(of: [256, 256, 64, 100, 512, 1000])
    plan.priority = below(4)
    plan.arrive = one(of: [0, 0, 1_000_000, 1_000_000, 7_300_001])
    plan.vcpus = isMachine ? 1 + below(3) : 1
    if below(4) == 0 { plan.cap = 10 + below(90) }
    if below(8) == 0 { plan.reserve = 1 + below(15) }
    if below(4) == 0 {
      let cpu = below(host.settings.cpus)
      plan.pins = [cpu...cpu]
    }
    if below(3) == 0 {
      plan.period = 10_000_000
      plan.slice = 1_000_000
    }
    plan.run = isMachine ? Host.endless : one(of: [2, 9, 30, 500]) * 1_000_000
    plan.workloads = [workload(isMachine)]
    try host.quietly { try host.add(plan, log: &$0) }
  }

  private mutating func workload(_ isMachine: Bool) -> Workload {
    let short = Duration.fixed(200_000 + below(3_000_000))
    let io = Duration.fixed(100_000 + below(4_000_000))
    switch below(isMachine ? 6 : 4) {
    case 0, 1: return .cpu
    case 2: return Workload(steps: [.cpu(short), .io(io)])
    case 3: return Workload(steps: [.cpu(short), .disk(io), .cpu(.fixed(300_000))])
    case 4:
      return Workload(
        steps: [.cpu(short), .lock(0), .cpu(.fixed(150_000)), .unlock(0), .io(io)], locks: ["L"])
    default: return Workload(steps: [.cpu(short), .barrier(0)], barriers: ["B"])
    }
  }

  /// What a person might do to it in between.
  mutating func change(_ host: Host) throws {
    let client = below(host.infos.count)
    guard !host.infos[client].isRemoved else { return }
    switch below(7) {
    case 0: try host.quietly { try host.setWeight(client, 300, log: &$0) }
    case 1: try host.quietly { try host.setPriority(client, 2, log: &$0) }
    case 2: try host.quietly { try host.pin(client, [0...0], log: &$0) }
    case 3: try host.quietly { try host.pin(client, nil, log: &$0) }
    case 4: try host.quietly { try host.limit(client, cap: 50, reserve: nil, log: &$0) }
    case 5: try host.quietly { try host.remove(client, log: &$0) }
    default:
      let count = 1 + below(3)
      guard host.infos[client].kind == .machine else { return }
      try host.quietly { try host.setCount(client, count, log: &$0) }
    }
  }
}

extension Host {
  /// Does something to it that nobody watches.
  func quietly(_ body: (inout HostLogSink) throws -> Void) throws {
    var log = HostLogSink()
    try body(&log)
  }

  /// Goes on to a time; how many moments it took.
  @discardableResult func go(to time: Int, moments: Int = .max) throws -> HostProgress {
    var log: HostLogSink?
    return try run(HostRequest(deadline: time, moments: moments), log: &log)
  }

  /// Everything that can be told apart in its tasks and CPUs.
  var state: [Int] {
    let core = core
    var list = [core.now, core.decisions]
    for index in 0..<core.tasks.count {
      let task = core.tasks[index]
      list += [
        Int(task.state.rawValue), Int(task.cpu), task.since, task.burst, task.left, task.wake,
        task.first, task.finish, task.cpuTime, task.ready, task.sleeping, task.barrier, task.spin,
        task.dispatches, task.migrations, task.preemptions, task.isParked ? 1 : 0,
      ]
    }
    for index in 0..<core.cpus.count {
      let cpu = core.cpus[index]
      list += [Int(cpu.current), cpu.started, cpu.sliceEnd, cpu.busy, cpu.switching, cpu.switches]
    }
    return list
  }
}
