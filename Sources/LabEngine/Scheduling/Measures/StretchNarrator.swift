/// Follows the log a second time and tells what else went on in chosen stretches: who had the CPUs and why, for whom the
/// disk worked, who held the lock.
final class StretchNarrator: Observer {
  /// A part of a stretch in which somebody else, or the task itself, had something.
  struct Part {
    let task: Int
    let cpu: Int
    var from: Int
    var to: Int
    var reason = ""
    var page = -1
  }

  private struct Notes {
    var runs: [Part] = []
    var moreRuns = 0
    var disk: [Part] = []
    var moreDisk = 0
    var holders: [Part] = []
    /// How long each possible holder ran meanwhile.
    var ran: [Int: Int] = [:]
  }

  /// Choices that are told of one stretch.
  private static let most = 3

  private let stretches: [TaskStretch]
  private let host: Host
  private let core: HostCore
  private var notes: [Notes]
  private var running: [Int: Part] = [:]
  private var holding: [Int: Part] = [:]
  private let end: Int
  private var time = 0

  /// `host` is as it was in the end.
  init(_ stretches: [TaskStretch], on host: Host) {
    self.stretches = stretches
    self.host = host
    core = host.core
    notes = stretches.map { _ in Notes() }
    end = stretches.map(\.to).max() ?? 0
  }

  var watchesHost: Bool { true }
  var wantsReasons: Bool { true }

  func willApply(_ entry: History.Entry, to machine: Machine) {
    guard entry.command is HostCommand else { return }
    notes = stretches.map { _ in Notes() }
    running = [:]
    holding = [:]
    time = 0
  }

  func observe(_ records: [HostRecord], on host: Host) {
    for record in records {
      time = record.time
      let task = Int(record.task)
      let cpu = Int(record.cpu)
      switch record.kind {
      case .start(let switching, _):
        running[cpu] = Part(
          task: task, cpu: cpu, from: record.time + switching, to: Host.endless,
          reason: record.reason ?? "")
      case .stop: close(cpu, record.time)
      case .disk(let begins, let ends, let page):
        note(Part(task: task, cpu: -1, from: begins, to: ends, page: page), in: \.disk, \.moreDisk)
        {
          ($0.doing == .faulting || $0.doing == .reading) && $0.task != task
        }
      case .acquires:
        holding[Int(record.lock)] = Part(task: task, cpu: -1, from: record.time, to: Host.endless)
      case .releases: release(Int(record.lock), record.time)
      default: break
      }
    }
  }

  private func close(_ cpu: Int, _ now: Int) {
    guard var part = running.removeValue(forKey: cpu) else { return }
    part.to = now
    guard part.to > part.from else { return }
    note(part, in: \.runs, \.moreRuns) { stretch in
      if stretch.doing == .running || stretch.doing == .spinning {
        return stretch.task == part.task && stretch.cpu == part.cpu
      }
      return stretch.doing == .ready && self.core.view.allows(stretch.task, on: part.cpu)
    }
    for (index, stretch) in stretches.enumerated() where stretch.doing == .spinning {
      let length = min(part.to, stretch.to) - max(part.from, stretch.from)
      if length > 0 { notes[index].ran[part.task, default: 0] += length }
    }
  }

  private func release(_ lock: Int, _ now: Int) {
    guard var part = holding.removeValue(forKey: lock) else { return }
    part.to = now
    for (index, stretch) in stretches.enumerated()
    where stretch.lock == lock && stretch.from < part.to && part.from < stretch.to {
      notes[index].holders.append(part)
    }
  }

  /// The overlap of a part with each stretch that it belongs to.
  private func note(
    _ part: Part, in list: WritableKeyPath<Notes, [Part]>, _ more: WritableKeyPath<Notes, Int>,
    where belongs: (TaskStretch) -> Bool
  ) {
    for (index, stretch) in stretches.enumerated()
    where stretch.from < part.to && part.from < stretch.to && belongs(stretch) {
      guard notes[index][keyPath: list].count < Self.most else {
        notes[index][keyPath: more] += 1
        continue
      }
      var own = part
      own.from = max(part.from, stretch.from)
      own.to = min(part.to, stretch.to)
      notes[index][keyPath: list].append(own)
    }
  }

  // MARK: Words

