import Testing

@testable import LabEngine

/// What help shows as an example works when a person types it.
struct CommandExampleTests {
  private static let guests = """
    guest kernel
        li   t0, 100
    loop:
        addi t0, t0, -1
        bnez t0, loop
    counter:
        li   a7, 8
        ecall
    end
    guest hello
        li   a7, 8
        ecall
    end
    """
  /// What stands before an example: it has to run behind one of them.
  private static let beginnings = [
    guests,
    guests + "\nprocess A pages=100; refs A 0 1w 2 0; write A 3",
    guests + "\nprocess A pages=100; refs A 0 1w 2 0; process B pages=10; swapout A",
    guests + "\nprocess A pages=100; refs A 0 1; back 2",
    guests + "\nboot M guest=kernel ram=64KiB; watch M counter",
    guests + "\nboot M guest=kernel ram=64KiB; snapshot M s1; run M steps=10",
    guests + "\nvm V guest=kernel ram=8MiB mode=hardware",
    guests + "\nhost cpus=2; vm V guest=kernel ram=8MiB mode=para",
    guests + "\nvm V guest=kernel ram=64KiB; run V steps=10",
    guests + "\nhost; vm V workload=cpu; task J run=10ms; run for=20ms",
  ]
  private static let examples: [String] = CommandRegistry.all
    .flatMap { $0.description.examples }
    .filter { example in !files.contains { example.contains($0) } }
  /// Files of examples are not there.
  private static let files = [".txt", ".elf", ".img", ".vmss", ".vmx", ".svg", ".bin"]

  @Test(arguments: examples) func runs(example: String) {
    var errors: [String] = []
    for beginning in Self.beginnings {
      do {
        _ = try lab(beginning).execute(example)
        return
      } catch let error as LabError {
        // It is understood, and happens not to be so.
        if case .falseExpectation = error.problem { return }
        errors.append("\(error)")
      } catch { errors.append("\(error)") }
    }
    Issue.record("\(example): \(errors.joined(separator: "\n"))")
  }
}
