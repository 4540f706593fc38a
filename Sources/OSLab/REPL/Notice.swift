/// A sentence that says why something cannot be done at the prompt.
struct Notice: Error, Hashable, Sendable, CustomStringConvertible {
  var description: String

  init(_ sentence: String) { description = sentence }
}
