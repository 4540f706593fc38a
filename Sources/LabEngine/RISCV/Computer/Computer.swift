/// What has become of a computer.
enum ComputerState: Hashable, Sendable, CaseIterable {
  /// Booted, not run yet.
  case ready
  case running
  /// All harts wait for an interrupt, and none is to come.
  case waiting
  /// It switched itself off.
  case stopped
  /// It ended with an error, or in a way it cannot go on from.
  case failed

  var word: String {
    switch self {
    case .ready: "ready"
    case .running: "running"
    case .waiting: "waiting"
    case .stopped: "stopped"
    case .failed: "failed"
    }
  }
}

/// A bare computer: harts, the devices of a board, and memory that is an address space of the one machine.
///
/// Its clock counts instructions begun, and the cycles in which all harts wait. Harts take turns of
/// a hundred cycles, which count once: they run side by side.
final class Computer {
  static let memoryBase: UInt64 = 0x8000_0000
  /// The clock that programs see ticks at 10 MHz.
  static let cyclesPerTick = 100
  /// Harts at most, and bytes of memory.
  static let mostHarts = 8
  static let greatestMemory = Limits.greatestCount * 4096

  let name: String
  /// Index of its memory among the address spaces.
  let space: Int
  let image: GuestImage
  let start: PrivilegeMode
  let profile: HardwareProfile
  let pageCount: Int
  /// Set again by whoever clones the machine.
  unowned var machine: Machine
  let harts: [Hart]
  let board: Board
  /// What the machine's settings say, kept here because every stretch of a run asks: nanoseconds a cycle, cycles
  /// between two scans of the policy, both at least 1, and what a hypervisor's work costs.
  let cycleCost: Int
  let scanCycles: Int
  let hypervisorCosts: HypervisorCosts
  /// The hypervisor's side, if it is a virtual machine.
  let vm: VirtualMachine?
  var clock = 0
  /// Instructions begun, of all harts.
  var steps = 0
  /// The hart whose turn it is, and what is left of its turn.
  var turn = 0
  var turnLeft = Computer.cyclesPerTick
  /// Whether a hart has run since hart 0 began its turn.
  var ranInRound = false
  /// Cycles of the round that some hart has completed; with one hart always 0.
  var reached = 0
  /// How much of the clock and the steps the machine has counted.
  var countedClock = 0
  var countedSteps = 0
  /// The same of the hypervisor's cycles.
  var countedOverhead = 0
  var state = ComputerState.ready
  /// Why it is in this state, in words.
  var ending = ""
  var console: [UInt8] = []
  /// How much of the console is kept.
  var consoleBytes = Int.max
  var input: [UInt8] = []
  var inputTaken = 0
  var hostTransfer: HTIF?
  /// In which scan interval each page was used last, so that the policy is told once an interval.
  let lastUse: ZeroedPages
  /// Where runs are to stop. They belong to the history, and change nothing that the program sees.
  var stops = StopPoints()
  /// The name of the snapshot that its state goes back to, if any.
  var snapshot: String?
  /// How many of its harts are there; the others are places for more.
  var plugged = Computer.mostHarts
  /// The name of the guest that it was made from; empty for one that was resumed.
  var guest = ""
  /// Pages written since a round began; nil while nobody asks.
  var dirtyRound: DirtyPages?
  /// Instructions begun when the host's run began or was stopped here: a breakpoint does not hold it there again.
  var heldAt = -1
  /// Its last move to another host, and the pages that are still on their way.
  var migration: Migration?
  var arrival: PageArrival?

  // MARK: Not part of the state

  /// Who watches the run that is under way.
  var observer: (any Observer)?
  /// The hart that executes now, and the clock as its stretch began.
  var current: Hart?
  var memory: HostPages
  /// Traps that were taken in the run under way, if somebody asks.
  var trapLog: TrapLog?
  /// Bytes that devices have moved and nobody was charged for yet.
  var transferred = 0
  /// Ends a run whenever all harts wait, even for a timer; and how long they have waited.
  var stopsWhenIdle = false
  var idleCycles = 0
  /// The only hart that may execute, while a host gives each its own CPU; and whether a page that has to come from
  /// the disk ends the run.
  var only: Int?
  var stopsAtDisk = false
  /// What the disk has to do for that hart: the page that came in last, and the time that transfers of its own
  /// disk take.
  var diskPage = -1
  var diskWork = 0
  /// Stores that somebody waits for in the run under way.
  var storeWatch: StoreWatch?
  /// Instructions that a hart executes before anybody looks; 1 while every single one matters.
  var stretchLimit = Int.max
  /// Ends a run: so many pages were copied that checkpoints must be looked at.
  var isCrowded = false
  /// Set when a device or timer was changed, so that interrupts and deadlines must be asked for again.
  var eventsChanged = true
  /// The cycle of the next event.
  var eventClock = Int.max

