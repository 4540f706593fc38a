/// Who gets how much of the CPUs in an ideal world where some may use certain CPUs only: weighted max-min fairness, as
/// `WaterFilling`, under affinity.
///
/// A division can be scheduled if no claims together have more than the CPUs that any of them may use hold, no vCPU more
/// than one CPU: then a preemptive schedule has nobody on two CPUs at once (Gonzalez and Sahni, JACM 23(4), 1976). Among
/// those, the max-min fair one is found by decomposition (Fujishige, Math. of OR 5(2), 1980; Groenevelt, EJOR 54,
/// 1991): the CPUs are shared as if everybody might use all of them; if that cannot be, those who want most beyond
/// what they may use are a bottleneck, which shares its own CPUs alone, and the others share the rest. Claims on equal
/// sets of CPUs are one group, and CPUs that the same sets hold one class. Exact, as fractions.
struct AffineFilling {
  private let cpus: Int
  /// Sets that were made when this was.
  let count: Int
  /// By set, those of all CPUs last: the classes in it.
  private let holds: [[Int]]
  /// How many CPUs each class has.
  private let sizes: [Int]

  /// CPUs by set.
  init(cpus: Int, sets: [[Int]]) {
    self.cpus = cpus
    count = sets.count
    var owners: [[Int]] = Array(repeating: [], count: cpus)
    for (index, set) in sets.enumerated() {
      for cpu in set { owners[cpu].append(index) }
    }
    var known: [[Int]: Int] = [:]
    var holds: [[Int]] = Array(repeating: [], count: sets.count + 1)
    var sizes: [Int] = []
    for owner in owners {
      if let place = known[owner] {
        sizes[place] += 1
        continue
      }
      known[owner] = sizes.count
      for set in owner + [sets.count] { holds[set].append(sizes.count) }
      sizes.append(1)
    }
    self.holds = holds
    self.sizes = sizes
  }

  init(_ core: HostCore) {
    let words = core.idle.words.count
    self.init(
      cpus: core.cpus.count,
      sets: (0..<core.affinities.count / words).map { set in
        (0..<core.cpus.count).filter {
          core.affinities[set * words + $0 >> 6] >> UInt64($0 & 63) & 1 != 0
        }
      })
  }

  /// The parts of the claims, in their order.
  func parts(_ claims: [WaterFilling.Claim]) -> [WaterFilling.Part] {
    var work = 0
    return parts(claims, work: &work)
  }

  /// The same; `work` grows by the steps that it took.
  func parts(_ claims: [WaterFilling.Claim], work: inout Int) -> [WaterFilling.Part] {
    work += claims.count
    guard claims.contains(where: { $0.set >= 0 && $0.limit > 0 }) else {
      return WaterFilling.parts(claims, cpus: cpus)
    }
    var parts = claims.map { _ in WaterFilling.Part.none }
    var open = [
      Problem(
        claims: claims.indices.filter { claims[$0].limit > 0 }, isFree: sizes.map { _ in true })
    ]
    while let problem = open.popLast() {
      open += step(problem, claims, &parts, &work)
    }
    return parts
  }

  /// Claims that share some classes of CPUs among them.
  private struct Problem {
    let claims: [Int]
    let isFree: [Bool]
  }

  /// Shares the CPUs of a problem as if all might use them; if that cannot be, the two problems that it falls into.
  private func step(
    _ problem: Problem, _ claims: [WaterFilling.Claim], _ parts: inout [WaterFilling.Part],
    _ work: inout Int
  ) -> [Problem] {
    var groups: [Int] = []
    var groupOfSet = Array(repeating: -1, count: holds.count)
    for claim in problem.claims where groupOfSet[place(claims[claim])] < 0 {
      groupOfSet[place(claims[claim])] = groups.count
      groups.append(place(claims[claim]))
    }
    let edges = groups.map { holds[$0].filter { problem.isFree[$0] } }
    var isUsed = sizes.map { _ in false }
    for edge in edges.joined() { isUsed[edge] = true }
    let own = sizes.indices.reduce(0) { $0 + (isUsed[$1] ? sizes[$1] : 0) }
    let shares = WaterFilling.parts(problem.claims.map { claims[$0] }, cpus: own)
    let unit = shares.map(\.denominator).max() ?? 1
    var demands = groups.map { _ in 0 }
    for (claim, share) in zip(problem.claims, shares) {
      demands[groupOfSet[place(claims[claim])]] += share.numerator * (unit / share.denominator)
      parts[claim] = share
    }
    let flow = CPUFlow(
      demands: demands, edges: edges,
      capacities: sizes.indices.map { isUsed[$0] ? sizes[$0] * 100 * unit : 0 })
    work += problem.claims.count + sizes.count + flow.work
    guard !flow.isComplete else { return [] }
    let isTight = flow.bottleneck
    var isTaken = sizes.map { _ in false }
    for group in groups.indices where isTight[group] {
      for edge in edges[group] { isTaken[edge] = true }
    }
    func half(_ tight: Bool) -> Problem {
      Problem(
        claims: problem.claims.filter { isTight[groupOfSet[place(claims[$0])]] == tight },
        isFree: sizes.indices.map { problem.isFree[$0] && isTaken[$0] == tight })
    }
    return [half(false), half(true)]
  }

  private func place(_ claim: WaterFilling.Claim) -> Int { claim.set < 0 ? count : claim.set }
}
