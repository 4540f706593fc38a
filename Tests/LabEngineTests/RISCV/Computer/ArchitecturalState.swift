@testable import LabEngine

extension Lab {
  /// All that a program can tell of the computer M.
  var architecture: String {
    machine.computer(named: "M")?.architecture ?? "no computer"
  }
}

extension Computer {
  /// All that a program can tell of it.
  var architecture: String {
    var lines = ["\(state) \(ending) \(steps) \(clock)"]
    for hart in harts {
      let x = (1..<32).map { String(hart.x[$0], radix: 16) }
      lines.append("\(hart.id) \(hart.pc) \(hart.mode) \(hart.retired) \(hart.trapCounts.total)")
      lines.append(x.joined(separator: " "))
      lines.append("\(hart.csr) mip \(pending(hart))")
    }
    lines.append(String(decoding: console, as: UTF8.self))
    var sum: UInt64 = 14_695_981_039_346_656_037
    let bytes = peek(Computer.memoryBase, count: Int(ramSize)) ?? []
    for byte in bytes { sum = (sum ^ UInt64(byte)) &* 1_099_511_628_211 }
    lines.append("memory \(sum)")
    return lines.joined(separator: "\n")
  }
}
