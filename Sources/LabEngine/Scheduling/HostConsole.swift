/// The keyboard and screen during a run of the host: they are the guest's, if there is just one.
///
/// Two guests side by side would both ask for the same keys; with more than one, the keyboard is nobody's, and the run's
/// report says what to do. What was typed is recorded with the command and typed again in a replay.
final class HostConsole {
  private let computer: Computer
  private let host: Host
  private let client: Int
  private let typed: TypedInput
  /// Nil in a replay.
  private let live: LiveConsole?

  private init(
    _ computer: Computer, _ client: Int, on host: Host, _ typed: TypedInput, _ live: LiveConsole?
  ) {
    (self.computer, self.client, self.host) = (computer, client, host)
    (self.typed, self.live) = (typed, live)
  }

  /// The only guest's, if a person may sit at it or has sat there.
  static func connected(
    to host: Host, _ request: RunRequest, _ execution: Execution
  ) -> HostConsole? {
    let guests = host.guests
    guard guests.count == 1, let client = guests.first, let computer = host.computer(of: client)
    else { return nil }
    guard let link = execution.console, !execution.isReplay, request.isOpen else {
      guard execution.isReplay, !request.typed.entries.isEmpty else { return nil }
      return HostConsole(computer, client, on: host, request.typed, nil)
    }
    return HostConsole(
      computer, client, on: host, request.typed,
      LiveConsole(link, computer, request.typed, stopsWhenIdle: false))
  }

  /// What to say if there are several guests and a keyboard.
  static func advice(_ host: Host, _ request: RunRequest, _ execution: Execution) -> String? {
    let names = host.guests.map { host.infos[$0].name }
    guard execution.console != nil, request.isOpen, names.count > 1, let first = names.first else {
      return nil
    }
    return
      "The keyboard was nobody's, as \(names.joined(separator: ", ")) ran side by side: `run \(first)` gives it to "
      + "\(first) alone, and `input \(first) \"…\"` types something for it."
  }

  var isLive: Bool { live != nil }
  /// Whose console is on the screen already.
  var space: Int { computer.space }

  func end() { live?.end() }

  /// Hands over what is typed at this moment. False if the person has left. `waits` if nothing else happens.
  func exchange(at unit: Int, waits: Bool) -> Bool {
    let before = computer.input.count
    if let live {
      guard live.exchange(at: unit, waits: waits) else { return false }
    } else {
      let bytes = typed.bytes(at: unit, clock: computer.clock)
      if !bytes.isEmpty { computer.type(bytes) }
    }
    if computer.input.count > before { host.wake(client) }
    return true
  }

  /// Whether the run is not at its end although nothing is left to happen: somebody may type, or has typed.
  func mayGoOn(at unit: Int) -> Bool {
    guard computer.canRun, computer.state != .stopped else { return false }
    return isLive || typed.entries.contains { $0.unit == unit }
  }

  /// Units up to the next key of a replay.
  func most(_ most: Int, after unit: Int) -> Int {
    guard live == nil, let next = typed.next(after: unit) else { return most }
    return min(most, next - unit)
  }
}

extension Host {
  /// Clients with real guests that have not ended.
  var guests: [Int] {
    infos.indices.filter { infos[$0].isGuest && isPresent($0) && computer(of: $0)?.canRun == true }
  }

  /// vCPUs that waited look again at what there is to do.
  func wake(_ client: Int) {
    for task in members(of: client) where core.tasks[task].state == .sleeping {
      lend { core in
        core.pointee.tasks[task].wake = core.pointee.now
        core.pointee.wakes.insert(task, at: core.pointee.now)
      }
    }
  }
}
