/// Why a guest gave the processor back to its hypervisor: one VM exit each.
enum ExitReason: Int, CaseIterable, Sendable {
  case csr, sret, mret, wfi, sfence, ecall, syscall, mmio, illegal, pagefault, shadow, protect
  case host, interrupt, hypercall

  /// As `V.exits(NAME)` asks for it.
  var name: String { "\(self)" }

  var meaning: String {
    switch self {
    case .csr: "the guest's kernel read or wrote a control register"
    case .sret: "the guest's kernel returned from a supervisor trap"
    case .mret: "the guest's firmware returned from a machine trap"
    case .wfi: "the guest's kernel had nothing to do"
    case .sfence: "the guest's kernel flushed translations"
    case .ecall: "the guest's kernel called its firmware"
    case .syscall: "a guest process called the guest's kernel: reflected"
    case .mmio: "a device was read or written: emulated"
    case .illegal: "another exception of the guest's own: reflected"
    case .pagefault: "true page fault: the guest's own tables forbid it, reflected"
    case .shadow: "shadow page fault: the guest's tables allow it, the shadow table was not filled"
    case .protect: "write to a guest page table, or to translated code, which is kept protected"
    case .host: "the page had no frame of its own: the host's pager was needed"
    case .interrupt: "an interrupt was due: injected"
    case .hypercall: "the guest asked for it by a hypercall"
    }
  }

  /// True where nobody but the hypervisor can go on, so that an exit bitmap cannot switch it off.
  var isUnavoidable: Bool {
    switch self {
    case .mmio, .host, .hypercall, .shadow, .protect: true
    default: false
    }
  }

  static func named(_ name: String) -> ExitReason? { allCases.first { $0.name == name } }
  static let names = allCases.map(\.name)

  /// What a trap that the guest is to see is counted as.
  static func reflecting(_ trap: Trap) -> ExitReason {
    if trap.isInterrupt { return .interrupt }
    switch trap.code {
    case 8: return .syscall
    case 9, 11: return .ecall
    case 12, 13, 15: return .pagefault
    default: return .illegal
    }
  }
}

/// A number for each reason, in place: it is read and counted up at every exit.
struct ReasonTable: Hashable, Sendable {
  private var numbers = InlineArray<16, Int>(repeating: 0)

  init(_ number: (ExitReason) -> Int) {
    for reason in ExitReason.allCases { self[reason] = number(reason) }
  }

  subscript(reason: ExitReason) -> Int {
    get { numbers[reason.rawValue] }
    set { numbers[reason.rawValue] = newValue }
  }

  var total: Int { ExitReason.allCases.reduce(0) { $0 &+ self[$1] } }

  static func == (a: ReasonTable, b: ReasonTable) -> Bool {
    ExitReason.allCases.allSatisfy { a[$0] == b[$0] }
  }

  func hash(into hasher: inout Hasher) {
    for reason in ExitReason.allCases { hasher.combine(self[reason]) }
  }
}

/// How often each reason came up, or how many cycles it took.
typealias ExitCounts = ReasonTable

extension ReasonTable {
  init() { self.init { _ in 0 } }
}

/// Which events make a guest exit where the processor lets the hypervisor choose.
///
/// As the execution controls of VT-x (Intel SDM, volume 3, section 24.6) and the intercept vectors of
/// SVM (AMD64 manual, volume 2, section 15.9) do.
struct ExitBitmap: Hashable, Sendable {
  private var bits: UInt32

  init(_ reasons: [ExitReason]) {
    bits = reasons.reduce(0) { $0 | 1 << UInt32($1.rawValue) }
  }

  subscript(reason: ExitReason) -> Bool {
    get { bits >> UInt32(reason.rawValue) & 1 != 0 }
    set {
      let bit = UInt32(1) << UInt32(reason.rawValue)
      bits = newValue ? bits | bit : bits & ~bit
    }
  }
}
