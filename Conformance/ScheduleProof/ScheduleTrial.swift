import LabEngine

/// One random schedule, run in every way that must come to the same.
///
/// Whole, moment by moment with everything audited, in pieces with questions in between, beside a copy that goes its
/// own way, and taken back and run again; then what is folded from the log is compared with the sums.
package struct ScheduleTrial {
  private let schedule: RandomSchedule
  private var random: SeededRandom

  package init(_ schedule: RandomSchedule) {
    self.schedule = schedule
    random = schedule.random
  }

  /// What a run came to.
  private struct End: Equatable {
    var state: [Int] = []
    /// Where a command was refused, and why.
    var mistakes: [String] = []
  }

  /// The first thing that is wrong; nil if nothing is.
  package mutating func problem() throws -> String? {
    let (lab, whole) = try Self.play(schedule) { lab, time in try lab.execute("run for=\(time)ns") }
    if let problem = try lab.logProblem() { return problem }
    var found: String?
    var audit: AuditedHost?
    let (_, audited) = try Self.play(schedule) { lab, time in
      if audit == nil { audit = AuditedHost(lab) }
      if let problem = try audit?.run(for: time), found == nil { found = problem }
    }
    if let found { return found }
    if audited != whole { return difference("moment by moment", audited, whole) }
    let (cut, pieces) = try Self.play(schedule) { try runInPieces($0, $1) }
    if pieces != whole { return difference("in pieces", pieces, whole) }
    // A run that cannot go on leaves pieces of it behind.
    let (own, wanted) = whole.state.isEmpty ? ([], []) : (measures(cut), measures(lab))
    for (own, wanted) in zip(own, wanted) where own != wanted {
      return "in pieces: \(own), whole: \(wanted)"
    }
    let (_, undone) = try Self.play(schedule) { try runAgain($0, $1) }
    if undone != whole { return difference("taken back and run again", undone, whole) }
    return whole.mistakes.isEmpty && below(4) == 0 ? supposed(lab) : nil
  }

  /// Whether another scheduler that is supposed comes to what it comes to if it is chosen.
  private mutating func supposed(_ lab: Lab) -> String? {
    let names = SchedulerRegistry.names
    let other = names[below(names.count)]
    let chosen = Lab()
    // What cannot go on, or is refused, under that one says nothing.
    guard (try? chosen.execute(schedule.script(under: other))) != nil else { return nil }
    for name in schedule.names {
      let value = try? chosen.evaluate("\(name).cpu").written()
      let wanted = try? lab.evaluate("[scheduler=\(other)] \(name).cpu").written()
      if value != wanted {
        return "supposing \(other): \(name).cpu is \(wanted ?? "undefined"), chosen: "
          + (value ?? "undefined")
      }
    }
    return nil
  }

  private func difference(_ way: String, _ end: End, _ whole: End) -> String {
    if end.mistakes != whole.mistakes {
      return "\(way): refused \(end.mistakes), whole: \(whole.mistakes)"
    }
    let index = zip(end.state, whole.state).enumerated().first { $1.0 != $1.1 }?.offset ?? -1
    return "\(way): number \(index) of the state is "
      + "\(index < 0 ? 0 : end.state[index]), whole: \(index < 0 ? 0 : whole.state[index])"
  }

  /// What is folded from the past.
  private func measures(_ lab: Lab) -> [String] {
    (["worstlag", "misses", "switches", "latency(50%)"] + schedule.names.map { "\($0).lag" })
      .map { "\($0) is " + ((try? lab.evaluate($0).written()) ?? "undefined") }
  }

  // MARK: Ways to run

  /// Plays all steps; a command that is refused must leave everything as it was, and is left out.
  private static func play(
    _ schedule: RandomSchedule, _ run: (_ lab: Lab, _ time: Int) throws -> Void
  ) throws -> (Lab, End) {
    let lab = Lab()
    try lab.execute(schedule.opening.joined(separator: "\n"))
    var end = End()
    for (index, step) in schedule.steps.enumerated() {
      do {
        switch step {
        case .change(let command): try lab.execute(command)
        case .run(let time): try run(lab, time)
        }
      } catch is LabError {
        end.mistakes.append("step \(index)")
        // A run that cannot go on is at different places in different ways.
        if case .run = step { return (lab, end) }
      }
    }
    end.state = lab.hostState
    return (lab, end)
  }

  private mutating func below(_ bound: Int) -> Int { Int(random.next(below: UInt64(bound))) }

  private func now(_ lab: Lab) -> Int { lab.hostState.first ?? 0 }

  /// By time, by moments, and with questions in between, which must change nothing.
  private mutating func runInPieces(_ lab: Lab, _ time: Int) throws {
    let end = now(lab) + time
    while now(lab) < end {
      let rest = end - now(lab)
      switch below(6) {
      case 0: try lab.execute("run for=\(rest)ns steps=\(1 + below(3))")
      case 1: try lab.execute("run for=\(rest)ns steps=\(1 + below(40))")
      case 2: _ = try? lab.evaluate("worstlag")
      case 3: try lab.execute("run for=\(1 + below(rest))ns")
      case 4:
        let other = lab.copy()
        // It may come to a deadlock that lies behind the end.
        _ = try? other.execute("run for=\(1 + below(2 * rest))ns")
      default: try lab.execute("run for=\(rest)ns")
      }
    }
    // Something may still be to happen at the last moment.
    try lab.execute("run for=0ns")
  }

  /// Whole; then back to before it or into its middle, and on from there, as at first.
  private mutating func runAgain(_ lab: Lab, _ time: Int) throws {
    let start = now(lab)
    try lab.execute("run for=\(time)ns")
    switch below(4) {
    case 0: try lab.execute("back; redo")
    case 1: try lab.execute("back; run for=\(time)ns")
    case 2:
      try lab.execute("goto \(try clock(lab) - below(time + 1))ns")
      let left = start + time - now(lab)
      if now(lab) < start || left > time {
        try lab.execute("redo")
      } else {
        try lab.execute("run for=\(left)ns")
      }
    default: break
    }
  }

  /// The machine's time in nanoseconds.
  private func clock(_ lab: Lab) throws -> Int {
    guard let time = Int(try lab.evaluate("time / 1ns").written()) else {
      throw ScheduleTrialError.unexpected("time is no whole number")
    }
    return time
  }
}

package enum ScheduleTrialError: Error { case unexpected(String) }
