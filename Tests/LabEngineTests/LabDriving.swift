@testable import LabEngine

/// A lab in which a script has run.
func lab(_ script: String, limits: Limits = .interactive) throws -> Lab {
  let lab = Lab(limits: limits)
  try lab.execute(script)
  return lab
}

extension Lab {
  /// An expression's value, written as `print` does.
  func print(_ expression: String) throws -> String { try evaluate(expression).written() }

  /// Everything that can be told apart in the machine's state, policy's next choice included.
  var fingerprint: String {
    var lines = ["\(machine.counts)", "time \(machine.time)", machine.policySpec.text]
    for index in 0..<machine.memory.frames.touched {
      let frame = Frame(index)
      let pages = machine.memory.frames.mappings(of: frame).map { "\($0.space):\($0.page)" }
      lines.append(
        "frame \(index) \(pages) bits \(machine.memory.frames.bits[frame]) "
          + "value \(machine.memory.frames.value(of: frame))")
    }
    for space in machine.memory.spaces {
      lines.append(
        "\(space.name) \(space.isAlive) \(space.refs) \(space.faults) \(space.swappedOut ?? [])")
      space.table.forEachTouched { page, word in lines.append("  \(page) \(word)") }
    }
    for computer in machine.computers {
      lines.append(
        computer.harts.reduce("\(computer.name) \(computer.snapshot ?? "-")") {
          $0 + " \($1.pc) \($1.retired)"
        })
    }
    lines += machine.snapshots.map {
      "\($0.name) of \($0.owner) in \($0.space) below \($0.parent ?? "-")"
    }
    lines.append("next \(machine.nextVictim.map { "\($0.index)" } ?? "-")")
    return lines.joined(separator: "\n")
  }
}

/// The problem that a script ends with; nil if it runs through.
func problem(of script: String, limits: Limits = .interactive) -> LabError? {
  do {
    _ = try lab(script, limits: limits)
    return nil
  } catch let error as LabError { return error } catch { return nil }
}

/// A source of random scripts that is the same on every machine.
struct ScriptMaker {
  var random: SeededRandom
  private var processes = ["P0": true]
  private var next = 1
  let pages = 6

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  private mutating func below(_ bound: Int) -> Int { Int(random.next(below: UInt64(bound))) }

  /// The beginning: a machine with few frames, and one process.
  mutating func opening() -> String {
    let policies = PolicyRegistry.descriptions.map(\.name)
    let full = FullMemory.allCases[below(3)].rawValue
    let zero = below(2) == 0 ? "on" : "off"
    let fill = below(2) == 0 ? "zero" : "image"
    return "machine frames=\(2 + below(6)) policy=\(policies[below(policies.count)]) full=\(full) "
      + "zero=\(zero) reserved=\(below(2)); process P0 pages=\(pages) fill=\(fill)"
  }

  /// Any command; those that name what is gone by now are errors, which must leave everything as it was.
  mutating func command() -> String {
    let name = "P\(below(next))"
    switch below(12) {
    case 0, 1, 2:
      let items = (0..<(1 + below(12))).map { _ in "\(below(pages))" + (below(3) == 0 ? "w" : "") }
      return "refs \(name) " + items.joined(separator: " ")
    case 3, 4: return "read \(name) \(below(pages))"
    case 5, 6: return "write \(name) \(below(pages)) value=\(below(100))"
    case 7, 8:
      next += 1
      return "fork \(name) P\(next - 1) mode=\(below(2) == 0 ? "cow" : "copy")"
    case 9: return "terminate \(name)"
    case 10: return below(2) == 0 ? "swapout \(name)" : "swapin \(name)"
    default:
      let policies = PolicyRegistry.descriptions.map(\.name)
      return "policy \(policies[below(policies.count)])"
    }
  }
}
