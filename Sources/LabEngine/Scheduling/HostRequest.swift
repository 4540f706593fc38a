/// How far a host is to go.
struct HostRequest {
  /// The last moment that is looked at, in nanoseconds since the host began.
  var deadline = Host.endless
  /// Moments at which something happens.
  var moments = Int.max
}

/// How far it came.
struct HostProgress {
  var moments = 0
  /// True if nothing is left to happen up to the deadline.
  var isComplete = false
  /// The task of a guest that has come to a breakpoint; nil if none has.
  var halted: Int?
}

/// What is done to a host between two runs, at its present time.
enum HostChange {
  /// A task whose records were appended arrives when they say.
  case admit(Int)
  /// It leaves for good.
  case remove(Int)
  /// Its weight, priority or number of vCPUs changed, as its records say.
  case reweigh(Int)
  /// Its period or slice changed, as its client's record says.
  case serve(Int)
  /// From now on it may run on the CPUs of a set; -1: on all.
  case bind(Int, affinity: Int)
  /// The hypervisor holds it, and lets it go again.
  case pause(Int)
  case release(Int)
  /// Cap or reservation of a client changed.
  case limit(client: Int)
}
