/// Gang scheduling: all vCPUs of a virtual machine at once, by Ousterhout's matrix.
struct Gang: Scheduler {
  static let description = SchedulerDescription(
    name: "gang", title: "gang scheduling (strict co-scheduling)",
    summary: """
      A matrix of slots by CPUs: the vCPUs of a VM stand side by side in the first slot that has room for all of them, \
      those of a VM with more vCPUs than CPUs in several slots. Once one has gone they are placed anew, with more than \
      256 of them no more often than so many became ready. The slots take turns, a quantum each, whatever the \
      weights; one in which nobody is ready is passed over, and ends early. A vCPU never runs while another of its VM is \
      ready and not running, so that nobody spins on the lock of one that is off its CPU. A CPU whose vCPU is not \
      ready idles (fragmentation); alternate=1 lets the next one in its column run there.
      """,
    source:
      "Ousterhout, Scheduling Techniques for Concurrent Systems, ICDCS 1982; VMware ESX 2.x strict co-scheduling",
    isWorkConserving: false,
    parameters: [
      SchedulerParameter(
        name: "alternate", kind: .number, standard: 0, range: 0...1,
        meaning: "1: an idle place of the slot goes to vCPUs of other slots")
    ])

  private struct State: BitwiseCopyable {
    /// Ready or running.
    var isPresent = false
    var isQueued = false
    var isGone = false
  }

  /// Up to so many tasks, the matrix is packed again whenever one has gone.
  private static let few = 256

  private let quantum: Int
  private let cpus: Int
  private let alternates: Bool
  private var states: [State] = []
  private var matrix: GangMatrix
  /// Tasks that have no place yet, and the last client that has one.
  private var newcomers: [Int] = []
  private var lastClient = -1
  /// Present tasks by slot, and 1 for each slot that has any.
  private var present: [Int] = []
  private var busy = RankTree()
  /// By CPU, if others may run in idle places: 1 for each slot whose task is queued.
  private var queued: [RankTree] = []
  private var current = 0
  /// When the present slot is over; endless while there is none.
  private var slotEnd = Host.endless
  /// When it is to look at the matrix before the slot is over; -1 for not.
  private var wanted = -1
  /// The matrix must be made anew: a task may not use its place any more, or a gang has grown.
  private var isWrong = false
  /// Somebody has left a hole since it was made, and how often somebody became ready since.
  private var hasHoles = false
  private var arrivals = 0

  init(_ setup: SchedulerSetup) {
    quantum = setup.quantum
    cpus = setup.cpus
    alternates = setup.parameters[0] == 1
    matrix = GangMatrix(cpus: cpus)
  }

  mutating func admit(_ task: Int, _ host: HostView) {
    while states.count <= task { states.append(State()) }
    newcomers.append(task)
    if Int(host.tasks[task].client) <= lastClient { isWrong = true }
  }

