@testable import LabEngine

extension Lab {
  /// All that a program can tell of the computer M.
  var architecture: String {
    guard let computer = machine.computer(named: "M") else { return "no computer" }
    var lines = ["\(computer.state) \(computer.ending) \(computer.steps) \(computer.clock)"]
    for hart in computer.harts {
      let x = (1..<32).map { String(hart.x[$0], radix: 16) }
      lines.append("\(hart.id) \(hart.pc) \(hart.mode) \(hart.retired) \(hart.trapCounts.total)")
      lines.append(x.joined(separator: " "))
      lines.append("\(hart.csr) mip \(computer.pending(hart))")
    }
    lines.append(String(decoding: computer.console, as: UTF8.self))
    var sum: UInt64 = 14_695_981_039_346_656_037
    let bytes = computer.peek(Computer.memoryBase, count: Int(computer.ramSize)) ?? []
    for byte in bytes { sum = (sum ^ UInt64(byte)) &* 1_099_511_628_211 }
    lines.append("memory \(sum)")
    return lines.joined(separator: "\n")
  }
}
