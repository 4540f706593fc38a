/// Help on a word that is no topic of its own but part of one: an observable without its owner (`steal`), an
/// option (`cap`), a picture (`gantt`), something to show (`tasks`), a scheduler's title (`round robin`), or a step of
/// workloads (`touch`).
enum HelpOnWord {
  /// Everything that the word stands for; nil if that is nothing.
  static func report(_ word: String) -> Report? {
    let blocks = pictures(word) + views(word) + observables(word) + options(word)
    if !blocks.isEmpty { return Report(blocks) }
    if let titled = SchedulerSpec.titled(word, isWhole: true) { return Lab().help(titled) }
    let ofWorkloads = WorkloadParser.words + ["exp", "uniform"]
    return ofWorkloads.contains(word) ? Lab().help("workloads") : nil
  }

  private static func pictures(_ word: String) -> [Report.Block] {
    PlotSubjectRegistry.all.filter { $0.name == word }
      .map { .text("`\($0.usage)`: \($0.meaning).") }
  }

  private static func views(_ word: String) -> [Report.Block] {
    ShowRegistry.all.filter { $0.name == word }.map { .text("`show \($0.usage)`: \($0.summary).") }
  }

  private static func observables(_ word: String) -> [Report.Block] {
    Lab.helpTopics.filter { topic in
      let last = topic.name.split(separator: ".").last ?? ""
      return topic.subject == "observables" && last.prefix { $0 != "(" && $0 != "[" } == word
    }.map { .text("\($0.name): \($0.summary).") }
  }

  private static func options(_ word: String) -> [Report.Block] {
    CommandRegistry.all.map { $0.description }.flatMap { command in
      command.options.filter { $0.name == word }.map {
        .text("`\(command.verb) … \(word)=`, \($0.values): \($0.meaning).")
      }
    }
  }
}
