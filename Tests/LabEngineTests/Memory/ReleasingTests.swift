import Testing

@testable import LabEngine

struct ReleasingTests {
  private func released(_ pages: [Int]) throws -> (lab: Lab, freed: Int) {
    let lab = try lab(Guests.paging + "\nstep M 20")
    let computer = try #require(lab.machine.computer(named: "M"))
    return (lab, lab.machine.release(pages, of: computer, nil))
  }

  /// Page 3 is part of the program, page 200 was never touched, page 1000 does not exist.
  @Test func framesBecomeFreeAndPagesZero() throws {
    let (lab, freed) = try released([3, 200, 1000, -1])
    #expect(freed == 1)
    #expect(
      try lab.print("[M.page(3).state, M.page(200).state, M.page(3).value, released, pageouts]")
        == #"["zero", "zero", 0, 1, 0]"#)
    let computer = try #require(lab.machine.computer(named: "M"))
    #expect(computer.readWord(0x8000_3008) == 0)
    #expect(try lab.print("[M.page(3).state, zerofills]") == #"["resident", 1]"#)
    #expect(lab.machine.memory.residentPageList(of: computer.space).contains(3))
  }

  /// Code that was given back is not executed from what was decoded of it.
  @Test func codeIsGone() throws {
    let (lab, _) = try released([0])
    #expect(try lab.said("step M 2").contains("trap"))
  }

  @Test func aSharedFrameStays() throws {
    let lab = try lab(Guests.paging + "\nstep M 20\nclone M N")
    let computer = try #require(lab.machine.computer(named: "M"))
    let value = try lab.print("N.page(3).value")
    #expect(lab.machine.release([3], of: computer, nil) == 0)
    #expect(try lab.print("[N.page(3).value, M.page(3).value]") == "[\(value), 0]")
    #expect(try lab.print("N.page(3).state") == "resident")
  }
}
