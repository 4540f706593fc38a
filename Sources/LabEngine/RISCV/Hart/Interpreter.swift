/// Why the interpreter came back.
enum Pause {
  /// It has begun as many instructions as it was allowed.
  case steps
  /// The last instruction begun must not complete: `pendingTrap` says why.
  case trap
  /// Something has changed that the fast path keeps in locals, or an interrupt may now be taken.
  case attention
}

extension Hart {
  /// Executes up to `most` instructions from `pc` on, until something needs more than registers and memory
  /// that is at hand. `begun` says how many it has begun.
  ///
  /// All that a hit needs is in locals: the slot to execute, the page of slots around it, and the
  /// TLBs of the present mode. A slow path is told where it is by `pc` and `begun`.
  func execute(_ most: Int, on computer: Computer) -> Pause {
    let x = self.x
    let origin = TranslationCache.origin
    let pageMask = TranslationCache.pageMask
    let code = cache.code + TranslationCache.bank(mode)
    let loads = cache.loads + TranslationCache.bank(dataMode)
    let stores = cache.stores + TranslationCache.bank(dataMode)
    let lookups = computer.vm?.translator?.lookupCount ?? TranslationCache.nobody
    var pageAddress = pc & pageMask
    begun = 0
    needsAttention = false
    guard var page = codePage(pageAddress, computer) else {
      begun = 1
      return .trap
    }
    // A page of code that had to come from the disk ends a run that stops for the disk.
    let steps = keepsCode && !computer.isCrowded ? most : min(1, most)
    var left = steps
    var ip = page + Int(truncatingIfNeeded: (pc & 0xfff) >> 1)

    while true {
      let slot = ip.pointee
      left &-= 1
      if left < 0 {
        pc = pageAddress &+ Self.offset(ip, page)
        begun = steps
        return .steps
      }
      let length = Int(slot.rs2)
      switch slot.operation {
      case .fresh:
        left &+= 1
        pc = pageAddress &+ Self.offset(ip, page)
        begun = steps &- left &+ 1
        guard decode(ip, page, computer) else { return .trap }

      case .pageEnd:
        left &+= 1
        let target = pageAddress &+ Self.offset(ip, page)
        let entry = code[TranslationCache.index(target)]
        pageAddress = target & pageMask
        guard entry.tag == pageAddress else {
          pc = target
          begun = steps &- left
          return .attention
        }
        page = entry.slots
        ip = page + Int(truncatingIfNeeded: (target & 0xfff) >> 1)

      case .straddling:
        left &+= 1
        pc = pageAddress &+ Self.offset(ip, page)
        begun = steps &- left &+ 1
        guard decodeStraddling(page, computer) else { return .trap }
        page = straddle
        ip = page + (Slot.perPage - 1)

      case .illegal:
        pc = pageAddress &+ Self.offset(ip, page)
        begun = steps &- left
        pendingTrap = Trap(
          .illegalInstruction, value: UInt64(UInt32(bitPattern: slot.imm)))
        return .trap

      case .system:
        pc = pageAddress &+ Self.offset(ip, page)
        begun = steps &- left
        switch executeSystem(UInt32(bitPattern: slot.imm), computer) {
        case .next: break
        case .trap: return .trap
        case .jump: return .attention
        case .attention:
          pc &+= UInt64(length << 1)
          return .attention
        }
        ip += length

      case .callout:
        pc = pageAddress &+ Self.offset(ip, page)
        begun = steps &- left
        left &+= 1
        executeCallout(slot, ip, ip - page, computer)

      case .atomic:
        pc = pageAddress &+ Self.offset(ip, page)
        begun = steps &- left
        guard executeAtomic(UInt32(bitPattern: slot.imm), computer) else { return .trap }
        if needsAttention {
          pc &+= UInt64(length << 1)
          return .attention
        }
        ip += length

      case .fence: ip += Self.advance(length)

      // MARK: Control

      case .lui:
        x[Int(slot.rd)] = UInt64(bitPattern: Int64(slot.imm))
        ip += Self.advance(length)
      case .auipc:
        let here = pageAddress &+ Self.offset(ip, page)
        x[Int(slot.rd)] = here &+ UInt64(bitPattern: Int64(slot.imm))
        ip += Self.advance(length)
      case .jal:
        x[Int(slot.rd)] = pageAddress &+ Self.offset(ip + length, page)
        ip += Int(slot.imm)
      case .jalFar:
        let here = pageAddress &+ Self.offset(ip, page)
        x[Int(slot.rd)] = here &+ UInt64(length << 1)
        let target = here &+ UInt64(bitPattern: Int64(slot.imm) << 1)
        let entry = code[TranslationCache.index(target)]
        pageAddress = target & pageMask
        guard entry.tag == pageAddress else {
          pc = target
          begun = steps &- left
          return .attention
        }
        page = entry.slots
        ip = page + Int(truncatingIfNeeded: (target & 0xfff) >> 1)
      case .jalr, .lookup:
        if slot.operation == .lookup { lookups.pointee &+= 1 }
        let link = pageAddress &+ Self.offset(ip + length, page)
        let target = (x[Int(slot.rs1)] &+ UInt64(bitPattern: Int64(slot.imm))) & ~1
        x[Int(slot.rd)] = link
        if target & pageMask != pageAddress {
          let entry = code[TranslationCache.index(target)]
          pageAddress = target & pageMask
          guard entry.tag == pageAddress else {
            pc = target
            begun = steps &- left
            return .attention
          }
          page = entry.slots
        }
        ip = page + Int(truncatingIfNeeded: (target & 0xfff) >> 1)

      // `_fastPath` keeps these branches: a conditional move would make the next slot wait for the registers.
      case .beq:
        if _fastPath(x[Int(slot.rs1)] == x[Int(slot.rs2)]) {
          ip += Int(slot.imm >> 1)
        } else {
          ip += Self.advance(Int(slot.imm & 1) &+ 1)
        }
      case .bne:
        if _fastPath(x[Int(slot.rs1)] != x[Int(slot.rs2)]) {
          ip += Int(slot.imm >> 1)
        } else {
          ip += Self.advance(Int(slot.imm & 1) &+ 1)
        }
      case .blt:
        if _fastPath(Int64(bitPattern: x[Int(slot.rs1)]) < Int64(bitPattern: x[Int(slot.rs2)])) {
          ip += Int(slot.imm >> 1)
        } else {
          ip += Self.advance(Int(slot.imm & 1) &+ 1)
        }
      case .bge:
        if _fastPath(Int64(bitPattern: x[Int(slot.rs1)]) >= Int64(bitPattern: x[Int(slot.rs2)])) {
          ip += Int(slot.imm >> 1)
        } else {
          ip += Self.advance(Int(slot.imm & 1) &+ 1)
        }
      case .bltu:
        if _fastPath(x[Int(slot.rs1)] < x[Int(slot.rs2)]) {
          ip += Int(slot.imm >> 1)
        } else {
          ip += Self.advance(Int(slot.imm & 1) &+ 1)
        }
      case .bgeu:
        if _fastPath(x[Int(slot.rs1)] >= x[Int(slot.rs2)]) {
          ip += Int(slot.imm >> 1)
        } else {
          ip += Self.advance(Int(slot.imm & 1) &+ 1)
        }
      case .beqFar, .bneFar, .bltFar, .bgeFar, .bltuFar, .bgeuFar:
        guard isTaken(slot, x) else {
          ip += Self.advance(Int(slot.imm & 1) &+ 1)
          continue
        }
        let here = pageAddress &+ Self.offset(ip, page)
        let target = here &+ UInt64(bitPattern: Int64(slot.imm >> 1) << 1)
        let entry = code[TranslationCache.index(target)]
        pageAddress = target & pageMask
        guard entry.tag == pageAddress else {
          pc = target
          begun = steps &- left
          return .attention
        }
        page = entry.slots
        ip = page + Int(truncatingIfNeeded: (target & 0xfff) >> 1)

      // MARK: Loads

      case .lb, .lbu:
        let address = x[Int(slot.rs1)] &+ UInt64(bitPattern: Int64(slot.imm))
        let entry = loads[TranslationCache.index(address)]
        var value: UInt8
        if entry.tag == address & pageMask {
          value = origin.load(
            fromByteOffset: Int(truncatingIfNeeded: address) &+ entry.addend, as: UInt8.self)
        } else {
          pc = pageAddress &+ Self.offset(ip, page)
          begun = steps &- left
          guard let slow = load(address, size: 1, computer) else { return .trap }
          value = UInt8(truncatingIfNeeded: slow)
        }
        x[Int(slot.rd)] =
          slot.operation == .lbu
          ? UInt64(value) : UInt64(bitPattern: Int64(Int8(bitPattern: value)))
        ip += Self.advance(length)
        if needsAttention { return resume(at: ip, page, pageAddress, steps &- left) }
      case .lh, .lhu:
        let address = x[Int(slot.rs1)] &+ UInt64(bitPattern: Int64(slot.imm))
        let entry = loads[TranslationCache.index(address)]
        var value: UInt16
        if entry.tag == address & (pageMask | 1) {
          value = origin.load(
            fromByteOffset: Int(truncatingIfNeeded: address) &+ entry.addend, as: UInt16.self)
        } else {
          pc = pageAddress &+ Self.offset(ip, page)
          begun = steps &- left
          guard let slow = load(address, size: 2, computer) else { return .trap }
          value = UInt16(truncatingIfNeeded: slow)
        }
        x[Int(slot.rd)] =
          slot.operation == .lhu
          ? UInt64(value) : UInt64(bitPattern: Int64(Int16(bitPattern: value)))
        ip += Self.advance(length)
        if needsAttention { return resume(at: ip, page, pageAddress, steps &- left) }
      case .lw:
        let address = x[Int(slot.rs1)] &+ UInt64(bitPattern: Int64(slot.imm))
        let entry = loads[TranslationCache.index(address)]
        if entry.tag == address & (pageMask | 3) {
          let value = origin.load(
            fromByteOffset: Int(truncatingIfNeeded: address) &+ entry.addend, as: Int32.self)
          x[Int(slot.rd)] = UInt64(bitPattern: Int64(value))
          ip += Self.advance(length)
        } else {
          pc = pageAddress &+ Self.offset(ip, page)
          begun = steps &- left
          guard let slow = load(address, size: 4, computer) else { return .trap }
          x[Int(slot.rd)] = UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: slow)))
          ip += Self.advance(length)
          if needsAttention { return resume(at: ip, page, pageAddress, steps &- left) }
        }
      case .lwu:
        let address = x[Int(slot.rs1)] &+ UInt64(bitPattern: Int64(slot.imm))
        let entry = loads[TranslationCache.index(address)]
        if entry.tag == address & (pageMask | 3) {
          let value = origin.load(
            fromByteOffset: Int(truncatingIfNeeded: address) &+ entry.addend, as: UInt32.self)
          x[Int(slot.rd)] = UInt64(value)
          ip += Self.advance(length)
        } else {
          pc = pageAddress &+ Self.offset(ip, page)
          begun = steps &- left
          guard let slow = load(address, size: 4, computer) else { return .trap }
          x[Int(slot.rd)] = slow
          ip += Self.advance(length)
          if needsAttention { return resume(at: ip, page, pageAddress, steps &- left) }
        }
      case .ld:
        let address = x[Int(slot.rs1)] &+ UInt64(bitPattern: Int64(slot.imm))
        let entry = loads[TranslationCache.index(address)]
        if entry.tag == address & (pageMask | 7) {
          x[Int(slot.rd)] = origin.load(
            fromByteOffset: Int(truncatingIfNeeded: address) &+ entry.addend, as: UInt64.self)
          ip += Self.advance(length)
        } else {
          pc = pageAddress &+ Self.offset(ip, page)
          begun = steps &- left
          guard let slow = load(address, size: 8, computer) else { return .trap }
          x[Int(slot.rd)] = slow
          ip += Self.advance(length)
          if needsAttention { return resume(at: ip, page, pageAddress, steps &- left) }
        }

