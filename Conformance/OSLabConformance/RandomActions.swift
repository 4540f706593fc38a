import LabEngine

/// What a random guest does, one thing a function.
extension RandomKernel {
  /// One action of the kernel's; s9 is where the handlers go on if it traps.
  mutating func action() -> [String] {
    let next = label()
    var lines = ["    la s9, \(next)"]
    switch below(16) {
    case 0: lines += editEntry()
    case 1: lines += editEntry() + [access()]
    case 2: lines += editUpperEntry()
    case 3: lines += switchRoot()
    case 4: lines += toUserMode()
    case 5: lines += selfModify()
    case 6: lines += jumpIntoBlock()
    case 7: lines += armTimer()
    case 8: lines += ["    li a7, \(below(8))", "    ecall"]
    case 9: lines += changeStatus()
    case 10: lines += callWindow()
    case 11: lines += writeByAlias()
    default:
      for _ in 0..<(1 + below(6)) { lines.append(plain()) }
    }
    return lines + ["\(next):"]
  }

  private static let registers = ["a0", "a1", "a2", "a3", "a4", "a5", "t3", "t4", "t5", "s0", "s1"]

  mutating func register() -> String { one(of: Self.registers) }

  /// One instruction that nothing prepares.
  mutating func plain() -> String {
    switch below(8) {
    case 0, 1: return control()
    case 2, 3: return access()
    case 4: return "    .word \(Int(random.next() & 0xffff_ff80) | 0x73)"
    case 5:
      return one(of: ["    fence.i", "    sfence.vma", "    nop", "    ebreak", "    rdtime a3"])
    default: return arithmetic()
    }
  }

  mutating func arithmetic() -> String {
    let (a, b, c) = (register(), register(), register())
    switch below(6) {
    case 0: return "    addi \(a), \(b), \(below(4096) - 2048)"
    case 1: return "    mul \(a), \(b), \(c)"
    case 2: return "    xor \(a), \(b), \(c)"
    case 3: return "    li \(a), \(below(1 << 31))"
    case 4: return "    c.addi \(a), \(1 + below(31))"
    default: return "    sub \(a), \(b), \(c)"
    }
  }

  private static let controls = [
    "sstatus", "sie", "stvec", "scounteren", "sscratch", "sepc", "scause", "stval", "sip", "satp",
    "stimecmp", "mstatus", "mscratch", "mhartid", "misa", "mip", "cycle", "time", "instret",
    "senvcfg", "mideleg", "pmpcfg0", "hpmcounter3",
  ]
  private static let harmless = ["sscratch", "sepc", "scause", "stval", "sip", "sie", "scounteren"]

  private mutating func control() -> String {
    if chance(50) { return "    csrr \(register()), \(one(of: Self.controls))" }
    let name = one(of: Self.harmless)
    return one(of: [
      "    csrrw \(register()), \(name), \(register())",
      "    csrrs \(register()), \(name), \(register())",
      "    csrrci \(register()), \(name), \(below(32))", "    csrwi \(name), \(below(32))",
    ])
  }

  /// A load, store or atomic in the window, aligned or not.
  mutating func access() -> String {
    let page = below(Self.windowPages)
    let isAligned = chance(80)
    let offset = isAligned ? 8 * below(512) : one(of: [4093, 4095, below(4096)])
    let address = "    li t0, \(hex(Self.window + UInt64(4096 * page + offset)))"
    let (a, b) = (register(), register())
    let name = one(of: [
      "ld", "lw", "lbu", "lh", "sd", "sw", "sb", "sh", "amoadd.d", "amoswap.w", "lr.d", "sc.d",
    ])
    if name.hasPrefix("lr") { return "\(address)\n    \(name) \(a), (t0)" }
    if name.contains(".") { return "\(address)\n    \(name) \(a), \(b), (t0)" }
    return "\(address)\n    \(name) \(a), 0(t0)"
  }

  // MARK: Page tables

  /// A new entry of the window, by one of the instructions that can write it, and the fence.
  private mutating func editEntry() -> [String] {
    let index = below(Self.windowPages)
    let name = one(of: ["A", "B"])
    let fence =
      chance(50)
      ? ["    li t2, \(hex(Self.window + UInt64(4096 * index)))", "    sfence.vma t2"]
      : ["    sfence.vma"]
    return ["    la t0, leaf\(name)\(hart) + \(8 * index)", "    li t1, \(hex(entry()))"]
      + [
        one(of: [
          "    sd t1, 0(t0)", "    sd t1, 0(t0)", "    amoswap.d t3, t1, (t0)",
          "    sw t1, 0(t0)", "    sb t1, 0(t0)", "    amoand.d t3, t1, (t0)",
          "    sd zero, 0(t0)",
        ])
      ] + fence
  }

  /// The window's middle table: gone, a megapage, or as it was; or an entry of the root.
  private mutating func editUpperEntry() -> [String] {
    let name = one(of: ["A", "B"])
    let (root, mid) = ("root\(name)\(hart) + 8", "mid\(name)\(hart)")
    let (leaf, middle) = (table("leaf" + name), table("mid" + name))
    let all: UInt64 = 0x80000 << 10
    let places: [(String, UInt64)] = [
      (mid, leaf), (mid, leaf), (mid, 0), (mid, all | one(of: [0xdf, 0x1f, 0xcf, 0x53])),
      (mid + " + 8", all | one(of: [0xdf, 0x57, 0x0f, 0x53])), (mid + " + 8", 0x80001 << 10 | 0xdf),
      (mid + " + 8", leaf), (root, middle), (root, middle), (root, leaf), (root, all | 0xd7),
    ]
    let (place, value) = one(of: places)
    return [
      "    la t0, \(place)", "    li t1, \(hex(value))", "    sd t1, 0(t0)", "    sfence.vma",
      access(),
    ]
  }

