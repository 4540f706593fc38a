/// What `task`, `vm` and `set` have in common: what a client may have of the host's CPUs.
struct ClientOptions: Sendable {
  static let entitlement = [
    CommandOption(
      name: "weight", values: "1 to 65535",
      meaning: "share of the CPUs beside others'; 256 unless told"),
    CommandOption(
      name: "cap", values: "percent", meaning: "CPU time at most, in percent of one CPU, as cap=50%"
    ),
    CommandOption(
      name: "reserve", values: "percent",
      meaning: "CPU time that it is sure of, in percent of one CPU"),
    CommandOption(
      name: "pin", values: "CPUs", meaning: "the CPUs that it may run on, as 0, 0..3 or 0,2"),
    CommandOption(
      name: "priority", values: "a number",
      meaning: "for schedulers with priorities; the lower, the more important; 0 unless told"),
    CommandOption(
      name: "period", values: "a time",
      meaning: "for deadline schedulers: it is to get slice= in every such period"),
    CommandOption(name: "slice", values: "a time", meaning: "CPU time in every period="),
  ]

  let weight: Int?
  /// In percent; `.some(nil)` for `off`.
  let cap: Int??
  let reserve: Int??
  let pins: [ClosedRange<Int>]??
  let priority: Int?
  let period: Int?
  let slice: Int?
  private let places: [String: SourcePlace]

  /// `isChange` allows period= or slice= alone: the other stays as it is.
  init(_ options: OptionReader, at here: SourcePlace, isChange: Bool = false) throws {
    weight = try options.integer("weight", in: 1...65535)
    cap = try options.percent("cap")
    reserve = try options.percent("reserve")
    priority = try options.integer("priority", in: 0...1000)
    period = try options.values["period"].map {
      try $0.time(in: 10_000...Host.longest, range: "10us to 1000000s")
    }
    slice = try options.values["slice"].map {
      try $0.time(in: 1_000...Host.longest, range: "1us to 1000000s")
    }
    pins = try options.values["pin"].map { value in
      value.text == "off"
        ? nil : try numberRanges(value, in: 0...(HostSettingRegistry.mostCPUs - 1), what: "CPU")
    }
    places = options.values.mapValues(\.place)
    if !isChange, (period == nil) != (slice == nil) {
      throw LabError(
        .expected("period= and slice= together", found: "only one of them"),
        at: place("period") ?? place("slice") ?? here)
    }
    try checkSlice(period, slice)
  }

  private func checkSlice(_ period: Int?, _ slice: Int?) throws {
    guard let period, let slice, slice > period else { return }
    throw LabError(
      .outOfRange(
        what: "slice", value: Value.nanoseconds(slice).written(),
        range: "at most the period, \(Value.nanoseconds(period).written())"),
      at: place("slice") ?? place("period"))
  }

  /// The period and slice of a client from now on, what is not given staying as it is; nil if neither is given.
  func served(_ client: ClientRecord, _ name: String) throws -> (period: Int, slice: Int)? {
    guard period != nil || slice != nil else { return nil }
    guard client.period > 0 || period != nil && slice != nil else {
      throw LabError(
        .expected("period= and slice= together: \(name) has neither", found: "only one of them"),
        at: place("period") ?? place("slice"))
    }
    let (period, slice) = (period ?? client.period, slice ?? client.slice)
    try checkSlice(period, slice)
    return (period, slice)
  }

  func place(_ name: String) -> SourcePlace? { places[name] }

  /// Throws if anything was given: a bare computer is no client of the host.
  func refuse(on computer: String) throws {
    guard let first = places.min(by: { $0.key < $1.key }) else { return }
    throw LabError(
      .refused("\(computer) is a bare computer, which does not run on the host's CPUs."),
      at: first.value)
  }

  /// Throws if a host cannot give this to a client with so many vCPUs. `own` is the client that is changed.
  func check(_ host: Host, vcpus: Int, besides own: Int? = nil) throws {
    if let cap, let cap, cap > vcpus * 100 {
      throw LabError(
        .outOfRange(
          what: "cap", value: "\(cap)%",
          range: "1% to \(vcpus * 100)%, which \(counted(vcpus, "vCPU")) can use at most"),
        at: place("cap"))
    }
    if let pins, let pins, let last = pins.map(\.upperBound).max(), last >= host.settings.cpus {
      throw LabError(
        .outOfRange(
          what: "CPU", value: "\(last)",
          range:
            "\(inWords(0...(host.settings.cpus - 1))) on this host of \(counted(host.settings.cpus, "CPU"))"
        ), at: place("pin"))
    }
    guard let reserve, let reserve else { return }
    let free = host.unreserved(besides: own)
    guard reserve <= min(free, vcpus * 100) else {
      throw LabError(
        .outOfRange(
          what: "reserve", value: "\(reserve)%",
          range: "up to \(max(0, min(free, vcpus * 100)))%, which is left to promise"),
        at: place("reserve"))
    }
  }

  func fill(_ plan: inout ClientPlan) {
    if let weight { plan.weight = weight }
    if let cap { plan.cap = cap }
    if let reserve { plan.reserve = reserve }
    if let pins { plan.pins = pins }
    if let priority { plan.priority = priority }
    if let period { plan.period = period }
    if let slice { plan.slice = slice }
  }
}

extension OptionReader {
  /// A percentage of one CPU, `.some(nil)` for `off`, nil if it is not given.
  fileprivate func percent(_ name: String) throws -> Int?? {
    guard let value = values[name] else { return nil }
    if value.text == "off" { return .some(nil) }
    return try value.percentage(of: name)
  }

  /// A time in a range, or nil.
  func time(_ name: String, in range: ClosedRange<Int>, range words: String) throws -> Int? {
    try values[name].map { try $0.time(in: range, range: words, what: name) }
  }
}

extension Named {
  /// `50%`, in percent.
  func percentage(of name: String) throws -> Int {
    var scanner = Scanner(self)
    let (quantity, place) = try scanner.constant("a percentage, as 50%", .none)
    try scanner.end()
    guard text.contains("%") else {
      throw LabError(.expected("a percentage, as 50%", found: "`\(text)`"), at: place)
    }
    let percent = (quantity.number.double * 100).rounded()
    guard percent >= 1, percent <= 102_400 else {
      let range = percent < 1 ? "at least 1%" : "at most 102400%"
      throw LabError(.outOfRange(what: name, value: text, range: range), at: place)
    }
    return Int(percent)
  }
}