      // MARK: Stores

      case .sb:
        let address = x[Int(slot.rs1)] &+ UInt64(bitPattern: Int64(slot.imm >> 1))
        let entry = stores[TranslationCache.index(address)]
        let next = Int(slot.imm & 1) &+ 1
        if entry.tag == address & pageMask {
          origin.storeBytes(
            of: UInt8(truncatingIfNeeded: x[Int(slot.rs2)]),
            toByteOffset: Int(truncatingIfNeeded: address) &+ entry.addend, as: UInt8.self)
          ip += Self.advance(next)
        } else {
          pc = pageAddress &+ Self.offset(ip, page)
          begun = steps &- left
          guard store(address, x[Int(slot.rs2)], size: 1, computer) else { return .trap }
          ip += Self.advance(next)
          if needsAttention { return resume(at: ip, page, pageAddress, steps &- left) }
        }
      case .sh:
        let address = x[Int(slot.rs1)] &+ UInt64(bitPattern: Int64(slot.imm >> 1))
        let entry = stores[TranslationCache.index(address)]
        let next = Int(slot.imm & 1) &+ 1
        if entry.tag == address & (pageMask | 1) {
          origin.storeBytes(
            of: UInt16(truncatingIfNeeded: x[Int(slot.rs2)]),
            toByteOffset: Int(truncatingIfNeeded: address) &+ entry.addend, as: UInt16.self)
          ip += Self.advance(next)
        } else {
          pc = pageAddress &+ Self.offset(ip, page)
          begun = steps &- left
          guard store(address, x[Int(slot.rs2)], size: 2, computer) else { return .trap }
          ip += Self.advance(next)
          if needsAttention { return resume(at: ip, page, pageAddress, steps &- left) }
        }
      case .sw:
        let address = x[Int(slot.rs1)] &+ UInt64(bitPattern: Int64(slot.imm >> 1))
        let entry = stores[TranslationCache.index(address)]
        let next = Int(slot.imm & 1) &+ 1
        if entry.tag == address & (pageMask | 3) {
          origin.storeBytes(
            of: UInt32(truncatingIfNeeded: x[Int(slot.rs2)]),
            toByteOffset: Int(truncatingIfNeeded: address) &+ entry.addend, as: UInt32.self)
          ip += Self.advance(next)
        } else {
          pc = pageAddress &+ Self.offset(ip, page)
          begun = steps &- left
          guard store(address, x[Int(slot.rs2)], size: 4, computer) else { return .trap }
          ip += Self.advance(next)
          if needsAttention { return resume(at: ip, page, pageAddress, steps &- left) }
        }
      case .sd:
        let address = x[Int(slot.rs1)] &+ UInt64(bitPattern: Int64(slot.imm >> 1))
        let entry = stores[TranslationCache.index(address)]
        let next = Int(slot.imm & 1) &+ 1
        if entry.tag == address & (pageMask | 7) {
          origin.storeBytes(
            of: x[Int(slot.rs2)],
            toByteOffset: Int(truncatingIfNeeded: address) &+ entry.addend, as: UInt64.self)
          ip += Self.advance(next)
        } else {
          pc = pageAddress &+ Self.offset(ip, page)
          begun = steps &- left
          guard store(address, x[Int(slot.rs2)], size: 8, computer) else { return .trap }
          ip += Self.advance(next)
          if needsAttention { return resume(at: ip, page, pageAddress, steps &- left) }
        }

