extension Expression {
  /// What it asks the machine for, each once and in the order written: observables, and whole operands such as
  /// `faults@6` or `[frames=4] faults`, which are asked of another state than the present one.
  ///
  /// What only an argument asks for is left out, and so is `@` with a computed number.
  var operands: [Expression] {
    var found: [Expression] = []
    for (index, instruction) in code.enumerated() {
      switch instruction {
      case .observable(let path):
        add(path.text, [instruction], to: &found)
      case .after(let expression, _):
        guard index > 0, case .push(let n) = code[index - 1] else { continue }
        add("\(expression.text)@\(n.written())", [code[index - 1], instruction], to: &found)
      case .supposing(let settings, let expression):
        let text = settings.map { "\($0.name.text)=\($0.value.text)" }.joined(separator: " ")
        add("[\(text)] \(expression.text)", [instruction], to: &found)
      default: break
      }
    }
    return found
  }

  private func add(_ text: String, _ code: [Instruction], to found: inout [Expression]) {
    guard !found.contains(where: { $0.text == text }) else { return }
    found.append(
      Expression(
        code: code, observables: observables, text: text, place: place, lineText: lineText))
  }
}
