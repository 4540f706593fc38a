/// All of every hart: registers, control registers, what it waits for, what was counted.
enum HartSection: SuspendSection {
  static let tag = "HART"
  static let name = "harts"

  static func save(_ computer: Computer, to writer: inout StateWriter) {
    for hart in computer.harts { hart.save(to: &writer) }
  }

  static func load(into computer: Computer, from reader: inout StateReader) throws {
    for hart in computer.harts { try hart.load(from: &reader) }
  }
}

extension Hart {
  fileprivate func save(to writer: inout StateWriter) {
    for register in 1..<32 { writer.integer(x[register]) }
    writer.integer(pc)
    writer.integer(mode.rawValue)
    writer.flag(isStarted)
    writer.flag(isWaiting)
    writer.integer(retired)
    writer.optional(reservation?.address)
    writer.integer(reservation?.value ?? 0)
    writer.optional(firmwareTimer)
    writer.integer(lines)
    csr.save(to: &writer)
    trapCounts.save(to: &writer)
  }

  fileprivate func load(from reader: inout StateReader) throws {
    for register in 1..<32 { x[register] = try reader.integer("x\(register)") }
    pc = try reader.integer("pc")
    mode = try reader.mode()
    isStarted = try reader.flag("whether hart \(id) has started")
    isWaiting = try reader.flag("whether hart \(id) waits")
    retired = try reader.integer("the retired instructions")
    let reserved = try reader.optional("the reservation")
    let value: UInt64 = try reader.integer("the reservation")
    reservation = reserved.map { ($0, value) }
    firmwareTimer = try reader.optional("the timer of the firmware")
    lines = try reader.integer("the interrupt lines") { $0 & ~ControlRegisters.Pending.all == 0 }
    csr = try ControlRegisters(from: &reader)
    trapCounts = try TrapCounts(from: &reader)
  }
}

extension StateReader {
  /// A privilege mode.
  mutating func mode() throws -> PrivilegeMode {
    let number: UInt8 = try integer("the mode")
    guard let mode = PrivilegeMode(rawValue: number) else {
      throw wrong("there is no mode \(number)")
    }
    return mode
  }
}

extension ControlRegisters {
  /// One register as the file holds it, and the values that it can have.
  struct Field: Sendable {
    let name: String
    let path: WritableKeyPath<ControlRegisters, UInt64> & Sendable
    let isLegal: @Sendable (UInt64) -> Bool

    /// With bits that may be set; the others are zero.
    init(
      _ name: String, _ path: WritableKeyPath<ControlRegisters, UInt64> & Sendable,
      bits: UInt64 = .max
    ) {
      self.init(name, path) { $0 & ~bits == 0 }
    }

    init(
      _ name: String, _ path: WritableKeyPath<ControlRegisters, UInt64> & Sendable,
      isLegal: @escaping @Sendable (UInt64) -> Bool
    ) {
      (self.name, self.path, self.isLegal) = (name, path, isLegal)
    }
  }

  /// All but the entries of the memory protection. Fields that must be zero are those that writes leave alone.
  static let fields: [Field] = [
    Field("mstatus", \.mstatus) { value in
      value & ~Status.writable == Status.fixed && value >> 11 & 3 != 2
    },
    Field("medeleg", \.medeleg, bits: 0xb3ff),
    Field("mideleg", \.mideleg, bits: Pending.supervisor),
    Field("mie", \.mie, bits: Pending.all),
    Field("mip", \.mip, bits: Pending.supervisor),
    Field("mtvec", \.mtvec, bits: ~2),
    Field("mscratch", \.mscratch),
    Field("mepc", \.mepc),
    Field("mcause", \.mcause),
    Field("mtval", \.mtval),
    Field("mcounteren", \.mcounteren, bits: 0xffff_ffff),
    Field("mcountinhibit", \.mcountinhibit, bits: 5),
    Field("menvcfg", \.menvcfg, bits: stce | fiom),
    Field("stvec", \.stvec, bits: ~2),
    Field("sscratch", \.sscratch),
    Field("sepc", \.sepc),
    Field("scause", \.scause),
    Field("stval", \.stval),
    Field("satp", \.satp) { $0 == 0 || $0 >> 60 == 8 && $0 >> 44 & 0xffff == 0 },
    Field("scounteren", \.scounteren, bits: 0xffff_ffff),
    Field("senvcfg", \.senvcfg, bits: fiom),
    Field("stimecmp", \.stimecmp),
    Field("mcycle", \.cycleOffset),
    Field("minstret", \.retiredOffset),
    Field("mcycle", \.cycleStopped),
    Field("minstret", \.retiredStopped),
  ]

  fileprivate func save(to writer: inout StateWriter) {
    for field in Self.fields { writer.integer(self[keyPath: field.path]) }
    protection.save(to: &writer)
  }

  fileprivate init(from reader: inout StateReader) throws {
    self.init()
    for field in Self.fields {
      self[keyPath: field.path] = try reader.integer(field.name, where: field.isLegal)
    }
    protection = try PhysicalProtection(from: &reader)
  }
}
