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
    let topics = Lab.helpTopics.map(\.name) + Lab.helpSubjects.map(\.name)
    var known: Set<String> = []
    let names = (topics + PromptCommands.all.map(\.name)).filter { known.insert($0).inserted }
    switch uniquePrefix(topic, among: names) {
    case .one(let name) where name != topic: try show(name, in: repl)
    case .several(let names): throw Notice("'\(topic)' may be \(names.joined(separator: ", ")).")
    default:
      let near = nearest(topic, among: names).map { " Did you mean '?\($0)'?" } ?? ""
      throw Notice("There is no help on '\(topic.prefix(60))'.\(near) '?' lists what there is.")
    }
  }

  /// What fits about a screen: the commands, and what there are lists of.
  private static func list(in repl: REPL) {
    func rows(_ topics: [(name: String, summary: String)]) -> [[Cell]] {
      topics.map { [Cell($0.name, .strong), Cell($0.summary)] }
    }
    let commands = Lab.helpTopics.filter { $0.subject == "commands" }.map { ($0.name, $0.summary) }
    let lists = Lab.helpSubjects.filter { $0.name != "commands" }
    repl.screen.show(
      Report([
        .table(Table(title: "commands", columns: ["", ""], rows: rows(commands))),
        .table(Table(title: "lists", columns: ["", ""], rows: rows(lists))),
      ]))
    repl.screen.say(
      "'?NAME' says more: of a command, a list, or anything in one, such as '?schedulers', '?rr' or '?steal'. "
        + "':help' is about the prompt.")
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
