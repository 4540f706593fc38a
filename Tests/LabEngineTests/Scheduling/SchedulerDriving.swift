@testable import LabEngine

/// A host on which something has run.
struct HostDrive {
  let lab: Lab

  init(_ script: String) throws { lab = try LabEngineTests.lab(script) }

  /// Nanoseconds, or a plain whole number.
  func integer(_ expression: String) throws -> Int {
    guard case .quantity(let quantity) = try lab.evaluate(expression),
      case .integer(let value) = quantity.number
    else { throw Failure(expression) }
    return value
  }

  func number(_ expression: String) throws -> Double {
    guard case .quantity(let quantity) = try lab.evaluate(expression) else {
      throw Failure(expression)
    }
    switch quantity.number {
    case .integer(let value): return Double(value)
    case .real(let value): return value
    }
  }

  struct Failure: Error {
    let expression: String
    init(_ expression: String) { self.expression = expression }
  }

  /// Runs on in pieces of `step`, looking at the host after each.
  func watch(_ steps: Int, of step: String, _ look: (Host) throws -> Void) throws {
    for _ in 0..<steps {
      try lab.execute("run for=\(step)")
      guard let host = lab.machine.host else { throw Failure("host") }
      host.checkInvariants()
      try look(host)
    }
  }
}

extension Host {
  /// CPU time of the clients so far, in the order of their creation.
  var cpuTimes: [Int] {
    infos.indices.map { client in
      members(of: client).reduce(0) { $0 + core.tasks[$1].cpuTime + core.running(core.tasks[$1]) }
    }
  }
}