      // MARK: Register and immediate

      case .addi:
        x[Int(slot.rd)] = x[Int(slot.rs1)] &+ UInt64(bitPattern: Int64(slot.imm))
        ip += Self.advance(length)
      case .slti:
        x[Int(slot.rd)] = Int64(bitPattern: x[Int(slot.rs1)]) < Int64(slot.imm) ? 1 : 0
        ip += Self.advance(length)
      case .sltiu:
        x[Int(slot.rd)] = x[Int(slot.rs1)] < UInt64(bitPattern: Int64(slot.imm)) ? 1 : 0
        ip += Self.advance(length)
      case .xori:
        x[Int(slot.rd)] = x[Int(slot.rs1)] ^ UInt64(bitPattern: Int64(slot.imm))
        ip += Self.advance(length)
      case .ori:
        x[Int(slot.rd)] = x[Int(slot.rs1)] | UInt64(bitPattern: Int64(slot.imm))
        ip += Self.advance(length)
      case .andi:
        x[Int(slot.rd)] = x[Int(slot.rs1)] & UInt64(bitPattern: Int64(slot.imm))
        ip += Self.advance(length)
      case .slli:
        x[Int(slot.rd)] = x[Int(slot.rs1)] &<< UInt64(truncatingIfNeeded: slot.imm)
        ip += Self.advance(length)
      case .srli:
        x[Int(slot.rd)] = x[Int(slot.rs1)] &>> UInt64(truncatingIfNeeded: slot.imm)
        ip += Self.advance(length)
      case .srai:
        let value = Int64(bitPattern: x[Int(slot.rs1)]) &>> Int64(slot.imm)
        x[Int(slot.rd)] = UInt64(bitPattern: value)
        ip += Self.advance(length)
      case .addiw:
        let value = Int32(truncatingIfNeeded: x[Int(slot.rs1)]) &+ slot.imm
        x[Int(slot.rd)] = UInt64(bitPattern: Int64(value))
        ip += Self.advance(length)
      case .slliw:
        let value = Int32(truncatingIfNeeded: x[Int(slot.rs1)]) &<< slot.imm
        x[Int(slot.rd)] = UInt64(bitPattern: Int64(value))
        ip += Self.advance(length)
      case .srliw:
        let value = UInt32(truncatingIfNeeded: x[Int(slot.rs1)]) &>> UInt32(bitPattern: slot.imm)
        x[Int(slot.rd)] = UInt64(bitPattern: Int64(Int32(bitPattern: value)))
        ip += Self.advance(length)
      case .sraiw:
        let value = Int32(truncatingIfNeeded: x[Int(slot.rs1)]) &>> slot.imm
        x[Int(slot.rd)] = UInt64(bitPattern: Int64(value))
        ip += Self.advance(length)

