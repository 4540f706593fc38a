import Foundation
import Testing

/// A computer that is suspended in one process and goes on in another.
struct SuspendedProcessTests {
  /// Prints the number of every timer interrupt, 1 to 30 in two digits, and switches off.
  private static let guest = """
    guest count
        la   t0, tick
        csrw stvec, t0
        call arm
        li   t0, 0x20
        csrw sie, t0
        csrsi sstatus, 2
        li   s2, 30
    1:  addi s1, s1, 1
        blt  s0, s2, 1b
        li   a7, 0x53525354
        li   a0, 0
        li   a1, 0
        ecall
    arm:
        rdtime a0
        addi a0, a0, 100
        csrw stimecmp, a0
        ret
        .balign 4
    tick:
        addi s0, s0, 1
        mv   s5, ra
        call arm
        mv   ra, s5
        li   t2, 0x10000000
        li   t3, 10
        divu t4, s0, t3
        addi t4, t4, 48
        sb   t4, 0(t2)
        remu t4, s0, t3
        addi t4, t4, 48
        sb   t4, 0(t2)
        li   t4, 32
        sb   t4, 0(t2)
        sret
    end
    boot M guest=count ram=1MiB
    """
  /// Its end: all registers, and the control registers that its traps have left.
  private static let questions =
    "print M.state; print M.steps; print M.console; "
    + (0..<32).map { "print M.x(\($0)); " }.joined()
    + "print M.pc; print M.csr(sepc); print M.csr(sstatus); print M.traps; print M.instret"

  @Test func goesOnInAnotherProcess() throws {
    let home = TemporaryHome()
    func run(_ script: String) throws -> ProgramRun {
      try ProgramRun("run", "-c", script, home: home)
    }
    let whole = try run("\(Self.guest)\nrun M\n\(Self.questions)")
    let numbers = (1...30).map { ($0 < 10 ? "0" : "") + "\($0) " }.joined()
    #expect(whole.output.hasPrefix("stopped\n"))
    #expect(whole.output.contains("\n\(numbers)\n"))

    let first = try run("\(Self.guest)\nrun M steps=100000\nprint M.console\nsuspend M web1.vmss")
    #expect(first.errors == "")
    #expect(first.output == "\(numbers.prefix(9 * 3))\n")
    let second = try run("machine frames=3 policy=lru\nresume web1.vmss\nrun M\n\(Self.questions)")
    #expect(second.errors == "")
    #expect(second.output == whole.output)
  }

  @Test func aBadFileIsSaidInOneLine() throws {
    let home = TemporaryHome()
    func run(_ script: String) throws -> ProgramRun {
      try ProgramRun("run", "-c", script, home: home)
    }
    #expect(try run("\(Self.guest)\nsuspend M m.vmss").code == 0)
    let file = URL(fileURLWithPath: home.path + "/m.vmss")
    let bytes = try Data(contentsOf: file)
    try bytes.prefix(60).write(to: file)
    let cut = try run("resume m.vmss")
    #expect(cut.code == 1)
    let lines = cut.errors.split(separator: "\n")
    #expect(
      lines.first?.hasPrefix(
        "line 1, column 8: error: file `m.vmss`: it is cut off: it ends in the middle of section "
          + "configuration, after 28 of ") == true)
    #expect(lines.dropFirst() == ["  resume m.vmss", "         ^~~~~~"])
    let missing = try run("\(Self.guest)\nsuspend M no/where/m.vmss; print 1")
    #expect(missing.code == 1)
    #expect(missing.output == "")
    #expect(missing.errors.contains("file `no/where/m.vmss`: No such file or directory"))
  }
}
