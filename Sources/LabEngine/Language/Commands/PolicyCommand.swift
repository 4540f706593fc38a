/// `policy lru`
struct PolicyCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "policy", usage: ["policy NAME[(PARAMETER=N)]"],
    summary: "change the replacement policy",
    detail: """
      The machine keeps its state. What the new policy needs to know of the past (who was loaded or used \
      when, how often) it is told by replay, as if it had watched from the beginning.
      """,
    operands: [.policy], examples: ["policy lru", "policy clock(bit=0)"])

  private let spec: PolicySpec

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    spec = try PolicySpec.parse(try scanner.rawValue("a policy"))
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    guard execution.forcedPolicy == nil else { return Report() }
    let settings = machine.settings
    guard machine.computers.isEmpty || !spec.description.looksAhead else {
      throw LabError(
        .conflict("\(spec.text) needs the future, and nobody knows what a guest will do next."))
    }
    if spec.description.looksAhead, let task = machine.host?.toucher {
      throw LabError(
        .conflict("\(spec.text) needs the future, which \(task), a scheduled task, does not have."))
    }
    let policy = spec.make(frames: settings.frames, seed: UInt64(settings.seed))
    let teacher = PolicyTeacher(policy, frames: settings.frames)
    execution.hasBegun = true
    try execution.replayPast(for: teacher)
    machine.memory.frames.keepReferenced(where: teacher.bits)
    machine.replacePolicy(spec, policy)
    return .text("From now on \(spec.text): \(policy.description.summary)")
  }
}

extension Host {
  /// The first job or described VM that is there and refers to pages.
  fileprivate var toucher: String? {
    infos.indices.first { client in
      infos[client].workloads.contains { $0.highestPage >= 0 } && stopped(client) == nil
    }.map { infos[$0].name }
  }
}

extension FrameTable {
  /// A page counts as referenced if it does both by the old policy and by what the new one would have done.
  func keepReferenced(where other: FrameBits) {
    for index in 0..<touched where other.base[index] & FrameBits.referenced == 0 {
      bits.base[index] &= ~FrameBits.referenced
    }
  }
}