  init(
    name: String, space: Int, image: GuestImage, pageCount: Int, start: PrivilegeMode, harts: Int,
    profile: HardwareProfile, board: Board, vm: VirtualMachine?, machine: Machine
  ) {
    self.vm = vm
    self.name = name
    self.space = space
    self.image = image
    self.start = start
    self.profile = profile
    self.pageCount = pageCount
    self.machine = machine
    cycleCost = max(1, machine.settings.costs.cycle)
    scanCycles = max(1, machine.settings.costs.scan / cycleCost)
    hypervisorCosts = machine.settings.costs.hypervisor
    vm?.lookupCost = hypervisorCosts.lookup
    self.harts = (0..<harts).map { Hart(id: $0, profile: profile) }
    self.board = board
    lastUse = ZeroedPages(count: pageCount)
    memory = HostPages(count: pageCount)
    reset()
  }

  private init(copying other: Computer, for machine: Machine, name: String, space: Int) {
    self.name = name
    self.space = space
    image = other.image
    start = other.start
    profile = other.profile
    pageCount = other.pageCount
    self.machine = machine
    cycleCost = other.cycleCost
    scanCycles = other.scanCycles
    hypervisorCosts = other.hypervisorCosts
    harts = other.harts.map { Hart(copying: $0) }
    board = other.board.copy()
    vm = other.vm?.copy()
    clock = other.clock
    steps = other.steps
    turn = other.turn
    turnLeft = other.turnLeft
    ranInRound = other.ranInRound
    reached = other.reached
    countedClock = other.countedClock
    countedSteps = other.countedSteps
    countedOverhead = other.countedOverhead
    state = other.state
    ending = other.ending
    console = other.console
    consoleBytes = other.consoleBytes
    input = other.input
    inputTaken = other.inputTaken
    hostTransfer = other.hostTransfer
    lastUse = other.lastUse.copy()
    stops = other.stops
    snapshot = other.snapshot
    migration = other.migration
    guest = other.guest
    heldAt = other.heldAt
    plugged = other.plugged
    arrival = other.arrival
    dirtyRound = other.space == space ? other.dirtyRound : nil
    memory = HostPages(count: other.pageCount)
    markSpecialPages()
  }

  /// The same computer in a copy of its machine. Both must look at memory anew afterwards.
  func copy(for machine: Machine) -> Computer { copy(for: machine, as: name, space: space) }

  /// The same computer under another name, with other memory; no round of its pages is under way.
  func copy(for machine: Machine, as name: String, space: Int) -> Computer {
    Computer(copying: self, for: machine, name: name, space: space)
  }

  /// Bytes that a copy takes, memory aside.
  var footprint: Int { pageCount * 4 + harts.count * (1 << 16) + (1 << 16) + console.count }

  var ramSize: UInt64 { UInt64(pageCount) << 12 }

  /// As the board or the firmware starts it.
  private func reset() {
    for hart in harts {
      hart.pc = image.entry
      hart.mode = start
      hart.x[10] = UInt64(hart.id)
      hart.isStarted = start == .machine || hart.id == 0
      if start != .machine { hart.openForSupervisor() }
    }
    if let place = image.address(of: "tohost") {
      hostTransfer = HTIF(tohost: place, fromhost: image.address(of: "fromhost"))
    }
    markSpecialPages()
  }

  func end(_ state: ComputerState, _ why: String) {
    self.state = state
    ending = why
    current?.needsAttention = true
  }
}

extension Hart {
  /// As firmware leaves a hart to a kernel: all but the kernel's own calls delegated, all memory open,
  /// counters and the supervisor's timer readable.
  fileprivate func openForSupervisor() {
    csr.medeleg = 0xb1ff
    csr.mideleg = ControlRegisters.Pending.supervisor
    csr.mcounteren = 0xffff_ffff
    csr.scounteren = mode == .user ? 0xffff_ffff : 0
    csr.menvcfg = ControlRegisters.stce
    csr.mie = 0
    csr.protection.open()
  }
}
