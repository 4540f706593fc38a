import Testing

@testable import LabEngine

/// A computer without harts: 64 KiB of memory, a console, and a board.
final class BareHost: SBIHost {
  static let base: UInt64 = 0x8000_0000

  var ticks: UInt64 = 0
  var hartCount = 1
  var memory = [UInt8](repeating: 0, count: 65536)
  var input: [UInt8] = []
  var console: [UInt8] = []
  var lines: [Int: Bool] = [:]
  var end: (why: String, failed: Bool)?
  var board: Board?
  var wire: BareWire?
  var disk: SharedDisk?
  /// What the SBI asked for, in words.
  var asked: [String] = []
  var states: [Int: SBIHartState] = [:]
  var softwareInterrupts: Set<Int> = []

  var text: String { String(decoding: console, as: UTF8.self) }
  var hasInput: Bool { !input.isEmpty }

  private func place(_ address: UInt64, _ count: Int) -> Int? {
    guard address >= Self.base, count >= 0, count <= memory.count,
      address - Self.base <= UInt64(memory.count - count)
    else { return nil }
    return Int(address - Self.base)
  }

  func read(_ address: UInt64, count: Int) -> [UInt8]? {
    place(address, count).map { Array(memory[$0..<$0 + count]) }
  }

  func write(_ address: UInt64, _ bytes: [UInt8]) -> Bool {
    guard let place = place(address, bytes.count) else { return false }
    memory.replaceSubrange(place..<place + bytes.count, with: bytes)
    return true
  }

  func put(_ address: UInt64, _ value: UInt64, size: Int) {
    #expect(write(address, GuestWord.bytes(value, size: size)))
  }

  func get(_ address: UInt64, size: Int) -> UInt64 {
    GuestWord.value(read(address, count: size) ?? [], at: 0, size: size)
  }

  func setLine(_ source: Int, _ level: Bool) {
    lines[source] = level
    board?.setLine(source, level)
  }

  var port: (any EthernetPort)? { wire }
  func sharedDisk(_ name: String) -> SharedDisk? { disk?.name == name ? disk : nil }

  func output(_ byte: UInt8) { console.append(byte) }
  func takeInput() -> UInt8? { input.isEmpty ? nil : input.removeFirst() }
  func stop(_ why: String, failed: Bool) { end = (why, failed) }

  func setTimer(_ hart: Int, at time: UInt64) { asked.append("timer \(hart) \(time)") }

  @discardableResult func setSoftwareInterrupt(_ hart: Int, _ pending: Bool) -> Bool {
    let was = softwareInterrupts.contains(hart)
    if pending { softwareInterrupts.insert(hart) } else { softwareInterrupts.remove(hart) }
    return was
  }

  func startHart(_ hart: Int, at address: UInt64, opaque: UInt64) -> Bool {
    asked.append("start \(hart) \(address) \(opaque)")
    return true
  }

  func stopHart(_ hart: Int) -> Bool {
    asked.append("stop \(hart)")
    return true
  }

  func suspendHart(_ hart: Int, resume: (address: UInt64, opaque: UInt64)?) {
    asked.append("suspend \(hart) " + (resume.map { "\($0.address) \($0.opaque)" } ?? "retentive"))
  }

  func hartState(_ hart: Int) -> SBIHartState { states[hart] ?? .started }
  func isExecutable(_ address: UInt64) -> Bool { place(address, 4) != nil }
  func remoteFence(_ harts: [Int], _ fence: SBIFence) { asked.append("fence \(harts) \(fence)") }
}

/// A port at nothing: what is sent is kept, what is to come is put there.
final class BareWire: EthernetPort {
  var sent: [[UInt8]] = []
  var received: [[UInt8]] = []
  var lost = 0
  private var waiting: [[UInt8]] = []
  private(set) var arrivals = 0

  func put(_ frame: [UInt8]) {
    waiting.append(frame)
    arrivals += 1
  }

  var waitingFrames: Int { waiting.count }
  var oldestFrame: [UInt8]? { waiting.first }

  func removeOldestFrame(isReceived: Bool) {
    if isReceived { received.append(waiting[0]) } else { lost += 1 }
    waiting.removeFirst()
  }

  func send(_ frame: [UInt8]) {
    if EthernetFrame.isValid(frame) { sent.append(frame) } else { lost += 1 }
  }
}

/// The engine's own generator for Swift's random functions, so that a failure comes again.
struct RepeatableGenerator: RandomNumberGenerator {
  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  mutating func next() -> UInt64 { random.next() }
}
