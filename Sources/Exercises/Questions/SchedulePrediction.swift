import LabEngine

/// What is asked of a schedule; places are nanoseconds of the host's time.
protocol SchedulePrediction: Prediction {
  /// Rows of such things, their time first.
  var rows: String { get }
  /// The answer for a row.
  func answer(_ row: [Value]) -> Value?
}

extension SchedulePrediction {
  private func all(_ variant: Variant, _ source: SourceText) throws -> [(time: Int, value: Value)] {
    let list = try variant.placing(source) { try variant.machines.evaluate(rows) }
    return list.entries.compactMap { row in
      guard let time = row.entries.first?.nanoseconds, let value = answer(row.entries) else {
        return nil
      }
      return (time, value)
    }
  }

  /// Just before a thing is after all that came before it; nothing comes before the beginning, and of two things at
  /// once neither is the next.
  func stops(_ variant: Variant, _ source: SourceText) throws -> [Int?] {
    let times = try all(variant, source).map(\.time)
    // Rows come in the order of their times.
    return times.indices.map { index in
      let isAlone =
        (index == 0 || times[index - 1] < times[index])
        && (index == times.count - 1 || times[index] < times[index + 1])
      return isAlone && times[index] > 0 ? times[index] - 1 : nil
    }
  }

  func place(_ value: Value, _ variant: Variant, _ source: SourceText) throws -> Int? {
    guard let time = value.nanoseconds, let last = try all(variant, source).last?.time,
      (0..<last).contains(time)
    else { return nil }
    return time
  }

  func otherPlaces(_ variant: Variant, _ source: SourceText) throws -> String {
    let last = try all(variant, source).last?.time ?? 0
    return "a time below \(Value.time(last).written())"
  }

  func next(after place: Int, _ variant: Variant, _ source: SourceText) throws -> Value {
    if let next = try all(variant, source).first(where: { $0.time > place }) { return next.value }
    throw variant.problem(
      .other("There is no further \(Self.name) after \(Value.time(place).written())."), source)
  }

  func stopped(at place: Int, _ variant: Variant, _ source: SourceText) throws -> (Lab, String) {
    let lab = variant.machines.run.copy()
    return try variant.placing(source) {
      // `goto` counts from when the machine was made.
      let began = try lab.evaluate("time - host.time").nanoseconds ?? 0
      try lab.execute("goto \(began + place)ns") { _ in }
      return (lab, try told(lab, variant))
    }
  }

  private func told(_ lab: Lab, _ variant: Variant) throws -> String {
    let most = 12
    let done = try lab.evaluate("timeline").entries.compactMap { row -> String? in
      guard row.entries.count == 3, let start = row.entries[0].nanoseconds,
        let length = row.entries[2].nanoseconds
      else { return nil }
      let name = row.entries[1].written()
      return
        "\(name) from \(Value.time(start).written()) to \(Value.time(start + length).written())"
    }
    let names = try ScheduleTasks.names(variant.machines.run)
    let running = names.filter { name in
      let doing = try? lab.evaluate("\(RowWords.subject(name)).doing")
      return doing == .text("running") || doing == .text("spinning")
    }
    return GradeText.hostStopped(
      at: try lab.evaluate("host.time").written(), done: Array(done.suffix(most)),
      isCut: done.count > most, running: running)
  }
}

/// The task that gets a CPU next: who runs next.
struct TaskPrediction: SchedulePrediction {
  static let name = "task"
  static let summary = "the task that a CPU runs next"
  let rows = "timeline"
  let hint = "the name of a task"

  func answer(_ row: [Value]) -> Value? { row.indices.contains(1) ? row[1] : nil }

  func words(_ variant: Variant) -> [String] {
    (try? ScheduleTasks.names(variant.machines.run)) ?? []
  }
}

/// What the scheduler is called for next.
struct SchedulingPrediction: SchedulePrediction {
  static let name = "decision"
  static let summary = "what calls for the scheduler next"
  let rows = "decisions"

  private static let meanings = [
    ("arrival", "a task arrives"), ("wakeup", "its device is done"),
    ("expiry", "a time slice is over"), ("wait", "a task waits for a device"),
    ("finish", "a task is finished"), ("yield", "a task gives up its CPU"),
    ("cap", "a cap is used up"),
  ]

  var hint: String {
    Self.meanings.map { "\($0.0) (\($0.1))" }.joined(separator: ", ")
  }

  func answer(_ row: [Value]) -> Value? { row.indices.contains(1) ? row[1] : nil }

  func words(_ variant: Variant) -> [String] { Self.meanings.map { $0.0 } }
}

enum ScheduleTasks {
  /// All that ever ran, in the order in which they first did.
  static func names(_ lab: Lab) throws -> [String] {
    var names: [String] = []
    for name in try lab.evaluate("order").entries.map({ $0.written() }) where !names.contains(name)
    {
      names.append(name)
    }
    return names
  }
}

extension Value {
  /// A time in whole nanoseconds; a plain zero is one.
  fileprivate var nanoseconds: Int? {
    guard case .quantity(let quantity) = self else { return nil }
    guard quantity.dimension == .time || quantity == Quantity(0) else { return nil }
    switch quantity.number {
    case .integer(let whole): return whole
    case .real(let real): return real.rounded() == real && abs(real) < 9e15 ? Int(real) : nil
    }
  }

  fileprivate static func time(_ nanoseconds: Int) -> Value {
    .quantity(Quantity(.integer(nanoseconds), .time))
  }
}
