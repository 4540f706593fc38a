import CBaseline
import LabEngine

/// Instructions a second of real guests, beside the same work compiled for this processor.
struct GuestBenchmark {
  let runs: Int

  private static let widths = [8, 9, 12]
  private static let programs: [(name: String, source: String, native: @Sendable () -> UInt64)] = [
    ("fib", GuestPrograms.fib, { baseline_program_fib() }),
    ("crc", GuestPrograms.crc, { baseline_program_crc() }),
    ("sort", GuestPrograms.sort, { baseline_program_sort() }),
    ("matrix", GuestPrograms.matrix, { baseline_program_matrix() }),
  ]

  /// Throws if a guest does not switch itself off.
  func run() throws {
    say("\nguests in supervisor mode, Sv39 and timer interrupts on; best of \(runs)")
    say(row(["", "MIPS", "native / it"], widths: Self.widths))
    var product = 1.0
    for program in Self.programs {
      let (rate, time, _) = try best(program.source)
      var native = Double.infinity
      for _ in 0..<runs { native = min(native, seconds { _ = program.native() }) }
      product *= rate
      say(row([program.name, fixed(rate / 1e6, 0), fixed(native / time, 3)], widths: Self.widths))
    }
    let mean = product.squareRoot().squareRoot() / 1e6
    say(row(["mean", fixed(mean, 0), ""], widths: Self.widths))
    try traps()
    try loads()
    try looking()
    try steppingBack()
  }

  /// Instructions a second, the seconds, and the lab after the best run.
  private func best(_ source: String) throws -> (rate: Double, seconds: Double, lab: Lab) {
    var found: (Double, Double, Lab)?
    for _ in 0..<runs {
      let lab = Lab()
      try lab.execute("machine frames=2048\nguest g\n\(GuestPrograms.source(source))\nend")
      try lab.execute("boot M guest=g ram=4MiB")
      let time = try seconds { try lab.execute("run M") }
      guard try lab.evaluate("M.state == \"stopped\"") == .truth(true) else {
        throw BenchmarkFailure(reason: "a guest did not stop")
      }
      let rate = Double(try integer("M.steps", lab)) / time
      if rate > found?.0 ?? 0 { found = (rate, time, lab) }
    }
    guard let found else { throw BenchmarkFailure(reason: "no run") }
    return found
  }

  private func integer(_ expression: String, _ lab: Lab) throws -> Int {
    guard case .quantity(let quantity) = try lab.evaluate(expression),
      case .integer(let number) = quantity.number
    else { throw BenchmarkFailure(reason: "\(expression) is no integer") }
    return number
  }

  private func traps() throws {
    let (_, time, lab) = try best(GuestPrograms.traps)
    let calls = Double(try integer("M.traps(ucall)", lab))
    say("  calls from user mode and back: \(fixed(calls / time / 1e6)) million a second")
  }

  private func loads() throws {
    let (_, time, _) = try best(GuestPrograms.loads)
    let rate = 8000 * 256 / time / 1e6
    say("  loads over 256 pages, nine instructions each: \(fixed(rate)) million a second")
  }

  /// What a run is worth that is looked at after every instruction.
  private func looking() throws {
    for (what, command) in [
      ("until a register", "run M steps=2000000 until M.a0 == -1"),
      ("until a word of memory", "run M steps=2000000 until M.mem(M.symbol(table), 8) == -1"),
      ("with a breakpoint", "break M tick; run M steps=2000000"),
    ] {
      var fastest = Double.infinity
      for _ in 0..<runs {
        let lab = Lab()
        try lab.execute(
          "machine frames=2048\nguest g\n\(GuestPrograms.source(GuestPrograms.fib))\nend")
        try lab.execute("boot M guest=g ram=4MiB")
        let time = try seconds { try lab.execute(command) }
        fastest = min(fastest, time / Double(max(1, try integer("M.steps", lab))))
      }
      say("  run \(what): \(fixed(1e-6 / fastest)) million instructions a second")
    }
  }

  /// One instruction back from the end of a run of a million.
  private func steppingBack() throws {
    let lab = Lab()
    try lab.execute(
      "machine frames=2048\nguest g\n\(GuestPrograms.source(GuestPrograms.sort))\nend")
    try lab.execute("boot M guest=g ram=4MiB; run M steps=1000000")
    var times: [Double] = []
    for _ in 0..<20 { times.append(try seconds { try lab.execute("back 1 steps") } * 1000) }
    let (middle, worst) = middleAndWorst(times)
    say(
      "  one step back in a run of a million: \(fixed(middle, 2)) ms of processor time, worst \(fixed(worst, 2))"
    )
  }
}
