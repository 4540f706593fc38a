/// A scheduler whose kind is known at run time only: what the host keeps.
///
/// A run asks once and then loops over the scheduler itself, see `SchedulerBox`.
class AnyScheduler {
  var description: SchedulerDescription { abstract() }
  /// Lets the host go on; see `HostLoop.run`.
  func run(_ host: Host, _ request: HostRequest) throws -> HostProgress { abstract() }
  func run(
    _ host: Host, _ request: HostRequest, log: inout HostLogSink
  ) throws -> HostProgress { abstract() }
  /// Does something to the host between two runs that may need the scheduler.
  func change(_ host: Host, _ change: HostChange, log: inout HostLogSink) throws { abstract() }
  func clone() -> AnyScheduler { abstract() }
  func checkInvariants(_ host: HostView) { abstract() }

  private func abstract() -> Never { preconditionFailure("AnyScheduler: subclass lacks a method") }
}

/// The one kind of `AnyScheduler`: a scheduler of type `S` in a box.
final class SchedulerBox<S: Scheduler>: AnyScheduler {
  /// Nil only while a run has taken it out to a local variable, where it needs no exclusivity checks.
  private var scheduler: S?
  private let loops: HostLoops<S>

  init(_ scheduler: S, _ loops: HostLoops<S>) {
    self.scheduler = scheduler
    self.loops = loops
  }

  override var description: SchedulerDescription { S.description }

  override func run(_ host: Host, _ request: HostRequest) throws -> HostProgress {
    var own = take()
    defer { scheduler = own }
    var sink = NoHostSink()
    return try loops.bulk(host, request, &own, &sink)
  }

  override func run(
    _ host: Host, _ request: HostRequest, log: inout HostLogSink
  ) throws -> HostProgress {
    var own = take()
    defer { scheduler = own }
    return try loops.logged(host, request, &own, &log)
  }

  override func change(_ host: Host, _ change: HostChange, log: inout HostLogSink) throws {
    var own = take()
    defer { scheduler = own }
    try loops.change(host, change, &own, &log)
  }

  private func take() -> S {
    guard let own = scheduler.take() else {
      preconditionFailure("SchedulerBox: another run has the scheduler")
    }
    return own
  }

  override func clone() -> AnyScheduler {
    guard let scheduler else { preconditionFailure("SchedulerBox.clone: a run has the scheduler") }
    return SchedulerBox(scheduler, loops)
  }

  override func checkInvariants(_ host: HostView) { scheduler?.checkInvariants(host) }
}

/// The loops over a scheduler, specialised where its kind is known.
struct HostLoops<S: Scheduler>: Sendable {
  let bulk:
    @Sendable (Host, HostRequest, inout S, inout NoHostSink) throws ->
      HostProgress
  let logged:
    @Sendable (Host, HostRequest, inout S, inout HostLogSink) throws ->
      HostProgress
  let change: @Sendable (Host, HostChange, inout S, inout HostLogSink) throws -> Void

  @inline(__always) init() {
    bulk = { host, request, scheduler, sink in
      try HostLoop.run(host, request, &scheduler, &sink)
    }
    logged = { host, request, scheduler, sink in
      try HostLoop.run(host, request, &scheduler, &sink)
    }
    change = { host, change, scheduler, sink in
      try HostLoop.change(host, change, &scheduler, &sink)
    }
  }
}
