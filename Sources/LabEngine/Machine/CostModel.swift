/// What everything costs in virtual nanoseconds. The defaults are the lecture's: 200 ns and 8 ms.
///
/// Each is a whole cost: a fault's 8 ms include trap, page-in, restart and access, so that time over
/// references is the lecture's effective access time to the digit.
struct CostModel: Hashable, Sendable {
  /// A reference to a resident page.
  var memory = 200
  /// A reference that had to bring its page in from disk.
  var fault = 8_000_000
  /// Writing a dirty page out, in addition to the fault that needs its frame.
  var pageout = 8_000_000
  /// A first reference to an anonymous page.
  var zerofill = 1_000
  /// A write that copied a shared page; also each page of an eager fork.
  var copy = 1_000
  /// A write by the last owner of a page that was shared.
  var cowreuse = 1_000
  /// An instruction of a guest.
  var cycle = 1
  /// How often the policy looks at the referenced bits of a guest's pages.
  var scan = 1_000_000
  /// What hypervisors cost, in cycles.
  var hypervisor = HypervisorCosts()
  /// The parts that `fault` was given as, if it was.
  var parts: FaultParts?

  struct FaultParts: Hashable, Sendable {
    var service = 0
    var seek = 0
    var latency = 0
    var transfer = 0
    /// Nil if it does not fit into 64 bits.
    var total: Int? {
      [seek, latency, transfer].reduce(service as Int?) { sum, part in
        guard let sum else { return nil }
        let (result, overflow) = sum.addingReportingOverflow(part)
        return overflow ? nil : result
      }
    }
  }

  /// How long the disk works for so many bytes in a row: a page's time, and its part `transfer` for every further page.
  func transfer(of bytes: Int) -> Int {
    let further = max(0, bytes - 1) / 4096
    let (more, overflow) = further.multipliedReportingOverflow(by: parts?.transfer ?? 0)
    return min(Host.longest, overflow ? Host.longest : fault.addingClamped(more))
  }

  /// The virtual time that these counts took; nil if it does not fit.
  func time(of counts: Statistics) -> Int? {
    let terms = [
      (counts.hits - (counts.cowfaults - counts.guestCopyFaults) + counts.aborts, memory),
      (counts.pageins, fault),
      (counts.pageouts, pageout), (counts.zerofills, zerofill),
      (counts.cowcopies + counts.forkcopies, copy),
      (counts.cowfaults - counts.cowcopies, cowreuse), (counts.cycles, cycle),
    ]
    var sum = counts.overlap
    for (count, cost) in terms {
      let (product, tooMuch) = count.multipliedReportingOverflow(by: cost)
      let (next, tooLate) = sum.addingReportingOverflow(product)
      if tooMuch || tooLate { return nil }
      sum = next
    }
    return sum
  }
}