      // MARK: Registers

      case .add:
        x[Int(slot.rd)] = x[Int(slot.rs1)] &+ x[Int(slot.rs2)]
        ip += Self.advance(Int(slot.imm))
      case .sub:
        x[Int(slot.rd)] = x[Int(slot.rs1)] &- x[Int(slot.rs2)]
        ip += Self.advance(Int(slot.imm))
      case .sll:
        x[Int(slot.rd)] = x[Int(slot.rs1)] &<< x[Int(slot.rs2)]
        ip += Self.advance(Int(slot.imm))
      case .slt:
        let less = Int64(bitPattern: x[Int(slot.rs1)]) < Int64(bitPattern: x[Int(slot.rs2)])
        x[Int(slot.rd)] = less ? 1 : 0
        ip += Self.advance(Int(slot.imm))
      case .sltu:
        x[Int(slot.rd)] = x[Int(slot.rs1)] < x[Int(slot.rs2)] ? 1 : 0
        ip += Self.advance(Int(slot.imm))
      case .xor:
        x[Int(slot.rd)] = x[Int(slot.rs1)] ^ x[Int(slot.rs2)]
        ip += Self.advance(Int(slot.imm))
      case .srl:
        x[Int(slot.rd)] = x[Int(slot.rs1)] &>> x[Int(slot.rs2)]
        ip += Self.advance(Int(slot.imm))
      case .sra:
        let value =
          Int64(bitPattern: x[Int(slot.rs1)]) &>> Int64(bitPattern: x[Int(slot.rs2)])
        x[Int(slot.rd)] = UInt64(bitPattern: value)
        ip += Self.advance(Int(slot.imm))
      case .or:
        x[Int(slot.rd)] = x[Int(slot.rs1)] | x[Int(slot.rs2)]
        ip += Self.advance(Int(slot.imm))
      case .and:
        x[Int(slot.rd)] = x[Int(slot.rs1)] & x[Int(slot.rs2)]
        ip += Self.advance(Int(slot.imm))
      case .addw:
        let value = Int32(truncatingIfNeeded: x[Int(slot.rs1)] &+ x[Int(slot.rs2)])
        x[Int(slot.rd)] = UInt64(bitPattern: Int64(value))
        ip += Self.advance(Int(slot.imm))
      case .subw:
        let value = Int32(truncatingIfNeeded: x[Int(slot.rs1)] &- x[Int(slot.rs2)])
        x[Int(slot.rd)] = UInt64(bitPattern: Int64(value))
        ip += Self.advance(Int(slot.imm))
      case .sllw:
        let value =
          Int32(truncatingIfNeeded: x[Int(slot.rs1)])
          &<< Int32(truncatingIfNeeded: x[Int(slot.rs2)])
        x[Int(slot.rd)] = UInt64(bitPattern: Int64(value))
        ip += Self.advance(Int(slot.imm))
      case .srlw:
        let value =
          UInt32(truncatingIfNeeded: x[Int(slot.rs1)])
          &>> UInt32(truncatingIfNeeded: x[Int(slot.rs2)])
        x[Int(slot.rd)] = UInt64(bitPattern: Int64(Int32(bitPattern: value)))
        ip += Self.advance(Int(slot.imm))
      case .sraw:
        let value =
          Int32(truncatingIfNeeded: x[Int(slot.rs1)])
          &>> Int32(truncatingIfNeeded: x[Int(slot.rs2)])
        x[Int(slot.rd)] = UInt64(bitPattern: Int64(value))
        ip += Self.advance(Int(slot.imm))
      case .mul:
        x[Int(slot.rd)] = x[Int(slot.rs1)] &* x[Int(slot.rs2)]
        ip += Self.advance(Int(slot.imm))
      case .mulw:
        let value = Int32(truncatingIfNeeded: x[Int(slot.rs1)] &* x[Int(slot.rs2)])
        x[Int(slot.rd)] = UInt64(bitPattern: Int64(value))
        ip += Self.advance(Int(slot.imm))
      case .mulh, .mulhsu, .mulhu, .div, .divu, .rem, .remu, .divw, .divuw, .remw, .remuw:
        x[Int(slot.rd)] = Division.result(
          slot.operation, x[Int(slot.rs1)], x[Int(slot.rs2)])
        ip += Self.advance(Int(slot.imm))
      }
    }
  }

  /// The length of an instruction, 2 or 1, as a constant that is chosen by a branch: the next slot does not wait
  /// for this one to be loaded.
  @inline(__always)
  private static func advance(_ length: Int) -> Int {
    if _fastPath(length == 2) { return 2 }
    return 1
  }

  /// How many bytes into its page a slot's instruction lies. A slot has eight bytes and stands for two.
  @inline(__always)
  private static func offset(
    _ ip: UnsafeMutablePointer<Slot>, _ page: UnsafeMutablePointer<Slot>
  ) -> UInt64 {
    UInt64(truncatingIfNeeded: Int(bitPattern: ip) &- Int(bitPattern: page)) >> 2
  }

  /// Ends the fast path behind a completed instruction.
  private func resume(
    at ip: UnsafeMutablePointer<Slot>, _ page: UnsafeMutablePointer<Slot>, _ pageAddress: UInt64,
    _ count: Int
  ) -> Pause {
    pc = pageAddress &+ Self.offset(ip, page)
    begun = count
    return .attention
  }

  @inline(__always)
  private func isTaken(_ slot: Slot, _ x: UnsafeMutablePointer<UInt64>) -> Bool {
    let (a, b) = (x[Int(slot.rs1)], x[Int(slot.rs2)])
    return switch slot.operation {
    case .beqFar: a == b
    case .bneFar: a != b
    case .bltFar: Int64(bitPattern: a) < Int64(bitPattern: b)
    case .bgeFar: Int64(bitPattern: a) >= Int64(bitPattern: b)
    case .bltuFar: a < b
    default: a >= b
    }
  }
}
