import LabEngine

/// Tasks that only compute, on one CPU: whether each two have had their parts by weight.
package struct ShareTrial {
  /// What a person would type to see the same.
  package let script: String

  package init(seed: UInt64, scheduler: String) {
    var random = SeededRandom(seed: seed &+ 77)
    func below(_ bound: Int) -> Int { Int(random.next(below: UInt64(bound))) }
    var lines = ["host scheduler=\(scheduler) quantum=1ms seed=\(below(1000))"]
    for task in 0..<2 + below(4) {
      lines.append("task T\(task) run=1000s weight=\((1 + below(40)) * 16)")
    }
    lines.append("run for=\(20_000_000 + below(30_000_000))ns")
    script = lines.joined(separator: "\n")
  }

  /// What is wrong; nil if all have had their parts.
  package func problem() throws -> String? {
    let lab = Lab()
    try lab.execute(script)
    return lab.shareProblem()
  }
}
