/// Follows the log and tells, for the accesses asked for, what happened and why.
final class Narrator: Observer {
  /// One access with what led to it.
  struct Story {
    /// Which reference it was, counted from 1 since the machine was made; nil for moves without one.
    let reference: Int?
    let time: Int
    let cost: Int
    let record: AccessRecord
    let page: PageName
    let victim: PageName?
    let reason: String
    let policy: String
    /// Processes that had to leave memory as a whole to make room for it.
    let departed: [String]
  }

  private let wanted: (AccessRecord, PageName) -> Bool
  private let keep: Int
  /// The last `keep` stories asked for, or the first.
  private(set) var stories: [Story] = []
  private(set) var total = 0
  private let keepsLast: Bool
  private var lives: [Frame: VictimLife] = [:]
  private var departed: [String] = []
  private var references = 0
  private var time = 0
  private var trace: ReferenceTrace?
  private var traceStart = 0

  init(
    keep: Int, last: Bool = false, where wanted: @escaping (AccessRecord, PageName) -> Bool
  ) {
    self.keep = keep
    keepsLast = last
    self.wanted = wanted
  }

  func willApply(_ entry: History.Entry, to machine: Machine) {
    trace = entry.command.isString ? (entry.command as? any StringCommand)?.trace : nil
    traceStart = references
    departed = []
  }

  func observe(_ records: [AccessRecord], on machine: Machine) {
    for record in records { follow(record, machine) }
  }

  private func follow(_ record: AccessRecord, _ machine: Machine) {
    let spaces = machine.memory.spaces
    if record.isReference { references += 1 }
    let cost = machine.settings.costs.cost(of: record)
    let page = PageName(spaces[record.space].name, record.page)
    // A guest's instructions take time too, of which the records do not tell.
    if record.isGuest { time = max(time, machine.time - cost) }
    if wanted(record, page) {
      let victim = record.victim.map { PageName(spaces[$0.space].name, $0.page) }
      var reason = ""
      if victim != nil, var life = lives[record.frame] {
        life.nextUse = nextUse(of: record.victim)
        reason = machine.policy.reason(life)
      }
      tell(
        Story(
          reference: record.isReference ? references : nil, time: time, cost: cost,
          record: record, page: page, victim: victim, reason: reason,
          policy: machine.policySpec.text, departed: departed))
    }
    time += cost
    remember(record)
    if record.outcome != .removed && record.outcome != .unshared {
      departed = []
    } else if departed.last != page.process {
      departed.append(page.process)
    }
  }

  private func tell(_ story: Story) {
    total += 1
    if keepsLast {
      stories.append(story)
      if stories.count > keep { stories.removeFirst() }
    } else if stories.count < keep {
      stories.append(story)
    }
  }

  private func remember(_ record: AccessRecord) {
    switch record.outcome {
    case .removed, .released: lives[record.frame] = nil
    case .shared, .unshared, .releasedShared, .merged, .invalid, .protection: break
    case _ where record.outcome.loads:
      lives[record.frame] = VictimLife(loadedAt: references, lastUse: references, uses: 1)
    default:
      lives[record.frame, default: VictimLife()].lastUse = references
      lives[record.frame, default: VictimLife()].uses += 1
    }
  }

  /// Looked for in the string that is running, from the present reference on.
  private func nextUse(of victim: Mapping?) -> Int? {
    guard let trace, let victim else { return nil }
    let start = references - traceStart
    guard start >= 0, start < trace.count else { return nil }
    for position in start..<trace.count where trace[position].page == victim.page {
      return traceStart + position + 1
    }
    return nil
  }
}

/// A command that is a string of references.
protocol StringCommand: MachineCommand {
  var trace: ReferenceTrace { get }
}

extension CostModel {
  /// The virtual time of one access.
  func cost(of record: AccessRecord) -> Int {
    let writeOut = record.victimDirty ? pageout : 0
    return switch record.outcome {
    case .hit where record.isGuest: 0
    case .hit, .invalid, .protection: memory
    case .pageIn, .swappedIn: fault + writeOut
    case .zeroFill: zerofill + writeOut
    case .cowCopy, .forkCopy: copy + writeOut
    case .cowReuse: cowreuse
    case .removed, .unshared: writeOut
    case .shared, .released, .releasedShared, .merged: 0
    }
  }
}
