/// A hostile program beside its target at each level of isolation, run on machines that are thrown away.
///
/// As processes and as containers both are in one kernel; as VMs each has a kernel of its own on one
/// machine; as machines they share nothing.
struct IsolationExperiment {
  enum Level: String, CaseIterable, Sendable { case process, container, vm, machine }

  /// What the hostile program tries, and what came of it.
  struct Finding: Sendable {
    let attempt: String
    let reaches: Bool
    /// In a few words.
    let words: String
  }

  private static let steps = 20_000
  private static let memory = 4 << 20
  /// What a container may have of the kernel's pages.
  private static let containerLimit = 4

  let level: Level
  private let hostile: Computer
  /// The computer that the target is in: the same, or another.
  private let target: Computer
  private let machines: [Machine]

  init(_ level: Level) throws {
    self.level = level
    var setting = IsolationKernel.Setting()
    let machine = Machine(.forIsolation)
    switch level {
    case .process, .container:
      if level == .container {
        setting.areApart = true
        setting.limit = Self.containerLimit
      }
      hostile = try Self.boot("H", setting, on: machine, isVirtual: false)
      target = hostile
      machines = [machine]
    case .vm, .machine:
      let other = level == .vm ? machine : Machine(.forIsolation)
      setting.hasHostile = false
      target = try Self.boot("T", setting, on: other, isVirtual: level == .vm)
      _ = target.run(Self.steps)
      setting.hasHostile = true
      setting.hasTarget = false
      hostile = try Self.boot("H", setting, on: machine, isVirtual: level == .vm)
      machines = [machine, other]
    }
    _ = hostile.run(Self.steps)
  }

  private static func boot(
    _ name: String, _ setting: IsolationKernel.Setting, on machine: Machine, isVirtual: Bool
  ) throws -> Computer {
    let image = try Assembler.assemble(IsolationKernel.source(setting), firstLine: 1)
    var plan = ComputerPlan(name: name, image: image)
    plan.pages = memory / 4096
    if isVirtual {
      plan.hypervisor = HypervisorPlan(technique: TrapAndEmulate.self, host: .bareMetal)
    }
    return machine.boot(plan)
  }

  var findings: [Finding] {
    let x = hostile.harts[0].x
    let all = UInt64.max
    let taken = x[23]
    return [
      finding("read the target's memory at its address", x[18] == IsolationKernel.secret, x[18]),
      finding("read the kernel's memory", x[19] != all, x[19]),
      finding("execute a privileged instruction", x[20] != all, x[20]),
      Finding(
        attempt: "kill the target", reaches: !targetIsAlive,
        words: targetIsAlive ? "refused: it sees no such process" : "the kernel did it"),
      finding("read the target's file", x[22] == IsolationKernel.fileSecret, x[22]),
      Finding(
        attempt: "take all of the memory that there is", reaches: left == 0,
        words: "got \(counted(Int(truncatingIfNeeded: taken), "page")), \(left) left for the target"
      ),
      finding(
        "read the target's page through a bug of the kernel", x[24] == IsolationKernel.secret, x[24]
      ),
      finding("reach memory beyond the computer's own", x[25] != all, x[25]),
    ]
  }

  private func finding(_ attempt: String, _ reaches: Bool, _ value: UInt64) -> Finding {
    let words =
      reaches
      ? "read \(hexadecimal(value))"
      : value == .max ? "refused" : "found \(hexadecimal(value)), its own"
    return Finding(attempt: attempt, reaches: reaches, words: words)
  }

  private var targetIsAlive: Bool { word("alive") == 1 }

  /// Pages that the kernel of the target still has to give.
  private var left: Int { Int(word("pool") ?? 0) }

  private func word(_ label: String) -> UInt64? {
    guard let place = target.image.address(of: label), let bytes = target.peek(place, count: 4)
    else { return nil }
    return bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  }
}

extension MachineSettings {
  fileprivate static var forIsolation: MachineSettings {
    var settings = MachineSettings()
    settings.frames = 256
    return settings
  }
}
