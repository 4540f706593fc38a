/// Follows tasks that are to have slice= of CPU time in every period=, and tells which deadlines were missed.
///
/// A job of a workload with `every=` is what it does between two such steps: due a period after its release, missed if it
/// is not done then. Of any other task a job is a slice of CPU time. Where slices are kept (`DeadlineRule`) the first is
/// due a period after the arrival and each next one a period later, and it is done early by who runs ahead; one that
/// waits of its own accord has done its job, and when it wakes the job goes on if the rest of the slice is less than its
/// part of the time that is left, else a new one is released (Abeni and Buttazzo, RTSS 1998). Where they are lost, a job is
/// released with each period in which the task never waits, and missed if the slice was not had by its end.
///
/// Under each rule a deadline is met by whoever has all by that very moment.
struct DeadlineFollower {
  struct Miss {
    let task: Int
    /// Counted from 1 on.
    let job: Int
    let release: Int
    let due: Int
    /// CPU time of the slice that it had not had.
    let left: Int
    let slice: Int
  }

  private struct Job {
    var period = 0
    var slice = 0
    var isPeriodic = false
    /// Asks for the CPU, or is a periodic job that is not done.
    var isOpen = false
    var number = 0
    var release = 0
    var due = 0
    var left = 0
    /// The first deadline that is not judged yet, and what lies between two of them.
    var judged = 0
    var interval = 0
    /// From when on it runs; -1 if it does not.
    var runsFrom = -1
    /// Up to when all is reckoned.
    var time = 0
    /// In a period that may be lost: it was not always ready or running.
    var hasWaited = false
    var misses = 0
    var rows: [Miss] = []
  }

  /// Steps that it may take in all.
  static let mostWork = 1 << 26
  /// Misses of a task that are kept to be told.
  private static let kept = WhyCommand.lines

  private let rule: DeadlineRule
  private var jobs: [Job] = []
  private(set) var work = 0

  init(_ rule: DeadlineRule) { self.rule = rule }

  var isExhausted: Bool { work > Self.mostWork }

  func misses(of task: Int) -> Int { jobs.indices.contains(task) ? jobs[task].misses : 0 }
  /// The first ones.
  func rows(of task: Int) -> [Miss] { jobs.indices.contains(task) ? jobs[task].rows : [] }

  // MARK: What happens

  /// Its period and slice from now on; 0 for none.
  mutating func serve(_ task: Int, period: Int, slice: Int, isPeriodic: Bool, at now: Int) {
    while jobs.count <= task { jobs.append(Job()) }
    guard jobs[task].period != period || jobs[task].slice != slice else { return }
    advance(task, to: now, isLast: true)
    jobs[task].period = period
    jobs[task].slice = slice
    jobs[task].isPeriodic = isPeriodic
    jobs[task].interval = period
    jobs[task].left = slice
    jobs[task].time = now
    jobs[task].hasWaited = !jobs[task].isOpen
    if !isPeriodic || !jobs[task].isOpen { jobs[task].release = now }
    jobs[task].due = jobs[task].release + period
    jobs[task].judged = max(jobs[task].due, now)
  }

  /// It is ready after it was not there or waited.
  mutating func opens(_ task: Int, at now: Int, arrives: Bool) {
    guard jobs.indices.contains(task), jobs[task].period > 0 else { return }
    if arrives {
      advance(task, to: now)
      jobs[task].isOpen = true
      return begin(task, at: now)
    }
    guard !jobs[task].isOpen else { return }
    advance(task, to: now)
    jobs[task].isOpen = true
    guard !jobs[task].isPeriodic else { return }
    switch rule {
    case .kept: if !fits(jobs[task], now) { begin(task, at: now) }
    case .lostAnew where now >= jobs[task].due: begin(task, at: now)
    case .lost, .lostAnew:
      if now >= jobs[task].due { nextPeriods(task, 1) }
      jobs[task].hasWaited = jobs[task].release < now
    }
  }

  /// It waits of its own accord or has finished, and is done at this moment; or it is held or removed as it is.
  mutating func closes(_ task: Int, at now: Int, isFinal: Bool, isDone: Bool) {
    guard jobs.indices.contains(task), jobs[task].period > 0 else { return }
    advance(task, to: now, isLast: !isDone)
    jobs[task].runsFrom = -1
    guard isFinal || !jobs[task].isPeriodic else { return }
    jobs[task].isOpen = false
    jobs[task].hasWaited = true
  }

  mutating func start(_ task: Int, at now: Int, switching: Int) {
    guard jobs.indices.contains(task), jobs[task].period > 0 else { return }
    advance(task, to: now)
    jobs[task].runsFrom = now + switching
  }

  mutating func stop(_ task: Int, at now: Int) {
    guard jobs.indices.contains(task), jobs[task].period > 0 else { return }
    advance(task, to: now)
    jobs[task].runsFrom = -1
  }

  /// A job of a workload with `every=` is done.
  mutating func finishes(_ task: Int, at now: Int, next release: Int) {
    guard jobs.indices.contains(task), jobs[task].period > 0, jobs[task].isPeriodic else { return }
    advance(task, to: now)
    jobs[task].interval = max(1, release - jobs[task].release)
    jobs[task].number += 1
    jobs[task].release = release
    jobs[task].due = release + jobs[task].period
    jobs[task].left = jobs[task].slice
    jobs[task].judged = max(jobs[task].judged, jobs[task].due)
  }

