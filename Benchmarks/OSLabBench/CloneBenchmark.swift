import LabEngine

/// What clones and snapshots of a computer take whose whole memory was written: time at once, and memory for what
/// changes afterwards.
struct CloneBenchmark {
  /// Writes every page of 128 MiB but its own, then again and again 64 pages in a loop.
  private static let guest = """
    guest g
        li   t0, 0x80001000
        li   t1, 0x88000000
        li   t2, 4096
    1:  sd   t0, 8(t0)
        add  t0, t0, t2
        bne  t0, t1, 1b
        li   s0, 1
    2:  li   t0, 0x80001000
        li   t1, 0x80041000
    3:  ld   t3, 8(t0)
        addi t3, t3, 1
        sd   t3, 8(t0)
        add  t0, t0, t2
        bne  t0, t1, 3b
        addi s0, s0, 1
        j    2b
    end
    """

  func run() throws {
    say("\n128 MiB, all pages in memory: milliseconds of processor time (median, worst), MB")
    let lab = Lab()
    try lab.execute("machine frames=40000\n\(Self.guest)")
    try lab.execute("boot V guest=g ram=128MiB")
    try lab.execute("run V until V.s0 == 1")
    try show("clone", lab, 5) { try lab.execute("clone V W\($0)") }
    try show("run that writes 64 pages", lab, 1) { _ in try lab.execute("run V until V.s0 == 3") }
    try show("snapshot", lab, 5) { try lab.execute("snapshot V s\($0)") }
    try lab.execute("run V until V.s0 == 4")
    try show("restore, 64 pages changed", lab, 1) { _ in try lab.execute("restore V s0") }
    try show("restore, no page changed", lab, 4) { _ in try lab.execute("restore V s0") }
    try show("dedup", lab, 1) { _ in try lab.execute("dedup") }
  }

  private func show(_ what: String, _ lab: Lab, _ times: Int, _ body: (Int) throws -> Void) throws {
    let before = allocatedMegabytes()
    var list: [Double] = []
    for index in 0..<times { list.append(try seconds { try body(index) } * 1000) }
    let (median, worst) = middleAndWorst(list)
    let each = (allocatedMegabytes() - before) / Double(times)
    say("  \(what): \(fixed(median, 2)), \(fixed(worst, 2)); \(fixed(max(0, each), 2)) each")
  }
}
