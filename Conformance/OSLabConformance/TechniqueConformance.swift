import LabEngine

/// `oslab-conformance techniques [COUNT]`: random guests under every technique beside the bare computer.
///
/// COUNT seeded guests (100 unless told; `RandomKernel`) end in the same registers, control registers, memory and console
/// as under `boot`, with enough frames and with few; and the exits and the hypervisor's cycles are the same
/// when the run is cut into pieces, taken back and played again.
enum TechniqueConformance {
  private static let steps = 6000
  private static let mostShown = 5
  private static let techniques = ["trap", "translate", "para", "hardware"]

  static func run(_ options: ConformanceOptions) throws -> Bool {
    let count = options.count ?? 100
    var (differences, instructions) = (0, 0)
    for index in 0..<count {
      let seed = options.seed &+ UInt64(index)
      var kernel = RandomKernel(seed: seed)
      let guest = RandomGuest(
        source: kernel.source(), harts: kernel.harts, random: kernel.random)
      let problems = try guest.problems()
      instructions += guest.instructions
      guard !problems.isEmpty else { continue }
      differences += 1
      guard differences <= mostShown else { continue }
      print("techniques: the guest of seed \(seed) differs")
      for line in problems.prefix(8) { print("  " + line) }
    }
    print(
      "techniques: \(count) guests, \(instructions) instructions each way; \(differences) guests differ"
    )
    return differences == 0
  }

  /// One guest and what is asked of it.
  private final class RandomGuest {
    let source: String
    let harts: Int
    var random: SeededRandom
    private(set) var instructions = 0

    init(source: String, harts: Int, random: SeededRandom) {
      self.source = source
      self.harts = harts
      self.random = random
    }

    func problems() throws -> [String] {
      let bare = try lab("boot M guest=k harts=\(harts) start=m \(RandomKernel.options)")
      try bare.execute("run M steps=\(TechniqueConformance.steps)")
      let expected = try state(bare)
      let memory = bare.guestMemory("M", at: RandomKernel.memory, count: 1 << 20)
      instructions += Int(try bare.evaluate("M.steps").written()) ?? 0
      var problems: [String] = []
      for technique in TechniqueConformance.techniques {
        let bitmap = technique == "hardware" ? exitBitmap() : ""
        func compare(_ name: String, frames: Int, _ run: String) throws -> [String] {
          let lab = try machine(technique, frames: frames, bitmap)
          try lab.execute(run)
          let state = try state(lab)
          for (index, value) in state.enumerated() where value != expected[index] {
            problems.append(
              "\(technique), \(name): \(names[index]) \(value), bare \(expected[index])")
          }
          if lab.guestMemory("M", at: RandomKernel.memory, count: 1 << 20) != memory {
            problems.append("\(technique), \(name): memory differs")
          }
          return try counts(lab)
        }
        let whole = try compare("whole", frames: 400, "run M steps=\(TechniqueConformance.steps)")
        let cut = try compare("in pieces", frames: 400, pieces())
        if cut != whole { problems.append("\(technique): exits in pieces \(cut), whole \(whole)") }
        let back = try compare("back", frames: 400, wayBack())
        if back != whole {
          problems.append("\(technique): exits after back \(back), whole \(whole)")
        }
        let frames = 3 + Int(random.next(below: 12))
        let few = try compare(
          "\(frames) frames", frames: frames, "run M steps=\(TechniqueConformance.steps)")
        let cutFew = try compare("\(frames) frames in pieces", frames: frames, pieces())
        if few != cutFew {
          problems.append("\(technique): exits on \(frames) frames \(cutFew), whole \(few)")
        }
      }
      return problems
    }

    // MARK: Runs

    private func lab(_ command: String) throws -> Lab {
      let lab = Lab()
      try lab.execute("machine frames=400\nguest k\n\(source)\nend\n\(command)")
      return lab
    }

    private func machine(_ technique: String, frames: Int, _ bitmap: String) throws -> Lab {
      let lab = Lab()
      try lab.execute(
        """
        machine frames=\(frames)
        guest k
        \(source)
        end
        vm M guest=k vcpus=\(harts) start=m mode=\(technique) \(RandomKernel.options)
        \(bitmap)
        """)
      return lab
    }

    private func exitBitmap() -> String {
      let reasons = [
        "csr", "sret", "mret", "wfi", "sfence", "ecall", "syscall", "illegal", "pagefault",
      ]
      let words = reasons.map { "\($0)=\(random.next(below: 2) == 0 ? "on" : "off")" }
      return "exits M " + words.joined(separator: " ")
    }

    private func pieces() -> String {
      var left = TechniqueConformance.steps
      var commands: [String] = []
      while left > 0 {
        let most = random.next(below: 3) == 0 ? 3 : 700
        let count = min(left, 1 + Int(random.next(below: UInt64(most))))
        commands.append("run M steps=\(count)")
        left -= count
      }
      return commands.joined(separator: "\n")
    }

    /// A guest that has ended earlier cannot be taken back by a number of steps that it has not made.
    private func wayBack() -> String {
      let first = 1 + Int(random.next(below: UInt64(instructions)))
      let back = 1 + Int(random.next(below: UInt64(first)))
      return """
        run M steps=\(first)
        back \(back) steps
        run M steps=\(TechniqueConformance.steps - first + back)
        """
    }

    // MARK: What is compared

    private static let controls = [
      "mstatus", "medeleg", "mideleg", "mie", "mip", "mtvec", "mepc", "mcause", "mtval", "mscratch",
      "stvec", "sepc", "scause", "stval", "sscratch", "satp", "stimecmp", "scounteren",
      "mcounteren", "menvcfg", "pmpcfg0", "pmpaddr0", "mcycle", "minstret", "time",
    ]

    private lazy var names: [String] =
      ["M.console", "M.state", "M.steps", "M.cycles", "M.traps"]
      + (0..<harts).flatMap { hart in
        let owner = "M.hart(\(hart))"
        return ["\(owner).pc", "\(owner).mode", "\(owner).instret"]
          + (1..<32).map { "\(owner).x(\($0))" } + Self.controls.map { "\(owner).csr(\($0))" }
      }

    private func state(_ lab: Lab) throws -> [String] {
      try names.map { try lab.evaluate($0).written() }
    }

    private static let counted =
      [
        "csr", "sret", "mret", "wfi", "sfence", "ecall", "syscall", "mmio", "illegal", "pagefault",
        "shadow", "protect", "host", "interrupt",
      ].map { "M.exits(\($0))" }
      + ["M.hypervisorcycles", "M.callouts", "M.translated", "M.walks", "M.walkrefs"]

    private func counts(_ lab: Lab) throws -> [String] {
      try Self.counted.map { try lab.evaluate($0).written() }
    }
  }
}
