/// The text of a described workload from somebody who is not trusted with a command.
public struct WorkloadText: Sendable {
  /// The same steps, written anew with single spaces: safe between quotes in a command.
  public let text: String
  /// How many steps it has, those inside brackets once; an end of brackets with `*` is one.
  public let steps: Int
  /// For how many vCPUs it says what they do.
  public let parts: Int

  /// Throws a `LabError` if it is not what `workload=` takes.
  public init(_ text: String, limits: Limits) throws {
    let place = SourcePlace(line: 1, column: 1)
    // What else the parser might let through has no business in a workload.
    let allowed: (Unicode.Scalar) -> Bool = {
      $0.isASCII
        && ($0.properties.isAlphabetic || " \t_=().*|0123456789".unicodeScalars.contains($0))
    }
    if let other = text.unicodeScalars.first(where: { !allowed($0) }) {
      throw LabError(
        .expected("a step of a workload, as cpu=5ms or io=20ms", found: "`\(Character(other))`"),
        at: place, lineText: text)
    }
    do {
      let workloads = try WorkloadParser.workloads(
        Named(text: text, place: place), limits: limits)
      steps = workloads.reduce(0) { $0 + $1.steps.count }
      parts = workloads.count
    } catch let error as LabError {
      throw error.filled(place: place, lineText: text)
    }
    self.text = text.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
  }
}
