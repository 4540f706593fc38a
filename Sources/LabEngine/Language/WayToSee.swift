/// The command behind which a word belongs that was typed alone, or behind `show`.
///
/// People look for a chart or a number under its name: `gantt`, `timeline`, `tasks`.
enum WayToSee {
  static func command(for word: String) -> String? {
    if PlotSubjectRegistry.all.contains(where: { $0.name == word }) { return "plot \(word)" }
    if ShowRegistry.all.contains(where: { $0.name == word }) { return "show \(word)" }
    if ObservableRegistry.named(word, .machine) != nil { return "print \(word)" }
    return nil
  }
}
