/// The text of a configuration, read: what it says, and where, so that what is found out later can be placed too.
struct VMConfigurationFile: Sendable {
  let configuration: VMConfiguration
  private let entries: [String: Entry]

  private struct Entry: Sendable {
    let key: SourcePlace
    let value: SourcePlace
    let lineText: String
  }

  /// Reads all of it. The first mistake is thrown as a `LabError` with its place in the text.
  init(_ text: String) throws {
    var reader = ConfigurationReader(text)
    var configuration = VMConfiguration()
    var entries: [String: Entry] = [:]
    try Self.readVersion(&reader)
    while let line = try reader.next() {
      let name = line.key.text
      guard let key = VMConfigurationKey.named(name) else { throw Self.unknown(line) }
      let place = line.value.place
      if let earlier = entries[name] {
        throw line.error(
          .conflict("\(name) is given twice, first in line \(earlier.key.line)."),
          at: line.key.place)
      }
      if let other = ["guest": "image", "image": "guest"][name], entries[other] != nil {
        throw line.error(
          .conflict("A VM runs a guest or an image, and this one is to run both."),
          at: line.key.place)
      }
      try line.read { try key.read(&$0, &configuration) }
      entries[name] = Entry(key: line.key.place, value: place, lineText: line.text)
    }
    if let missing = VMConfigurationKey.all.first(where: {
      $0.isRequired && entries[$0.name] == nil
    }) {
      throw reader.error(
        .expected(
          "`\(missing.name):` with \(missing.values)", found: "the end of the configuration"))
    }
    (self.configuration, self.entries) = (configuration, entries)
  }

  /// A problem with the value of a key, such as a file that is not there, placed at the value.
  func error(_ problem: Problem, at key: String) -> LabError {
    LabError(problem, at: entries[key]?.value, lineText: entries[key]?.lineText)
  }

  private static func readVersion(_ reader: inout ConfigurationReader) throws {
    let head = "`\(VMConfigurationKey.versionName): \(VMConfiguration.version)` at the beginning"
    guard let line = try reader.next() else {
      throw reader.error(.expected(head, found: "an empty configuration"))
    }
    guard line.key.text == VMConfigurationKey.versionName else {
      throw line.error(.expected(head, found: "`\(line.key.text)`"), at: line.key.place)
    }
    let place = line.value.place
    var version = 0
    try line.read { version = try $0.integer("a version", in: 1...Int.max, what: "the version") }
    guard version <= VMConfiguration.version else {
      throw line.error(
        .refused(
          "This configuration has version \(version), and the latest that is known here is "
            + "\(VMConfiguration.version): a newer oslab has written it."), at: place)
    }
  }

  private static func unknown(_ line: ConfigurationLine) -> LabError {
    let known = VMConfigurationKey.all.map(\.name)
    let name = line.key.text
    guard name != VMConfigurationKey.versionName else {
      return line.error(.conflict("The version is given twice."), at: line.key.place)
    }
    return line.error(
      .unknown(
        kind: "key of a VM's configuration", name: name, nearest: nearest(name, among: known),
        known: known), at: line.key.place)
  }
}
