/// Tells the scheduler's choices: which task a CPU began to run, instead of which, and why.
final class ChoiceNarrator: Observer {
  struct Choice {
    let time: Int
    let cpu: Int
    let task: Int
    /// The task that the CPU ran before; -1 for none.
    let previous: Int
    /// Why that one had left it.
    let left: StopReason?
    let switching: Int
    let migrated: Bool
    let reason: String
  }

  private let wanted: (Choice) -> Bool
  private var last: [Int: (task: Int, left: StopReason)] = [:]
  /// The first ones that are wanted.
  private(set) var choices: [Choice] = []
  private(set) var count = 0

  init(_ wanted: @escaping (Choice) -> Bool) { self.wanted = wanted }

  var watchesHost: Bool { true }
  var wantsReasons: Bool { true }

  func willApply(_ entry: History.Entry, to machine: Machine) {
    guard entry.command is HostCommand else { return }
    last = [:]
    choices = []
    count = 0
  }

  func observe(_ records: [HostRecord], on host: Host) {
    for record in records {
      let cpu = Int(record.cpu)
      switch record.kind {
      case .start(let switching, let migrated):
        let choice = Choice(
          time: record.time, cpu: cpu, task: Int(record.task), previous: last[cpu]?.task ?? -1,
          left: last[cpu]?.left, switching: switching, migrated: migrated,
          reason: record.reason ?? "")
        guard wanted(choice) else { continue }
        count += 1
        if choices.count < WhyCommand.lines { choices.append(choice) }
      case .stop(let reason): last[cpu] = (Int(record.task), reason)
      default: break
      }
    }
  }

  func lines(_ host: Host) -> [String] {
    choices.map { choice in
      var text = "at \(StretchNarrator.written(choice.time)) CPU \(choice.cpu) "
      if choice.previous < 0 || choice.previous == choice.task {
        text += "takes \(host.name(of: choice.task))"
      } else {
        text += "goes from \(host.name(of: choice.previous))"
        text += choice.left.map { " (\($0.words))" } ?? ""
        text += " to \(host.name(of: choice.task))"
      }
      if !choice.reason.isEmpty { text += ": \(choice.reason)" }
      if choice.switching > 0 { text += "; takes \(StretchNarrator.written(choice.switching))" }
      if choice.migrated { text += "; it ran on another CPU before" }
      return text
    }
  }
}

extension StopReason {
  /// Why a task has left its CPU, in words.
  var words: String {
    switch self {
    case .expired: "its slice was over"
    case .preempted: "preempted"
    case .yielded: "gave up spinning"
    case .sleeps: "waits"
    case .faults: "waits for the host's disk"
    case .barrier: "at a barrier"
    case .capped: "cap used up"
    case .paused: "paused"
    case .finished: "finished"
    case .removed: "removed"
    }
  }
}