  /// A line a stretch; `names` puts the task first.
  func lines(names: Bool) -> [String] {
    for cpu in running.keys.sorted() { close(cpu, end) }
    for lock in holding.keys.sorted() { release(lock, end) }
    return stretches.indices.map { index in
      let stretch = stretches[index]
      let head =
        "from \(Self.written(stretch.from)) to \(Self.written(stretch.to)) (\(Self.written(stretch.length))): "
      return (names ? host.name(of: stretch.task) + " " : "") + head + words(index)
    }
  }

  /// Who ran in each stretch on the CPUs that its task may use.
  func meanwhile() -> [String] {
    for cpu in running.keys.sorted() { close(cpu, end) }
    return notes.map { $0.runs.isEmpty ? "; nobody ran on its CPUs" : runs($0) }
  }

  static func written(_ time: Int) -> String { Value.nanoseconds(time).written() }

  private func words(_ index: Int) -> String {
    let stretch = stretches[index]
    switch stretch.doing {
    case .running: return "ran on CPU \(stretch.cpu)" + reason(index)
    case .spinning: return spin(stretch, notes[index])
    case .switching: return switching(to: stretch.cpu)
    case .ready: return "ready" + runs(notes[index])
    case .parked:
      let client = Int(core.tasks[stretch.task].client)
      let cap = host.infos[client].cap.map { " of \($0)%" } ?? ""
      return "held back by its cap\(cap), which was used up in this period of "
        + Self.written(host.settings.period)
    case .sleeping: return "waited for a device or an interrupt"
    case .reading: return "waited for the host's disk" + queue(notes[index])
    case .faulting where stretch.page < 0:
      return "waited for the host's disk, which moved data of its own disk" + queue(notes[index])
    case .faulting:
      return
        "waited for the host's disk, \(page(stretch.page, of: stretch.task)) not being resident"
        + queue(notes[index])
    case .barrier: return "waited at a barrier for the other vCPUs"
    case .paused: return "held by the hypervisor"
    }
  }

  private func switching(to cpu: Int) -> String {
    let costs = [
      host.settings.switchCost > 0 ? "the switch from another task" : nil,
      host.settings.migrationCost > 0 ? "cold caches where it had not run before" : nil,
    ].compactMap { $0 }
    return "CPU \(cpu) was given to it; lost to " + costs.joined(separator: " or ")
  }

  private func reason(_ index: Int) -> String {
    guard let part = notes[index].runs.first, !part.reason.isEmpty else { return "" }
    return " (\(part.reason))"
  }

  private func runs(_ notes: Notes) -> String {
    guard !notes.runs.isEmpty else { return "; no CPU that it may use was free" }
    var text = ""
    var cpu = -1
    for part in notes.runs {
      text += part.cpu != cpu ? "; CPU \(part.cpu) ran " : ", then "
      cpu = part.cpu
      text += "\(host.name(of: part.task)) for \(Self.written(part.to - part.from))"
      if !part.reason.isEmpty { text += " (\(part.reason))" }
    }
    return text + (notes.moreRuns > 0 ? ", and \(counted(notes.moreRuns, "more choice"))" : "")
  }

  private func queue(_ notes: Notes) -> String {
    guard !notes.disk.isEmpty else { return "" }
    let parts = notes.disk.map { part in
      let what = part.page >= 0 ? " (\(page(part.page, of: part.task)))" : ""
      return "\(host.name(of: part.task))\(what) for \(Self.written(part.to - part.from))"
    }
    let more = notes.moreDisk > 0 ? " and \(counted(notes.moreDisk, "more request"))" : ""
    return "; meanwhile the disk worked for " + parts.joined(separator: ", ") + more
  }

  private func spin(_ stretch: TaskStretch, _ notes: Notes) -> String {
    let locks = core.locks
    let lock = locks.indices.contains(stretch.lock) ? locks[stretch.lock].name : "a lock"
    guard let part = notes.holders.first else { return "spun on \(lock)" }
    let ran = notes.ran[part.task] ?? 0
    let text = "spun on \(lock), held by \(host.name(of: part.task)), which "
    if ran == 0 { return text + "did not run" }
    return text + (ran < stretch.length ? "ran for only \(Self.written(ran)) of it" : "ran")
  }

  private func page(_ page: Int, of task: Int) -> String {
    guard page >= 0 else { return "a page" }
    let client = Int(core.tasks[task].client)
    guard let space = host.infos[client].space,
      host.machine.memory.spaces.indices.contains(space)
    else { return "page \(page)" }
    return "\(PageName(host.machine.memory.spaces[space].name, page))"
  }
}
