/// `show frames|pages A|table|…`
struct ShowCommand: Command {
  static let description = CommandDescription(
    verb: "show", usage: ["show " + ShowRegistry.all.map(\.usage).joined(separator: "|")],
    summary: "draw a part of the machine",
    detail: ShowRegistry.all.map { "\($0.usage): \($0.summary)." }.joined(separator: " "),
    operands: [.words(ShowRegistry.all.map(\.name)), .process],
    examples: ["show frames", "show pages A", "show table"], isOutput: true)

  private let view: ShowView
  private let process: Named?

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    let known = ShowRegistry.all.map(\.name)
    let name = try scanner.name("one of " + known.joined(separator: ", "))
    guard let view = ShowRegistry.all.first(where: { $0.name == name.text }) else {
      throw scanner.error(
        .unknown(
          kind: "thing to show", name: name.text, nearest: nearest(name.text, among: known),
          known: known), at: name.place)
    }
    self.view = view
    if view.takesProcess, !scanner.isAtEnd {
      process = try scanner.name("a process")
    } else {
      process = nil
    }
  }

  func run(in lab: Lab) throws -> CommandOutcome {
    let space = try process.map { try lab.machine.living($0) }
    return CommandOutcome(report: try view.draw(lab.context(), space))
  }
}

/// One thing that `show` draws.
struct ShowView: Sendable {
  let name: String
  let usage: String
  let summary: String
  var takesProcess = false
  let draw: @Sendable (EvaluationContext, _ space: Int?) throws -> Report
}

/// Everything that `show` draws. A new view is a file in `Show` and a line here.
enum ShowRegistry {
  static let all: [ShowView] = [.frames, .pages, .table, .swap, .stats, .events, .processes]
}
