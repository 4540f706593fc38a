/// What came of moving a VM to another host.
struct Migration: Sendable {
  enum Mode: String, CaseIterable, Sendable { case precopy, postcopy }

  let mode: Mode
  let plan: PrecopyPlan
  /// When it began, and for how long the VM stood still, in nanoseconds of the machine's time.
  let began: Int
  var downtime = 0
  /// From the first byte until the VM went on at its new place.
  var total = 0
  /// True once it runs there.
  var isComplete = false
}

/// Post-copy: the VM runs at its new place before its pages have come, which are pushed there in order; one that
/// is touched before its turn is fetched over the network first.
///
/// Hines and Gopalan, "Post-Copy Based Live Virtual Machine Migration Using Adaptive Pre-Paging and Dynamic
/// Self-Ballooning", VEE 2009, section 3: active push and demand paging.
struct PageArrival: Sendable {
  /// When the first page began to be pushed, and how long each takes.
  let began: Int
  let pageTime: Int
  /// What fetching one page out of turn costs.
  let fetch: Int
  /// Pages that were fetched already.
  private var fetched: Set<Int> = []
  private(set) var fetches = 0

  init(began: Int, pageTime: Int, fetch: Int) {
    self.began = began
    self.pageTime = pageTime
    self.fetch = fetch
  }

  /// What a touch of a page costs now.
  mutating func touch(_ page: Int, at time: Int) -> Int {
    let (needed, overflow) = (page + 1).multipliedReportingOverflow(by: pageTime)
    if !overflow, time - began >= needed || fetched.contains(page) { return 0 }
    guard fetched.insert(page).inserted else { return 0 }
    fetches += 1
    return fetch
  }
}

extension Computer {
  /// Nanoseconds in which the computer stands still although the machine's time goes on.
  func standStill(for nanoseconds: Int) throws {
    synchronise()
    let cycles = nanoseconds / cycleCost + (nanoseconds % cycleCost == 0 ? 0 : 1)
    let (sum, overflow) = machine.memory.counts.cycles.addingReportingOverflow(cycles)
    guard !overflow else { throw MigrationLink.tooLong }
    machine.memory.counts.cycles = sum
    guard machine.settings.costs.time(of: machine.memory.counts) != nil else {
      throw MigrationLink.tooLong
    }
  }

  /// Puts what has crossed the link into its memory: from now on that is all it has.
  func receive(_ pages: [Int: PageBytes]) {
    for (index, bytes) in pages.sorted(by: { $0.key < $1.key }) {
      let present = machine.contents(of: index, space: space)
      guard present !== bytes else { continue }
      let word = machine.memory.spaces[space].table.words[index]
      if word & PageWord.valid != 0 {
        let host = machine.memory.uniqueBytes(of: index, space: space)
        host.copyMemory(from: bytes.base, byteCount: bytes.size)
      } else if word & PageWord.swapped != 0 {
        let owner = machine.memory.spaces[space].id.index
        machine.memory.backing[Mapping(space: owner, page: index)] = bytes
      }
    }
    forgetTranslations()
  }
}
