/// `consolidate servers=60 load=5%..15% fill=60%`
struct ConsolidateCommand: Command {
  static let description = CommandDescription(
    verb: "consolidate", usage: ["consolidate servers=N [load=5%..15% fill=60% seed=1]"],
    summary: "how many hosts do for a number of little used servers",
    detail: """
      Draws the load of each server, in percent of a host, and puts the servers as VMs on as few hosts as it can \
      without filling one beyond `fill`: largest first, each on the first host with room (first fit decreasing). \
      The defaults are the usual figures: dedicated servers are used 5 to 15 %, and about six of them go on a host.
      """,
    options: [
      CommandOption(name: "servers", values: "1 to 10000", meaning: "servers to be consolidated"),
      CommandOption(
        name: "load", values: "percent",
        meaning: "of a host, as 5%..15% or 10%; 5%..15% unless told"),
      CommandOption(
        name: "fill", values: "percent",
        meaning: "the most that a host is to be used; 60% unless told"),
      CommandOption(name: "seed", values: "a number", meaning: "of the loads; 1 unless told"),
    ],
    examples: ["consolidate servers=60", "consolidate servers=100 load=8% fill=80%"],
    isOutput: true)

  private let servers: Int
  private let load: ClosedRange<Int>
  private let fill: Int
  private let seed: Int

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    let here = scanner.place
    let options = try OptionReader(&scanner, of: Self.description)
    guard let servers = try options.integer("servers", in: 1...10_000) else {
      throw scanner.error(.expected("servers=NUMBER", found: "none"), at: here)
    }
    self.servers = servers
    fill = try options.values["fill"].map { try $0.percent() } ?? 60
    load = try options.values["load"].map { try $0.percentRange() } ?? 5...15
    seed = try options.integer("seed", in: 0...Int.max) ?? 1
    guard load.upperBound <= fill else {
      throw LabError(
        .conflict(
          "A server of \(load.upperBound)% does not go on a host that is to be filled to \(fill)%."),
        at: options.values["load"]?.place ?? here)
    }
  }

  func run(in lab: Lab) throws -> CommandOutcome {
    var random = SeededRandom(seed: UInt64(seed))
    let span = UInt64(load.upperBound - load.lowerBound + 1)
    let loads = (0..<servers).map { _ in load.lowerBound + Int(random.next(below: span)) }
    let hosts = Self.placed(loads, fill: fill)
    let shown = hosts.prefix(20).enumerated().map { index, host -> [Cell] in
      [
        Cell("\(index)", .strong), Cell("\(host.count)"), Cell("\(host.reduce(0, +))%"),
        Cell(
          host.prefix(12).map { "\($0)%" }.joined(separator: " ") + (host.count > 12 ? " …" : "")),
      ]
    }
    let ratio = try Quantity(servers).divided(by: Quantity(hosts.count))
    let before = try Quantity(loads.reduce(0, +)).divided(by: Quantity(servers))
    let after = try Quantity(loads.reduce(0, +)).divided(by: Quantity(hosts.count))
    var blocks: [Report.Block] = [
      .table(
        Table(
          columns: ["host", "VMs", "used", "their loads"],
          alignments: [.right, .right, .right, .left], rows: shown))
    ]
    if hosts.count > shown.count {
      blocks.append(.text("… and \(hosts.count - shown.count) more."))
    }
    blocks.append(
      .text(
        "\(counted(servers, "server")), used \(Value.quantity(before).written())% each on average, go on "
          + "\(counted(hosts.count, "host")), used \(Value.quantity(after).written())%: "
          + "\(Value.quantity(ratio).written()):1."))
    return CommandOutcome(report: Report(blocks), value: .integer(hosts.count))
  }

  /// First fit decreasing: at most 11/9 of the fewest hosts and 6/9 (Dósa, "The Tight Bound of First Fit Decreasing
  /// Bin-Packing Algorithm", ESCAPE 2007).
  static func placed(_ loads: [Int], fill: Int) -> [[Int]] {
    var hosts: [(used: Int, loads: [Int])] = []
    for load in loads.sorted(by: >) {
      if let index = hosts.firstIndex(where: { $0.used + load <= fill }) {
        hosts[index].used += load
        hosts[index].loads.append(load)
      } else {
        hosts.append((load, [load]))
      }
    }
    return hosts.map(\.loads)
  }
}

extension Named {
  /// `60%`, as 60.
  fileprivate func percent() throws -> Int {
    let range = try percentRange()
    guard range.count == 1 else {
      throw LabError(.expected("one share, such as 60%", found: "`\(text)`"), at: place)
    }
    return range.lowerBound
  }

  /// `5%..15%` or `10%`.
  fileprivate func percentRange() throws -> ClosedRange<Int> {
    let parts = text.split(separator: ".", omittingEmptySubsequences: true).map(String.init)
    let numbers = parts.compactMap { part in
      part.hasSuffix("%") ? Int(part.dropLast()) : nil
    }
    guard numbers.count == parts.count, (1...2).contains(numbers.count),
      let low = numbers.first, let high = numbers.last, (1...100).contains(low),
      (low...100).contains(max(low, high)), high >= low
    else {
      throw LabError(
        .expected("whole percent from 1% to 100%, such as 60% or 5%..15%", found: "`\(text)`"),
        at: place)
    }
    return low...high
  }
}
