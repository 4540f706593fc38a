/// Tickets of tasks in the order of their creation: a draw, and a change, take O(log tasks).
///
/// A Fenwick tree (Fenwick, "A New Data Structure for Cumulative Frequency Tables", Software: Practice and
/// Experience 24(3), 1994).
struct TicketTree {
  /// Sums over ranges, from index 1 on.
  private var sums = [0]
  private var tickets: [Int] = []
  private(set) var total = 0
  var count: Int { tickets.count }

  subscript(task: Int) -> Int { tickets[task] }

  /// One more task, without tickets.
  mutating func append() {
    let index = tickets.count + 1
    var sum = 0
    var part = index - 1
    let end = index - (index & -index)
    while part > end {
      sum += sums[part]
      part -= part & -part
    }
    tickets.append(0)
    sums.append(sum)
  }

  mutating func set(_ task: Int, _ count: Int) {
    let change = count - tickets[task]
    guard change != 0 else { return }
    tickets[task] = count
    total += change
    var index = task + 1
    while index < sums.count {
      sums[index] += change
      index += index & -index
    }
  }

  /// Whose ticket has a number, counted from 0 in the order of the tasks.
  /// - Precondition: the number is below `total`.
  func holder(of number: Int) -> Int {
    var left = number
    var index = 0
    var step = 1
    while step * 2 < sums.count { step *= 2 }
    while step > 0 {
      let next = index + step
      if next < sums.count, sums[next] <= left {
        left -= sums[next]
        index = next
      }
      step /= 2
    }
    return index
  }
}
