import Testing

@testable import LabEngine

/// Every policy once more, in the most obvious way: arrays, and a search through them at each fault.
struct NaiveSimulator {
  struct Slot {
    var page: Int
    var loaded: Int
    var lastUse: Int
    var count = 1
    var referenced = true
    var dirty: Bool
  }

  let string: [Reference]
  let frames: Int
  var slots: [Slot?]
  var hand = 0
  /// Frames in the order in which the random policy numbers them.
  var order: [Int] = []
  var random: SeededRandom
  private(set) var faults: [SmallPager.Fault] = []

  init(_ string: [Reference], frames: Int, seed: UInt64) {
    self.string = string
    self.frames = frames
    slots = Array(repeating: nil, count: frames)
    random = SeededRandom(seed: seed)
  }

  typealias Rule = @Sendable (inout NaiveSimulator, _ now: Int) -> Int

  mutating func run(bitOnLoad: Bool, _ rule: Rule) {
    for (now, reference) in string.enumerated() {
      if let frame = slots.firstIndex(where: { $0?.page == reference.page }) {
        slots[frame]?.lastUse = now
        slots[frame]?.count += 1
        slots[frame]?.referenced = true
        if reference.isWrite { slots[frame]?.dirty = true }
        continue
      }
      var evicted: Int?
      if !slots.contains(where: { $0 == nil }) {
        let frame = rule(&self, now)
        slots[frame] = nil
        // The last frame takes the number of the one that left.
        let number = order.firstIndex(of: frame)!
        order.swapAt(number, order.count - 1)
        order.removeLast()
        evicted = frame
      }
      let frame = slots.firstIndex { $0 == nil }!
      slots[frame] = Slot(
        page: reference.page, loaded: now, lastUse: now, referenced: bitOnLoad,
        dirty: reference.isWrite)
      order.append(frame)
      faults.append(
        SmallPager.Fault(position: now, frame: Frame(frame), evicted: evicted.map { Frame($0) }))
    }
  }

  /// The first frame for which no other has a smaller key.
  func least<Key: Comparable>(_ key: (Slot) -> Key) -> Int {
    slots.indices.min { key(slots[$0]!) < key(slots[$1]!) }!
  }

  func nextUse(of page: Int, after now: Int) -> Int {
    string[(now + 1)...].firstIndex { $0.page == page } ?? Int.max
  }

  /// One turn of the hand from where it stands.
  mutating func turn(_ isVictim: (Slot) -> Bool, clearing: Bool) -> Int? {
    for _ in 0..<frames {
      let here = hand
      hand = (hand + 1) % frames
      if isVictim(slots[here]!) { return here }
      if clearing { slots[here]?.referenced = false }
    }
    return nil
  }

  mutating func clock() -> Int {
    turn({ !$0.referenced }, clearing: true) ?? turn({ !$0.referenced }, clearing: true)!
  }

  mutating func enhancedSecondChance() -> Int {
    while true {
      if let clean = turn({ !$0.referenced && !$0.dirty }, clearing: false) { return clean }
      if let dirty = turn({ !$0.referenced && $0.dirty }, clearing: true) { return dirty }
    }
  }
}

/// The naive rule of each policy, by its text.
struct NaiveRule: Sendable, CustomTestStringConvertible {
  let policy: String
  var bitOnLoad = true
  let rule: NaiveSimulator.Rule

  var testDescription: String { policy }

  static let all: [NaiveRule] = [
    NaiveRule(policy: "fifo") { machine, _ in machine.least(\.loaded) },
    NaiveRule(policy: "lru") { machine, _ in machine.least(\.lastUse) },
    NaiveRule(policy: "mru") { machine, _ in machine.least { -$0.lastUse } },
    NaiveRule(policy: "lfu") { machine, now in
      machine.least { $0.count * (machine.string.count + 1) + $0.lastUse }
    },
    NaiveRule(policy: "mfu") { machine, now in
      machine.least { -$0.count * (machine.string.count + 1) + $0.lastUse }
    },
    NaiveRule(policy: "opt") { machine, now in
      machine.least { -machine.nextUse(of: $0.page, after: now) }
    },
    NaiveRule(policy: "unopt") { machine, now in
      machine.least { machine.nextUse(of: $0.page, after: now) }
    },
    NaiveRule(policy: "clock") { machine, _ in machine.clock() },
    NaiveRule(policy: "clock(bit=0)", bitOnLoad: false) { machine, _ in machine.clock() },
    NaiveRule(policy: "esc") { machine, _ in machine.enhancedSecondChance() },
    NaiveRule(policy: "random") { machine, _ in
      machine.order[Int(machine.random.next(below: UInt64(machine.order.count)))]
    },
  ]
}

/// Made-up strings, by seed: uniform, skewed, looping, or with a working set that moves.
func madeUpString(seed: UInt64, length: Int, pages: Int) -> [Reference] {
  var random = SeededRandom(seed: seed)
  let shape = random.next(below: 4)
  let writes = random.next(below: 3)
  return (0..<length).map { index in
    let any = Int(random.next(below: UInt64(pages)))
    let other = Int(random.next(below: UInt64(pages)))
    let page =
      switch shape {
      case 0: any
      case 1: min(any, other)
      case 2: any == 0 ? other : index % pages
      default: (index / 40 * 3 + any % 5) % pages
      }
    return Reference(page: page, isWrite: random.next(below: 4) < writes)
  }
}
