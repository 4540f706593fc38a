/// A policy known at run time only, where a policy's type is asked for: for the paths that are not hot.
struct PolicyReference: ReplacementPolicy, ~Copyable {
  static var description: PolicyDescription {
    preconditionFailure("PolicyReference: it has no description of its own")
  }

  static func reason(_ victim: VictimLife) -> String { "" }

  let policy: AnyPolicy

  init(policy: AnyPolicy) { self.policy = policy }

  init(frames: Int, parameters: [Int], seed: UInt64) {
    preconditionFailure("PolicyReference: not to be made from parameters")
  }

  mutating func loaded(_ frame: Frame, at position: Int, bits: FrameBits) {
    policy.loaded(frame, at: position, bits: bits)
  }
  mutating func referenced(_ frame: Frame, at position: Int) {
    policy.referenced(frame, at: position)
  }
  mutating func victim(_ view: FaultView) -> Frame? { policy.victim(view) }
  mutating func removed(_ frame: Frame) { policy.removed(frame) }
  mutating func detached(_ frame: Frame) { policy.detached(frame) }
  borrowing func clone() -> PolicyReference { PolicyReference(policy: policy.clone()) }
  borrowing func checkInvariants(bits: FrameBits) { policy.checkInvariants(bits: bits) }
}
