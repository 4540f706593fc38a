/// Words that no process, guest or machine may be named.
private let languageWords: Set<String> = ["and", "or", "not", "in", "if", "true", "false", "end"]

/// True for verbs, observables that stand bare, functions, and the words of expressions.
func isReserved(_ name: String) -> Bool {
  languageWords.contains(name) || FunctionRegistry.named(name) != nil
    || CommandRegistry.verbs.contains(name) || ObservableRegistry.bareNames.contains(name)
}
