import LabEngine

extension PromptCommands {
  static let set = PromptCommand(
    name: "set", operands: "[NAME=VALUE …]", summary: "see or change settings, such as who you are",
    explanation:
      "Without operands, shows the settings. They are kept: course, student and token say who you are, width "
      + "and colour how you see things.",
    run: { operand, repl in
      if operand.isEmpty { return show(repl) }
      var changed = repl.settings.settings
      for word in operand.split(separator: " ") { try change(&changed, String(word)) }
      if changed.identity == nil, changed.token != repl.settings.settings.token {
        throw Notice("That is not the token of this student in this course; set those first.")
      }
      let identity = repl.settings.settings.identity
      repl.keep(changed)
      show(repl)
      if repl.lesson != nil, changed.identity != identity {
        repl.screen.say("Leave the lesson and open it again to go on as this student.")
      }
    },
    complete: { operand, _ in
      let last = operand.split(separator: " ", omittingEmptySubsequences: false).last ?? ""
      let before = operand.dropLast(last.count)
      return SettingKey.all.filter { $0.name.hasPrefix(last) }.map {
        Completions.Candidate(text: before + $0.name + "=", summary: $0.summary)
      }
    })

  private static func change(_ settings: inout Settings, _ word: String) throws {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let names = SettingKey.all.map(\.name)
    guard let name = parts.first.map(String.init),
      let key = SettingKey.all.first(where: { $0.name == name })
    else {
      let near = nearest(parts.first.map(String.init) ?? "", among: names)
      let suggestion = near.map { " Did you mean '\($0)'?" } ?? ""
      throw Notice(
        "There is no setting '\(parts[0])'.\(suggestion) There are \(names.joined(separator: ", "))."
      )
    }
    guard parts.count == 2 else { throw Notice("Say '\(name)=VALUE': \(key.form).") }
    guard key.write(&settings, String(parts[1])) else {
      throw Notice("'\(name)' is \(key.form).")
    }
  }

  private static func show(_ repl: REPL) {
    let settings = repl.settings.settings
    let rows = SettingKey.all.map { key in
      let value = key.read(settings)
      // It lets others answer in one's name.
      let shown = key.name == "token" && !value.isEmpty ? "(set)" : value
      return [Cell(key.name, .strong), Cell(shown.isEmpty ? "–" : shown), Cell(key.summary, .dim)]
    }
    repl.screen.show(Report([.table(Table(columns: ["", "", ""], rows: rows))]))
  }
}
