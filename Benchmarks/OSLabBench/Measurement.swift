import CBaseline
import Glibc

/// Seconds of processor time, so that a busy neighbour on the other core does not count.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Seconds on the clock on the wall.
func wallSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// How long `body` takes, in seconds of processor time.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  let start = processorSeconds()
  try body()
  return processorSeconds() - start
}

/// Median and maximum of a list that is not empty, in its own unit.
func middleAndWorst(_ values: [Double]) -> (median: Double, worst: Double) {
  let sorted = values.sorted()
  return (sorted[sorted.count / 2], sorted[sorted.count - 1])
}

/// Megabytes that this process has allocated and not given back.
func allocatedMegabytes() -> Double {
  Double(baseline_allocated()) / 1_048_576
}

/// `value` with `digits` decimals.
func fixed(_ value: Double, _ digits: Int = 1) -> String {
  guard value.isFinite else { return "" }
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let whole = Int((value * scale).rounded())
  guard digits > 0 else { return String(whole) }
  let fraction = String(whole % Int(scale))
  let zeros = String(repeating: "0", count: digits - fraction.count)
  return "\(whole / Int(scale)).\(zeros)\(fraction)"
}

/// Prints a line at once, also into a pipe.
func say(_ line: String) {
  print(line)
  fflush(nil)
}

/// Cells in columns: the first to the left, the others to the right.
func row(_ cells: [String], widths: [Int]) -> String {
  var line = ""
  for (index, cell) in cells.enumerated() {
    let padding = String(repeating: " ", count: max(0, widths[index] - cell.count))
    line += index == 0 ? cell + padding : "  " + padding + cell
  }
  return line
}
