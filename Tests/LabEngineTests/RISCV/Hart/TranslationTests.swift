import Testing

@testable import LabEngine

/// Sv39; The RISC-V Instruction Set Manual, Volume II, 20211203, sections 4.3 and 4.4.
struct TranslationTests {
  /// Virtual 0x80000000 is itself, for S mode; virtual 0x40000000 goes over three levels to the entry at
  /// 0x80012000, which is `leaf`.
  private func tables(_ leaf: UInt64, middle: UInt64 = 0x2000_4801, top: UInt64 = 0x2000_4401)
    -> String
  {
    """
    \(Piece.setUp)
    li t0, 0x80010000; li t1, \(Int64(bitPattern: top)); sd t1, 8(t0); li t1, 0x200000cf; sd t1, 16(t0)
    li t0, 0x80011000; li t1, \(Int64(bitPattern: middle)); sd t1, 0(t0)
    li t0, 0x80012000; li t1, \(Int64(bitPattern: leaf)); sd t1, 0(t0)
    li t0, 0x80020000; li t1, 1234; sd t1, 8(t0)
    li t0, 8 << 60 | 0x80010; csrw satp, t0
    """.lines
  }

  /// The page at physical 0x80020000 with these flags.
  private func page(_ flags: UInt64) -> UInt64 { 0x2000_8000 | flags }

  /// `access` in S mode with a0 = 0x40000008; what cause it ended with, 9 if it did not trap.
  private func cause(
    _ access: String, _ leaf: UInt64, middle: UInt64 = 0x2000_4801, top: UInt64 = 0x2000_4401,
    status: UInt64 = 0
  ) throws -> Lab {
    try ran(
      """
      \(tables(leaf, middle: middle, top: top))
      li t0, \(status)
      csrs mstatus, t0
      \(Piece.enter(.supervisor, "body"))
      body: li a0, 0x40000008
      \(access)
      ecall
      """)
  }

  private static let (v, r, w, x, u): (UInt64, UInt64, UInt64, UInt64, UInt64) = (1, 2, 4, 8, 16)
  private static let ad: UInt64 = 0xc0
  private static let (sum, mxr): (UInt64, UInt64) = (1 << 18, 1 << 19)

