import Testing

@testable import LabEngine

@Suite struct DeadlineQueueTests {
  /// Beside a list of which every deadline is brought up to date each time.
  @Test(arguments: 1...20)
  func keepsTheOrderOfDeadlines(_ seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    func below(_ bound: Int) -> Int { Int(random.next(below: UInt64(bound))) }
    var settings = HostSettings()
    settings.cpus = 2
    var core = HostCore(settings)
    core.affinities.append(0b10)
    var queue = DeadlineQueue()
    var servers: [DeadlineServer] = []
    var queued: Set<Int> = []
    for _ in 0..<40 {
      var record = TaskRecord(client: 0)
      // Half of the tasks may run on the second CPU alone.
      if below(2) == 0 { record.affinity = 0 }
      core.tasks.append(record)
      servers.append(DeadlineServer(period: [7, 10, 10, 10, 35][below(5)], slice: 3))
    }
    for _ in 0..<600 {
      core.now += below(6)
      let task = below(servers.count)
      if queued.remove(task) != nil {
        queue.remove(task, core.now)
      } else {
        servers[task].begin(at: core.now)
        queue.insert(task, servers[task], core.now)
        queued.insert(task)
      }
      for other in servers.indices { servers[other].replenish(at: core.now) }
      let first = queued.filter { core.tasks[$0].affinity < 0 }
        .min { (servers[$0].deadline, $0) < (servers[$1].deadline, $1) }
      #expect(queue.first(for: 0, servers, core.view) == first)
    }
  }

  /// By hand: of three tasks on a circle of 10ms, each is first for a while in every period.
  @Test func goesRoundTheCircle() {
    var trees = PhaseTrees()
    let tree = trees.append()
    for (task, phase) in [(0, 5), (1, 1), (2, 8)] { trees.insert(task, in: tree, phase: phase) }
    #expect(
      [0, 1, 4, 5, 7, 8, 9].map { trees.first(of: tree, behind: $0) } == [1, 0, 0, 2, 2, 1, 1])
    trees.remove(0)
    #expect([0, 1, 7, 8].map { trees.first(of: tree, behind: $0) } == [1, 2, 2, 1])
    trees.remove(1)
    trees.remove(2)
    #expect(trees.first(of: tree, behind: 3) == nil)
  }
}
