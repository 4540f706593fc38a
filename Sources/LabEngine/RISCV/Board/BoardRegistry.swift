/// What a board is built for.
struct BoardConfiguration {
  var harts = 1
  /// Nil: no disk, its place is empty.
  var disk: DiskImage?
  var isDiskReadOnly = false
  /// A disk of the machine, in place of its own.
  var sharedDisk: SharedDisk?
  /// The address of its network card; nil: no card, its place is empty.
  var networkAddress: MACAddress?
}

/// The devices of a board, one line each; their ranges and interrupts are their own.
enum BoardRegistry {
  struct Entry: Sendable {
    var summary: String
    /// Nil if this board has none.
    var make: @Sendable (BoardConfiguration) -> (any Device)?
  }

  static let all: [Entry] = [
    Entry(summary: "a store ends the computer") { _ in Finisher() },
    Entry(summary: "software and timer interrupts") { CLINT(harts: $0.harts) },
    Entry(summary: "interrupts of devices") { PLIC(harts: $0.harts) },
    Entry(summary: "console") { _ in UART16550() },
    Entry(summary: "disk") { configuration in
      if let shared = configuration.sharedDisk {
        return VirtioBlock(shared: shared, readOnly: configuration.isDiskReadOnly)
      }
      guard let image = configuration.disk else { return VirtioEmptySlots(slots: 0..<1) }
      return VirtioBlock(image: image, readOnly: configuration.isDiskReadOnly)
    },
    Entry(summary: "network card") { $0.networkAddress.map { VirtioNet(address: $0) } },
    Entry(summary: "places for further virtio devices") {
      VirtioEmptySlots(slots: $0.networkAddress == nil ? 1..<8 : 2..<8)
    },
  ]
}
