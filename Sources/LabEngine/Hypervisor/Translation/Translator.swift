/// The translation cache: which instructions of the guest's kernel have been translated, in which blocks.
///
/// A block begins where execution comes to code that no block covers, and goes on to the first instruction that
/// may leave it, to one that is covered, to the end of its page, or to `most` instructions. It is known by its
/// guest-physical address. The interpreter's slots are the translated code itself; they may be dropped
/// at any time and are made again from the blocks, which alone are the state.
final class Translator {
  /// Instructions of a block at most; Adams and Agesen 2006, section 3.2.
  static let most = 12

  struct Block: Hashable, Sendable {
    /// Guest-physical address of its first instruction.
    let start: UInt64
    /// As the guest saw it when it was translated.
    let address: UInt64
    let count: Int
    let bytes: Int
    /// Offsets of the instructions that were replaced, with their bits.
    let replaced: [Replacement]
    /// True once its direct exits lead straight to the blocks behind them.
    var isLinked = false
  }

  struct Replacement: Hashable, Sendable {
    let offset: Int
    let bits: UInt32
  }

  private(set) var blocks: [UInt64: Block] = [:]
  /// By page: the block that an instruction belongs to, as its first half-word in the page plus 1; 0 for none.
  private var covers: [Int: [UInt16]] = [:]
  /// Instructions translated, those anew included.
  private(set) var translated = 0
  private(set) var blocksMade = 0
  private(set) var links = 0
  /// Indirect jumps that were looked up: the interpreter's loop counts them.
  let lookupCount: UnsafeMutablePointer<Int>
  var lookups: Int { lookupCount.pointee }
  private(set) var invalidated = 0

  init() {
    lookupCount = .allocate(capacity: 1)
    lookupCount.initialize(to: 0)
  }

  deinit { lookupCount.deallocate() }

  func copy() -> Translator {
    let other = Translator()
    other.blocks = blocks
    other.covers = covers
    other.translated = translated
    other.blocksMade = blocksMade
    other.links = links
    other.lookupCount.pointee = lookups
    other.invalidated = invalidated
    return other
  }

  // MARK: Into slots

  /// Gives the instruction at `hart.pc`, whose slot is `ip`, its translation. False for a trap, if its second
  /// half cannot be fetched.
  func decode(
    _ ip: UnsafeMutablePointer<Slot>, _ page: UnsafeMutablePointer<Slot>, _ physical: UInt64,
    _ hart: Hart, _ vm: VirtualMachine, _ computer: Computer
  ) -> Bool {
    let index = ip - page
    if let block = cover(physical) {
      restore(block, page, computer)
      if ip.pointee.operation != .fresh { return true }
    }
    let words = scan(from: physical, computer)
    // An instruction that lies in two pages is left to the interpreter, which asks for each half's rights.
    guard !words.isEmpty else {
      ip.pointee = Slot(operation: .straddling)
      return true
    }
    let block = make(physical, hart.pc, words, vm, computer)
    place(block, words, page, from: index)
    return true
  }

  /// The instructions from `physical` on that make a block, with their lengths in bytes.
  private func scan(from physical: UInt64, _ computer: Computer) -> [UInt32] {
    let left = Int(4096 - physical & 0xfff)
    guard let bytes = computer.peek(physical, count: min(left, Self.most * 4)) else { return [] }
    var words: [UInt32] = []
    var offset = 0
    while words.count < Self.most, offset + 2 <= bytes.count {
      if !words.isEmpty, cover(physical &+ UInt64(offset)) != nil { break }
      var bits = UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8
      if bits & 3 == 3 {
        guard offset + 4 <= bytes.count else { break }
        bits |= UInt32(bytes[offset + 2]) << 16 | UInt32(bytes[offset + 3]) << 24
      }
      words.append(bits)
      offset += bits & 3 == 3 ? 4 : 2
      if TranslatedWord.ends(bits) { break }
    }
    return words
  }

  private func make(
    _ physical: UInt64, _ address: UInt64, _ words: [UInt32], _ vm: VirtualMachine,
    _ computer: Computer
  ) -> Block {
    var offset = 0
    var replaced: [Replacement] = []
    let pageIndex = computer.pageIndex(physical) ?? 0
    let first = Int(physical & 0xfff) / 2
    for bits in words {
      if TranslatedWord.isReplaced(bits) {
        replaced.append(Replacement(offset: offset, bits: bits))
      }
      covers[pageIndex, default: [UInt16](repeating: 0, count: Slot.perPage)][first + offset / 2] =
        UInt16(truncatingIfNeeded: first + 1)
      offset += bits & 3 == 3 ? 4 : 2
    }
    let block = Block(
      start: physical, address: address, count: words.count, bytes: offset, replaced: replaced)
    blocks[physical] = block
    translated += words.count
    blocksMade += 1
    vm.spend(words.count * computer.hypervisorCosts.translate)
    return block
  }

