/// Whether tasks that always could run have had their parts by weight, within what their scheduler is bound to.
extension Lab {
  /// What is wrong with the CPU time of the tasks of a host with one CPU, all of which came when it began and only
  /// compute; nil if each two have their parts within `ShareBound`.
  package func shareProblem() -> String? {
    guard let host = machine.host else { return nil }
    let core = host.core
    let bound = host.settings.scheduler.description.bound
    let times = (0..<core.tasks.count).map { core.tasks[$0].cpuTime + core.running(core.tasks[$0]) }
    let weights = (0..<core.tasks.count).map { core.clients[Int(core.tasks[$0].client)].weight }
    for first in times.indices {
      for second in times.indices.dropFirst(first + 1) {
        let both = Double(times[first] + times[second])
        let part = Double(weights[first]) / Double(weights[first] + weights[second])
        let error = abs(Double(times[first]) - both * part)
        let most = bound.most(quantum: core.quantum, tasks: times.count, both: both, part: part)
        if error > most {
          return
            "weights \(weights), times \(times): tasks \(first) and \(second) are off by \(error), "
            + "more than \(most)"
        }
      }
    }
    return nil
  }
}

extension ShareBound {
  /// Nanoseconds that one of two tasks may be off its part of the time that both have had.
  func most(quantum: Int, tasks: Int, both: Double, part: Double) -> Double {
    let quantum = Double(quantum)
    switch self {
    case .quanta(let count): return Double(count) * quantum + 1
    case .quantaPerTask: return Double(tasks) * quantum + 1
    case .time(let time): return Double(time)
    case .chance:
      // Six standard deviations of a binomial distribution.
      return 6 * (both / quantum * part * (1 - part)).squareRoot() * quantum + quantum
    }
  }
}

extension SchedulerRegistry {
  /// Those that share CPUs in proportion to weights.
  package static var proportional: [String] {
    all.map(\.description).filter(\.isProportional).map(\.name)
  }
}
