import Glibc
import LabEngine

/// `oslab-bench [REFERENCES [POLICY…] [undo] [guest] [vm] [clone] [host [SCHEDULER…]] [grade]]`: what the machine does
/// in a second.
///
/// 10 million references, all policies and schedulers unless told; `undo`, `guest`, `vm`, `clone`, `host` and `grade`
/// ask for those parts.
@main struct OSLabBench {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let references = arguments.first.flatMap { Int($0) } ?? 10_000_000
    do {
      let parts = ["undo", "guest", "vm", "clone", "host", "grade"]
      let schedulers = arguments.filter { SchedulerRegistry.names.contains($0) }
      let policies = arguments.dropFirst().filter {
        !parts.contains($0) && !schedulers.contains($0)
      }
      if arguments.count < 2 || !policies.isEmpty {
        try PolicyBenchmark(
          references: max(1, references), pages: 1_000_000, frames: 100_000, runs: 5
        ).run(policies: policies)
      }
      if arguments.count < 2 || arguments.contains("undo") { try UndoBenchmark().run() }
      if arguments.count < 2 || arguments.contains("guest") { try GuestBenchmark(runs: 3).run() }
      if arguments.count < 2 || arguments.contains("clone") { try CloneBenchmark().run() }
      if arguments.count < 2 || arguments.contains("vm") {
        try VirtualMachineBenchmark(runs: 3).run()
      }
      if arguments.count < 2 || arguments.contains("host") {
        try HostBenchmark(schedulers: schedulers).run()
      }
      if arguments.count < 2 || arguments.contains("grade") {
        try GradingBenchmark(lesson: "lessons/page-replacement.md")?.run()
      }
    } catch let failure as BenchmarkFailure {
      print("oslab-bench: \(failure.reason)")
      exit(1)
    } catch {
      print("oslab-bench: \(error)")
      exit(1)
    }
  }
}
