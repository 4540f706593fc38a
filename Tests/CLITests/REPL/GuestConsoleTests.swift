import Testing

/// The keyboard of a running guest at a real terminal.
@Suite(.serialized) struct GuestConsoleTests {
  private let home = TemporaryHome()
  /// Writes every character one higher than it was typed, for ever; addresses as on QEMU's virt board, registers
  /// as in the data sheet of the 16550: LSR at 5, its bit 0 says that a character waits.
  private static let guest = """
    guest shift
        li   t0, 0x10000000
    1:  lbu  t1, 5(t0)
        andi t1, t1, 1
        beqz t1, 1b
        lbu  t1, 0(t0)
        addi t1, t1, 1
        sb   t1, 0(t0)
        j    1b
    end
    """

  private func session() throws -> TerminalSession {
    let session = try TerminalSession(home: home)
    try session.waitForPrompt("oslab 0 · 0ns>")
    for line in Self.guest.split(separator: "\n") { session.enter(String(line)) }
    try session.waitForPrompt("oslab 1 · 0ns>")
    session.enter("boot M guest=shift start=m ram=1MiB")
    try session.expect("in machine mode.")
    session.enter("run M")
    try session.expect("M has the keyboard; Ctrl-] returns")
    return session
  }

  @Test func `keys go to the guest until Ctrl-], and a replay knows them`() throws {
    let session = try session()
    session.send("HAL")
    try session.expect("IBM")
    session.send("\u{1d}")
    try session.expect("; running.")
    // What is typed before the prompt is there is lost with the guest's keyboard.
    try session.expect("oslab 3")
    session.enter("print M.console")
    try session.expect("print M.console\nIBM\n")
    session.enter("back")
    try session.expect("Undone: run M")
    session.enter("redo")
    try session.expect("Done again: run M")
    session.enter("expect M.console == \"IBM\" and M.state == \"running\"")
    session.enter("print 6 * 7")
    try session.expect("42")
    #expect(!session.screen.text.contains("error:"))
  }

  @Test func `Ctrl-C stops the run and keeps the machine`() throws {
    let session = try session()
    // An answer shows that instructions have run.
    session.send("HAL")
    try session.expect("IBM")
    session.send("\u{3}")
    try session.expect("Stopped; the machine is as far as it came.")
    try session.expect("oslab 3")
    session.enter("print M.steps > 0")
    try session.expect("true")
  }
}
