import LabEngine

/// The instructions of random sequences, by kind.
extension SequenceMaker {
  mutating func arithmetic() -> UInt32 {
    let (d, a, b) = (result(), source(), source())
    let imm = below(3) == 0 ? below(8) - 4 : below(4096)
    switch below(10) {
    case 0: return Encoding.u(0x37, d, below(1 << 20))
    case 1: return Encoding.u(0x17, d, below(1 << 20))
    case 2: return Encoding.i(0x13, one(of: [0, 2, 3, 4, 6, 7]), d, a, imm)
    case 3:
      let (funct3, high) = one(of: [(1, 0), (5, 0), (5, 0x400)] as [(UInt32, Int)])
      return Encoding.i(0x13, funct3, d, a, high | below(64))
    case 4:
      if below(2) == 0 { return Encoding.i(0x1b, 0, d, a, imm) }
      let (funct3, high) = one(of: [(1, 0), (5, 0), (5, 0x400)] as [(UInt32, Int)])
      return Encoding.i(0x1b, funct3, d, a, high | below(32))
    case 5: return Encoding.r(0x33, UInt32(below(8)), 0, d, a, b)
    case 6: return Encoding.r(0x33, one(of: [0, 5]), 0x20, d, a, b)
    case 7:
      let (funct3, funct7) = one(
        of: [(0, 0), (1, 0), (5, 0), (0, 0x20), (5, 0x20)] as [(UInt32, UInt32)])
      return Encoding.r(0x3b, funct3, funct7, d, a, b)
    case 8: return Encoding.r(0x33, UInt32(below(8)), 1, d, a, b)
    default: return Encoding.r(0x3b, one(of: [0, 4, 5, 6, 7]), 1, d, a, b)
    }
  }

  /// A load or store of any width at any address of the data area, or a fence.
  mutating func access() -> UInt32 {
    if below(20) == 0 { return one(of: [0x0ff0_000f, 0x0000_100f, 0x8330_000f]) }
    let isStore = below(2) == 0
    let funct3 = UInt32(below(isStore ? 4 : 7))
    let size = 1 << Int(funct3 & 3)
    let anchor = one(of: anchors)
    var place = below(Self.dataSize - size + 1)
    if below(2) == 0 { place &= ~(size - 1) }
    let offset = place - anchor.offset
    return isStore
      ? Encoding.s(funct3, anchor.register, source(), offset)
      : Encoding.i(0x03, funct3, result(), anchor.register, offset)
  }

  /// An instruction of the A extension, its address in a register that is computed in front of it.
  mutating func atomic() -> [UInt16] {
    let isAlone = below(3) == 0
    let pointer = isAlone ? home : scratch()
    var code: [UInt16] = []
    if !isAlone {
      code = long(Encoding.i(0x13, 0, pointer, home, 8 * below(Self.dataSize / 8)))
    }
    let reserved: UInt32 = reservesDouble ? 3 : 2
    let order = UInt32(below(4))
    switch below(5) {
    case 0: code += long(Encoding.r(0x2f, reserved, 2 << 2 | order, result(), pointer, 0))
    case 1: code += long(Encoding.r(0x2f, reserved, 3 << 2 | order, result(), pointer, source()))
    case 2:
      var loaded: Int
      repeat { loaded = result() } while loaded == pointer
      code += long(Encoding.r(0x2f, reserved, 2 << 2 | order, loaded, pointer, 0))
      if below(2) == 0 {
        code += long(Encoding.s(UInt32(below(4)), pointer, source(), 0))
      }
      code += long(Encoding.r(0x2f, reserved, 3 << 2, result(), pointer, source()))
    default:
      let function: UInt32 = one(of: [0, 1, 4, 8, 12, 16, 20, 24, 28])
      let width = UInt32(2 + below(2))
      code += long(Encoding.r(0x2f, width, function << 2 | order, result(), pointer, source()))
    }
    return code
  }

  /// A register that may hold an address for a moment.
  private mutating func scratch() -> Int {
    while true {
      let register = result()
      if register != 0 { return register }
    }
  }

  /// To one of the next instructions.
  mutating func jump() -> Item {
    let (a, b) = (source(), below(3) == 0 ? 0 : source())
    switch below(8) {
    case 0:
      let link = result()
      return .jump(size: 2) { long(Encoding.j(link, $0)) }
    case 1:
      let (pointer, link, odd) = (scratch(), result(), below(2))
      return .jump(size: 4) {
        long(Encoding.u(0x17, pointer, 0)) + long(Encoding.i(0x67, 0, link, pointer, $0 + odd))
      }
    case 2:
      let (pointer, links) = (scratch(), below(2) == 0 && !isAnchor(1))
      let bits = UInt16(links ? 9 : 8) << 12 | UInt16(pointer) << 7 | 2
      return .jump(size: 5) {
        long(Encoding.u(0x17, pointer, 0)) + long(Encoding.i(0x13, 0, pointer, pointer, $0))
          + [bits]
      }
    case 3: return .jump(size: 1) { [Encoding.compressedJump($0)] }
    case 4:
      let (register, funct3) = (popular(), UInt16(6 + below(2)))
      return .jump(size: 1) { [Encoding.compressedBranch(funct3, register, $0)] }
    default:
      let funct3: UInt32 = one(of: [0, 1, 4, 5, 6, 7])
      return .jump(size: 2) { long(Encoding.b(funct3, a, b, $0)) }
    }
  }
}
