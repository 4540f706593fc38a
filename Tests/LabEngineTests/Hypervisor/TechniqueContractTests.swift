import Testing

@testable import LabEngine

/// Every registered technique leaves every guest in the state in which the bare computer leaves it: the first of the
/// three properties that Popek and Goldberg ask of a virtual machine monitor ("Formal Requirements for
/// Virtualizable Third Generation Architectures", CACM 17(7), 1974, section 2: equivalence).
struct TechniqueContractTests {
  static let techniques = TechniqueRegistry.names

  private func setUp(_ guest: VirtualGuests.Guest, _ technique: String) throws -> Lab {
    let lab = Lab()
    let options = guest.options.isEmpty ? "ram=1MiB" : guest.options
    try lab.execute(
      """
      machine frames=1024
      guest k
      \(guest.source)
      end
      boot M guest=k harts=\(guest.harts) start=\(guest.start) \(options)
      vm V guest=k vcpus=\(guest.harts) start=\(guest.start) mode=\(technique) \(options)
      """)
    return lab
  }

  private func state(_ computer: Computer) -> [String] {
    var lines = [
      computer.state.word, computer.ending, String(decoding: computer.console, as: UTF8.self),
      "clock \(computer.clock)", "steps \(computer.steps)",
    ]
    for hart in computer.harts {
      lines.append("pc \(hexadecimal(hart.pc)) \(hart.mode.letter) \(hart.retired)")
      lines += (0..<32).map { "x\($0) \(hexadecimal(hart.x[$0]))" }
      // The counters and the clock are read as part of the state: they are the guest's own.
      for number in 0x100..<0x1000 {
        guard let value = hart.readControl(number, computer) else { continue }
        lines.append("csr \(number) \(hexadecimal(value))")
      }
      lines.append("traps \(hart.trapCounts.total)")
    }
    return lines
  }

  private func memory(_ computer: Computer) -> [UInt8] {
    computer.peek(Computer.memoryBase, count: computer.pageCount * 4096) ?? []
  }

  @Test(arguments: techniques, VirtualGuests.all)
  func endsAsTheBareComputer(_ technique: String, _ guest: VirtualGuests.Guest) throws {
    let lab = try setUp(guest, technique)
    try lab.execute("run M steps=20000; run V steps=20000")
    let (bare, virtual) = (lab.machine.computers[0], lab.machine.computers[1])
    #expect(bare.state == .stopped)
    #expect(state(virtual) == state(bare))
    #expect(memory(virtual) == memory(bare))
  }

  /// Exits are a part of the state: cut into any pieces, copied and played again, a run counts the same ones.
  @Test(arguments: techniques, VirtualGuests.all)
  func countsTheSameExitsHoweverItIsRun(_ technique: String, _ guest: VirtualGuests.Guest) throws {
    let whole = try setUp(guest, technique)
    try whole.execute("run V steps=400")
    let pieces = try setUp(guest, technique)
    for count in [1, 3, 4, 7, 40, 100, 245] { try pieces.execute("run V steps=\(count)") }
    let stepped = try setUp(guest, technique)
    try stepped.execute("run V steps=5; step V 395")
    let back = try setUp(guest, technique)
    try back.execute("run V steps=350; back 12 steps; run V steps=62")
    let numbers = [whole, pieces, stepped, back].map { lab -> [Int] in
      guard let vm = lab.machine.computers[1].vm else { return [] }
      return ExitReason.allCases.map { vm.exits[$0] }
        + [vm.callouts, vm.overheadCycles, vm.technique.translator?.translated ?? 0]
        + [vm.technique.nested?.references ?? 0, vm.technique.shadow?.fills ?? 0]
    }
    #expect(numbers[1] == numbers[0])
    #expect(numbers[2] == numbers[0])
    #expect(numbers[3] == numbers[0])
  }

  /// A guest of which every second page is taken away again and again.
  @Test(arguments: techniques, VirtualGuests.all)
  func isRightOnAHostWithTooFewFrames(_ technique: String, _ guest: VirtualGuests.Guest) throws {
    let lab = try setUp(guest, technique)
    try lab.execute("run M steps=20000")
    let small = Lab()
    let options = guest.options.isEmpty ? "ram=1MiB" : guest.options
    try small.execute(
      """
      machine frames=3
      guest k
      \(guest.source)
      end
      vm V guest=k vcpus=\(guest.harts) start=\(guest.start) mode=\(technique) \(options)
      run V steps=20000
      """)
    #expect(state(small.machine.computers[0]) == state(lab.machine.computers[0]))
    #expect(memory(small.machine.computers[0]) == memory(lab.machine.computers[0]))
    small.machine.memory.checkInvariants()
  }
}