  /// Section 4.3.1 (rights), 3.1.6.3 (SUM, MXR).
  @Test(
    arguments: [
      ("ld a1, 0(a0)", v | r | ad, 0, 9), ("sd a1, 0(a0)", v | r | ad, 0, 15),
      ("sd a1, 0(a0)", v | r | w | ad, 0, 9), ("ld a1, 0(a0)", v | x | ad, 0, 13),
      ("ld a1, 0(a0)", v | x | ad, mxr, 9), ("jalr a0", v | r | w | ad, 0, 12),
      ("ld a1, 0(a0)", r | ad, 0, 13), ("ld a1, 0(a0)", v | r | u | ad, 0, 13),
      ("ld a1, 0(a0)", v | r | u | ad, sum, 9), ("jalr a0", v | x | u | ad, sum, 12),
      ("amoadd.d a1, a1, (a0)", v | r | ad, 0, 15), ("lr.d a1, (a0)", v | r | ad, 0, 9),
    ] as [(String, UInt64, UInt64, UInt64)])
  func rightsOfAPage(_ access: String, _ flags: UInt64, _ status: UInt64, _ result: UInt64) throws {
    let lab = try cause(access, page(flags), status: status)
    #expect(try lab.bits("M.s2") == result)
    if result != 9 { #expect(try lab.bits("M.s3") == 0x4000_0008) }
  }

  /// Section 4.4.1: W without R is reserved, as are bits 54 to 63 without Svnapot and Svpbmt; 4.3.2 step 5: a
  /// pointer in the last level.
  @Test(arguments: [0xc5, 0xcd, 1 << 54 | 0xcf, 1 << 61 | 0xcf, 1 << 63 | 0xcf, 1] as [UInt64])
  func reservedEntriesFault(_ flags: UInt64) throws {
    #expect(try cause("ld a1, 0(a0)", page(flags)).bits("M.s2") == 13)
  }

  /// Section 4.4.1: D, A and U are reserved where an entry points to the next level.
  @Test(arguments: [0x10, 0x40, 0x80] as [UInt64])
  func reservedBitsOfPointersFault(_ bit: UInt64) throws {
    #expect(try cause("ld a1, 0(a0)", page(0xcf), middle: 0x2000_4801 | bit).bits("M.s2") == 13)
  }

  /// Section 4.3.2 step 6: the low page numbers of a superpage must be zero.
  @Test func superpagesAreAligned() throws {
    let load = "li a0, 0x40020008\n ld a1, 0(a0)"
    let good = try cause(load, 0, middle: 0x2000_00cf)
    #expect(try good.registers("s2 a1") == [9, 1234])
    #expect(try cause(load, 0, middle: 0x2000_04cf).bits("M.s2") == 13)
    let huge = try cause(load, 0, top: 0x2000_00cf)
    #expect(try huge.registers("s2 a1") == [9, 1234])
    #expect(try cause(load, 0, top: 0x2000_04cf).bits("M.s2") == 13)
  }

  /// Section 4.4: bits 63 to 39 must equal bit 38.
  @Test(arguments: ["0x8040000008", "-0x7fffffff40000008", "0x4040000008"])
  func addressesAreCanonical(_ address: String) throws {
    #expect(try cause("li a0, \(address)\n ld a1, 0(a0)", page(0xcf)).bits("M.s2") == 13)
  }

  /// Section 4.3.2 step 7: the hart sets A, and D for a store.
  @Test func accessedAndDirtyAreSet() throws {
    let loaded = try cause("ld a1, 0(a0)", page(0x07))
    #expect(try loaded.registers("s2 a1") == [9, 1234])
    #expect(try loaded.bits("M.mem(0x80012000, 8)") == page(0x47))
    #expect(try cause("sd a1, 0(a0)", page(0x07)).bits("M.mem(0x80012000, 8)") == page(0xc7))
    let both = try cause("ld a1, 0(a0)\n sd a1, 0(a0)", page(0x07))
    #expect(try both.bits("M.mem(0x80012000, 8)") == page(0xc7))
    #expect(try cause("sd a1, 0(a0)", page(0x03)).bits("M.mem(0x80012000, 8)") == page(0x03))
  }

  /// Section 3.1.16: the value of a misaligned access is the address of the part that faults, and a store
  /// that faults in its second page has written nothing to the first.
  @Test(
    arguments: [
      ("sd a1", 3, 0, 15, 0x4000_000b), ("ld a1", 3, 0, 13, 0x4000_000b),
      ("sd a1", 0xff2, 0xcf, 15, 0x4000_1000), ("ld a1", 0xff2, 0xcf, 13, 0x4000_1000),
      ("sw a1", 0xff5, 0xcf, 15, 0x4000_1000), ("sd a1", 0xff2, 0, 15, 0x4000_0ffa),
    ] as [(String, Int, UInt64, UInt64, UInt64)])
  func misalignedFaultsTellTheirPart(
    _ access: String, _ distance: Int, _ flags: UInt64, _ cause: UInt64, _ value: UInt64
  ) throws {
    let lab = try self.cause(
      "li a1, -1\n li t0, \(distance)\n add a0, a0, t0\n \(access), 0(a0)", page(flags))
    #expect(try lab.registers("s2 s3") == [cause, value])
    #expect(try lab.bits("M.mem(0x80020ff8, 8)") == 0)
  }

  /// Section 3.1.6.3: with MPRV, loads and stores of machine mode are those of the mode in MPP.
  @Test func machineModeMayLookThroughOthersTables() throws {
    let lab = try ran(
      """
      \(tables(page(0xcf)))
      li t0, 3 << 11
      csrc mstatus, t0
      li t0, 1 << 17 | 1 << 11
      csrs mstatus, t0
      li a0, 0x40000008
      ld a1, 0(a0)
      csrc mstatus, t0
      ld a2, 0(a0)
      j done
      """)
    #expect(try lab.bits("M.a1") == 1234)
    #expect(try lab.registers("s2 s3") == [5, 0x4000_0008])
  }

  /// Section 4.2.1: after SFENCE.VMA for an address the hart sees the changed entry that maps it, for all that
  /// this entry maps.
  @Test func aFenceForAnAddressCoversItsSuperpage() throws {
    let lab = try cause(
      """
      li a0, 0x40020008
      ld a1, 0(a0)
      li a2, 0x40021008
      ld a3, 0(a2)
      li t0, 0x80011000
      sd x0, 0(t0)
      sfence.vma a0, x0
      ld a4, 0(a2)
      """, 0, middle: 0x2000_00cf)
    #expect(try lab.registers("s2 s3") == [13, 0x4002_1008])
  }
}
