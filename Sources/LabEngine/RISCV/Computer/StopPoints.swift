/// Where runs of a computer are to stop: before instructions, and after stores.
///
/// Breakpoints are compared with `pc`, and so are virtual addresses where a program translates; watched bytes are
/// those of physical memory, as in `M.mem`.
struct StopPoints: Hashable, Sendable {
  /// Bytes of physical memory.
  struct Watch: Hashable, Sendable {
    var address: UInt64
    var count: Int

    func overlaps(_ other: UInt64, _ size: Int) -> Bool {
      other &- address < UInt64(count) || address &- other < UInt64(size)
    }
  }

  /// Of each kind, so that a list stays one that can be looked at after every instruction.
  static let limit = 64

  private(set) var breakpoints: [UInt64] = []
  private(set) var watches: [Watch] = []

  var isEmpty: Bool { breakpoints.isEmpty && watches.isEmpty }

  /// Sets it, or takes it away if it is there; true if it is set now.
  mutating func toggle(breakpoint address: UInt64) -> Bool {
    guard !remove(breakpoint: address) else { return false }
    breakpoints.append(address)
    breakpoints.sort()
    return true
  }

  mutating func toggle(_ watch: Watch) -> Bool {
    guard !remove(watch) else { return false }
    watches.append(watch)
    watches.sort { ($0.address, $0.count) < ($1.address, $1.count) }
    return true
  }

  /// False if there is none.
  mutating func remove(breakpoint address: UInt64) -> Bool {
    guard let index = breakpoints.firstIndex(of: address) else { return false }
    breakpoints.remove(at: index)
    return true
  }

  mutating func remove(_ watch: Watch) -> Bool {
    guard let index = watches.firstIndex(of: watch) else { return false }
    watches.remove(at: index)
    return true
  }
}

/// Notes stores to watched bytes, by harts, devices and page-table walks.
final class StoreWatch {
  struct Hit {
    let watch: StopPoints.Watch
    /// Which instruction of the computer it was, counted from 1.
    let step: Int
    /// Nil if it was no store of an instruction: a device, or a walk that sets A or D.
    let hart: Int?
  }

  let watches: [StopPoints.Watch]
  private(set) var last: Hit?

  init(_ watches: [StopPoints.Watch]) { self.watches = watches }

  /// True if the bytes are watched.
  func note(_ address: UInt64, _ size: Int, by hart: Hart?, step: Int) -> Bool {
    guard let watch = watches.first(where: { $0.overlaps(address, size) }) else { return false }
    last = Hit(watch: watch, step: step, hart: hart?.id)
    return true
  }

  /// The last hit, which is forgotten.
  func take() -> Hit? {
    defer { last = nil }
    return last
  }
}

extension Computer {
  /// Has stores to these bytes told to `watch` until `forgetStores`. TLBs must be empty.
  func watchStores(_ watch: StoreWatch) {
    storeWatch = watch
    for item in watch.watches {
      guard let first = pageIndex(item.address) else { continue }
      let last = pageIndex(item.address &+ UInt64(max(0, item.count - 1))) ?? first
      for index in first...max(first, last) { memory.mark(index, HostPages.Kind.watched) }
    }
  }
}
