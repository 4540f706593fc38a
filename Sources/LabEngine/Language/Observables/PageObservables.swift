extension ObservableRegistry {
  static let pageObservables: [Observable] = [
    Observable(
      scope: .page, name: "state", unit: "text",
      meaning: "\"resident\", \"disk\", \"zero\" (anonymous, not touched yet) or \"invalid\""
    ) { .text($0.pageState) },
    Observable(scope: .page, name: "frame", unit: "", meaning: "the frame that it lies in") {
      scope in
      guard scope.isResident else {
        throw LabError(.undefined("\(scope.subject) is not resident: it lies in no frame."))
      }
      return .integer(Int(PageWord.frame(scope.word).index))
    },
    flag("dirty", "written since it was brought in (D)") { $0.bits & FrameBits.dirty != 0 },
    flag("referenced", "its referenced bit (A)") { $0.bits & FrameBits.referenced != 0 },
    flag("writable", "a write needs no trap (W)") {
      $0.isResident && $0.word & PageWord.writable != 0
    },
    flag("cow", "copy-on-write: a write will trap") {
      $0.isResident && $0.word & PageWord.copyOnWrite != 0
    },
    Observable(
      scope: .page, name: "value", unit: "", meaning: "the 64-bit word at the start of the page"
    ) { .integer($0.pageValue) },
    Observable(
      scope: .page, name: "faults", unit: "", meaning: "its references that were not resident",
      cause: .faults
    ) { scope in
      let faults = try scope.context.collect(PageFaultCounter.self).faults
      let page = Mapping(space: UInt32(truncatingIfNeeded: scope.space), page: scope.page)
      return .integer(faults[page] ?? 0)
    },
    Observable(
      scope: .page, name: "pte", unit: "", meaning: "its page-table entry as Sv39 draws it"
    ) { .integer(Int(truncatingIfNeeded: PageWord.sv39($0.word, bits: $0.bits))) },
  ]

  private static func flag(
    _ name: String, _ meaning: String, _ read: @escaping @Sendable (ObservableScope) -> Bool
  ) -> Observable {
    Observable(scope: .page, name: name, unit: "true/false", meaning: meaning) { .truth(read($0)) }
  }
}

extension ObservableScope {
  var pageState: String {
    let space = machine.memory.spaces[space]
    guard space.isAlive, page < space.pages, word & (PageWord.invalid | 1) != PageWord.invalid
    else {
      return "invalid"
    }
    if isResident { return "resident" }
    return word & PageWord.swapped != 0 || space.isOnDisk(page) ? "disk" : "zero"
  }

  /// Read where the page is: in its frame, or on disk.
  var pageValue: Int {
    let memory = machine.memory.spaces[space]
    if isResident { return machine.memory.frames.value(of: PageWord.frame(word)) }
    guard memory.isAlive, word & PageWord.swapped != 0 else { return 0 }
    let mapping = Mapping(space: UInt32(truncatingIfNeeded: space), page: page)
    return machine.memory.backing[mapping].map { Int(bitPattern: UInt($0[word: 0])) } ?? 0
  }
}

extension FrameTable {
  /// The 64-bit word at the start of a frame, signed.
  borrowing func value(of frame: Frame) -> Int {
    bytes[frame].map { Int(bitPattern: UInt($0[word: 0])) } ?? 0
  }
}
