/// Whether groups of claims can have what they ask for on the CPUs that they may use.
///
/// A flow from groups, each with a demand, to classes of CPUs, each with a capacity; found by shortest augmenting
/// paths (Edmonds and Karp, JACM 19(2), 1972). Where not all is met, the groups beyond the least cut are those that
/// together want most beyond the CPUs that any of them may use.
struct CPUFlow {
  /// By group, the classes that it may use.
  private let edges: [[Int]]
  /// By class, who may use it: a group, and the number of that edge of the group.
  private let users: [[(group: Int, edge: Int)]]
  /// By group and edge.
  private var flow: [[Int]]
  private var excess: [Int]
  private var spare: [Int]
  /// Edges that were looked at.
  private(set) var work = 0

  /// Demands and edges by group, capacities by class.
  init(demands: [Int], edges: [[Int]], capacities: [Int]) {
    self.edges = edges
    excess = demands
    spare = capacities
    flow = edges.map { $0.map { _ in 0 } }
    var users: [[(group: Int, edge: Int)]] = capacities.map { _ in [] }
    for group in edges.indices {
      for (edge, place) in edges[group].enumerated() { users[place].append((group, edge)) }
    }
    self.users = users
    begin()
    while augment() {}
  }

  var isComplete: Bool { excess.allSatisfy { $0 == 0 } }

  /// What is there at once, those with the least choice first.
  private mutating func begin() {
    let order = edges.indices.sorted { (edges[$0].count, $0) < (edges[$1].count, $1) }
    for group in order {
      for (edge, place) in edges[group].enumerated() {
        let amount = min(excess[group], spare[place])
        flow[group][edge] += amount
        excess[group] -= amount
        spare[place] -= amount
        work += 1
      }
    }
  }

  /// Meets a part of an unmet demand, moving others to CPUs that only they may use; false if none can be met.
  private mutating func augment() -> Bool {
    var via: [(group: Int, edge: Int)?] = spare.map { _ in nil }
    var from: [(place: Int, edge: Int)?] = edges.map { _ in nil }
    var queue = edges.indices.filter { excess[$0] > 0 }
    var isSeen = excess.map { $0 > 0 }
    var next = 0
    while next < queue.count {
      let group = queue[next]
      next += 1
      for (edge, place) in edges[group].enumerated() where via[place] == nil {
        via[place] = (group, edge)
        if spare[place] > 0 {
          push(to: place, via, from)
          return true
        }
        work += users[place].count
        for user in users[place] where !isSeen[user.group] && flow[user.group][user.edge] > 0 {
          isSeen[user.group] = true
          from[user.group] = (place, user.edge)
          queue.append(user.group)
        }
      }
    }
    return false
  }

  private mutating func push(
    to end: Int, _ via: [(group: Int, edge: Int)?], _ from: [(place: Int, edge: Int)?]
  ) {
    var amount = spare[end]
    var place = end
    while let step = via[place] {
      guard let before = from[step.group] else {
        amount = min(amount, excess[step.group])
        break
      }
      amount = min(amount, flow[step.group][before.edge])
      place = before.place
    }
    spare[end] -= amount
    place = end
    while let step = via[place] {
      flow[step.group][step.edge] += amount
      guard let before = from[step.group] else {
        excess[step.group] -= amount
        return
      }
      flow[step.group][before.edge] -= amount
      place = before.place
    }
  }

  /// By group, whether it belongs to the greatest set of those that want most beyond the CPUs that any of them may use: the
  /// groups from which no CPU with time to spare can be reached.
  var bottleneck: [Bool] {
    var isOpen = edges.map { _ in false }
    var isReached = spare.map { $0 > 0 }
    var queue = spare.indices.filter { spare[$0] > 0 }
    while let place = queue.popLast() {
      for user in users[place] where !isOpen[user.group] {
        isOpen[user.group] = true
        for (edge, other) in edges[user.group].enumerated()
        where !isReached[other] && flow[user.group][edge] > 0 {
          isReached[other] = true
          queue.append(other)
        }
      }
    }
    return isOpen.map { !$0 }
  }
}
