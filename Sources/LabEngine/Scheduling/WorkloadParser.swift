/// Reads what a workload does, as `cpu=5ms io=uniform(1ms..9ms)`; for help and documentation see `Workload.grammar`.
struct WorkloadParser {
  private var scanner: Scanner
  private let limit: Int
  private var workload = Workload()
  private var depth = 0

  /// One workload, or several with `|` between them: the n-th is that of vCPU n, the last one that of all others.
  static func workloads(_ value: Named, limits: Limits) throws -> [Workload] {
    // A quoted text's place is that of the quote.
    var place = value.place
    if place.length == value.text.count + 2 {
      place.column += 1
      place.length -= 2
    }
    var parser = WorkloadParser(
      scanner: Scanner(value.text, at: place, lineText: ""),
      limit: limits.referencesPerCommand)
    var list: [Workload] = []
    repeat { list.append(try parser.one()) } while parser.scanner.take("|")
    guard parser.scanner.isAtEnd else { throw parser.expected() }
    let texts = value.text.split(separator: "|", omittingEmptySubsequences: false)
    for index in list.indices where index < texts.count {
      list[index].text = texts[index].split(separator: " ").joined(separator: " ")
    }
    return list
  }

  private init(scanner: Scanner, limit: Int) {
    self.scanner = scanner
    self.limit = limit
  }

  private func expected() -> LabError {
    var copy = scanner
    copy.skipSpaces()
    let word = copy.text(
      from: copy.position, to: copy.nameEnd(copy.position) ?? copy.position)
    guard !word.isEmpty, !Self.words.contains(word) else {
      return scanner.expected("a step of a workload, as cpu=5ms or io=20ms")
    }
    return scanner.error(
      .unknown(
        kind: "step of a workload", name: word, nearest: nearest(word, among: Self.words),
        known: Self.words),
      at: scanner.place(from: copy.position, to: copy.position + word.utf8.count))
  }

  static let words = [
    "cpu", "io", "disk", "every", "lock", "unlock", "barrier", "touch", "tick",
  ]

  // MARK: Steps

  private mutating func one() throws -> Workload {
    workload = Workload()
    let here = scanner.place
    let (computes, _) = try steps()
    guard computes else {
      throw scanner.error(
        .expected("a workload that computes, as cpu=5ms", found: "one that never does"), at: here)
    }
    return workload
  }

  /// Steps up to what is none; whether any computes, and whether any takes time.
  private mutating func steps() throws -> (computes: Bool, takesTime: Bool) {
    var computes = false
    var takesTime = false
    while !scanner.isAtEnd, let next = scanner.next, next != UInt8(ascii: "|"),
      next != UInt8(ascii: ")")
    {
      let step = try step()
      computes = computes || step.computes
      takesTime = takesTime || step.takesTime
    }
    return (computes, takesTime)
  }

  private mutating func step() throws -> (computes: Bool, takesTime: Bool) {
    if scanner.take("(") { return try group() }
    if scanner.take("touch") { return try touch() }
    if let name = try scanner.option() { return try named(name) }
    guard scanner.take("cpu") else { throw expected() }
    workload.steps.append(.cpu(.fixed(Host.endless)))
    return (true, true)
  }

  private mutating func named(_ name: Named) throws -> (computes: Bool, takesTime: Bool) {
    switch name.text {
    case "cpu":
      workload.steps.append(.cpu(try duration()))
      return (true, true)
    case "io": workload.steps.append(.io(try duration()))
    case "disk": workload.steps.append(.disk(try duration()))
    case "every":
      workload.steps.append(.every(try Self.time(try scanner.rawValue("a time"))))
      // Whoever is late goes on at once.
      return (false, false)
    case "lock":
      workload.steps.append(.lock(try index(of: "a lock", in: \.locks)))
      return (false, false)
    case "unlock":
      workload.steps.append(.unlock(try index(of: "a lock", in: \.locks)))
      return (false, false)
    case "barrier":
      workload.steps.append(.barrier(try index(of: "a barrier", in: \.barriers)))
      return (false, false)
    case "tick":
      workload.tick = try scanner.rawValue("a time").time(
        in: 1000...Host.longest, range: "1us to 1000000s", what: "tick")
      return (false, false)
    default:
      throw scanner.error(
        .unknown(
          kind: "step of a workload", name: name.text,
          nearest: nearest(name.text, among: Self.words), known: Self.words), at: name.place)
    }
    return (false, true)
  }