  // MARK: Who is ready

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    arrivals += 1
    let slot = matrix.slot(of: task)
    mark(task, queued: true)
    if !states[task].isPresent {
      states[task].isPresent = true
      if slot >= 0 { count(1, in: slot) }
    }
    let column = matrix.cpu(of: task)
    if column >= 0, !host.allows(task, on: column) { isWrong = true }
    let isNow = slot == current && slotEnd < Host.endless
    // The host asks the CPU that a task ran on last, which need not be the one that it has in the matrix.
    let isElsewhere = (isNow || alternates) && column != Int(host.tasks[task].cpu)
    if isStale || slotEnd >= Host.endless || isElsewhere { wanted = host.now }
  }

  mutating func dequeue(_ task: Int, _ host: HostView) {
    mark(task, queued: false)
    absent(task, host)
  }

  mutating func blocked(_ task: Int, _ host: HostView) {
    absent(task, host)
    let state = host.tasks[task].state
    guard state == .finished || state == .removed else { return }
    states[task].isGone = true
    matrix.remove(task)
    hasHoles = true
  }

  private mutating func absent(_ task: Int, _ host: HostView) {
    guard states[task].isPresent else { return }
    states[task].isPresent = false
    let slot = matrix.slot(of: task)
    guard slot >= 0 else { return }
    count(-1, in: slot)
    if slot == current, present[slot] == 0 { wanted = host.now }
  }

  private mutating func mark(_ task: Int, queued isQueued: Bool) {
    states[task].isQueued = isQueued
    guard alternates, matrix.slot(of: task) >= 0 else { return }
    queued[matrix.cpu(of: task)].set(matrix.slot(of: task), isQueued ? 1 : 0)
  }

  private mutating func count(_ change: Int, in slot: Int) {
    present[slot] += change
    if present[slot] == max(0, change) { busy.set(slot, present[slot]) }
  }

  // MARK: The matrix

  /// Packing it takes as long as there are tasks: no more often than so many became ready, unless they are few.
  private var isStale: Bool {
    isWrong || !newcomers.isEmpty || hasHoles && arrivals + Self.few >= matrix.count
  }

  /// Brings it up to date; false if no slot has its turn, so that the next one has its index.
  private mutating func arrange(_ host: HostView) -> Bool {
    defer { newcomers = [] }
    guard isWrong || hasHoles && arrivals + Self.few >= matrix.count else {
      // First fit, in the order of creation: those that are there stay where they are.
      place(newcomers, host)
      return slotEnd < Host.endless
    }
    return pack(host)
  }

  /// Makes it anew and finds the present slot in it; false if all of its tasks are gone.
  private mutating func pack(_ host: HostView) -> Bool {
    let old = current < matrix.slots ? matrix.tasks(of: current) : []
    (isWrong, hasHoles, arrivals) = (false, false, 0)
    matrix.removeAll()
    present = []
    busy = RankTree()
    queued = alternates ? Array(repeating: RankTree(), count: cpus) : []
    place(Array(states.indices), host)
    if current >= matrix.slots { current = 0 }
    guard let one = old.first else { return false }
    current = matrix.slot(of: one)
    return true
  }

  /// All vCPUs of a client are a gang, or several of as many as there are CPUs.
  private mutating func place(_ tasks: [Int], _ host: HostView) {
    var groups: [[Int]] = []
    var index: [Int: Int] = [:]
    for task in tasks where !states[task].isGone {
      let client = Int(host.tasks[task].client)
      lastClient = max(lastClient, client)
      if let group = index[client], groups[group].count < cpus {
        groups[group].append(task)
      } else {
        index[client] = groups.count
        groups.append([task])
      }
    }
    for group in groups {
      matrix.place(group, host)
      while present.count < matrix.slots { appendSlot() }
      for task in group {
        if states[task].isPresent { count(1, in: matrix.slot(of: task)) }
        mark(task, queued: states[task].isQueued)
      }
    }
  }

  private mutating func appendSlot() {
    present.append(0)
    busy.append(0)
    guard alternates else { return }
    if queued.isEmpty { queued = Array(repeating: RankTree(), count: cpus) }
    for cpu in 0..<cpus { queued[cpu].append(0) }
  }

  // MARK: Slots

  var nextAccounting: Int { wanted >= 0 ? min(wanted, slotEnd) : slotEnd }

  mutating func account(_ host: HostView, resched: inout CPUSet) {
    wanted = -1
    let hadSlot = slotEnd < Host.endless
    let isKept = isStale ? arrange(host) : hadSlot
    guard matrix.slots > 0 else {
      slotEnd = Host.endless
      return
    }
    if !isKept || !hadSlot || host.now >= slotEnd || present[current] == 0 {
      turn(host, from: isKept ? 1 : 0)
    }
    guard slotEnd < Host.endless else { return }
    for cpu in 0..<cpus {
      // Who is not present runs by a reservation, which would give it the CPU back at once.
      guard let running = host.running(cpu), states[running].isPresent,
        matrix[current, cpu] != running
      else { continue }
      let own = matrix[current, cpu]
      if !alternates || own >= 0 && states[own].isQueued { resched.insert(cpu) }
    }
  }

  /// The next slot in which somebody is ready begins.
  private mutating func turn(_ host: HostView, from first: Int) {
    guard let slot = next(of: busy, from: current + first) else {
      slotEnd = Host.endless
      return
    }
    current = slot
    slotEnd = host.now + quantum
  }

  /// The first slot marked, from one on and round to it again.
  private func next(of slots: RankTree, from start: Int) -> Int? {
    slots.first(atLeast: 1, from: start) ?? slots.first(atLeast: 1)
  }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    guard !isStale else {
      wanted = host.now
      return nil
    }
    guard slotEnd < Host.endless, let task = candidate(cpu, host) else { return nil }
    mark(task, queued: false)
    return Choice(task: task, slice: max(1, slotEnd - host.now))
  }

  private func candidate(_ cpu: Int, _ host: HostView) -> Int? {
    let own = matrix[current, cpu]
    if own >= 0, states[own].isQueued { return own }
    guard alternates, let slot = next(of: queued[cpu], from: current) else { return nil }
    return matrix[slot, cpu]
  }

  mutating func preempts(_ task: Int, _ host: HostView) -> Int? {
    guard !isStale, slotEnd < Host.endless, matrix.slot(of: task) == current else {
      return nil
    }
    let cpu = matrix.cpu(of: task)
    return host.running(cpu).map { $0 != task && matrix.slot(of: $0) != current } == true
      ? cpu : nil
  }

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    let rest = Value.nanoseconds(slotEnd - host.now).written()
    let slot = matrix.slot(of: task)
    return slot == current
      ? "slot \(current) of \(matrix.slots) has its turn, for \(rest) more"
      : "alternate of slot \(slot): the place in slot \(current) is idle"
  }

  func checkInvariants(_ host: HostView) {
    matrix.checkInvariants()
    var counts = Array(repeating: 0, count: matrix.slots)
    for task in states.indices where states[task].isPresent && matrix.slot(of: task) >= 0 {
      counts[matrix.slot(of: task)] += 1
    }
    precondition(counts == present, "Gang: the present tasks of a slot are miscounted")
    for slot in present.indices {
      precondition(busy[slot] == min(1, present[slot]), "Gang: a slot is passed over")
    }
  }
}
