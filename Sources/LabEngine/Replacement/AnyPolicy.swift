/// A policy whose kind is known at run time only: what the machine keeps and the prompt calls.
///
/// One virtual call a step is cheap at the prompt and dear in a bulk run, so a run asks once (see `PolicyBox`)
/// and loops over the policy itself.
class AnyPolicy {
  var description: PolicyDescription { abstract() }

  func reason(_ victim: VictimLife) -> String { abstract() }

  /// The reference loop, specialised for the policy; the second one keeps the log.
  func run(
    _ memory: inout Memory, _ references: UnsafePointer<UInt32>, _ range: Range<Int>, space: Int
  ) -> Int { abstract() }
  func run(
    _ memory: inout Memory, _ references: UnsafePointer<UInt32>, _ range: Range<Int>, space: Int,
    log: inout LogSink
  ) -> Int { abstract() }

  func loaded(_ frame: Frame, at position: Int, bits: FrameBits) { abstract() }
  func referenced(_ frame: Frame, at position: Int) { abstract() }
  func victim(_ view: FaultView) -> Frame? { abstract() }
  func removed(_ frame: Frame) { abstract() }
  func detached(_ frame: Frame) { abstract() }
  func begin(_ future: Future, resident: [(frame: Frame, page: Int)]) { abstract() }
  func end() { abstract() }
  func clone() -> AnyPolicy { abstract() }
  func checkInvariants(bits: FrameBits) { abstract() }

  private func abstract() -> Never { preconditionFailure("AnyPolicy: subclass lacks a method") }
}

/// The one kind of `AnyPolicy`: a policy of type `P` in a box.
final class PolicyBox<P: ReplacementPolicy & ~Copyable>: AnyPolicy {
  /// Nil only while a run has taken it out to a local variable, where it needs no exclusivity checks.
  var policy: P?
  private let loops: ReferenceLoops<P>

  init(_ policy: consuming P, _ loops: ReferenceLoops<P>) {
    self.policy = consume policy
    self.loops = loops
  }

  override var description: PolicyDescription { P.description }

  override func reason(_ victim: VictimLife) -> String { P.reason(victim) }

  override func run(
    _ memory: inout Memory, _ references: UnsafePointer<UInt32>, _ range: Range<Int>, space: Int
  ) -> Int {
    var own = takePolicy()
    var sink = NoSink()
    let reached = loops.bulk(&memory, references, range, space, &own, &sink)
    policy = consume own
    return reached
  }

  override func run(
    _ memory: inout Memory, _ references: UnsafePointer<UInt32>, _ range: Range<Int>, space: Int,
    log: inout LogSink
  ) -> Int {
    var own = takePolicy()
    let reached = loops.logged(&memory, references, range, space, &own, &log)
    policy = consume own
    return reached
  }

  private func takePolicy() -> P {
    guard let own = policy.take() else {
      preconditionFailure("PolicyBox.run: another run has the policy")
    }
    return own
  }

  override func loaded(_ frame: Frame, at position: Int, bits: FrameBits) {
    policy?.loaded(frame, at: position, bits: bits)
  }

  override func referenced(_ frame: Frame, at position: Int) {
    policy?.referenced(frame, at: position)
  }

  override func victim(_ view: FaultView) -> Frame? { policy?.victim(view) }

  override func removed(_ frame: Frame) { policy?.removed(frame) }

  override func detached(_ frame: Frame) { policy?.detached(frame) }

  override func begin(_ future: Future, resident: [(frame: Frame, page: Int)]) {
    policy?.begin(future, resident: resident)
  }

  override func end() { policy?.end() }

  override func clone() -> AnyPolicy {
    guard let copy = policy?.clone() else {
      preconditionFailure("PolicyBox.clone: a run has the policy")
    }
    return PolicyBox(copy, loops)
  }

  override func checkInvariants(bits: FrameBits) {
    precondition(policy != nil, "PolicyBox.checkInvariants: a run has the policy")
    policy?.checkInvariants(bits: bits)
  }
}
