/// What a deadline scheduler keeps of a task: so much CPU time in every period.
struct DeadlineServer: BitwiseCopyable {
  var period: Int
  /// CPU time in it; 0 for none that is sure.
  var slice: Int
  /// What is left of it in this period.
  var left = 0
  /// When this period ends.
  var deadline = 0

  init(period: Int, slice: Int) {
    self.period = period
    self.slice = slice
  }

  /// That of tasks without a period of their own, as the first two of `parameters` say.
  init(standard setup: SchedulerSetup) {
    self.init(period: setup.parameters[0], slice: min(setup.parameters[0], setup.parameters[1]))
  }

  /// What a person may set of the standard one; `name` is what the scheduler calls a slice.
  static func parameters(period: Int, slice: Int, name: String) -> [SchedulerParameter] {
    [
      SchedulerParameter(
        name: "period", kind: .time, standard: period, range: 10_000...Host.longest,
        meaning: "the period of tasks that have none of their own"),
      SchedulerParameter(
        name: name, kind: .time, standard: slice, range: 1000...Host.longest,
        meaning: "their CPU time in it"),
    ]
  }

  /// That of a task: each vCPU of a client has the client's period and slice.
  init(of task: Int, _ host: HostView, standard: DeadlineServer) {
    let client = host.clients[Int(host.tasks[task].client)]
    self.init(
      period: client.period > 0 ? client.period : standard.period,
      slice: client.period > 0 ? client.slice : standard.slice)
  }

  /// That of a task now, a period of which begins if it is another than before; true if it is.
  mutating func follow(_ task: Int, _ host: HostView, standard: DeadlineServer) -> Bool {
    let other = DeadlineServer(of: task, host, standard: standard)
    guard other.period != period || other.slice != slice else { return false }
    self = other
    begin(at: host.now)
    return true
  }

  /// A period begins.
  mutating func begin(at now: Int) {
    deadline = now + period
    left = slice
  }

  /// Goes on to the period that `now` is in, if that is another.
  mutating func replenish(at now: Int) {
    guard now >= deadline else { return }
    deadline = next(after: now)
    left = slice
  }

  /// When the period ends that `now` is in.
  func next(after now: Int) -> Int {
    now < deadline ? deadline : deadline + ((now - deadline) / period + 1) * period
  }

  /// "in 3ms, with 1ms of its slice left".
  func words(at now: Int) -> String {
    "in \(Value.nanoseconds(max(0, deadline - now)).written()), "
      + "with \(Value.nanoseconds(max(0, left)).written()) left of its slice"
  }
}
