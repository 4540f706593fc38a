import Testing

@testable import LabEngine

/// Small programs on a bare computer, as a student types them.
///
/// A program that reaches `done` switches the computer off. `trapped` is a handler of machine mode that
/// keeps mcause, mtval, mepc and mstatus in s2 to s5 and goes there.
func booted(
  _ body: String, start: String = "m", harts: Int = 1, machine: String = "frames=4096"
) throws -> Lab {
  try lab(
    """
    machine \(machine)
    guest g
    _start:
    \(body)
    .text
    done: li t6, 0x100000
      li t5, 0x5555
      sw t5, 0(t6)
    1: j 1b
    .balign 4
    trapped: csrr s2, mcause
      csrr s3, mtval
      csrr s4, mepc
      csrr s5, mstatus
      j done
    end
    boot M guest=g ram=1MiB start=\(start) harts=\(harts)
    """)
}

/// The same, run to its end.
func ran(
  _ body: String, start: String = "m", harts: Int = 1, machine: String = "frames=4096",
  steps: Int = 100_000
) throws -> Lab {
  let lab = try booted(body, start: start, harts: harts, machine: machine)
  try lab.execute("run M steps=\(steps)")
  #expect(try lab.print("M.state") == "stopped")
  return lab
}

extension Lab {
  /// A register, a word of memory: all 64 bits.
  func bits(_ expression: String) throws -> UInt64 {
    let text = try print(expression)
    return UInt64(bitPattern: try #require(Int64(text)))
  }

  func registers(_ names: String) throws -> [UInt64] {
    try names.split(separator: " ").map { try bits("M.\($0)") }
  }
}

/// Pieces of programs.
enum Piece {
  /// Traps lead to `trapped`.
  static let handler = "la t0, trapped; csrw mtvec, t0".lines
  /// All of memory is open to supervisor and user mode; Volume II, section 3.7.1.
  static let open = "li t0, -1; csrw pmpaddr0, t0; li t0, 0x1f; csrw pmpcfg0, t0".lines
  /// On at `label` in another mode, by `mret`; Volume II, section 3.3.2.
  static func enter(_ mode: PrivilegeMode, _ label: String) -> String {
    """
    la t0, \(label); csrw mepc, t0; li t0, 0x1800; csrc mstatus, t0
    li t0, \(Int(mode.rawValue) << 11); csrs mstatus, t0; mret
    """.lines
  }
  static let setUp = handler + "\n" + open
}

extension String {
  /// One instruction a line.
  var lines: String { split(separator: ";").joined(separator: "\n") }
}
