import Testing

@testable import LabEngine

/// What every registered policy must keep to, at every setting of its parameters that is an end of a range.
struct PolicyContractTests {
  static let specs: [PolicySpec] = PolicyRegistry.descriptions.flatMap { description in
    let ends = description.parameters.flatMap { parameter in
      [parameter.range.lowerBound, parameter.range.upperBound].map { "\(parameter.name)=\($0)" }
    }
    let texts = [description.name] + ends.map { "\(description.name)(\($0))" }
    return texts.compactMap { try? PolicySpec.parse($0) }
  }

  @Test(arguments: PolicyRegistry.descriptions.map(\.name))
  func describesItself(name: String) throws {
    let description = try #require(PolicySpec(named: name)?.description)
    #expect(!description.summary.isEmpty && description.summary.count < 100)
    #expect(!description.summary.contains("\n") && description.conventions.count > 100)
    for parameter in description.parameters {
      #expect(parameter.range.contains(parameter.standard) && !parameter.meaning.isEmpty)
    }
  }

  @Test func namesAreUnique() {
    let names = PolicyRegistry.descriptions.map(\.name)
    #expect(Set(names).count == names.count)
  }

  /// Two processes take turns, pages leave in any order, frames are pinned: invariants hold at each step,
  /// the victim is always used and never pinned, and a copy made on the way does the same from there on.
  @Test(arguments: specs)
  func survivesAnyDrive(spec: PolicySpec) {
    for seed in 0..<60 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      let frames = 1 + Int(random.next(below: 9))
      let pager = SmallPager(
        spec.make(frames: frames, seed: seed), frames: frames, pages: 12, processes: 2)
      for _ in 0..<3 { drive(pager, seed: random.next()) }
      let copy = pager.clone()
      let on = random.next()
      #expect(drive(pager, seed: on) == drive(copy, seed: on), "\(spec.text), seed \(seed)")
      empty(pager, &random)
    }
  }

  /// A copy made in the middle of a string sees as far ahead as the original, and neither moves the other.
  @Test(arguments: specs)
  func aCopyInTheMiddleGoesOnAlone(spec: PolicySpec) {
    let string = madeUpString(seed: 77, length: 200, pages: 12)
    let buffer = StringBuffer(string)
    let pager = SmallPager(spec.make(frames: 5, seed: 3), frames: 5, pages: 12)
    pager.begin(buffer)
    for position in 0..<100 { _ = pager.access(string[position], at: position) }
    let copy = pager.clone()
    let first = (100..<200).compactMap { pager.access(string[$0], at: $0) }
    pager.policy.end()
    let second = (100..<200).compactMap { copy.access(string[$0], at: $0) }
    copy.policy.checkInvariants(bits: copy.bits)
    #expect(first == second)
    #expect(first.contains { $0.evicted != nil })
  }

  /// With all but one frame pinned or empty, that one leaves; with none left, none does.
  @Test(arguments: specs)
  func honoursThePin(spec: PolicySpec) throws {
    let pager = SmallPager(spec.make(frames: 2, seed: 1), frames: 2, pages: 4)
    let string = StringBuffer(pages: [0, 1, 0, 1, 2])
    pager.begin(string)
    for position in 0..<4 { _ = pager.access(string.references[position], at: position) }
    for frame in 0..<2 {
      #expect(pager.victim(at: 4, process: 0, pinned: Frame(frame)) == Frame(1 - frame))
    }
    pager.remove(Frame(0))
    #expect(pager.victim(at: 4, process: 0, pinned: Frame(1)) == nil)
    #expect(pager.victim(at: 4, process: 0, pinned: nil) == Frame(1))
    pager.remove(Frame(1))
    #expect(pager.victim(at: 4, process: 0, pinned: nil) == nil)
    pager.policy.checkInvariants(bits: pager.bits)
  }

  /// A machine of 2^27 frames of which a few are used must not cost its size, copies included.
  @Test(arguments: specs)
  func aHugeMachineIsCheap(spec: PolicySpec) {
    let policy = spec.make(frames: 1 << 27, seed: 1)
    let bits = FrameBits(base: .allocate(capacity: 4), count: 4)
    defer { bits.base.deallocate() }
    bits.base.update(repeating: 0, count: 4)
    for frame in 0..<4 {
      bits[Frame(frame)] = FrameBits.used
      policy.loaded(Frame(frame), at: frame, bits: bits)
    }
    for copy in (0..<20).map({ _ in policy.clone() }) { copy.removed(Frame(2)) }
    policy.removed(Frame(3))
  }

  /// A string of one of two processes, with disturbances; what was evicted.
  @discardableResult
  private func drive(_ pager: SmallPager, seed: UInt64) -> [SmallPager.Fault] {
    var random = SeededRandom(seed: seed)
    let process = Int(random.next(below: 2))
    let string = madeUpString(seed: random.next(), length: 40, pages: pager.pages)
    let buffer = StringBuffer(string)
    let looksAhead = random.next(below: 4) != 0
    if looksAhead { pager.begin(buffer, process: process) }
    var faults: [SmallPager.Fault] = []
    for (position, reference) in string.enumerated() {
      let used = pager.used
      var pinned: Frame?
      if !used.isEmpty, random.next(below: 4) == 0 {
        pinned = used[Int(random.next(below: UInt64(used.count)))]
      }
      if let fault = pager.access(reference, at: position, process: process, pinned: pinned) {
        faults.append(fault)
        if let evicted = fault.evicted { #expect(evicted != pinned && used.contains(evicted)) }
      }
      pager.policy.checkInvariants(bits: pager.bits)
      if random.next(below: 12) == 0, let frame = pager.used.randomOne(&random) {
        pager.remove(frame)
        pager.policy.checkInvariants(bits: pager.bits)
      }
    }
    if looksAhead { pager.policy.end() }
    pager.policy.checkInvariants(bits: pager.bits)
    return faults
  }

  private func empty(_ pager: SmallPager, _ random: inout SeededRandom) {
    while let frame = pager.used.randomOne(&random) {
      pager.remove(frame)
      pager.policy.checkInvariants(bits: pager.bits)
    }
  }
}

extension [Frame] {
  fileprivate func randomOne(_ random: inout SeededRandom) -> Frame? {
    isEmpty ? nil : self[Int(random.next(below: UInt64(count)))]
  }
}