  /// The block that the instruction at a guest-physical address belongs to.
  private func cover(_ physical: UInt64) -> Block? {
    guard physical >= Computer.memoryBase,
      let page = covers[Int((physical &- Computer.memoryBase) >> 12)]
    else { return nil }
    let first = page[Int(physical & 0xfff) / 2]
    return first == 0 ? nil : blocks[physical & ~0xfff | UInt64(first - 1) << 1]
  }

  /// Writes the slots of a known block again.
  private func restore(
    _ block: Block, _ page: UnsafeMutablePointer<Slot>, _ computer: Computer
  ) {
    guard let bytes = computer.peek(block.start, count: block.bytes) else { return }
    var words: [UInt32] = []
    var offset = 0
    while offset + 2 <= bytes.count {
      var bits = UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8
      if bits & 3 == 3, offset + 4 <= bytes.count {
        bits |= UInt32(bytes[offset + 2]) << 16 | UInt32(bytes[offset + 3]) << 24
      }
      words.append(bits)
      offset += bits & 3 == 3 ? 4 : 2
    }
    place(block, words, page, from: Int(block.start & 0xfff) / 2)
  }

  private func place(
    _ block: Block, _ words: [UInt32], _ page: UnsafeMutablePointer<Slot>, from first: Int
  ) {
    var index = first
    for bits in words {
      let length: UInt8 = bits & 3 == 3 ? 2 : 1
      if !block.isLinked && TranslatedWord.isDirect(bits) {
        page[index] = Slot.encoded(.callout, bits).of(length: length)
      } else {
        page[index] = Decoder.slot(bits, at: index)
        if page[index].operation == .jalr { page[index].operation = .lookup }
      }
      index += Int(length)
    }
  }

  // MARK: Leaving a block

  /// The block is left by a direct jump for the first time: from now on it leads straight to the next.
  func link(_ physical: UInt64) {
    guard let block = cover(physical) else { return }
    blocks[block.start]?.isLinked = true
    links += 1
  }

  // MARK: Stores to code

  /// Pages that hold translated code.
  var pages: [Int] { covers.keys.sorted() }

  func holdsCode(_ index: Int) -> Bool { covers[index] != nil }

  /// The guest has written to code: the blocks that it was part of are dropped. Returns where their slots lie.
  func wrote(_ index: Int, _ bytes: Range<Int>) -> [Range<Int>] {
    guard var page = covers[index] else { return [] }
    let base = Computer.memoryBase &+ UInt64(index) << 12
    var dropped: [Range<Int>] = []
    // An instruction may begin two bytes before the first byte written.
    let from = max(0, bytes.lowerBound / 2 - 1)
    let to = min(Slot.perPage - 1, (bytes.upperBound - 1) / 2)
    guard from <= to else { return [] }
    for half in from...to where page[half] != 0 {
      let start = base &+ UInt64(page[half] - 1) << 1
      guard let block = blocks.removeValue(forKey: start) else { continue }
      invalidated += 1
      let first = Int(start & 0xfff)
      for place in stride(from: first, to: first + block.bytes, by: 2)
      where page[place / 2] == UInt16(first / 2 + 1) {
        page[place / 2] = 0
      }
      dropped.append(first..<(first + block.bytes))
    }
    covers[index] = page.contains { $0 != 0 } ? page : nil
    return dropped
  }
}

/// What becomes of an instruction in translated code.
enum TranslatedWord {
  /// The last of its block.
  static func ends(_ bits: UInt32) -> Bool {
    isDirect(bits) || isIndirect(bits) || isSensitive(bits) && bits >> 12 & 7 == 0
      || isIllegal(bits)
  }

  static func isReplaced(_ bits: UInt32) -> Bool {
    isSensitive(bits) || isIndirect(bits) || isIllegal(bits)
  }

  static func isSensitive(_ bits: UInt32) -> Bool { bits & 0x7f == 0x73 }

  /// `jalr`, which must look up where its target's translation lies.
  static func isIndirect(_ bits: UInt32) -> Bool {
    expanded(bits) & 0x7f == 0x67
  }

  /// A branch or `jal`.
  static func isDirect(_ bits: UInt32) -> Bool {
    let opcode = expanded(bits) & 0x7f
    return opcode == 0x63 || opcode == 0x6f
  }

  /// As four bytes; a reserved code as it is.
  static func expanded(_ bits: UInt32) -> UInt32 {
    bits & 3 == 3
      ? bits : CompressedDecoder.expand(UInt16(truncatingIfNeeded: bits)) ?? bits
  }

  private static func isIllegal(_ bits: UInt32) -> Bool {
    Decoder.slot(bits, at: 0).operation == .illegal
  }
}

extension Hart {
  /// A direct jump in translated code that is not linked yet: from now on it leads straight to its target. The
  /// slot is to be executed as it then is.
  func executeCallout(
    _ slot: Slot, _ ip: UnsafeMutablePointer<Slot>, _ index: Int, _ computer: Computer
  ) {
    ip.pointee = Decoder.slot(UInt32(bitPattern: slot.imm), at: index)
    guard let vm = computer.vm, let translator = vm.translator else { return }
    if let physical = peekTranslation(pc, mode, computer) { translator.link(physical) }
    vm.spend(computer.hypervisorCosts.lookup)
  }
}
