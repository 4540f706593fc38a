/// The last scheduling events, told.
final class HostEventNarrator: Observer {
  struct Event {
    let time: Int
    let kind: String
    let emphasis: Emphasis
    let text: String
  }

  private let keep: Int
  private var last: [HostRecord] = []
  private(set) var total = 0

  init(keep: Int) { self.keep = keep }

  var watchesHost: Bool { true }
  var wantsReasons: Bool { true }

  func willApply(_ entry: History.Entry, to machine: Machine) {
    guard entry.command is HostCommand else { return }
    last = []
    total = 0
  }

  func observe(_ records: [HostRecord], on host: Host) {
    total += records.count
    last = Array((last + records.suffix(keep)).suffix(keep))
  }

  func events(_ host: Host) -> [Event] {
    last.map { record in
      let (kind, emphasis, text) = told(record, host)
      return Event(time: record.time, kind: kind, emphasis: emphasis, text: text)
    }
  }

  private func told(_ record: HostRecord, _ host: Host) -> (String, Emphasis, String) {
    let name = host.name(of: Int(record.task))
    let locks = host.core.locks
    let lock =
      locks.indices.contains(Int(record.lock)) ? locks[Int(record.lock)].name : "a lock"
    switch record.kind {
    case .ready(let reason): return ("ready", .plain, "\(name) is ready: \(reason.words)")
    case .parked: return ("capped", .bad, "\(name) is held back: its cap is used up")
    case .start(let switching, let migrated):
      var text = "CPU \(record.cpu) runs \(name)"
      if let reason = record.reason, !reason.isEmpty { text += ": \(reason)" }
      if switching > 0 { text += "; the change takes \(StretchNarrator.written(switching))" }
      if migrated { text += "; it ran on another CPU before" }
      return ("run", .good, text)
    case .stop(let reason):
      return ("stop", .changed, "\(name) leaves CPU \(record.cpu): \(reason.words)")
    case .withdrawn(let reason): return ("stop", .changed, "\(name) waits no more: \(reason.words)")
    case .disk(let begins, let ends, let page):
      let what = page >= 0 ? " with page \(page)" : ""
      return (
        "disk", .plain,
        "the host's disk works for \(name)\(what) from \(StretchNarrator.written(begins)) to "
          + StretchNarrator.written(ends)
      )
    case .spins: return ("lock", .bad, "\(name) spins on \(lock)")
    case .acquires: return ("lock", .plain, "\(name) takes \(lock)")
    case .releases: return ("lock", .plain, "\(name) gives \(lock) back")
    case .job(let released):
      return (
        "job", .plain,
        "\(name) has done a job; the next is released at \(StretchNarrator.written(released))"
      )
    case .hypervisor(let time):
      return ("exit", .plain, "the hypervisor worked \(StretchNarrator.written(time)) for \(name)")
    case .drift(let drift):
      return (
        "clock", .plain,
        "\(name) goes on, its clock minus the true time being \(StretchNarrator.written(drift))"
      )
    }
  }
}

extension ReadyReason {
  var words: String {
    switch self {
    case .arrived: "it has arrived"
    case .woken: "what it waited for has come"
    case .expired: "its slice is over"
    case .preempted: "another has taken its CPU"
    case .yielded: "it gave up its CPU, spinning"
    case .released: "it may run again"
    }
  }
}
