/// The pages of a computer that are not all zero.
///
/// Unchecked: the machine maps a page to whoever reads it, and copies it for whoever writes, as it does with what
/// checkpoints share; so nothing writes to these.
final class SuspendedMemory: @unchecked Sendable {
  static let tag = "PAGE"
  static let name = "memory"

  let pages: [Int: PageBytes]

  /// How many pages were written, wherever they lie: in a frame, in the backing store or in the program.
  static func save(_ computer: Computer, to writer: inout StateWriter) -> Int {
    let machine = computer.machine
    let space = machine.memory.spaces[computer.space]
    var numbers = Set(space.program.keys)
    space.table.forEachTouched { page, _ in numbers.insert(page) }
    var kept: PageBytes?
    return PageRuns.write(numbers.sorted(), to: &writer) { page in
      kept = machine.contents(of: page, space: computer.space)
      return kept.map { UnsafeRawPointer($0.base) }
    }
  }

  init(from reader: inout StateReader, below limit: Int) throws {
    var pages: [Int: PageBytes] = [:]
    try PageRuns.read(from: &reader, below: limit) { number, bytes in
      let page = PageBytes.zeros(size: PageRuns.pageSize)
      page.base.update(from: bytes, count: min(bytes.count, PageRuns.pageSize))
      pages[number] = page
    }
    self.pages = pages
  }

  /// All pages, for a machine whose frames are not zeroed: its program knows that the others are zero.
  func filled(to count: Int) -> [Int: PageBytes] {
    let zeros = PageBytes.zeros(size: PageRuns.pageSize)
    return (0..<count).reduce(into: pages) { all, page in
      if all[page] == nil { all[page] = zeros }
    }
  }
}
