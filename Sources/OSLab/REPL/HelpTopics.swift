import LabEngine

/// `?`: help with the language, and with the commands of the prompt.
enum HelpTopics {
  static func show(_ topic: String, in repl: REPL) throws {
    let topic = topic.trimmingBlanks()
    if topic.isEmpty { return list(in: repl) }
    if topic.hasPrefix(":"), let command = PromptCommands.exactly(String(topic.dropFirst())) {
      return repl.screen.show(command.help)
    }
    if let report = repl.makeLab().help(topic) { return repl.screen.show(report) }
    if let command = PromptCommands.exactly(topic) { return repl.screen.show(command.help) }
    let names = Lab.helpTopics.map(\.name) + PromptCommands.all.map(\.name)
    switch uniquePrefix(topic, among: names) {
    case .one(let name) where name != topic: try show(name, in: repl)
    case .several(let names): throw Notice("'\(topic)' may be \(names.joined(separator: ", ")).")
    default:
      let near = nearest(topic, among: names).map { " Did you mean '?\($0)'?" } ?? ""
      throw Notice("There is no help on '\(topic.prefix(60))'.\(near) '?' lists what there is.")
    }
  }

  private static func list(in repl: REPL) {
    var subjects: [(subject: String, rows: [[Cell]])] = []
    for topic in Lab.helpTopics {
      if subjects.last?.subject != topic.subject { subjects.append((topic.subject, [])) }
      subjects[subjects.count - 1].rows.append([Cell(topic.name, .strong), Cell(topic.summary)])
    }
    let tables = subjects.map { Table(title: $0.subject, columns: ["", ""], rows: $0.rows) }
    repl.screen.show(Report(tables.map(Report.Block.table)))
    repl.screen.say("'?NAME' says more, ':help' is about the prompt.")
  }

  static func completions(_ line: String, _ offset: Int) -> Completions {
    let mark = line.prefix { $0 == " " }.count + 1
    let typed = line.prefix(offset).dropFirst(mark)
    let candidates = Lab.helpTopics.filter { $0.name.hasPrefix(typed) }.map {
      Completions.Candidate(text: $0.name, summary: $0.summary)
    }
    return Completions(start: min(mark, offset), candidates: candidates)
  }
}
