/// Every reference and every page thrown out, in order.
final class AccessCollector: Collecting {
  struct Access {
    let page: PageName
    let isWrite: Bool
    let outcome: Outcome
  }

  private(set) var accesses: [Access] = []
  private(set) var victims: [PageName] = []

  init() {}

  func observe(_ records: [AccessRecord], on machine: Machine) {
    let spaces = machine.memory.spaces
    for record in records {
      if let victim = record.victim {
        victims.append(PageName(spaces[victim.space].name, victim.page))
      }
      if record.isReference {
        accesses.append(
          Access(
            page: PageName(spaces[record.space].name, record.page), isWrite: record.isWrite,
            outcome: record.outcome))
      }
    }
  }
}

/// How often each page was referenced and was not resident.
final class PageFaultCounter: Collecting {
  private(set) var faults: [Mapping: Int] = [:]

  init() {}

  func observe(_ records: [AccessRecord], on machine: Machine) {
    for record in records where record.outcome == .pageIn || record.outcome == .zeroFill {
      let page = Mapping(space: UInt32(truncatingIfNeeded: record.space), page: record.page)
      faults[page, default: 0] += 1
    }
  }
}

/// Tells a policy that is to take over what happened before, as if it had watched from the beginning.
///
/// Its referenced bits are a private copy: the policy in charge clears its own while the past is replayed.
final class PolicyTeacher: Observer {
  let policy: AnyPolicy
  let bits: FrameBits

  init(_ policy: AnyPolicy, frames: Int) {
    self.policy = policy
    bits = FrameBits(base: zeroed(frames), count: frames)
  }

  deinit { release(bits.base) }

  func observe(_ records: [AccessRecord], on machine: Machine) {
    for record in records {
      let frame = record.frame
      let write = record.isWrite ? FrameBits.dirty : 0
      switch record.outcome {
      case .hit, .cowReuse:
        bits[frame] |= FrameBits.referenced | write
        policy.referenced(frame, at: 0)
      case .removed, .released:
        bits[frame] = 0
        policy.removed(frame)
      case _ where record.outcome.loads:
        if record.victim != nil { policy.removed(frame) }
        bits[frame] = FrameBits.used | FrameBits.referenced | write
        policy.loaded(frame, at: 0, bits: bits)
      default: break
      }
    }
  }
}
