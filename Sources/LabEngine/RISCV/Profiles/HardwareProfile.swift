/// A kind of hardware: what it does where a program in user mode touches the registers of the supervisor.
///
/// A new one is a file beside this one and a line in the registry; nothing asks for its name.
struct HardwareProfile: Sendable {
  let name: String
  let summary: String
  /// A few sentences for help: what traps, and what does not.
  let detail: String
  /// What its instructions have in common with those of another processor.
  var parallels: [Parallel] = []
  /// What becomes of an access from user mode to a register of the supervisor, 0x100 to 0x1ff and the like.
  ///
  /// Such an access always traps on hardware as in the manual; Volume II, section 2.1.
  let userAccess: @Sendable (_ number: Int, _ writes: Bool) -> ControlAccess

  /// An instruction that behaves like one of the x86 before its virtualization extensions.
  ///
  /// Robin and Irvine, "Analysis of the Intel Pentium's ability to support a secure virtual machine monitor",
  /// USENIX Security 2000, has them all: seventeen instructions that are sensitive and do not trap.
  struct Parallel: Sendable {
    /// Of the control register.
    let number: Int
    let writes: Bool
    let x86: String
    /// What the two have in common.
    let likeness: String
  }

  /// The x86 instructions that an access is like, and why; nil if there is none.
  func parallel(_ number: Int, writes: Bool) -> Parallel? {
    parallels.first { $0.number == number && $0.writes == writes }
  }
}

/// What becomes of an access to a control register.
enum ControlAccess: Hashable, Sendable {
  /// An illegal instruction.
  case traps
  /// It is carried out.
  case allowed
  /// What is read is the real register, what is written is dropped.
  case ignoresWrite
}

/// Every hardware profile. Help, completion, documentation and the contract tests read it.
enum ProfileRegistry {
  static let all: [HardwareProfile] = [.rv64, .legacy]
  /// Unless told otherwise.
  static let standard = HardwareProfile.rv64

  static let names = all.map(\.name)

  static func named(_ name: String) -> HardwareProfile? { all.first { $0.name == name } }

  /// As `boot` and others take it.
  static let option = CommandOption(
    name: "profile", values: names.joined(separator: " or "),
    meaning: "the hardware; \(standard.name) unless told", kind: .words(names))
}

extension OptionReader {
  /// `profile=NAME`, the standard one if it is left out.
  func profile() throws -> HardwareProfile {
    let name = try choice(
      "profile", ProfileRegistry.names, standard: ProfileRegistry.standard.name)
    return ProfileRegistry.named(name) ?? ProfileRegistry.standard
  }
}

extension HardwareProfile {
  /// For help: what it does, and beside which instructions of the x86 it stands.
  var report: Report {
    var blocks: [Report.Block] = [.text(detail)]
    if !parallels.isEmpty {
      blocks.append(
        .text(
          "These have the same fault as instructions of the x86, of which Robin and Irvine counted seventeen in 2000:"
        ))
      let rows = parallels.map { parallel in
        let name = CSRNames.name(UInt16(truncatingIfNeeded: parallel.number)) ?? ""
        return [
          Cell(parallel.writes ? "csrw \(name)" : "csrr \(name)", .strong), Cell(parallel.x86),
          Cell(parallel.likeness),
        ]
      }
      blocks.append(.table(Table(columns: ["user mode", "x86", "what they share"], rows: rows)))
    }
    return Report(blocks)
  }
}
