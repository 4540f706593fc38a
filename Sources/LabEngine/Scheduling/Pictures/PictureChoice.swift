/// Which jobs and VMs a picture has a line for: those that are named, or the few that stand out.
struct PictureChoice: Sendable {
  /// More lines in one chart cannot be told apart.
  static let most = 8

  let names: [Named]

  /// Reads names up to the options.
  init(_ scanner: inout Scanner, wanted: String) throws {
    var names: [Named] = []
    while !scanner.isAtEnd, !scanner.isAtOption {
      let name = try scanner.name(wanted)
      if !names.contains(where: { $0.text == name.text }) { names.append(name) }
    }
    self.names = names
  }

  /// The jobs and VMs that are named, in that order.
  func clients(of host: Host) throws -> [Int] {
    try names.map { name in
      if let client = host.client(named: name.text) { return client }
      throw LabError(
        .unknown(
          kind: "task or virtual machine", name: name.text,
          nearest: nearest(name.text, among: host.names), known: host.names), at: name.place)
    }
  }

  /// The places of the largest numbers, in order; of equal ones the first. All of them if some were named.
  func standingOut(_ sizes: [Double]) -> [Int] {
    guard names.isEmpty, sizes.count > Self.most else { return Array(sizes.indices) }
    let ranked = sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
    return ranked.prefix(Self.most).sorted()
  }

  /// What is said of the others below the picture, if there are any.
  func remark(on all: Int, _ reason: String, _ verb: String) -> [Report.Block] {
    guard names.isEmpty, all > Self.most else { return [] }
    return [
      .text(
        "\(all - Self.most) more are left out: drawn are the \(Self.most) \(reason). "
          + "`\(verb) NAME…` draws those that you name.")
    ]
  }
}
