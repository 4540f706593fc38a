/// The steps that the log is made of: the textbook's handling of a page fault, and what else happens.
enum EventKind: String, Sendable, CaseIterable {
  case hit, trap, check, frame, victim, pageout, disk, block, interrupt, zerofill, copy, update,
    wake
  case restart, abort
}

/// One step, told.
struct Event {
  /// Virtual nanoseconds at which it happens.
  let time: Int
  let kind: EventKind
  let page: PageName
  let text: String
}

/// Which accesses are behind a number.
enum EventFilter: Sendable {
  case references
  case faults
  case evictions
  case pageouts
  case outcomes([Outcome])
  /// All that costs time.
  case costs

  func matches(_ record: AccessRecord) -> Bool {
    switch self {
    case .references: record.isReference
    case .faults: record.outcome == .pageIn || record.outcome == .zeroFill
    case .evictions: record.victim != nil
    case .pageouts: record.victimDirty
    case .outcomes(let list): list.contains(record.outcome)
    case .costs: record.outcome.isReference
    }
  }
}

/// What is known of a page that was chosen as victim, for the policy to word its reason.
struct VictimLife {
  /// Numbers of references, counted from 1 since the machine was made.
  var loadedAt = 0
  var lastUse = 0
  /// References since it was loaded, the loading one included.
  var uses = 0
  /// The reference that will use it next, if one of the present string does.
  var nextUse: Int?
}
