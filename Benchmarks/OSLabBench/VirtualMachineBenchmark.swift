import Glibc
import LabEngine

/// Virtual machines under every technique, beside the bare computer in the same run.
struct VirtualMachineBenchmark {
  let runs: Int

  private static let widths = [12, 9, 9, 9, 9, 9]
  private static let techniques = ["trap", "translate", "para", "hardware"]
  private static let userPrograms = [
    ("fib", GuestPrograms.fib), ("crc", GuestPrograms.crc), ("sort", GuestPrograms.sort),
  ]

  /// Throws if a guest does not switch itself off.
  func run() throws {
    say("\nvirtual machines; best of \(runs)")
    say(row(["", "boot"] + Self.techniques, widths: Self.widths))
    for (name, program) in Self.userPrograms {
      let times = try all(GuestPrograms.inUserMode(program))
      say(row(["\(name), of boot"] + times.map { fixed(times[0] / $0, 2) }, widths: Self.widths))
    }
    try kernelHeavy()
    try exits()
    try many()
  }

  /// Seconds under `boot` and under each technique.
  private func all(_ source: String) throws -> [Double] {
    var best = [Double](repeating: .infinity, count: Self.techniques.count + 1)
    // In turn, so that a busy moment of the machine meets all of them.
    for _ in 0..<runs {
      for index in best.indices { best[index] = min(best[index], try time(source, index).seconds) }
    }
    return best
  }

  private func time(_ source: String, _ index: Int) throws -> (seconds: Double, lab: Lab) {
    let lab = Lab()
    let verb = index == 0 ? "boot M" : "vm M mode=\(Self.techniques[index - 1])"
    try lab.execute("machine frames=2048\nguest g\n\(source)\nend\n\(verb) guest=g ram=4MiB")
    let time = try seconds { try lab.execute("run M") }
    guard try lab.evaluate("M.state == \"stopped\"") == .truth(true) else {
      throw BenchmarkFailure(reason: "a guest of a virtual machine did not stop")
    }
    return (time, lab)
  }

  private func number(_ expression: String, _ lab: Lab) throws -> Double {
    guard case .quantity(let quantity) = try lab.evaluate(expression),
      case .integer(let number) = quantity.number
    else { throw BenchmarkFailure(reason: "\(expression) is no integer") }
    return Double(number)
  }

  /// What `trap` takes in all over what the others take: modelled cycles, and seconds of this machine.
  private func kernelHeavy() throws {
    let source = GuestPrograms.source(GuestPrograms.kernelHeavy)
    let times = try all(source)
    var cycles: [Double] = []
    for index in times.indices {
      let lab = try time(source, index).lab
      cycles.append(try number("M.cycles + M.hypervisorcycles", lab))
    }
    say("  a kernel-heavy guest, what trap takes over what the others take:")
    say(row(["cycles"] + cycles.map { fixed(cycles[1] / $0, 2) }, widths: Self.widths))
    say(row(["seconds"] + times.map { fixed(times[1] / $0, 2) }, widths: Self.widths))
  }

  private func exits() throws {
    for (name, main) in [
      ("control registers", GuestPrograms.controls), ("system calls", GuestPrograms.traps),
    ] {
      var best = 0.0
      for _ in 0..<runs {
        let (seconds, lab) = try time(GuestPrograms.source(main), 1)
        best = max(best, try number("M.exits", lab) / seconds)
      }
      say("  exits under trap, \(name): \(fixed(best / 1e6, 2)) million a second")
    }
  }

  /// A hundred small machines that have all run.
  private func many() throws {
    let before = residentMegabytes()
    let lab = Lab()
    let source = GuestPrograms.source(GuestPrograms.traps)
    try lab.execute("machine frames=25600\nguest g\n\(source)\nend")
    for index in 0..<100 {
      let technique = Self.techniques[index % Self.techniques.count]
      try lab.execute("vm V\(index) guest=g ram=1MiB mode=\(technique)")
    }
    for index in 0..<100 { try lab.execute("run V\(index) steps=20000") }
    say("  100 virtual machines of 1 MiB: \(fixed(residentMegabytes() - before)) MB resident")
  }

  /// Megabytes of this process that lie in memory.
  private func residentMegabytes() -> Double {
    guard let file = fopen("/proc/self/statm", "r") else { return .nan }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return .nan }
    let words = String(
      decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self
    )
    .split(separator: " ")
    guard words.count > 1, let pages = Double(words[1]) else { return .nan }
    return pages * 4096 / 1_048_576
  }
}