  /// Judges all deadlines up to now, this moment too.
  mutating func settle(at now: Int) {
    for task in jobs.indices where jobs[task].period > 0 { advance(task, to: now, isLast: true) }
  }

  // MARK: Going on

  private func fits(_ job: Job, _ now: Int) -> Bool {
    guard now < job.due else { return false }
    return Int128(job.left) * Int128(job.period) < Int128(job.due - now) * Int128(job.slice)
  }

  private mutating func begin(_ task: Int, at now: Int) {
    jobs[task].number += 1
    jobs[task].release = now
    jobs[task].due = now + jobs[task].period
    jobs[task].left = jobs[task].slice
    jobs[task].judged = max(jobs[task].judged, jobs[task].due)
    jobs[task].hasWaited = false
    jobs[task].time = now
  }

  private mutating func advance(_ task: Int, to now: Int, isLast: Bool = false) {
    guard jobs[task].period > 0 else { return }
    if rule == .kept || jobs[task].isPeriodic {
      advanceKept(task, to: now, isLast)
    } else {
      advanceLost(task, to: now, isLast)
    }
  }

  /// Slices that stay due until they are had.
  private mutating func advanceKept(_ task: Int, to now: Int, _ isLast: Bool) {
    defer { jobs[task].time = max(jobs[task].time, now) }
    guard jobs[task].isOpen else { return }
    while let from = running(jobs[task]), from < now {
      work += 1
      let end = from + jobs[task].left
      guard !jobs[task].isPeriodic, end <= now, !isExhausted else {
        judge(task, before: now + (isLast ? 1 : 0))
        jobs[task].left = max(0, jobs[task].left - (now - from))
        return
      }
      judge(task, before: end)
      let isInTime = end <= jobs[task].due
      // Who is in time and goes on running stays so: slices are no longer than periods.
      let done = 1 + (isInTime ? (now - end) / jobs[task].slice : 0)
      jobs[task].number += done
      jobs[task].release += done * jobs[task].period
      jobs[task].due += done * jobs[task].period
      jobs[task].judged = max(jobs[task].judged, jobs[task].due)
      jobs[task].left = jobs[task].slice
      jobs[task].time = end + (done - 1) * jobs[task].slice
    }
    judge(task, before: now + (isLast ? 1 : 0))
  }

  private func running(_ job: Job) -> Int? {
    job.runsFrom >= 0 ? max(job.time, job.runsFrom) : nil
  }

  /// Counts the deadlines of an open job, and of those after it, that lie before a time.
  private mutating func judge(_ task: Int, before time: Int) {
    let job = jobs[task]
    guard job.judged < time else { return }
    let count = (time - job.judged - 1) / job.interval + 1
    for index in 0..<min(count, Self.kept - job.rows.count) {
      let due = job.judged + index * job.interval
      let number = (due - job.due) / job.interval
      var left = job.slice
      if number == 0 {
        left = job.left - max(0, due - (running(job) ?? due))
      }
      jobs[task].rows.append(
        Miss(
          task: task, job: job.number + number, release: due - job.period, due: due,
          left: max(0, left), slice: job.slice))
    }
    jobs[task].misses += count
    jobs[task].judged += count * job.interval
  }

  /// Slices that are lost with their period.
  private mutating func advanceLost(_ task: Int, to now: Int, _ isLast: Bool) {
    while true {
      let job = jobs[task]
      let end = min(now, job.due)
      if let from = running(job), from < end { jobs[task].left = max(0, job.left - (end - from)) }
      jobs[task].time = max(job.time, end)
      guard job.due < now || isLast && job.due == now, !isExhausted else { return }
      work += 1
      if job.isOpen, !job.hasWaited, jobs[task].left > 0 { miss(task) }
      nextPeriods(task, 1)
      // Nothing happens in the periods that lie before this moment altogether.
      let whole = (now - jobs[task].due) / job.period
      guard whole > 0, job.runsFrom < 0 || job.runsFrom <= jobs[task].release else { continue }
      let missed = job.isOpen && job.runsFrom < 0
      for _ in 0..<(missed ? min(whole, max(0, Self.kept - jobs[task].rows.count)) : 0) {
        miss(task)
        nextPeriods(task, 1)
      }
      let rest = (now - jobs[task].due) / job.period
      guard rest > 0 else { continue }
      if missed { jobs[task].misses += rest }
      nextPeriods(task, rest)
    }
  }

  private mutating func miss(_ task: Int) {
    let job = jobs[task]
    jobs[task].misses += 1
    guard job.rows.count < Self.kept else { return }
    jobs[task].rows.append(
      Miss(
        task: task, job: job.number, release: job.release, due: job.due, left: job.left,
        slice: job.slice))
  }

  private mutating func nextPeriods(_ task: Int, _ count: Int) {
    jobs[task].number += count
    jobs[task].release = jobs[task].due + (count - 1) * jobs[task].period
    jobs[task].due += count * jobs[task].period
    jobs[task].left = jobs[task].slice
    jobs[task].hasWaited = !jobs[task].isOpen
    jobs[task].time = max(jobs[task].time, jobs[task].release)
  }
}