  private mutating func switchRoot() -> [String] {
    let root = one(of: ["A", "B"])
    return [
      "    la t0, root\(root)\(hart)", "    srli t0, t0, 12",
      "    li t1, \(one(of: [8, 8, 8, 8, 8, 9])) << 60",
      "    or t0, t0, t1", "    csrw satp, t0", chance(50) ? "    sfence.vma" : access(),
    ]
  }

  /// A store through the megapage, which may hit a table or code; then the fence.
  private mutating func writeByAlias() -> [String] {
    let name = one(of: ["A", "B"]) + "\(hart)"
    let place = one(of: ["leaf\(name)", "mid\(name)", "pages", "pslot\(hart)", "ucode\(hart)"])
    return [
      "    la t0, \(place)", "    li t1, \(hex(Self.memory))", "    sub t0, t0, t1",
      "    li t1, \(hex(Self.alias))", "    add t0, t0, t1", "    li t2, 1 << 18",
      "    csrs sstatus, t2", "    \(one(of: ["lw", "sb", "sb"])) zero, \(below(96))(t0)",
      "    fence.i", "    sfence.vma",
    ]
  }

  // MARK: Modes

  private mutating func toUserMode() -> [String] {
    let page = below(Self.windowPages)
    return [
      "    li t0, \(hex(Self.window + UInt64(4096 * page + 2 * below(40))))", "    csrw sepc, t0",
      "    li t0, 0x100", "    csrc sstatus, t0",
      "    \(one(of: ["sret", "sret", "sret", "mret"]))",
    ]
  }

  /// Supervisor code in a page of the window, which a user's page must not give.
  private mutating func callWindow() -> [String] {
    let page = below(Self.windowPages)
    return [
      "    li t0, \(hex(Self.window + UInt64(4096 * page + 4 * below(8))))", "    jalr t0",
    ]
  }

  private mutating func changeStatus() -> [String] {
    let bits = one(of: [1 << 18, 1 << 18, 1 << 19, 2, 2, 3 << 18])
    return [
      "    li t0, \(bits)", "    \(one(of: ["csrs", "csrc"])) sstatus, t0", access(), access(),
    ]
  }

  private mutating func armTimer() -> [String] {
    let mask = one(of: [0x20, 0x22, 0x222])
    return [
      "    rdtime t0", "    addi t0, t0, \(below(3))", "    csrw stimecmp, t0",
      "    li t1, \(mask)",
      "    csrw sie, t1", "    csrsi sstatus, 2",
      one(of: ["    wfi", "    nop", "    csrsi sip, 2", "    csrr t1, time"]),
      "    li t2, -1", "    csrw stimecmp, t2",
    ]
  }

  // MARK: Machine mode

  mutating func machineAction() -> [String] {
    switch below(9) {
    case 0, 1: return borrowMode()
    case 2, 3: return protect()
    case 4:
      return ["    li t0, \(one(of: [0xb1ff, 0xb1ff, 0xb109, 5]))", "    csrw medeleg, t0"]
    case 5:
      let bit = one(of: [18, 19, 20, 21, 22, 18, 19])
      return ["    li t0, 1 << \(bit)", "    \(one(of: ["csrs", "csrc", "csrc"])) mstatus, t0"]
    case 6: return [arithmetic(), "    csrr \(register()), \(one(of: Self.controls))"]
    case 7:
      return [
        "    li t0, 0x2000000 + \(4 * hart)", "    li t1, 1", "    sw t1, 0(t0)",
        "    csrsi mie, 8",
      ]
    default:
      return one(of: [
        ["    csrwi mcountinhibit, \(one(of: [0, 0, 1, 4, 5]))"], ["    csrw mcycle, a3"],
        ["    csrw minstret, a4"], ["    csrwi mcounteren, \(below(8))"],
        ["    li t0, 1 << 63", "    csrw menvcfg, t0"], ["    sfence.vma"],
      ])
    }
  }

  /// An access with the rights of another mode.
  private mutating func borrowMode() -> [String] {
    [
      "    li t1, 3 << 11", "    csrc mstatus, t1",
      "    li t1, \(one(of: [0, 1, 1])) << 11 | 1 << 17",
      "    csrs mstatus, t1", access(), access(), "    li t1, 1 << 17", "    csrc mstatus, t1",
    ]
  }

  /// The first entries take rights from a part of a page, or from a page table.
  private mutating func protect() -> [String] {
    let place = one(of: [
      "pages + \(64 * below(60))", "leafA\(hart)", "midB\(hart)", "ucode\(hart)", "pslot\(hart)",
      "0x10000000",
    ])
    let kind = one(of: [2, 3, 0])
    let rights = kind << 3 | one(of: [0, 1, 3, 4, 5, 7])
    return [
      "    la t0, \(place)", "    srli t0, t0, 2",
      "    ori t0, t0, \(one(of: [0, 1, 3, 7, 0x1ff]))",
      "    csrw pmpaddr0, t0", "    li t0, \(rights) | 15 << 24 | 15 << 56", "    csrw pmpcfg0, t0",
      "    sfence.vma",
    ]
  }

  func hex(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
}
