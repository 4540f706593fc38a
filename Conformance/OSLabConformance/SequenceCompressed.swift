import LabEngine

/// The two-byte instructions of random sequences; Volume I, tables 16.5 to 16.7, hints included.
extension SequenceMaker {
  mutating func compressed() -> UInt16 {
    switch below(4) {
    case 0: compressedAccess()
    case 1: stackAccess()
    case 2: immediate()
    default: registers()
    }
  }

  private mutating func compressedAccess() -> UInt16 {
    let (isDouble, isStore) = (below(2) == 0, below(2) == 0)
    let size = isDouble ? 8 : 4
    let offset = below((isDouble ? 256 : 128) / size) * size
    let funct3: UInt16 = (isStore ? 6 : 2) + (isDouble ? 1 : 0)
    let value = isStore ? popular() : popularResult()
    return Encoding.compressedAccess(funct3, isDouble: isDouble, value, home, offset)
  }

  /// Relative to the stack pointer, if that points into the data area.
  private mutating func stackAccess() -> UInt16 {
    guard let stack = anchors.first(where: { $0.register == 2 }) else { return stackArithmetic() }
    let (isDouble, isStore) = (below(2) == 0, below(2) == 0)
    let size = isDouble ? 8 : 4
    let room = min(Self.dataSize - stack.offset, isDouble ? 512 : 256)
    let offset = below(room / size) * size
    if isStore { return Encoding.stackStore(isDouble: isDouble, source(), offset) }
    var register: Int
    repeat { register = result() } while register == 0
    return Encoding.stackLoad(isDouble: isDouble, register, offset)
  }

  /// `c.addi16sp` and `c.addi4spn` with any distance but zero, which is reserved.
  private mutating func stackArithmetic() -> UInt16 {
    if below(2) == 0 { return UInt16(1 + below(255)) << 5 | UInt16(popularResult() & 7) << 2 }
    let six = 1 + below(63)
    return 3 << 13 | UInt16(six >> 5) << 12 | 2 << 7 | UInt16(six & 31) << 2 | 1
  }

  /// `c.addi`, `c.addiw`, `c.li`, `c.lui` and `c.slli`.
  private mutating func immediate() -> UInt16 {
    var six = below(64)
    let funct3 = below(5)
    var register = result()
    if funct3 == 1 { while register == 0 { register = result() } }
    if funct3 == 3 {
      six = 1 + below(63)
      while register == 2 { register = result() }
    }
    let quadrant: UInt16 = funct3 == 4 ? 2 : 1
    let function = UInt16(funct3 & 3)
    return function << 13 | UInt16(six >> 5) << 12 | UInt16(register) << 7
      | UInt16(six & 31) << 2 | quadrant
  }

  /// `c.srli`, `c.srai`, `c.andi`, `c.sub` and its kin, `c.mv`, `c.add`.
  private mutating func registers() -> UInt16 {
    switch below(3) {
    case 0:
      let six = below(64)
      return 4 << 13 | UInt16(six >> 5) << 12 | UInt16(below(3)) << 10
        | UInt16(popularResult() & 7) << 7 | UInt16(six & 31) << 2 | 1
    case 1:
      let (high, low) = one(
        of: [(0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 1)] as [(UInt16, UInt16)])
      return 4 << 13 | high << 12 | 3 << 10 | UInt16(popularResult() & 7) << 7 | low << 5
        | UInt16(popular() & 7) << 2 | 1
    default:
      return UInt16(8 + below(2)) << 12 | UInt16(result()) << 7 | UInt16(1 + below(31)) << 2 | 2
    }
  }
}
