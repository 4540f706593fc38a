/// `from=` and `to=` of a picture of the host.
struct PictureSpan: Sendable {
  static let options = [
    CommandOption(
      name: "from", values: "a time",
      meaning: "where a picture of the host begins, since the host began; 0ms unless told"),
    CommandOption(
      name: "to", values: "a time", meaning: "where it ends; now unless told"),
  ]

  private let from: Int?
  private let to: Int?
  private let fromPlace: SourcePlace?
  private let toPlace: SourcePlace?

  init(_ options: OptionReader) throws {
    let range = 0...Host.longest
    let words = "0ns to 1000000s"
    from = try options.time("from", in: range, range: words)
    to = try options.time("to", in: range, range: words)
    fromPlace = options.values["from"]?.place
    toPlace = options.values["to"]?.place
    if let to, to <= from ?? 0 {
      throw LabError(
        .outOfRange(
          what: "to", value: Value.nanoseconds(to).written(),
          range: "later than from=, which is \(Value.nanoseconds(from ?? 0).written())"),
        at: toPlace)
    }
  }

  /// The stretch of the host's time that is meant; it ends now at the latest.
  func range(of host: Host) throws -> Range<Int> {
    let now = host.now
    guard now > 0 else {
      throw LabError(.undefined("Nothing has run on the host yet: `run` does."))
    }
    let begin = from ?? 0
    guard begin < now else {
      throw LabError(
        .outOfRange(
          what: "from", value: Value.nanoseconds(begin).written(),
          range: "before \(Value.nanoseconds(now).written()), which the host has come to"),
        at: fromPlace)
    }
    return begin..<min(to ?? now, now)
  }
}

extension Lab {
  /// The host, which must have run.
  func hostToDraw() throws -> Host {
    guard let host = machine.host else {
      throw LabError(.undefined("There is no host yet: `host` starts its CPUs."))
    }
    return host
  }

  /// Plays everything since the machine was made again, for an observer of the host.
  func watch(_ observer: StretchObserver, upTo host: Host) throws {
    _ = try context().tape.play(observer: observer)
    observer.flush(at: host.now)
  }
}

extension Range<Int> {
  /// Both ends and what divides it evenly, `count` + 1 in all.
  func moments(_ count: Int) -> [Int] {
    let (width, rest) = self.count.quotientAndRemainder(dividingBy: count)
    return (0...count).map { lowerBound + width * $0 + rest * $0 / count }
  }
}
