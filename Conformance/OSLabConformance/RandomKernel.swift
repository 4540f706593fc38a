import LabEngine

/// Makes random guests for hypervisors to stumble over, in assembly.
///
/// A guest brings up machine mode, delegation, physical protection and two Sv39 address spaces, and
/// then does random things one after the other in supervisor mode (`RandomActions.swift`). Whatever traps ends
/// its action: the handlers fold cause, place and value into s7 and go on at s9, where the next begins. After every change
/// of a page table the guest does `sfence.vma`, so that what it sees does not depend on any TLB.
struct RandomKernel {
  /// Where the pages that change lie, in each address space.
  static let window: UInt64 = 0x4000_0000
  /// Pages of the window that the guest uses.
  static let windowPages = 12
  /// All memory again, by a megapage that comes and goes.
  static let alias: UInt64 = 0x4020_0000
  static let memory: UInt64 = 0x8000_0000
  static let options = "ram=1MiB"

  var random: SeededRandom
  let harts: Int
  /// The hart that the code is for, as the end of its labels.
  var hart = 0
  var labels = 0

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
    harts = random.next(below: 5) == 0 ? 2 : 1
  }

  mutating func below(_ bound: Int) -> Int { Int(random.next(below: UInt64(bound))) }
  mutating func one<T>(of values: [T]) -> T { values[below(values.count)] }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  mutating func label() -> String {
    labels += 1
    return "L\(labels)"
  }

  /// The whole guest.
  mutating func source() -> String {
    var lines = [".option rvc", "_start:"]
    if harts > 1 { lines.append("    bnez a0, start1") }
    var pages: [String] = []
    for index in 0..<harts {
      hart = index
      lines.append("start\(index):")
      lines += setUp()
      lines += ["kernel\(index):"]
      for _ in 0..<(40 + below(200)) { lines += action() }
      lines += index == 0 ? Self.switchOff : ["9:  j 9b"]
      lines += supervisorHandler() + machineHandler() + code()
      pages += tables() + userCode()
    }
    lines += [".balign \(Self.pagesAddress - Self.memory)"] + pages
    lines += [".balign 4096", "pages: .space \(4 * 4096)"]
    return lines.joined(separator: "\n")
  }

  // MARK: Places

  /// Where the pages lie that tables name: behind all code.
  private static let pagesAddress: UInt64 = 0x8002_0000
  private static let pageNames =
    ["A", "B"].flatMap { name in ["root", "mid", "leaf", "kmid", "kleaf"].map { $0 + name } }
    + ["ucode"]

  /// What a page-table entry says for one of them, or for one of the pages of data behind them.
  func pageNumber(_ name: String) -> UInt64 {
    let index = Self.pageNames.firstIndex(of: name) ?? 0
    return Self.pagesAddress >> 12 + UInt64(hart * Self.pageNames.count + index)
  }

  private func dataPage(_ index: Int) -> UInt64 {
    Self.pagesAddress >> 12 + UInt64(harts * Self.pageNames.count + index)
  }

  func table(_ name: String) -> UInt64 { pageNumber(name) << 10 | 1 }

  /// By the board's finisher, which takes a while to be noticed if the harts take turns.
  private static let switchOff = [
    "    csrw satp, zero", "    li t0, 0x100000", "    li t1, 0x5555", "    sw t1, 0(t0)",
    "9:  j 9b",
  ]

  // MARK: Bringing up

  private mutating func setUp() -> [String] {
    let timer = chance(70) ? "li t0, 1 << 63" : "li t0, 0"
    return [
      "    la t0, mtrap\(hart)", "    csrw mtvec, t0", "    la t0, strap\(hart)",
      "    csrw stvec, t0", "    li t0, \(one(of: [0xb1ff, 0xb1ff, 0xb109, 0x5, 0xb3ff]))",
      "    csrw medeleg, t0", "    li t0, \(one(of: [0x222, 0x222, 0x20]))", "    csrw mideleg, t0",
      "    li t0, -1", "    srli t0, t0, 10", "    csrw pmpaddr3, t0",
      "    li t0, 15 << 24 | 15 << 56",
      "    csrw pmpcfg0, t0", "    csrwi mcounteren, \(one(of: [7, 7, 2]))", "    \(timer)",
      "    csrw menvcfg, t0", "    li t0, 3 << 11", "    csrc mstatus, t0", "    li t0, 1 << 11",
      "    csrs mstatus, t0", "    la t0, kernel\(hart)", "    csrw mepc, t0",
      "    la t0, rootA\(hart)", "    srli t0, t0, 12", "    li t1, 8 << 60", "    or t0, t0, t1",
      "    csrw satp, t0", "    sfence.vma", "    li s7, \(below(1000))",
      "    la s9, kernel\(hart)", "    mret",
    ]
  }

  /// What happened goes into s7, and an interrupt that was taken is switched off.
  private func supervisorHandler() -> [String] {
    [
      ".balign 4", "strap\(hart):", "    csrr s10, scause", "    bltz s10, 1f",
      "    slli s11, s7, 5", "    add s7, s7, s11", "    xor s7, s7, s10", "    csrr s10, sepc",
      "    add s7, s7, s10", "    csrr s10, stval", "    xor s7, s7, s10", "    csrw sepc, s9",
      "    li s10, 0x100", "    csrs sstatus, s10", "    sret", "1:  slli s11, s7, 3",
      "    add s7, s7, s11", "    add s7, s7, s10", "    andi s10, s10, 63", "    li s11, 1",
      "    sll s11, s11, s10", "    csrc sie, s11", "    csrci sip, 2", "    sret",
    ]
  }

  private mutating func machineHandler() -> [String] {
    var lines = [
      ".balign 4", "mtrap\(hart):", "    csrr s10, mcause", "    bltz s10, 1f", "    li s11, 9",
      "    beq s10, s11, mcall\(hart)", "    slli s11, s7, 5", "    add s7, s7, s11",
      "    xor s7, s7, s10", "    csrr s10, mepc", "    add s7, s7, s10", "    csrr s10, mtval",
      "    xor s7, s7, s10", "mdone\(hart):", "    li s10, 1 << 17", "    csrc mstatus, s10",
      "    csrw mepc, s9", "    li s10, 1 << 12", "    csrc mstatus, s10", "    li s10, 1 << 11",
      "    csrs mstatus, s10", "    mret", "1:  slli s11, s7, 3", "    add s7, s7, s11",
      "    add s7, s7, s10", "    andi s10, s10, 63", "    li s11, 1", "    sll s11, s11, s10",
      "    csrc mie, s11", "    li s10, 0x2000000 + \(4 * hart)", "    sw zero, 0(s10)", "    mret",
      "mcall\(hart):", "    andi s10, a7, 7", "    slli s10, s10, 3", "    la s11, mtable\(hart)",
      "    add s10, s10, s11", "    ld s10, 0(s10)", "    jr s10",
    ]
    for index in 0..<8 {
      lines.append("mcall\(hart)_\(index):")
      for _ in 0..<(1 + below(4)) { lines += machineAction() }
      lines.append("    j mdone\(hart)")
    }
    lines += [".balign 8", "mtable\(hart):"]
    lines += (0..<8).map { "    .dword mcall\(hart)_\($0)" }
    return lines
  }

  // MARK: Tables

  /// Two address spaces: the kernel at its physical addresses, the devices, and the window.
  private mutating func tables() -> [String] {
    var lines: [String] = []
    for name in ["A", "B"] {
      let kernel = chance(50) ? table("kmid" + name) : 0x80000 << 10 | 0xcf
      lines += page("root" + name, [0xc7, table("mid" + name), kernel])
      lines += page("mid" + name, [table("leaf" + name), 0x80000 << 10 | 0xd7])
      lines += page("leaf" + name, (0..<Self.windowPages).map { _ in entry() })
      let isSmall = chance(60)
      lines += page("kmid" + name, [isSmall ? table("kleaf" + name) : 0x80000 << 10 | 0xcf])
      // In part not accessed yet.
      let small = (0..<256).map {
        (0x80000 + UInt64($0)) << 10 | one(of: [0xcf, 0xcf, 0x4f, 0x0f])
      }
      lines += page("kleaf" + name, small)
    }
    return lines
  }

  private func page(_ name: String, _ words: [UInt64]) -> [String] {
    ["\(name)\(hart):"] + words.map { "    .dword \(hex($0))" }
      + ["    .space \(4096 - 8 * words.count)"]
  }

  private static let flags = [
    0xdf, 0xdf, 0xd7, 0xd7, 0x57, 0x17, 0x5f, 0x1f, 0x53, 0xd3, 0x59, 0x5b, 0xcf, 0xc7, 0x07, 0x43,
    0x00, 0x16, 0xd5, 0x51, 0x11,
  ]

  /// An entry of the window: a page of data, of code, of a table, of a device or of nothing, with any rights.
  mutating func entry() -> UInt64 {
    let flags = UInt64(one(of: Self.flags))
    let name = one(of: ["leaf", "mid", "root"]) + one(of: ["A", "B"])
    let number: UInt64 =
      switch below(12) {
      case 0: 0x10000
      case 1: 0x90000
      case 2: pageNumber(name)
      case 3, 4, 5: pageNumber("ucode")
      default: dataPage(below(4))
      }
    return number << 10 | flags
  }
}
