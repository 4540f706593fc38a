/// A policy that can be chosen by name.
struct PolicyEntry: Sendable {
  let description: PolicyDescription
  /// `parameters` holds one value a declared parameter, in order, each inside its range.
  let make: @Sendable (_ frames: Int, _ parameters: [Int], _ seed: UInt64) -> AnyPolicy
}

/// Every replacement policy. Help, completion, `compare`, documentation and the contract tests read it.
///
/// A new policy is one new file beside this one and one line below.
public enum PolicyRegistry {
  static let all: [PolicyEntry] = [
    entry(FIFO.self),
    entry(LRU.self),
    entry(OPT.self),
    entry(Clock.self),
    entry(EnhancedSecondChance.self),
    entry(LFU.self),
    entry(MFU.self),
    entry(MRU.self),
    entry(RandomChoice.self),
    entry(Unopt.self),
  ]

  public static var descriptions: [PolicyDescription] { all.map(\.description) }

  static func named(_ name: String) -> PolicyEntry? { all.first { $0.description.name == name } }

  @inline(__always) private static func entry<P: ReplacementPolicy & ~Copyable>(
    _ kind: P.Type
  ) -> PolicyEntry {
    let loops = ReferenceLoops<P>()
    return PolicyEntry(description: P.description) { frames, parameters, seed in
      PolicyBox(P(frames: frames, parameters: parameters, seed: seed), loops)
    }
  }
}
