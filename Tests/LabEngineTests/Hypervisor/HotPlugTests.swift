import Testing

@testable import LabEngine

/// Virtual CPUs that come while a VM runs. What the firmware answers: SBI specification 2.0, chapter 9 (HSM),
/// -3 for a hart that is not there.
struct HotPlugTests {
  private static let guest = """
    machine frames=64
    guest h
    _start:
    1:  li   a7, 0x48534d
        li   a6, 0
        li   a0, 1
        la   a1, second
        li   a2, 5
        ecall
        mv   s0, a0
        addi s1, s1, 1
        bnez s0, 1b
    2:  j    2b
    second:
        li   a3, 42
        li   a7, 0x48534d        # and it stops itself
        li   a6, 1
        ecall
    3:  j    3b
    end

    """

  @Test(arguments: TechniqueRegistry.names)
  func aNewOneCanBeStarted(_ technique: String) throws {
    let lab = Lab()
    try lab.execute(
      Self.guest + "vm V guest=h ram=1MiB maxvcpus=2 mode=\(technique); run V steps=200")
    #expect(try lab.evaluate("V.harts == 1 and V.s0 == -3") == .truth(true))
    try lab.execute("set V vcpus=2; run V steps=400")
    #expect(try lab.evaluate("V.harts == 2 and V.s0 == 0 and V.hart(1).a3 == 42") == .truth(true))
    try lab.execute("set V vcpus=1")
    #expect(try lab.evaluate("V.harts") == .integer(1))
    try lab.execute("back; expect V.harts == 2")
  }

  @Test func whatCannotBeIsSaid() throws {
    let lab = Lab()
    try lab.execute(
      Self.guest + "vm V guest=h ram=1MiB vcpus=2 start=m; boot M guest=h ram=1MiB; run V steps=20")
    for command in [
      "set V vcpus=3", "set V vcpus=0", "set V", "set M vcpus=1", "set V vcpus=1", "set V vcpu=1",
      "vm W guest=h vcpus=2 maxvcpus=1",
    ] { #expect(throws: LabError.self) { try lab.execute(command) } }
    #expect(try lab.evaluate("V.harts") == .integer(2))
  }
}