  private mutating func group() throws -> (computes: Bool, takesTime: Bool) {
    let here = scanner.place
    depth += 1
    guard depth <= 8 else {
      throw scanner.error(
        .outOfRange(what: "brackets inside one another", value: "more", range: "at most 8"),
        at: here)
    }
    let first = workload.steps.count
    let found = try steps()
    guard scanner.take(")") else { throw scanner.expected("`)`") }
    depth -= 1
    guard scanner.take("*") else { return found }
    let count = try scanner.integer("how many times", in: 1...1_000_000_000, what: "the count")
    guard found.takesTime else {
      throw scanner.error(
        .expected("a step that takes time, as cpu=1ms, in what is repeated", found: "none"),
        at: here)
    }
    if count > 1 {
      workload.steps.append(.again(to: first, count: count, counter: workload.counters))
      workload.counters += 1
    }
    return found
  }

  private mutating func touch() throws -> (computes: Bool, takesTime: Bool) {
    scanner.skipSpaces()
    let from = scanner.position
    guard scanner.take("(") else { throw scanner.expected("pages in brackets, as touch(0..7)") }
    let end = try scanner.rawEnd(from, stoppingAtBracket: false)
    let inside = scanner.take(from + 1, to: end)
    guard inside.text.hasSuffix(")") else {
      throw scanner.expected("a step after `)`")
    }
    var reader = Scanner(String(inside.text.dropLast()), at: inside.place, lineText: "")
    workload.steps.append(.touch(ReferenceTrace(try reader.references(limit: limit))))
    return (true, true)
  }

  private static let distributions = ["uniform", "exp"]

  private mutating func duration() throws -> Duration {
    let value = try scanner.rawValue("a time, uniform(FROM..TO) or exp(MEAN)")
    for (name, read) in [("uniform", Self.uniform), ("exp", Self.exponential)]
    where value.text.hasPrefix(name + "(") && value.text.hasSuffix(")") {
      return try read(
        Named(
          text: String(value.text.dropFirst(name.count + 1).dropLast()), place: value.place))
    }
    if let bracket = value.text.firstIndex(of: "("), let first = value.text.first, first.isLetter {
      let name = String(value.text[..<bracket])
      throw scanner.error(
        .unknown(
          kind: "distribution", name: name,
          nearest: nearest(name, among: Self.distributions), known: Self.distributions),
        at: value.place)
    }
    return .fixed(try Self.time(value))
  }

  private static func uniform(_ value: Named) throws -> Duration {
    guard let dots = value.text.firstRange(of: "..") else {
      throw LabError(
        .expected("two times with .. between them, as uniform(1ms..5ms)", found: "`\(value.text)`"),
        at: value.place)
    }
    let low = try time(Named(text: String(value.text[..<dots.lowerBound]), place: value.place))
    let high = try time(Named(text: String(value.text[dots.upperBound...]), place: value.place))
    guard low <= high else {
      throw LabError(
        .expected("the shorter time first", found: "`\(value.text)`"), at: value.place)
    }
    return .uniform(low...high)
  }

  private static func exponential(_ value: Named) throws -> Duration {
    .exponential(try time(value))
  }

  /// At least a nanosecond.
  private static func time(_ value: Named) throws -> Int {
    try value.time(in: 1...Host.longest, range: "1ns to 1000000s")
  }

  private mutating func index(
    of kind: String, in names: WritableKeyPath<Workload, [String]>
  ) throws -> Int {
    let name = try scanner.name("the name of \(kind)")
    if let known = workload[keyPath: names].firstIndex(of: name.text) { return known }
    workload[keyPath: names].append(name.text)
    return workload[keyPath: names].count - 1
  }
}
