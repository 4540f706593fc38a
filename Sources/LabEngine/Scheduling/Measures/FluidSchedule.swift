/// The ideal fluid schedule (generalized processor sharing): at each moment the CPUs are shared by weight among those
/// that are ready or run, and within a VM equally among its vCPUs.
///
/// Lag is what a task would have had of that minus what it has had, as Stoica and Abdel-Wahab define it in "Earliest
/// Eligible Virtual Deadline First" (1995): who waits falls behind, who runs catches up or gets ahead, who sleeps keeps
/// its lag. Caps and pins bind the ideal too: it is weighted max-min fair among what they allow, see `AffineFilling`.
struct FluidSchedule {
  private struct Member {
    var client: Int
    var isActive = false
    /// Ideal service up to `time`, in fractions of a nanosecond.
    var ideal: Int128 = 0
    /// CPU time that it has had, without the run that goes on.
    var served = 0
    /// From when on it runs; -1 if it does not.
    var runsFrom = -1
    var worst: Int128 = 0
    var worstAt = 0
  }

  private struct Group {
    var weight = 1
    /// In hundredths of a CPU; nil for none.
    var cap: Int?
    var cpus = 1
    /// The set of CPUs that it may use; -1 for all.
    var set = -1
    var active: [Int] = []
    var members: [Int] = []
    var part = WaterFilling.Part.none
    var worst: Int128 = 0
    var worstAt = 0
  }

  /// Fractions of a nanosecond: 2^30 of them.
  private static let shift = 30
  /// Steps that it may take in all: each change among `n` clients takes `n`.
  static let mostWork = 1 << 27

  private let cpus: Int
  private var filling: AffineFilling
  private var members: [Member] = []
  private var groups: [Group] = []
  /// Clients with someone active, in no order that matters.
  private var active: [Int] = []
  private var isStale = false
  /// Up to when the ideal is reckoned.
  private var time = 0
  /// CPUs that will have changed to a task at a time.
  private var switches: [(time: Int, task: Int)] = []
  private(set) var work = 0

  init(cpus: Int) {
    self.cpus = cpus
    filling = AffineFilling(cpus: cpus, sets: [])
  }

  var isExhausted: Bool { work > Self.mostWork }

  // MARK: Who is there

  /// Takes over what a host says of weights and limits, as of a time.
  mutating func update(_ core: HostCore, _ infos: [ClientInfo], at now: Int) {
    if core.affinities.count / core.idle.words.count != filling.count {
      filling = AffineFilling(core)
    }
    for client in 0..<core.clients.count {
      let cap = infos[client].cap
      let weight = core.clients[client].weight
      let last = core.members[client].last
      let allowed = last.map { core.allowedCPUs($0) } ?? cpus
      let set = last.map { Int(core.tasks[$0].affinity) } ?? -1
      if client == groups.count { groups.append(Group()) }
      if groups[client].weight != weight || groups[client].cap != cap
        || groups[client].set != set
      {
        if !active.isEmpty { advance(to: now) }
        groups[client].weight = weight
        groups[client].cap = cap
        groups[client].cpus = allowed
        groups[client].set = set
        isStale = true
      }
    }
    while members.count < core.tasks.count {
      let client = Int(core.tasks[members.count].client)
      groups[client].members.append(members.count)
      members.append(Member(client: client))
    }
  }

  /// A task becomes ready or stops wanting the CPU.
  mutating func setActive(_ task: Int, _ isActive: Bool, at now: Int) {
    guard members.indices.contains(task), members[task].isActive != isActive else { return }
    advance(to: now)
    let client = members[task].client
    members[task].isActive = isActive
    if isActive {
      if groups[client].active.isEmpty { active.append(client) }
      groups[client].active.append(task)
    } else {
      groups[client].active.removeAll { $0 == task }
      if groups[client].active.isEmpty { active.removeAll { $0 == client } }
    }
    isStale = true
  }

  mutating func start(_ task: Int, at now: Int, switching: Int) {
    guard members.indices.contains(task) else { return }
    look(at: now)
    check(task, at: now)
    members[task].runsFrom = now + switching
    if switching > 0 { switches.append((now + switching, task)) }
  }

