/// How one reference, or one move of a page without a reference, went.
enum Outcome: UInt8, Sendable {
  /// The page was resident.
  case hit
  /// Not resident: read from disk.
  case pageIn
  /// Not resident: first touch of an anonymous page.
  case zeroFill
  /// A write to a shared page, which was copied into `frame`.
  case cowCopy
  /// A write to a page that was shared: its last owner keeps `frame`.
  case cowReuse
  /// Outside the address space: the process is aborted.
  case invalid
  /// A write to a read-only page: the process is aborted.
  case protection
  /// The page left its frame without replacement: swap-out (written out if dirty) or the end of its process.
  case removed
  /// `swapin` brought the page back.
  case swappedIn
  /// An eager fork filled `frame` with a copy.
  case forkCopy
  /// A fork, clone or snapshot mapped the page once more.
  case shared
  /// The page left its frame as by `removed`, and others still map it.
  case unshared
  /// The page was given back by its owner: its frame is free, and nothing was written out.
  case released
  /// The same, and others still map the frame.
  case releasedShared
  /// The page lies in `frame` now, which holds the same bytes as the one that it left.
  case merged

  /// True if a page was placed in the frame.
  var loads: Bool {
    switch self {
    case .pageIn, .zeroFill, .cowCopy, .swappedIn, .forkCopy: true
    default: false
    }
  }
  /// True for what a reference does; the others happen without one.
  var isReference: Bool { rawValue <= Outcome.protection.rawValue }
}

/// The full log's entry, 16 bytes: one a reference, from which the steps of the textbook are told.
struct AccessRecord {
  static let noVictim = UInt32.max

  var reference: UInt32
  /// Frame number, outcome in the top five bits.
  private var frameAndOutcome: UInt32
  /// The page that was thrown out of `frame` for this one; top bit: a dirty page was written out; the bit below:
  /// by a guest.
  private var victimPage: UInt32
  private var spaces: UInt32
  private static let spaceLimit: UInt32 = 0xffff

  init(
    _ outcome: Outcome, reference: UInt32, frame: Frame, space: UInt32, victim: Mapping? = nil,
    victimDirty: Bool = false
  ) {
    self.reference = reference
    frameAndOutcome = frame.index | UInt32(outcome.rawValue) << 27
    victimPage = UInt32(truncatingIfNeeded: victim?.page ?? 0) | (victimDirty ? 1 << 31 : 0)
    spaces = space << 16 | (victim.map { UInt32(truncatingIfNeeded: $0.space) } ?? 0xffff)
  }

  var outcome: Outcome { Outcome(rawValue: UInt8(frameAndOutcome >> 27)) ?? .hit }
  var frame: Frame { Frame(frameAndOutcome & 0x07ff_ffff) }
  var page: Int { Int(reference & 0x7fff_ffff) }
  var isWrite: Bool { reference >> 31 != 0 }
  var space: Int { Int(spaces >> 16) }
  var victim: Mapping? {
    spaces & 0xffff == 0xffff
      ? nil : Mapping(space: spaces & 0xffff, page: Int(victimPage & 0x3fff_ffff))
  }
  var victimDirty: Bool { victimPage >> 31 != 0 }

  /// A guest did it, whose references are not counted: a fault, or the first use of a page for a while.
  var isGuest: Bool {
    get { victimPage & 1 << 30 != 0 }
    set { victimPage = newValue ? victimPage | 1 << 30 : victimPage & ~(1 << 30) }
  }

  /// True for what is counted as a reference.
  var isReference: Bool { outcome.isReference && !isGuest }
}

/// Where the log goes. A generic parameter of the reference loop, so that bulk runs compile to no log at all.
protocol AccessSink {
  static var isActive: Bool { get }
  mutating func record(_ record: AccessRecord)
}

/// Nothing is recorded: replay can regenerate it.
struct NoSink: AccessSink {
  static var isActive: Bool { false }
  @inline(__always) mutating func record(_ record: AccessRecord) {}
}

/// Every record, in order.
struct LogSink: AccessSink {
  static var isActive: Bool { true }
  var records: [AccessRecord] = []
  @inline(__always) mutating func record(_ record: AccessRecord) { records.append(record) }
}
