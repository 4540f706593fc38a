import Testing

@testable import LabEngine

/// Copy-on-write as the lecture and Silberschatz, Galvin and Gagne, section 10.3, describe it.
@Suite struct ForkTests {
  @Test func chainOfForks() throws {
    let lab = try lab(
      "machine frames=8; process A pages=2; write A 0 value=7; fork A B; fork B C; fork A D")
    #expect(try lab.print("frame(0).refcount") == "4")
    try lab.execute("write C 0 value=8")
    #expect(
      try lab.print("[frame(0).refcount, cowcopies, C.page(0).value, D.page(0).value]")
        == "[3, 1, 8, 7]")
    try lab.execute("terminate A; terminate B")
    #expect(try lab.print("[frame(0).refcount, D.page(0).cow]") == "[1, true]")
    try lab.execute("write D 0 value=9")
    #expect(try lab.print("[cowfaults, cowcopies, D.page(0).frame]") == "[2, 1, 0]")
  }

  @Test func readsNeverCopy() throws {
    let lab = try lab(
      "machine frames=4; process A pages=2; refs A 0w 1w; fork A B; refs B 0 1; refs A 0 1")
    #expect(try lab.print("[cowfaults, frames.used]") == "[0, 2]")
  }

  @Test func eagerCopy() throws {
    let lab = try lab("machine frames=8; process A pages=3; refs A 0w 1w 2; fork A B mode=copy")
    #expect(try lab.print("[frames.used, forkcopies, B.page(0).cow]") == "[6, 3, false]")
    #expect(try lab.print("time - 3 * 8ms") == "3us")
  }

  @Test func forkWithPagesInSwap() throws {
    let lab = try lab(
      "machine frames=2; process A pages=3 fill=zero; write A 0 value=5; write A 1 value=6; write A 2 value=7"
    )
    #expect(try lab.print("A.page(0).state") == "disk")
    try lab.execute("fork A B; read B 0; write B 0 value=50")
    #expect(try lab.print("[A.page(0).value, B.page(0).value]") == "[5, 50]")
    try lab.execute("read A 0; read A 1; read A 2; read B 1; read B 2")
    #expect(
      try lab.print("[A.page(1).value, B.page(1).value, A.page(2).value, B.page(2).value]")
        == "[6, 6, 7, 7]")
    #expect(try lab.print("[A.page(0).value, B.page(0).value]") == "[5, 50]")
  }

  /// A shared frame leaves all mappings at once and is one victim, under its first owner.
  @Test func evictionOfASharedFrame() throws {
    let lab = try lab(
      "machine frames=2; process A pages=4; write A 0 value=3; fork A B; read A 1; read A 2")
    #expect(try lab.print("victims") == "[A:0]")
    #expect(
      try lab.print("[pageouts, A.page(0).state, B.page(0).state, B.page(0).value]")
        == "[1, \"disk\", \"disk\", 3]")
  }
}

@Suite struct ProcessTests {
  @Test func swapOutAndIn() throws {
    let lab = try lab(
      "machine frames=4; process A pages=3; write A 0 value=9; read A 1; swapout A")
    #expect(
      try lab.print("[A.state, frames.free, pageouts, A.page(0).state]")
        == "[\"swapped\", 4, 1, \"disk\"]")
    try lab.execute("swapin A")
    #expect(
      try lab.print("[A.state, A.resident, A.page(0).value, faults, pageins]")
        == "[\"ready\", 2, 9, 2, 4]")
  }

  @Test func staleDataWithoutZeroing() throws {
    let script =
      "process A pages=1; write A 0 value=42; terminate A; process B pages=1 fill=zero; read B 0"
    #expect(try lab("machine frames=1 zero=off; " + script).print("B.page(0).value") == "42")
    #expect(try lab("machine frames=1 zero=on; " + script).print("B.page(0).value") == "0")
  }

  @Test func anonymousPages() throws {
    let lab = try lab(
      "machine frames=1; process A pages=3 fill=zero; read A 0; read A 1; write A 1; read A 2")
    #expect(
      try lab.print("[A.page(0).state, A.page(1).state, zerofills, pageins, pageouts]")
        == "[\"zero\", \"disk\", 3, 0, 1]")
    try lab.execute("read A 1")
    #expect(try lab.print("[zerofills, pageins]") == "[3, 1]")
  }

  @Test func invalidAndProtectedPages() throws {
    let invalid = try lab("machine; process A pages=4 invalid=2..3; refs A 0 1 2 0 1")
    #expect(try invalid.print("[refs, aborts, A.state, frames.used]") == "[3, 1, \"ended\", 0]")
    #expect(try invalid.print("A.page(2).state") == "invalid")
    let readOnly = try lab("machine; process A pages=4 readonly=0; read A 0; write A 1; write A 0")
    #expect(try readOnly.print("[aborts, A.state]") == "[1, \"ended\"]")
  }

  /// The lecture: 40 frames, six processes of 10 pages. With 5 pages each 10 frames are left; all 10 need 60.
  @Test func overAllocation() throws {
    var script = "machine frames=40; "
    for index in 0..<6 { script += "process P\(index) pages=10; refs P\(index) 0..4; " }
    #expect(try lab(script).print("frames.free") == "10")
    for index in 0..<6 { script += "refs P\(index) 0..9; " }
    let replaced = try lab(script)
    #expect(try replaced.print("frames.free") == "0")
    #expect(replaced.summary.processes.count == 6)
    let terminated = try lab(
      script.replacing("frames=40", with: "frames=40 full=terminate").untilFirstRefusal)
    #expect(terminated.summary.processes.count < 6)
    let swapped = try lab(script.replacing("frames=40", with: "frames=40 full=swapout"))
    #expect(swapped.summary.processes.count == 6)
    #expect(try swapped.print("evictions") == "0")
  }

  @Test func reservedFrames() throws {
    let lab = try lab("machine frames=4 reserved=2; process A pages=4; refs A 0..3")
    #expect(try lab.print("[frame(0).owner, A.page(3).frame, evictions]") == "[\"kernel\", 3, 2]")
  }
}

extension String {
  /// Up to the command that names a process which memory pressure has ended.
  fileprivate var untilFirstRefusal: String {
    var kept: [Substring] = []
    for command in split(separator: ";") where command.contains(where: { $0 != " " }) {
      let script = (kept + [command]).joined(separator: ";")
      if problem(of: script) != nil { break }
      kept.append(command)
    }
    return kept.joined(separator: ";")
  }

  fileprivate func replacing(_ old: String, with new: String) -> String {
    guard let range = self.firstRange(of: old) else { return self }
    return String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
  }
}
