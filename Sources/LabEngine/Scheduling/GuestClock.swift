/// How a guest keeps time, from the cheapest to the one that is never wrong.
enum GuestClockMode: String, CaseIterable, Sendable {
  /// It counts timer ticks; of those that come while its vCPU does not run all but one are lost.
  case tick
  /// Lost ticks are delivered later, one more with every tick, until the clock is right again.
  case catchup
  /// It asks the hypervisor, which knows how long it was descheduled (a paravirtual clock).
  case para
  /// It counts ticks, and a program in the guest sets its clock right every so often (the lecture's).
  case sync

  var summary: String {
    switch self {
    case .tick: "counts timer ticks, and loses those that come while its vCPU is descheduled"
    case .catchup: "is given lost ticks later, one more with each, until it is right again"
    case .para: "asks the hypervisor for the time, and is never wrong"
    case .sync: "counts ticks, and a program in it sets the clock right every `sync=`"
    }
  }
}

/// The clock of a described guest, computed from when its first vCPU could take interrupts and when not.
///
/// An idle vCPU is woken by its timer and loses nothing; one that is ready, waits for the host's disk or is paused
/// has one tick pending and loses the others. Between ticks the guest reads a cycle counter, so that its clock is
/// wrong by whole lost ticks alone. VMware, "Timekeeping in VMware Virtual Machines", describes tick counting,
/// catching up and the correcting program; the paravirtual clock is that of Xen and KVM.
struct GuestClock: BitwiseCopyable {
  let mode: GuestClockMode
  let tick: Int
  /// How often the correcting program runs.
  let period: Int
  /// When the guest began.
  let born: Int
  /// Since when it takes every tick, or since when it takes none.
  private var since: Int
  private(set) var isStopped = false
  /// Ticks that the clock is behind as of `since`.
  private(set) var behind = 0
  /// Ticks that were lost in all, those that were made up for later included.
  private(set) var lost = 0
  /// How far behind it ever was, in nanoseconds.
  private(set) var worst = 0

  init(mode: GuestClockMode, tick: Int, period: Int, born: Int) {
    self.mode = mode
    self.tick = tick
    self.period = period
    self.born = born
    since = born
  }

  private func ticks(until time: Int) -> Int { max(0, time - born) / tick }

  /// True if the correcting program was due in (`since`, `time`].
  private func isDue(at time: Int) -> Bool {
    mode == .sync && max(0, time - born) / period > max(0, since - born) / period
  }

  /// Ticks that it is behind at a time up to which it has taken all.
  private func behind(at time: Int) -> Int {
    switch mode {
    case .catchup: behind - min(behind, ticks(until: time) - ticks(until: since))
    case .sync: isDue(at: time) ? 0 : behind
    case .tick: behind
    case .para: 0
    }
  }

  /// Its first vCPU can take no interrupts from now on.
  mutating func stop(at time: Int) {
    guard !isStopped else { return }
    behind = behind(at: time)
    since = time
    isStopped = true
  }

  /// Its first vCPU runs again.
  mutating func start(at time: Int) {
    guard isStopped else { return }
    let missed = max(0, ticks(until: time) - ticks(until: since) - 1)
    lost += missed
    behind += missed
    worst = max(worst, mode == .para ? 0 : behind * tick)
    if isDue(at: time) { behind = 0 }
    since = time
    isStopped = false
  }

  /// What it says, in nanoseconds since the guest began.
  func reading(at time: Int) -> Int {
    if mode == .para { return max(0, time - born) }
    let last = isStopped ? since : time
    return max(0, last - born) - (isStopped ? behind : behind(at: time)) * tick
  }

  /// What it says minus the true time.
  func drift(at time: Int) -> Int { reading(at: time) - max(0, time - born) }
}
