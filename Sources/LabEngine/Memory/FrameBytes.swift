/// The bytes of every frame that has some of its own; a copy shares them until one side writes.
///
/// A machine whose frames never have any takes no memory for it.
struct FrameBytes: ~Copyable {
  private typealias Slot = UnsafeRawPointer?

  private let frames: Int
  /// One retained page a frame; nil until a frame has bytes.
  private var slots: UnsafeMutablePointer<Slot>?
  /// Frames from here on have none.
  private var end = 0
  /// How many frames have bytes.
  private(set) var count = 0

  init(frames: Int) { self.frames = frames }

  borrowing func clone() -> FrameBytes {
    var copy = FrameBytes(frames: frames)
    for index in 0..<end { copy.set(page(index), at: index) }
    return copy
  }

  deinit {
    guard let slots else { return }
    for index in 0..<end { FrameBytes.drop(slots[index]) }
    release(slots)
  }

  subscript(frame: Frame) -> PageBytes? { page(Int(frame.index)) }

  mutating func set(_ content: PageBytes?, of frame: Frame) {
    set(content, at: Int(frame.index))
  }

  /// The frame's bytes to write into, its own alone, and whether they had to be copied for that.
  mutating func unique(of frame: Frame, size: Int) -> (bytes: PageBytes, isCopy: Bool) {
    let index = Int(frame.index)
    guard index < end, let slots, let known = slots[index] else {
      let fresh = PageBytes.zeros(size: size)
      set(fresh, at: index)
      return (fresh, false)
    }
    var own = Unmanaged<PageBytes>.fromOpaque(known).takeRetainedValue()
    let isCopy = !isKnownUniquelyReferenced(&own)
    if isCopy { own = PageBytes.copy(of: own) }
    slots[index] = FrameBytes.keep(own)
    return (own, isCopy)
  }

  /// Calls `body` with what each frame holds here and there, where that is not the same page.
  func forEachDifference(
    from other: borrowing FrameBytes, _ body: (ObjectIdentifier?, ObjectIdentifier?) -> Void
  ) {
    for index in 0..<max(end, other.end) where slot(index) != other.slot(index) {
      body(page(index).map(ObjectIdentifier.init), other.page(index).map(ObjectIdentifier.init))
    }
  }

  private func slot(_ index: Int) -> Slot { index < end ? slots?[index] : nil }

  private func page(_ index: Int) -> PageBytes? {
    slot(index).map { Unmanaged<PageBytes>.fromOpaque($0).takeUnretainedValue() }
  }

  private mutating func set(_ content: PageBytes?, at index: Int) {
    if index >= end {
      guard content != nil else { return }
      end = index + 1
    }
    let slots = self.slots ?? zeroed(frames)
    self.slots = slots
    // The new one is kept before the old one is dropped: they may be the same.
    let old = slots[index]
    slots[index] = content.flatMap { FrameBytes.keep($0) }
    count += (content == nil ? 0 : 1) - (old == nil ? 0 : 1)
    FrameBytes.drop(old)
  }

  private static func keep(_ page: PageBytes) -> Slot {
    UnsafeRawPointer(Unmanaged.passRetained(page).toOpaque())
  }

  private static func drop(_ slot: Slot) {
    if let slot { Unmanaged<PageBytes>.fromOpaque(slot).release() }
  }
}
