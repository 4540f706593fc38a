/// How far `next` and `finish` follow a hart.
enum Followed: Sendable {
  /// Until a call that is about to be made has returned.
  case call(hart: Int, returnAddress: UInt64, stackPointer: UInt64)
  /// Until the function, or the trap handler, that a hart is in has returned.
  case function(hart: Int)
}

/// Looks after instructions whether a run has come to where it was to stop: a breakpoint, a store to watched
/// bytes, the end of a function.
///
/// A breakpoint stops before its instruction, but not before the first of a run, so that `run` goes on from
/// it. With breakpoints, or to follow a function, every instruction is looked at; watched bytes cost nothing but
/// the stores to their pages.
final class Pauser {
  /// Where and why it stopped, in a sentence.
  private(set) var reason: String?
  let seesEveryInstruction: Bool
  private let computer: Computer
  private let harts: [Hart]
  private let breakpoints: [UInt64]
  /// Of the breakpoints: the first, and how far behind it the last lies.
  private let lowest: UInt64
  private let span: UInt64
  private let watch: StoreWatch?
  private var watched: [[UInt8]?]
  private var follower: Follower?
  private var steps: Int

  /// Nil if there is nothing to look for.
  init?(_ computer: Computer, _ request: RunRequest) {
    let stops = request.passesStops ? StopPoints() : computer.stops
    let followed = request.followed
    guard !stops.isEmpty || followed != nil else { return nil }
    self.computer = computer
    harts = computer.harts
    breakpoints = stops.breakpoints
    lowest = breakpoints.first ?? 0
    span = (breakpoints.last ?? 0) &- lowest
    let watches = stops.watches
    watch = watches.isEmpty ? nil : StoreWatch(watches)
    watched = watches.map { computer.peek($0.address, count: $0.count) }
    follower = followed.map { Follower($0, computer) }
    steps = computer.steps
    seesEveryInstruction = !breakpoints.isEmpty || followed != nil
  }

  /// Before the run.
  func begin() {
    if let watch { computer.watchStores(watch) }
    if seesEveryInstruction { computer.stretchLimit = 1 }
  }

  /// After it.
  func end() {
    computer.storeWatch = nil
    computer.stretchLimit = .max
  }

  /// True if it is to stop before it has begun, at the hart that alone may go on.
  func look(at hart: Int) -> Bool {
    computer.only = hart
    defer { computer.only = nil }
    if !breakpoints.isEmpty { lookAtNext() }
    return reason != nil
  }

  /// True if the run is to stop here.
  func look() -> Bool {
    guard computer.steps != steps else { return false }
    steps = computer.steps
    if let hit = watch?.take() { lookAtStore(hit) }
    if reason == nil, follower?.look() == true { reason = follower?.reason }
    if reason == nil, !breakpoints.isEmpty { lookAtNext() }
    return reason != nil
  }

  private func lookAtNext() {
    // Who is next is asked only where one of them may come to a breakpoint.
    guard mayStop else { return }
    guard let next = computer.nextInstruction(), breakpoints.contains(next.address) else { return }
    let which = computer.harts.count > 1 ? "hart \(next.hart.id)" : "it"
    let text = computer.disassembly(at: next.address, next.hart).map { "`\($0)`" } ?? "nothing"
    reason =
      "Breakpoint at \(computer.place(next.address)): "
      + (next.interrupt.map {
        "\(which) is about to take the \($0.meaning), whose handler begins here."
      } ?? "\(which) is about to execute \(text).")
  }

  private var mayStop: Bool {
    for hart in harts {
      if hart.pc &- lowest <= span, breakpoints.contains(hart.pc) { return true }
      if hart.csr.mie != 0, hart.mayBeInterrupted(into: breakpoints) { return true }
    }
    return false
  }

