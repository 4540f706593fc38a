/// What the machine counts. Time and the number of events are functions of these counts.
struct Statistics: Hashable, Sendable {
  /// References by reference strings, `read` and `write`.
  var refs = 0
  /// References to pages that were not resident.
  var faults = 0
  /// Those of them by guests, whose other references are not counted.
  var guestFaults = 0
  /// Pages that the replacement policy chose and the pager threw out.
  var evictions = 0
  /// Pages read from disk.
  var pageins = 0
  /// Those of them that `swapin` read, without a reference.
  var swapins = 0
  /// Dirty pages written to disk.
  var pageouts = 0
  /// Anonymous pages given a zeroed frame.
  var zerofills = 0
  /// Writes to a page that was shared copy-on-write.
  var cowfaults = 0
  /// Those of them by guests.
  var guestCopyFaults = 0
  /// Those of all that copied the page.
  var cowcopies = 0
  /// Pages copied by an eager fork.
  var forkcopies = 0
  /// Pages that moved into a frame with the same bytes.
  var merges = 0
  /// Pages that their owner gave back.
  var released = 0
  /// References that aborted their process: outside its pages, or a write to a read-only one.
  var aborts = 0
  /// Processes swapped out or terminated, by a command or because no frame was free, and other events that
  /// are no reference's.
  var commandEvents = 0
  /// Clock cycles of guests: instructions completed, and waiting.
  var cycles = 0
  /// Instructions that guests began, of all harts.
  var steps = 0
  /// Scheduling events of the host: tasks that became ready, were started and stopped.
  var decisions = 0
  /// Nanoseconds that the host's CPUs and disk worked at the same time, or were idle: what the time differs from
  /// the sum of the costs.
  var overlap = 0

  /// Uses of pages that needed the pager: not resident, or shared and written to.
  var hostFaults: Int { faults + cowfaults }

  var hits: Int { refs - (faults - guestFaults) - aborts }

  /// True if the disk has read or written a page since.
  func usesDisk(since before: Statistics) -> Bool {
    pageins != before.pageins || pageouts != before.pageouts
  }

  /// Events logged so far; see `EventKind` for what each outcome consists of.
  var events: Int {
    let plainHits = hits - (cowfaults - guestCopyFaults)
    return plainHits + (pageins - swapins) * 9 + swapins * 3 + zerofills * 6 + cowcopies * 6
      + (cowfaults - cowcopies) * 4 + aborts * 3 + pageouts + commandEvents + decisions
  }

  static func - (a: Statistics, b: Statistics) -> Statistics {
    Statistics(
      refs: a.refs - b.refs, faults: a.faults - b.faults,
      guestFaults: a.guestFaults - b.guestFaults, evictions: a.evictions - b.evictions,
      pageins: a.pageins - b.pageins, swapins: a.swapins - b.swapins,
      pageouts: a.pageouts - b.pageouts,
      zerofills: a.zerofills - b.zerofills, cowfaults: a.cowfaults - b.cowfaults,
      guestCopyFaults: a.guestCopyFaults - b.guestCopyFaults, cowcopies: a.cowcopies - b.cowcopies,
      forkcopies: a.forkcopies - b.forkcopies,
      merges: a.merges - b.merges, released: a.released - b.released,
      aborts: a.aborts - b.aborts, commandEvents: a.commandEvents - b.commandEvents,
      cycles: a.cycles - b.cycles,
      steps: a.steps - b.steps, decisions: a.decisions - b.decisions,
      overlap: a.overlap - b.overlap)
  }
}
