/// A network card: a virtio device with a queue to receive and one to transmit.
///
/// VIRTIO 1.1, section 5.1 "Network Device". No offloads: a frame lies whole in one chain of buffers,
/// behind a header that says nothing. The card takes no time of its own.
///
/// Frames that have come while the computer stood still are delivered before its next instruction;
/// those that found no buffer, when the driver makes some available. When it looks depends on nothing
/// else, so that it does not matter into which pieces a run is cut.
final class VirtioNet: Device {
  /// Feature bits, 5.1.3.
  private enum Feature {
    /// VIRTIO_NET_F_MAC: "Device has given MAC address."
    static let address: UInt64 = 1 << 5
    /// VIRTIO_NET_F_STATUS: "Configuration status field is available."
    static let status: UInt64 = 1 << 16
  }

  /// Numbers of the queues, 5.1.2: receiveq1, transmitq1.
  private enum Queue {
    static let receive = 0
    static let transmit = 1
  }

  /// VIRTIO_NET_S_LINK_UP, 5.1.4.
  private static let linkUp: UInt64 = 1

  /// The second slot.
  static let slot = 1

  let name = "virtio net"
  let range = VirtioTransport.range(ofSlots: VirtioNet.slot..<VirtioNet.slot + 1)
  let interrupt: Int? = VirtioNet.slot + 1

  let address: MACAddress
  private var transport = VirtioTransport(
    deviceID: 1, features: Feature.address | Feature.status, queues: 2,
    interrupt: VirtioNet.slot + 1)
  /// Arrivals at the port that it knows of.
  private(set) var seen = 0

  init(address: MACAddress) { self.address = address }

  private init(copying other: VirtioNet) {
    (address, transport, seen) = (other.address, other.transport, other.seen)
  }

  func copy() -> any Device { VirtioNet(copying: self) }

  func save(to writer: inout StateWriter) { transport.save(to: &writer) }

  /// Frames that waited at its old port do not come with it, so that it knows of none.
  func load(from reader: inout StateReader) throws {
    try transport.load(from: &reader)
    seen = 0
  }

  // MARK: Registers

  func load(_ offset: UInt64, size: Int, host: any DeviceHost) -> UInt64? {
    guard offset >= VirtioTransport.configuration else {
      return size == 4 ? transport.load(offset) : nil
    }
    // 5.1.4: the address, then the status; behind them fields of features that are not offered.
    let bytes = address.bytes + GuestWord.bytes(Self.linkUp, size: 2)
    let place = offset - VirtioTransport.configuration
    return place < UInt64(bytes.count) ? GuestWord.value(bytes, at: Int(place), size: size) : 0
  }

  func store(_ offset: UInt64, size: Int, value: UInt64, host: any DeviceHost) -> Bool {
    if offset >= VirtioTransport.configuration { return true }
    guard size == 4 else { return false }
    switch transport.store(offset, value, host) {
    case .serve(Queue.transmit): transmit(host)
    case .start, .serve: receive(host)
    case .nothing: break
    }
    return true
  }

  // MARK: Frames

  func advance(host: any DeviceHost) {
    guard let port = host.port, port.arrivals != seen else { return }
    seen = port.arrivals
    receive(host)
  }

  /// The size of struct virtio_net_hdr: its last field, num_buffers, stands in it only for a driver
  /// that has accepted VIRTIO_F_VERSION_1 (5.1.6.1 "Legacy Interface").
  private var headerSize: Int { transport.accepted & VirtioTransport.version1 != 0 ? 12 : 10 }

  /// 5.1.6.2 "Packet Transmission".
  private func transmit(_ host: any DeviceHost) {
    let header = headerSize
    transport.serve(Queue.transmit, host) { chain in
      let count = chain.readable.byteCount - header
      guard count >= 0 else {
        return .broken("descriptor \(chain.head): no room for a header")
      }
      // One byte more than is allowed is enough to see that it is too long.
      let part = chain.readable.part(from: header, count: min(count, EthernetFrame.longest + 1))
      guard let frame = part.read(host) else {
        return .broken("descriptor \(chain.head): the frame lies outside of memory")
      }
      host.port?.send(frame)
      return .used(written: 0)
    }
  }

  /// 5.1.6.4 "Processing of Incoming Packets": as many frames as there are buffers for.
  private func receive(_ host: any DeviceHost) {
    guard let port = host.port, port.waitingFrames > 0 else { return }
    let header = headerSize
    transport.serve(Queue.receive, atMost: port.waitingFrames, host) { chain in
      guard !chain.writable.isEmpty else {
        return .broken("descriptor \(chain.head): nothing to be written in a receive buffer")
      }
      // A frame that is longer than the buffer is lost, and the buffer waits for the next.
      while let frame = port.oldestFrame {
        guard header + frame.count <= chain.writable.byteCount else {
          port.removeOldestFrame(isReceived: false)
          continue
        }
        // "The device MUST set num_buffers to 1" (5.1.6.4.1).
        let bytes = Array(([UInt8](repeating: 0, count: 10) + [1, 0]).prefix(header)) + frame
        let place = chain.writable.part(from: 0, count: bytes.count)
        guard place.write(bytes, host) else {
          return .broken("descriptor \(chain.head): the buffer lies outside of memory")
        }
        port.removeOldestFrame(isReceived: true)
        return .used(written: bytes.count)
      }
      return .left
    }
  }

  var state: [(name: String, value: String)] {
    [("address", address.text), ("status", transport.statusText)]
  }
}