  mutating func stop(_ task: Int, at now: Int) {
    guard members.indices.contains(task), members[task].runsFrom >= 0 else { return }
    look(at: now)
    check(task, at: now)
    switches.removeAll { $0.task == task }
    members[task].served += max(0, now - members[task].runsFrom)
    members[task].runsFrom = -1
  }

  // MARK: The ideal

  private mutating func refill() {
    guard isStale else { return }
    isStale = false
    let claims = active.map { client in
      let group = groups[client]
      let most = min(group.active.count, group.cpus) * 100
      return WaterFilling.Claim(
        weight: group.weight, limit: min(most, group.cap ?? most), set: group.set)
    }
    for (client, part) in zip(active, filling.parts(claims, work: &work)) {
      groups[client].part = part
    }
  }

  private mutating func advance(to now: Int) {
    look(at: now)
    guard now > time else { return }
    refill()
    for client in active {
      work += groups[client].active.count
      for task in groups[client].active {
        members[task].ideal += gain(client, now - time)
      }
    }
    time = now
    for client in active {
      for task in groups[client].active { check(task, at: now) }
    }
  }

  /// What one active vCPU of a client gains in a while.
  private func gain(_ client: Int, _ elapsed: Int) -> Int128 {
    let group = groups[client]
    guard elapsed > 0, !group.active.isEmpty else { return 0 }
    let below = Int128(group.part.denominator) * Int128(100 * group.active.count)
    let above = (Int128(elapsed) * Int128(group.part.numerator)) << Self.shift
    return (above + below / 2) / below
  }

  /// Looks at those whose switch is over by now at the moment at which it was: they were furthest behind then.
  private mutating func look(at now: Int) {
    refill()
    while let next = switches.indices.filter({ switches[$0].time <= now })
      .min(by: { switches[$0].time < switches[$1].time })
    {
      let (moment, task) = switches.remove(at: next)
      check(task, at: max(moment, time))
    }
  }

  // MARK: Lag

  private func lag(_ task: Int, at now: Int) -> Int128 {
    let member = members[task]
    var served = member.served
    if member.runsFrom >= 0 { served += max(0, now - member.runsFrom) }
    let more = member.isActive ? gain(member.client, now - time) : 0
    return member.ideal + more - Int128(served) << Self.shift
  }

  private func lag(ofClient client: Int, at now: Int) -> Int128 {
    groups[client].members.reduce(0) { $0 + lag($1, at: now) }
  }

  private mutating func check(_ task: Int, at now: Int) {
    let own = lag(task, at: now)
    if own > members[task].worst {
      members[task].worst = own
      members[task].worstAt = now
    }
    let client = members[task].client
    guard groups[client].members.count > 1 else {
      groups[client].worst = members[task].worst
      groups[client].worstAt = members[task].worstAt
      return
    }
    work += groups[client].members.count
    let all = lag(ofClient: client, at: now)
    if all > groups[client].worst {
      groups[client].worst = all
      groups[client].worstAt = now
    }
  }

  /// Brings all up to a time after which nothing has happened yet.
  mutating func settle(at now: Int) { advance(to: now) }

  /// Nanoseconds as of the last `settle`.
  func lag(task: Int) -> Number { Self.number(lag(task, at: time)) }
  func lag(client: Int) -> Number { Self.number(lag(ofClient: client, at: time)) }

  func worst(task: Int) -> (lag: Number, at: Int) {
    (Self.number(members[task].worst), members[task].worstAt)
  }
  func worst(client: Int) -> (lag: Number, at: Int) {
    (Self.number(groups[client].worst), groups[client].worstAt)
  }

  /// Whole where only the rounding of the ideal is in between.
  private static func number(_ value: Int128) -> Number {
    let half: Int128 = 1 << (Self.shift - 1)
    let whole = (value + half) >> Self.shift
    let rest = value - whole << Self.shift
    if rest.magnitude < 1 << (Self.shift - 10), let whole = Int(exactly: whole) {
      return .integer(whole)
    }
    return .real(Double(whole) + Double(rest) / Double(1 << Self.shift))
  }
}

extension HostCore {
  /// How many CPUs a task may run on.
  func allowedCPUs(_ task: Int) -> Int {
    let set = Int(tasks[task].affinity)
    guard set >= 0 else { return cpus.count }
    let words = idle.words.count
    return (0..<words).reduce(0) { $0 + affinities[set * words + $1].nonzeroBitCount }
  }
}
