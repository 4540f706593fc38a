/// Gang scheduling: all vCPUs of a virtual machine at once, by Ousterhout's matrix.
struct Gang: Scheduler {
  static let description = SchedulerDescription(
    name: "gang", title: "gang scheduling (strict co-scheduling)",
    summary: """
      A matrix of slots by CPUs: the vCPUs of a VM stand side by side in the first slot that has room for all of them, \
      those of a VM with more vCPUs than CPUs in several slots. The slots take turns, a quantum each, whatever the \
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
    var row: Int32 = -1
    var column: Int32 = -1
    /// Ready or running.
    var isPresent = false
    var isQueued = false
    var isGone = false
  }

  private let quantum: Int
  private let cpus: Int
  private let alternates: Bool
  private var states: [State] = []
  /// Tasks by slot and CPU; -1 for nobody.
  private var rows: [[Int32]] = []
  /// Present tasks by slot.
  private var present: [Int] = []
  private var current = 0
  /// When the present slot is over; endless while there is none.
  private var slotEnd = Host.endless
  /// When it is to look at the matrix before the slot is over; -1 for not.
  private var wanted = -1
  private var isStale = false

  init(_ setup: SchedulerSetup) {
    quantum = setup.quantum
    cpus = setup.cpus
    alternates = setup.parameters[0] == 1
  }

  mutating func admit(_ task: Int, _ host: HostView) {
    while states.count <= task { states.append(State()) }
    isStale = true
  }

  // MARK: Who is ready

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    states[task].isQueued = true
    if !states[task].isPresent {
      states[task].isPresent = true
      if states[task].row >= 0 { present[Int(states[task].row)] += 1 }
    }
    let column = Int(states[task].column)
    if column >= 0, !host.allows(task, on: column) { isStale = true }
    let isNow = Int(states[task].row) == current && slotEnd < Host.endless
    // The host asks the CPU that a task ran on last, which need not be the one that it has in the matrix.
    let isElsewhere = (isNow || alternates) && column != Int(host.tasks[task].cpu)
    if isStale || slotEnd >= Host.endless || isElsewhere { wanted = host.now }
  }

  mutating func dequeue(_ task: Int, _ host: HostView) {
    states[task].isQueued = false
    absent(task, host)
  }

  mutating func blocked(_ task: Int, _ host: HostView) {
    absent(task, host)
    let state = host.tasks[task].state
    guard state == .finished || state == .removed else { return }
    states[task].isGone = true
    isStale = true
  }

  private mutating func absent(_ task: Int, _ host: HostView) {
    guard states[task].isPresent else { return }
    states[task].isPresent = false
    let row = Int(states[task].row)
    guard row >= 0 else { return }
    present[row] -= 1
    if row == current, present[row] == 0 { wanted = host.now }
  }

  // MARK: The matrix

  /// First fit, in the order of creation.
  private mutating func build(_ host: HostView) {
    isStale = false
    rows = []
    var groups: [[Int]] = []
    var index: [Int: Int] = [:]
    for task in states.indices where !states[task].isGone {
      let client = Int(host.tasks[task].client)
      if let group = index[client], groups[group].count < cpus {
        groups[group].append(task)
      } else {
        index[client] = groups.count
        groups.append([task])
      }
    }
    for group in groups { place(group, host) }
    present = Array(repeating: 0, count: rows.count)
    for state in states where !state.isGone && state.isPresent { present[Int(state.row)] += 1 }
    if current >= rows.count { current = 0 }
  }

  private mutating func place(_ group: [Int], _ host: HostView) {
    for row in rows.indices where put(group, row, host) == group.count { return }
    var rest = group[...]
    while !rest.isEmpty {
      rows.append(Array(repeating: -1, count: cpus))
      // At least the first of them fits an empty slot.
      rest = rest.dropFirst(max(1, put(Array(rest), rows.count - 1, host, partly: true)))
    }
  }

  /// Puts tasks into a slot, all or, if told so, as many as fit; how many.
  private mutating func put(
    _ group: [Int], _ row: Int, _ host: HostView, partly: Bool = false
  ) -> Int {
    var taken: [Int] = []
    for task in group {
      let free = (0..<cpus).first {
        rows[row][$0] < 0 && !taken.contains($0) && host.allows(task, on: $0)
      }
      guard let free else { break }
      taken.append(free)
    }
    guard partly || taken.count == group.count else { return 0 }
    for (task, column) in zip(group, taken) {
      rows[row][column] = Int32(task)
      states[task].row = Int32(row)
      states[task].column = Int32(column)
    }
    return taken.count
  }

  /// Builds it anew and finds the present slot in it; false if all of its tasks are gone, and the next has its index.
  private mutating func rebuild(_ host: HostView) -> Bool {
    let old = current < rows.count ? rows[current] : []
    build(host)
    let one = old.first { $0 >= 0 && !states[Int($0)].isGone }
    guard let one else { return false }
    current = Int(states[Int(one)].row)
    return true
  }

  // MARK: Slots

  var nextAccounting: Int { wanted >= 0 ? min(wanted, slotEnd) : slotEnd }

  mutating func account(_ host: HostView, resched: inout CPUSet) {
    wanted = -1
    let hadSlot = slotEnd < Host.endless
    let isKept = isStale ? rebuild(host) : hadSlot
    guard !rows.isEmpty else {
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
        Int(rows[current][cpu]) != running
      else { continue }
      let own = Int(rows[current][cpu])
      if !alternates || own >= 0 && states[own].isQueued { resched.insert(cpu) }
    }
  }

  /// The next slot in which somebody is ready begins.
  private mutating func turn(_ host: HostView, from first: Int) {
    for step in first..<first + rows.count {
      let row = (current + step) % rows.count
      guard present[row] > 0 else { continue }
      current = row
      slotEnd = host.now + quantum
      return
    }
    slotEnd = Host.endless
  }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    guard !isStale else {
      wanted = host.now
      return nil
    }
    guard slotEnd < Host.endless, let task = candidate(cpu, host) else { return nil }
    states[task].isQueued = false
    return Choice(task: task, slice: max(1, slotEnd - host.now))
  }

  private func candidate(_ cpu: Int, _ host: HostView) -> Int? {
    for step in 0..<(alternates ? rows.count : 1) {
      let task = Int(rows[(current + step) % rows.count][cpu])
      if task >= 0, states[task].isQueued, host.allows(task, on: cpu) { return task }
    }
    return nil
  }

  mutating func preempts(_ task: Int, _ host: HostView) -> Int? {
    guard !isStale, slotEnd < Host.endless, Int(states[task].row) == current else { return nil }
    let cpu = Int(states[task].column)
    return host.running(cpu).map { $0 != task && Int(states[$0].row) != current } == true
      ? cpu : nil
  }

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    let rest = Value.nanoseconds(slotEnd - host.now).written()
    return Int(states[task].row) == current
      ? "slot \(current) of \(rows.count) has its turn, for \(rest) more"
      : "alternate of slot \(states[task].row): the place in slot \(current) is idle"
  }
}
