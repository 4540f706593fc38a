import Foundation

/// Carries work to a few threads and its results back in the order in which it was put.
///
/// One thread puts and takes. Each worker makes its own closure with `makeWork`, on its own thread, so that
/// what it holds need not be Sendable.
final class Conveyor<Work: Sendable, Product: Sendable> {
  private let belt = Belt<Work, Product>()
  private let most: Int
  private var first = 0
  private var next = 0

  init(workers: Int, makeWork: @escaping @Sendable () -> (Work) -> Product) {
    let workers = max(1, min(workers, 256))
    most = workers * 4
    for number in 1...workers {
      let thread = Thread { [belt] in belt.run(makeWork()) }
      thread.name = "grader \(number)"
      // Expressions of submissions are read recursively, to a limited depth.
      thread.stackSize = 16 << 20
      thread.start()
    }
  }

  /// True if something was put that was not taken yet.
  var isBusy: Bool { first < next }
  /// True if as much is under way as should be.
  var isFull: Bool { next - first >= most }

  func put(_ work: Work) {
    belt.put(work, number: next)
    next += 1
  }

  /// The result of the earliest work that was not taken yet; waits for it.
  func take() -> Product {
    precondition(isBusy, "Conveyor.take: nothing was put")
    defer { first += 1 }
    return belt.take(number: first)
  }

  /// Ends the threads; what was not taken is lost.
  func close() { belt.close() }
}

/// What the threads share. Everything that changes is touched under `lock` alone, hence Sendable.
private final class Belt<Work: Sendable, Product: Sendable>: @unchecked Sendable {
  private let lock = NSCondition()
  private var waiting: [(number: Int, work: Work)] = []
  private var products: [Int: Product] = [:]
  private var isClosed = false

  func put(_ work: Work, number: Int) {
    lock.withLock {
      waiting.append((number, work))
      lock.broadcast()
    }
  }

  func take(number: Int) -> Product {
    lock.withLock {
      while true {
        if let product = products.removeValue(forKey: number) { return product }
        lock.wait()
      }
    }
  }

  func close() {
    lock.withLock {
      isClosed = true
      waiting.removeAll()
      lock.broadcast()
    }
  }

  func run(_ work: (Work) -> Product) {
    while let job = nextJob() {
      let product = work(job.work)
      lock.withLock {
        products[job.number] = product
        lock.broadcast()
      }
    }
  }

  private func nextJob() -> (number: Int, work: Work)? {
    lock.withLock {
      while waiting.isEmpty, !isClosed { lock.wait() }
      return waiting.isEmpty ? nil : waiting.removeFirst()
    }
  }
}
