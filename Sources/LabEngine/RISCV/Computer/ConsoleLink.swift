/// The keyboard and screen that a running computer's console is connected to.
///
/// What was typed is recorded with the command, so that a replay never asks again.
public protocol ConsoleLink: AnyObject {
  /// A run begins, or ends: between the two, keys belong to the guest.
  func connect(to computer: String)
  func disconnect()
  /// The guest has written this.
  func show(_ bytes: [UInt8])
  /// What was typed since the last call; waits at most so long if nothing was.
  func typed(waiting milliseconds: Int) -> [UInt8]
  /// The person asked to go back to the prompt.
  var wantsToLeave: Bool { get }
}

/// What was typed during a run: after how many of its instructions, and at which cycle, as the clock may move
/// between two instructions while all harts wait.
///
/// Filled while the command runs for the first time, and only read from then on.
final class TypedInput: @unchecked Sendable {
  private(set) var entries: [(unit: Int, clock: Int, bytes: [UInt8])] = []

  func add(_ bytes: [UInt8], at unit: Int, clock: Int) { entries.append((unit, clock, bytes)) }

  /// What was typed at that moment.
  func bytes(at unit: Int, clock: Int) -> [UInt8] {
    entries.filter { $0.unit == unit && $0.clock == clock }.flatMap(\.bytes)
  }

  /// The next moment after `unit` at which something was typed.
  func next(after unit: Int) -> Int? { entries.lazy.map(\.unit).first { $0 > unit } }
}

/// One run that a person watches and types into.
final class LiveConsole {
  private let link: any ConsoleLink
  private let computer: Computer
  private let input: TypedInput
  private var shown: Int
  /// The longest that a guest that has nothing to do is left alone, so that its clock does not race ahead.
  private static let longestPause = 20

  init(
    _ link: any ConsoleLink, _ computer: Computer, _ input: TypedInput, stopsWhenIdle: Bool = true
  ) {
    self.link = link
    self.computer = computer
    self.input = input
    shown = computer.console.count
    computer.stopsWhenIdle = stopsWhenIdle
    link.connect(to: computer.name)
  }

  func end() {
    update()
    computer.stopsWhenIdle = false
    link.disconnect()
  }

  private func update() {
    guard shown < computer.console.count else { return }
    link.show(Array(computer.console[shown...]))
    shown = computer.console.count
  }

  /// Shows what is new and takes what was typed. False if the person has left. It may wait for that while the guest has
  /// nothing to do, unless others have.
  func exchange(at unit: Int, waits: Bool = true) -> Bool {
    update()
    let idle = computer.idleCycles / 1_000_000
    computer.idleCycles = 0
    let wait = !waits ? 0 : computer.state == .waiting ? 200 : min(idle, LiveConsole.longestPause)
    let bytes = link.typed(waiting: wait)
    if link.wantsToLeave { return false }
    guard !bytes.isEmpty else { return true }
    input.add(bytes, at: unit, clock: computer.clock)
    computer.type(bytes)
    return true
  }
}
