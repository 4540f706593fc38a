import LabEngine

/// The machines of one variant: after `setup:`, after `run:`, and after each `run NAME:`.
///
/// None of them is changed after it was made; who wants to go on takes a copy.
struct QuestionMachines {
  let setup: Lab
  /// After `run:`; the same as `setup` if there is none.
  let run: Lab
  let named: [(name: String, lab: Lab)]

  /// Runs the scripts, with `values` inserted. Throws the engine's `LabError`, its lines those of
  /// the file.
  init(_ scripts: QuestionScripts, values: [String: InsertedValue]) throws {
    let setup = Lab(limits: .submission)
    try scripts.setup?.execute(on: setup, values: values)
    self.setup = setup
    var run = setup
    var named: [(String, Lab)] = []
    for script in scripts.runs {
      let lab = setup.copy()
      try script.commands.execute(on: lab, values: values)
      if let name = script.name { named.append((name, lab)) } else { run = lab }
    }
    self.run = run
    self.named = named
  }

  func lab(_ name: String?) -> Lab { named.first { $0.name == name }?.lab ?? run }

  /// The value of an expression, in which `NAME.` asks a named machine.
  func evaluate(_ expression: String) throws -> Value { try evaluate(expression, on: run) }

  /// The same with another machine in place of the one after `run:`.
  func evaluate(_ expression: String, on lab: Lab) throws -> Value {
    let resolved = try MachineNames(named.map(\.name)).resolved(expression) { name, operand in
      try self.lab(name).evaluate(operand)
    }
    return try lab.evaluate(resolved)
  }
}

/// The commands of a question as they stand in the lesson.
struct QuestionScripts: Sendable {
  let setup: Template?
  let runs: [(name: String?, commands: Template)]

  /// True if one of them inserts `name`.
  func insert(_ name: String) -> Bool {
    let all = (setup.map { [$0] } ?? []) + runs.map(\.commands)
    return all.contains { $0.insertions.contains { $0.text == name } }
  }

  var insertedNames: Set<String> {
    let all = (setup.map { [$0] } ?? []) + runs.map(\.commands)
    return Set(all.flatMap(\.insertions).map(\.text))
  }
}

extension Template {
  /// Executes the text as a script, with `values` inserted.
  func execute(on lab: Lab, values: [String: InsertedValue]) throws {
    let script = filled { values[$0.text]?.script ?? "" }
    try lab.execute(script, firstLine: source.line) { _ in }
  }
}
