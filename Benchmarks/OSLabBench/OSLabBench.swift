import Glibc

/// `oslab-bench [REFERENCES [POLICY…]]`: what the machine does in a second.
///
/// 10 million references and all policies unless told; going back is timed only when all are.
@main struct OSLabBench {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let references = arguments.first.flatMap { Int($0) } ?? 10_000_000
    do {
      try PolicyBenchmark(
        references: max(1, references), pages: 1_000_000, frames: 100_000, runs: 5
      ).run(policies: Array(arguments.dropFirst()))
      if arguments.count < 2 { try UndoBenchmark().run() }
    } catch let failure as BenchmarkFailure {
      print("oslab-bench: \(failure.reason)")
      exit(1)
    } catch {
      print("oslab-bench: \(error)")
      exit(1)
    }
  }
}
