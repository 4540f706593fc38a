/// What a hypervisor's work costs, in clock cycles on top of the guest's own instructions.
///
/// Where a default has been published, it is of one processor, the 3.8 GHz Pentium 4 that Adams and Agesen
/// measured ("A Comparison of Software and Hardware Techniques for x86 Virtualization", ASPLOS 2006): a system
/// call takes 242 cycles natively and 2308 under their software VMM, so that a trap to it and back takes 2066;
/// a VM entry takes 2409 and a page-fault VM exit 1931 (table 1); a write to a traced page-table entry 391
/// (section 6.3). The others are estimates of the same order, meant to be set.
struct HypervisorCosts: Hashable, Sendable {
  /// A trap from real user mode to the hypervisor and back, registers saved and restored.
  var trap = 2066
  /// A VM exit and the entry that follows it, on a processor with hardware assistance.
  var vmexit = 2409 + 1931
  /// A hypercall there and back: no state has to be guessed from a faulting instruction.
  var hypercall = 1000
  /// Scanning and translating one instruction.
  var translate = 200
  /// A replaced instruction that calls into the hypervisor's code, without a trap.
  var callout = 60
  /// Finding the translation of an indirect jump's target.
  var lookup = 30
  /// One memory reference of a page walk beyond those that the bare machine makes.
  var walk = 20
  /// An exit's way through the host's kernel and its scheduler to a hypervisor that is a process (type 2).
  var hosted = 6000
  /// One operation of a batch of hypercalls.
  var batched = 100
  /// Emulation, by reason.
  private var emulation = ReasonTable { standardEmulation($0) }

  private static func standardEmulation(_ reason: ExitReason) -> Int {
    switch reason {
    case .csr: 200
    case .sret, .mret: 300
    case .wfi: 500
    case .sfence: 400
    case .ecall: 500
    case .syscall, .illegal, .pagefault, .interrupt: 400
    case .mmio: 1000
    case .shadow: 600
    case .protect: 391
    case .host: 800
    case .hypercall: 200
    }
  }

  subscript(reason: ExitReason) -> Int {
    get { emulation[reason] }
    set { emulation[reason] = newValue }
  }
}

extension MachineSettingRegistry {
  /// One line a cost of a hypervisor's work.
  static let hypervisorCosts: [MachineSettingEntry] =
    [
      cycles("cost_trap", "2066", "a trap to a hypervisor and back", \.trap),
      cycles("cost_vmexit", "4340", "a VM exit and entry under hardware assistance", \.vmexit),
      cycles("cost_hypercall", "1000", "a hypercall and back", \.hypercall),
      cycles("cost_batched", "100", "one operation of a batch of hypercalls", \.batched),
      cycles("cost_translate", "200", "translating one instruction of a guest", \.translate),
      cycles("cost_callout", "60", "a replaced instruction in translated code", \.callout),
      cycles("cost_lookup", "30", "an indirect jump in translated code", \.lookup),
      cycles("cost_walk", "20", "one more memory reference of a nested page walk", \.walk),
      cycles("cost_hosted", "6000", "an exit's way through the kernel of a type 2 host", \.hosted),
    ] + ExitReason.allCases.map(emulation)

  private static func emulation(of reason: ExitReason) -> MachineSettingEntry {
    entry(
      "cost_\(reason.name == "hypercall" ? "hypercallwork" : reason.name)",
      "\(HypervisorCosts()[reason])", "emulating an exit: \(reason.meaning)"
    ) { $0[reason] = $1 }
  }

  private static func cycles(
    _ name: String, _ standard: String, _ meaning: String,
    _ path: WritableKeyPath<HypervisorCosts, Int> & Sendable
  ) -> MachineSettingEntry {
    entry(name, standard, meaning) { $0[keyPath: path] = $1 }
  }

  private static func entry(
    _ name: String, _ standard: String, _ meaning: String,
    _ set: @escaping @Sendable (inout HypervisorCosts, Int) -> Void
  ) -> MachineSettingEntry {
    MachineSettingEntry(
      name: name, values: "a number of cycles", standard: standard,
      meaning: "cycles for " + meaning, candidates: []
    ) { settings, value, _ in
      var scanner = Scanner(value)
      let number = try scanner.integer(
        "a number of cycles", in: 0...1_000_000_000, what: "cycles")
      try scanner.end()
      set(&settings.costs.hypervisor, number)
    }
  }
}
