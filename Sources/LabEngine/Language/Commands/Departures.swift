extension Machine {
  /// Which processes are in memory; empty where none ever has to go to make room.
  var presence: [Bool] {
    guard settings.full != .replace else { return [] }
    return memory.spaces.map { $0.isAlive && $0.swappedOut == nil }
  }

  /// `; memory was full, so D was swapped out`: who had to go since `presence`, other than `space`.
  func departures(since presence: [Bool], other space: Int) -> String {
    let spaces = memory.spaces
    let gone = presence.indices.filter { index in
      index != space && presence[index]
        && (!spaces[index].isAlive || spaces[index].swappedOut != nil)
    }
    guard !gone.isEmpty else { return "" }
    let names = gone.map { spaces[$0].name }.joined(separator: ", ")
    let fate = settings.full == .swapout ? "swapped out" : "terminated"
    return "; memory was full, so \(names) \(gone.count == 1 ? "was" : "were") \(fate)"
  }
}