  private func lookAtStore(_ hit: StoreWatch.Hit) {
    for (index, item) in (watch?.watches ?? []).enumerated() {
      let now = computer.peek(item.address, count: item.count)
      guard now != watched[index] else { continue }
      let old = watched[index].map(number) ?? "?"
      let by = hit.hart.map { computer.harts.count > 1 ? "hart \($0)" : "the last instruction" }
      reason =
        "Watched bytes at \(computer.place(item.address)) changed from \(old) to "
        + "\(now.map(number) ?? "?"), by \(by ?? "a device or a page-table walk")."
      watched[index] = now
    }
  }

  /// The bytes as a number up to eight of them, otherwise one by one.
  private func number(_ bytes: [UInt8]) -> String {
    guard bytes.count > 8 else {
      return hexadecimal(bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
    let shown = bytes.prefix(16).map { String(Int($0) + 256, radix: 16).dropFirst() }
    return shown.joined(separator: " ") + (bytes.count > 16 ? " …" : "")
  }
}

/// Follows one hart to the end of a call or of its function.
private struct Follower {
  private(set) var reason = ""
  private let computer: Computer
  private let followed: Followed
  private let hart: Hart
  private var depth = 0
  private var pc: UInt64
  private var link: [UInt64]
  private var mode: PrivilegeMode
  private var traps: Int
  private var retired: UInt64
  /// Traps of the hart that have not returned yet.
  private var handlers = 0

  init(_ followed: Followed, _ computer: Computer) {
    self.followed = followed
    self.computer = computer
    switch followed {
    case .call(let index, _, _), .function(let index): hart = computer.harts[index]
    }
    pc = hart.pc
    mode = hart.mode
    link = [hart.x[1], hart.x[5]]
    traps = hart.trapCounts.total
    retired = hart.retired
  }

  mutating func look() -> Bool {
    defer {
      pc = hart.pc
      mode = hart.mode
      link[0] = hart.x[1]
      link[1] = hart.x[5]
      traps = hart.trapCounts.total
      retired = hart.retired
    }
    guard hart.retired != retired || hart.trapCounts.total != traps else { return false }
    switch followed {
    case .call(_, let returnAddress, let stackPointer):
      guard hart.pc == returnAddress, hart.x[2] >= stackPointer else { return false }
      return true
    case .function: return hasReturned()
    }
  }

  private mutating func hasReturned() -> Bool {
    if hart.trapCounts.total != traps, hart.mode >= mode, hart.pc != pc &+ 4 { handlers += 1 }
    guard hart.pc != pc &+ 4, hart.pc != pc &+ 2 else { return false }
    if hart.mode != mode || isAtTrapReturn { return trapReturned() }
    if hart.x[1] != link[0] || hart.x[5] != link[1] {
      if isWord(InstructionWords.isCall) { depth += 1 }
      return false
    }
    guard hart.pc == link[0] || hart.pc == link[1], isWord(InstructionWords.isReturn) else {
      return false
    }
    depth -= 1
    guard depth < 0 else { return false }
    reason = "The function has returned to \(computer.place(hart.pc))."
    return true
  }

  private mutating func trapReturned() -> Bool {
    guard isWord(InstructionWords.isTrapReturn) else { return false }
    guard handlers == 0 else {
      handlers -= 1
      return false
    }
    reason =
      "The trap handler has returned to \(hart.mode.name) mode at \(computer.place(hart.pc))."
    return true
  }

  private var isAtTrapReturn: Bool {
    hart.pc == hart.csr.mepc || hart.pc == hart.csr.sepc
  }

  /// Whether the instruction just executed is of a kind; its page is looked up in the mode it was executed in.
  private func isWord(_ kind: (UInt32) -> Bool) -> Bool {
    guard let place = hart.peekTranslation(pc, mode, computer),
      let bytes = computer.peek(place, count: 2)
    else { return false }
    var bits = UInt32(bytes[0]) | UInt32(bytes[1]) << 8
    if bits & 3 == 3, let rest = hart.peekTranslation(pc &+ 2, mode, computer),
      let high = computer.peek(rest, count: 2)
    {
      bits |= UInt32(high[0]) << 16 | UInt32(high[1]) << 24
    }
    return kind(bits)
  }
}
