import CPrefetch

/// What a scheduler may see of the host, and the records in which it finds tasks and CPUs.
struct HostView {
  /// Nanoseconds since the host began.
  let now: Int
  let tasks: UnsafeMutablePointer<TaskRecord>
  let cpus: UnsafeMutablePointer<CPURecord>
  let clients: UnsafeMutablePointer<ClientRecord>
  let cpuCount: Int
  /// Sets of CPUs, `words` words each.
  let affinities: UnsafeMutablePointer<UInt64>
  let words: Int

  /// The same at another time.
  func at(_ time: Int) -> HostView {
    HostView(
      now: time, tasks: tasks, cpus: cpus, clients: clients, cpuCount: cpuCount,
      affinities: affinities, words: words)
  }

  /// True if a task may run on a CPU.
  @inline(__always) func allows(_ task: Int, on cpu: Int) -> Bool {
    let set = Int(tasks[task].affinity)
    return set < 0 || affinities[set * words + cpu >> 6] >> UInt64(cpu & 63) & 1 != 0
  }

  /// True if it may run on every CPU.
  @inline(__always) func isFree(_ task: Int) -> Bool { tasks[task].affinity < 0 }

  /// The task that a CPU runs, or nil.
  @inline(__always) func running(_ cpu: Int) -> Int? {
    let task = cpus[cpu].current
    return task < 0 ? nil : Int(task)
  }

  /// Asks the processor for the record of a task that will soon be looked at.
  @inline(__always) func prefetch(_ task: Int) {
    prefetch_to_write(tasks + task)
    prefetch_to_write(UnsafeRawPointer(tasks + task) + 64)
  }

  /// What the task on a CPU has run and was not charged for yet.
  @inline(__always) func uncharged(_ cpu: Int) -> Int { max(0, now - cpus[cpu].started) }

  /// The CPU among those that a task may use whose running task has the greatest key above `bound`; the first one
  /// of several.
  @inline(__always) func cpu(
    for task: Int, above bound: Int, by key: (_ running: Int, _ cpu: Int) -> Int
  ) -> Int? {
    var best: Int?
    var greatest = bound
    for cpu in 0..<cpuCount {
      guard let running = running(cpu), allows(task, on: cpu) else { continue }
      let value = key(running, cpu)
      if value > greatest {
        greatest = value
        best = cpu
      }
    }
    return best
  }
}
