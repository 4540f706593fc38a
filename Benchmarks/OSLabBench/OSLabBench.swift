import Glibc

/// `oslab-bench [REFERENCES]`: what the machine does in a second. 10 million references unless told.
@main struct OSLabBench {
  static func main() {
    let references = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 10_000_000
    setvbuf(stdout, nil, _IOLBF, 0)
    do {
      try PolicyBenchmark(
        references: max(1, references), pages: 1_000_000, frames: 100_000, runs: 3
      ).run()
      try UndoBenchmark().run()
    } catch let failure as BenchmarkFailure {
      print("oslab-bench: \(failure.reason)")
      exit(1)
    } catch {
      print("oslab-bench: \(error)")
      exit(1)
    }
  }
}
