/// The state behind the control and status registers of one hart.
///
/// Volume II, 20211203, chapters 2 to 4. Fields that are views of others (`sstatus`, `sie`, `sip`) have no
/// place of their own.
struct ControlRegisters: Equatable, Sendable {
  var mstatus: UInt64 = Status.fixed
  var medeleg: UInt64 = 0
  var mideleg: UInt64 = 0
  var mie: UInt64 = 0
  /// The bits of `mip` that software holds up; devices add theirs.
  var mip: UInt64 = 0
  var mtvec: UInt64 = 0
  var mscratch: UInt64 = 0
  var mepc: UInt64 = 0
  var mcause: UInt64 = 0
  var mtval: UInt64 = 0
  var mcounteren: UInt64 = 0
  var mcountinhibit: UInt64 = 0
  var menvcfg: UInt64 = 0
  var stvec: UInt64 = 0
  var sscratch: UInt64 = 0
  var sepc: UInt64 = 0
  var scause: UInt64 = 0
  var stval: UInt64 = 0
  var satp: UInt64 = 0
  var scounteren: UInt64 = 0
  var senvcfg: UInt64 = 0
  var stimecmp: UInt64 = .max
  /// What is added to the cycles and the retired instructions, because software may set the counters.
  var cycleOffset: UInt64 = 0
  var retiredOffset: UInt64 = 0
  /// Where the counters stood when they were stopped.
  var cycleStopped: UInt64 = 0
  var retiredStopped: UInt64 = 0
  var protection = PhysicalProtection()

  /// Fields of `mstatus`; section 3.1.6.
  enum Status {
    static let sie: UInt64 = 1 << 1
    static let mie: UInt64 = 1 << 3
    static let spie: UInt64 = 1 << 5
    static let mpie: UInt64 = 1 << 7
    static let spp: UInt64 = 1 << 8
    static let mpp: UInt64 = 3 << 11
    static let mprv: UInt64 = 1 << 17
    static let sum: UInt64 = 1 << 18
    static let mxr: UInt64 = 1 << 19
    static let tvm: UInt64 = 1 << 20
    static let tw: UInt64 = 1 << 21
    static let tsr: UInt64 = 1 << 22
    /// UXL and SXL: 64 bits.
    static let fixed: UInt64 = 2 << 32 | 2 << 34
    static let writable =
      sie | mie | spie | mpie | spp | mpp | mprv | sum | mxr | tvm | tw | tsr
    /// What `sstatus` shows.
    static let supervisor = sie | spie | spp | sum | mxr | 3 << 32
    static let supervisorWritable = sie | spie | spp | sum | mxr
  }

  enum Pending {
    static let ssip: UInt64 = 1 << 1
    static let msip: UInt64 = 1 << 3
    static let stip: UInt64 = 1 << 5
    static let mtip: UInt64 = 1 << 7
    static let seip: UInt64 = 1 << 9
    static let meip: UInt64 = 1 << 11
    static let supervisor = ssip | stip | seip
    static let all = supervisor | msip | mtip | meip
  }

  /// `menvcfg.STCE`: supervisor mode has a timer of its own (Sstc).
  static let stce: UInt64 = 1 << 63
  /// `menvcfg.FIOM`.
  static let fiom: UInt64 = 1
  /// RV64, extensions A C I M, modes S and U.
  static let misa: UInt64 = 2 << 62 | 1 << 0 | 1 << 2 | 1 << 8 | 1 << 12 | 1 << 18 | 1 << 20

  var hasSupervisorTimer: Bool { menvcfg & Self.stce != 0 }
  /// The mode that `mret` returns to.
  var previousMode: PrivilegeMode { PrivilegeMode(rawValue: UInt8(mstatus >> 11 & 3)) ?? .user }
}
