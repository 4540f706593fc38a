import Glibc

/// `oslab-bench [REFERENCES [POLICY…] [undo]]`: what the machine does in a second.
///
/// 10 million references and all policies unless told; `undo` times going back alone.
@main struct OSLabBench {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let references = arguments.first.flatMap { Int($0) } ?? 10_000_000
    do {
      let policies = arguments.dropFirst().filter { $0 != "undo" }
      if arguments.count < 2 || !policies.isEmpty {
        try PolicyBenchmark(
          references: max(1, references), pages: 1_000_000, frames: 100_000, runs: 5
        ).run(policies: policies)
      }
      if arguments.count < 2 || arguments.last == "undo" { try UndoBenchmark().run() }
    } catch let failure as BenchmarkFailure {
      print("oslab-bench: \(failure.reason)")
      exit(1)
    } catch {
      print("oslab-bench: \(error)")
      exit(1)
    }
  }
}
