/// What `why V.drift` and `why V.clock` tell of a guest with code.
extension ObservableScope {
  /// When its clock stood still and when it was set right, and what the drift is the sum of.
  func guestClockStory(_ host: Host) throws -> [Report.Block] {
    guard let clock = host.infos[client].realClock, let computer = host.computer(of: client) else {
      return []
    }
    let narrator = GuestClockNarrator(
      host.lives(of: host.members(of: client)), clock.mode, cycle: computer.cycleCost,
      isOlder: clock.born < host.infos[client].born)
    _ = try context.tape.play(observer: narrator)
    let drift = host.drift(of: client)
    let alone = (computer.clock - clock.last) * computer.cycleCost
    narrator.finish(at: host.clockMoment(of: client), drift: drift - alone)
    var blocks = [Report.Block.text(clock.words(stopped: host.stopped(client)))]
    blocks += narrator.events.map { .text($0.words) }
    if narrator.count > narrator.events.count {
      blocks.append(.listing([], more: narrator.count - narrator.events.count))
    }
    return blocks + [.text(narrator.sums.words(drift, alone: alone))]
  }
}

extension RealClock {
  /// How it is kept, in a few sentences.
  fileprivate func words(stopped: Int?) -> String {
    let what =
      switch mode {
      case .tick: "counts what the guest executes and when it is idle, and is never set right"
      case .catchup:
        "counts what the guest executes and when it is idle, and goes at twice the speed while it is behind"
      case .para: "is set right whenever a vCPU goes on"
      case .sync:
        "counts what the guest executes and when it is idle, and is set right every "
          + exactly(period)
      }
    let end = stopped.map { " The guest stopped at \(exactly($0)), and its clock." }
    return "Its clock (\(mode.rawValue)) \(what); it stands still while no vCPU runs that could, "
      + "and while the hypervisor works for one."
      + (end ?? "")
  }
}

extension GuestClockNarrator.Event {
  fileprivate var words: String {
    switch self {
    case .still(let from, let to, let doing):
      "from \(exactly(from)) to \(exactly(to)) "
        + "(\(exactly(to - from))): it stood still; the vCPU was \(doing.words)"
    case .setRight(let time, let gain):
      "by \(exactly(time)): set right by \(exactly(gain))"
    }
  }
}

extension GuestClockNarrator.Sums {
  /// The parts, whose sum is the drift.
  fileprivate func words(_ drift: Int, alone: Int) -> String {
    let lost = still.filter { $0.time > 0 }.map {
      "-\(exactly($0.time)) \($0.doing.words)"
    }
    let gains = [
      (brought, "brought along"), (-gone, "from its end until it was restored"),
      (corrected, "in \(counted(corrections, "correction"))"),
      (alone, "ran alone without the host"), (-hypervisor, "the hypervisor worked for it"),
      (rest, "other CPU time that its clock does not count"),
    ].filter { $0.0 != 0 }.map { "\($0.0 > 0 ? "+" : "")\(exactly($0.0)) \($0.1)" }
    let parts = lost + gains
    guard !parts.isEmpty else { return "It has never stood still." }
    return "\(parts.joined(separator: ", ")): \(exactly(drift)) in all."
  }
}

/// Nanoseconds with all their digits, so that sums can be checked: 10.006906ms.
private func exactly(_ time: Int) -> String {
  let size = Int(clamping: time.magnitude)
  let unit = Unit.all.last { $0.isChosen && $0.dimension == .time && $0.factor <= max(1, size) }
  let factor = unit?.factor ?? 1
  var digits = String(size % factor + factor).dropFirst()
  while digits.last == "0" { digits.removeLast() }
  let fraction = digits.isEmpty ? "" : ".\(digits)"
  return "\(time < 0 ? "-" : "")\(size / factor)\(fraction)\(unit?.name ?? "ns")"
}
