/// The computer as its devices see it.
extension Computer: DeviceHost {
  var hartCount: Int { min(plugged, harts.count) }

  func read(_ address: UInt64, count: Int) -> [UInt8]? {
    guard let pieces = pieces(address, count) else { return nil }
    noteTransfer(count)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for (index, range) in pieces {
      guard let host = readable(index) else { return nil }
      bytes.append(contentsOf: UnsafeRawBufferPointer(start: host, count: 4096)[range])
    }
    return bytes
  }

  func write(_ address: UInt64, _ bytes: [UInt8]) -> Bool {
    guard let pieces = pieces(address, bytes.count) else { return false }
    noteTransfer(bytes.count)
    var place = 0
    for (index, range) in pieces {
      guard let host = writable(index) else { return false }
      for offset in range {
        host.storeBytes(of: bytes[place], toByteOffset: offset, as: UInt8.self)
        place += 1
      }
      if !isOrdinary(index) { didStore(index, range, by: nil) }
      vm?.shadow?.wrote(index, range, self)
    }
    return true
  }

  /// Bytes that a device moves cost a run's budget, too; after many of them the run comes back to be charged.
  private func noteTransfer(_ count: Int) {
    transferred += count
    if transferred > Self.mostUncharged {
      isCrowded = true
      current?.needsAttention = true
    }
  }

  /// What a run is charged for that has begun so many instructions: those, and one for every eight bytes that
  /// devices have moved since it was asked last.
  func charge(_ begun: Int) -> Int {
    defer { transferred = 0 }
    return begun + transferred / 8
  }

  private static let mostUncharged = 64 << 20

  /// A request to its disk has moved so many bytes. On a host the one disk works for it as long as for a page, and the
  /// hart that asked stands still meanwhile, as under a hypervisor that does the transfer in the vCPU's own thread.
  func didTransfer(_ bytes: Int) {
    guard bytes > 0, stopsAtDisk else { return }
    diskWork += machine.settings.costs.transfer(of: bytes)
    isCrowded = true
    current?.needsAttention = true
  }

  /// The pages and ranges that bytes lie in; nil if a part lies outside of memory.
  private func pieces(_ address: UInt64, _ count: Int) -> [(index: Int, range: Range<Int>)]? {
    guard count >= 0 else { return nil }
    if count == 0 { return [] }
    guard let first = pageIndex(address),
      UInt64(count) <= ramSize &- (address &- Computer.memoryBase)
    else { return nil }
    var list: [(Int, Range<Int>)] = []
    var (index, start, left) = (first, Int(address & 0xfff), count)
    while left > 0 {
      let length = min(4096 - start, left)
      list.append((index, start..<(start + length)))
      index += 1
      left -= length
      start = 0
    }
    return list
  }

  func setLine(_ source: Int, _ level: Bool) { board.setLine(source, level) }

  /// Does what the program asked for by a store to `tohost`.
  func pollHostTransfer() {
    guard let place = hostTransfer?.tohost, let value = readWord(place),
      let writes = hostTransfer?.stored(value, host: self)
    else { return }
    put(writes)
  }

  /// Answers a program that waits for a character through `tohost`.
  func offerInput() {
    if let writes = hostTransfer?.inputArrived(host: self) { put(writes) }
  }

  private func put(_ writes: [HTIF.Write]) {
    for item in writes {
      let bytes = (0..<8).map { UInt8(truncatingIfNeeded: item.value >> UInt64(8 * $0)) }
      _ = write(item.address, bytes)
    }
  }

  func output(_ byte: UInt8) {
    if console.count < consoleBytes { console.append(byte) }
  }

  /// Characters from the keyboard.
  func type(_ bytes: [UInt8]) {
    input += bytes
    offerInput()
  }

  func takeInput() -> UInt8? {
    guard inputTaken < input.count else { return nil }
    inputTaken += 1
    return input[inputTaken - 1]
  }

  var hasInput: Bool { inputTaken < input.count }

  func sharedDisk(_ name: String) -> SharedDisk? { machine.disk(named: name) }

  func stop(_ why: String, failed: Bool) { end(failed ? .failed : .stopped, why) }

  // MARK: The bus

  func loadDevice(_ physical: UInt64, size: Int) -> UInt64? {
    guard let (device, offset) = board.device(at: physical, size: size) else { return nil }
    eventsChanged = true
    vm?.willUseDevice(physical, writes: false, self)
    defer { vm?.isEmulatingDevice = false }
    return device.load(offset, size: size, host: self)
  }

  func storeDevice(_ physical: UInt64, size: Int, value: UInt64) -> Bool {
    guard let (device, offset) = board.device(at: physical, size: size) else { return false }
    eventsChanged = true
    vm?.willUseDevice(physical, writes: true, self)
    defer { vm?.isEmulatingDevice = false }
    return device.store(offset, size: size, value: value, host: self)
  }
}
