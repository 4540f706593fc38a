/// Tells when the clock of a real guest stood still, and when it was set right.
///
/// The clock goes while a vCPU of the guest runs and while all of them are idle, and stands still otherwise and while
/// the hypervisor works. So the difference between two drifts that the log tells is the time in between in which it stood
/// still, and what it was set right by.
final class GuestClockNarrator: Observer {
  /// A stretch in which it stood still, or the moment of a correction.
  enum Event {
    case still(from: Int, to: Int, doing: TaskDoing)
    case setRight(at: Int, by: Int)
  }

  /// What the drift is made of, in nanoseconds; the signs are those of the drift.
  struct Sums {
    /// What it was off when the guest came.
    var brought = 0
    /// By what the first vCPU that wanted to go on did meanwhile.
    var still: [(doing: TaskDoing, time: Int)] = []
    /// From when it stopped until it was taken back to an earlier moment and went on.
    var gone = 0
    var corrections = 0
    var corrected = 0
    /// CPU time in which the hypervisor worked for it, which the guest's clock does not count.
    var hypervisor = 0
    /// Other CPU time that its clock does not count, and parts of cycles.
    var rest = 0

    var stillTime: Int { still.reduce(0) { $0 + $1.time } }
    var drift: Int { brought - stillTime - gone + corrected - hypervisor + rest }
  }

  private let members: [Int]
  private let mode: GuestClockMode
  private let cycle: Int
  /// True of a guest whose clock began elsewhere.
  private let isOlder: Bool
  private var follower = TaskFollower()
  /// When the switch to each member is complete.
  private var starts: [Int: Int] = [:]
  private var now = 0
  private var isIdle = false
  /// What the log told last, and for how long the clock has stood still since.
  private var told = 0
  private var hasTold = false
  private var stillSince = 0
  private(set) var sums = Sums()
  /// The first ones.
  private(set) var events: [Event] = []
  private var last: Event?
  private var more = 0

  init(_ members: [Int], _ mode: GuestClockMode, cycle: Int, isOlder: Bool) {
    self.members = members
    self.mode = mode
    self.cycle = cycle
    self.isOlder = isOlder
  }

  /// How many there were.
  var count: Int { events.count + more }

  var watchesHost: Bool { true }

  func willApply(_ entry: History.Entry, to machine: Machine) {
    guard entry.command is HostCommand else { return }
    follower = TaskFollower()
    starts = [:]
    now = 0
    isIdle = false
    told = 0
    hasTold = false
    stillSince = 0
    sums = Sums()
    events = []
    last = nil
    more = 0
  }

  func observe(_ records: [HostRecord], on host: Host) {
    for record in records where members.contains(Int(record.task)) {
      advance(to: record.time)
      follower.follow(record) { _ in }
      switch record.kind {
      case .start(let switching, _): starts[Int(record.task)] = record.time + switching
      case .ready, .parked: isIdle = false
      case .stop(.sleeps): isIdle = doings(at: now).allSatisfy { $0 == .sleeping }
      case .drift(let drift): settle(drift)
      case .hypervisor(let time):
        stillSince += time
        sums.hypervisor += time
      default: break
      }
    }
  }

  /// The host's present, or the moment at which the guest stopped, and the drift then.
  func finish(at time: Int, drift: Int) {
    advance(to: time)
    settle(drift)
    keep(nil)
  }

  private func doings(at time: Int) -> [TaskDoing] {
    members.compactMap { follower.doing($0, at: time) }
  }

  /// Up to a time, cut where the switch to a vCPU is complete.
  private func advance(to time: Int) {
    let cuts = members.compactMap { starts[$0] }.filter { $0 > now && $0 < time }
    for cut in cuts.sorted() + [time] where cut > now {
      note(from: now, to: cut)
      now = cut
    }
  }

  private func note(from: Int, to: Int) {
    let doings = doings(at: from)
    if doings.isEmpty, members.contains(where: { follower.hasCome($0) }) {
      sums.gone += to - from
      stillSince += to - from
      return keep(nil)
    }
    let goes = isIdle || doings.contains { $0 == .running || $0 == .spinning }
    guard !goes, let doing = doings.first(where: { $0 != .sleeping }) else { return }
    stillSince += to - from
    if let index = sums.still.firstIndex(where: { $0.doing == doing }) {
      sums.still[index].time += to - from
    } else {
      sums.still.append((doing, to - from))
    }
    if case .still(let begin, from, doing)? = last {
      last = .still(from: begin, to: to, doing: doing)
    } else {
      keep(.still(from: from, to: to, doing: doing))
    }
  }

  private func settle(_ drift: Int) {
    let gained = drift - told + stillSince
    if !hasTold, isOlder {
      sums.brought += gained
    } else if mode != .tick, gained >= cycle {
      sums.corrections += 1
      sums.corrected += gained
      keep(.setRight(at: now, by: gained))
    } else {
      sums.rest += gained
    }
    told = drift
    hasTold = true
    stillSince = 0
  }

  /// The event before is complete.
  private func keep(_ event: Event?) {
    if let last {
      if events.count < WhyCommand.lines { events.append(last) } else { more += 1 }
    }
    last = event
  }
}
