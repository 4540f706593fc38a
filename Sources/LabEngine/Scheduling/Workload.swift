/// One step of a described workload.
enum WorkloadStep: Sendable {
  case cpu(Duration)
  /// A device of its own is busy for so long.
  case io(Duration)
  /// The host's one disk is, after what waits before it.
  case disk(Duration)
  /// Waits until so long after the last such moment or its arrival; goes on at once if that is past.
  case every(Int)
  case lock(Int)
  case unlock(Int)
  case barrier(Int)
  /// References to pages of its memory.
  case touch(ReferenceTrace)
  /// Goes back until it has been here `count` times; the counter is the task's own.
  case again(to: Int, count: Int, counter: Int)
}

/// What a task does, again and again: CPU bursts, waiting, locks, barriers, references to memory.
struct Workload: Sendable {
  var steps: [WorkloadStep] = []
  /// The locks and barriers that its steps name by index.
  var locks: [String] = []
  var barriers: [String] = []
  var counters = 0
  /// The period of the guest's timer, if it says so.
  var tick: Int?
  /// As typed.
  var text = ""

  /// Computes and never does anything else.
  static let cpu = Workload(steps: [.cpu(.fixed(Host.endless))], text: "cpu")

  /// True if it never waits for anything.
  var neverBlocks: Bool {
    steps.allSatisfy {
      switch $0 {
      case .cpu, .lock, .unlock, .again: true
      case .io, .disk, .every, .barrier, .touch: false
      }
    }
  }

  /// The highest page that it touches; -1 if it touches none.
  var highestPage: Int {
    steps.reduce(-1) { highest, step in
      if case .touch(let trace) = step { return max(highest, trace.highestPage) }
      return highest
    }
  }
}
