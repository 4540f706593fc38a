import Testing

@testable import LabEngine

/// What people mistype about tasks and hosts: where the caret stands, and what is said.
@Suite struct MistypedTests {
  /// The script before the line that is wrong, that line, the column, and words of the message.
  private static let mistakes: [(String, Int, String)] = [
    // Times.
    ("host quantum=0ms", 14, "quantum must be 1us to 1000000s"),
    ("task J run=99999999999999999999ns", 12, "run must be 1ns to 1000000s"),
    ("run for=99999999999999999999ns", 9, "less than 292 years"),
    ("goto -1ms", 6, "found -1ms"),
    ("task J workload=\"cpu=1e30s\"", 22, "must be 1ns to 1000000s"),
    // Units apart from their numbers.
    ("host quantum=10 ms", 14, "the unit right behind the number, as 10ms"),
    ("run for=1.5 s", 9, "as 1.5s"),
    ("task J workload=\"cpu=5ms io=20 ms\"", 29, "as 20ms"),
    ("run for=1500000000s", 1, "36 years"),
    // Names.
    ("task run=5ms", 6, "expected a name for the task, found `run`"),
    ("task 9J run=5ms", 6, "beginning with a letter, found `9J`"),
    ("task V.0 run=5ms", 6, "of letters, digits and _, found `V.0`"),
    ("task run run=5ms", 6, "`run` is a word of the language"),
    // Of whom something is asked.
    (
      "print K.turnaround", 7,
      "there is no process, computer, task or virtual machine `K`; there are A, V"
    ),
    ("print turnaround", 7, "whose turnaround is meant, as A.turnaround"),
    ("print avrage.turnaround", 7, "did you mean `average.turnaround`?"),
    // Pictures and comparisons.
    ("plot gant", 6, "did you mean `gantt`?"),
    ("plot shares", 6, "did you mean `share`?"),
    ("plot timeline", 6, "there are gantt, share, drift, migrate, fifo"),
    ("compare rr fcsf", 12, "did you mean `fcfs`?"),
    ("compare", 1, "as in `compare rr fcfs`"),
    ("compare rr quantum=1ms..3ms", 20, "1ms,2ms,4ms"),
    // Options without `=` or quotes.
    ("vm W workload=cpu=5ms io=5ms", 23, "quote them all, as workload=\"cpu=5ms io=…\""),
    ("vm W", 4, "guest=NAME or workload="),
    ("vm W workload cpu", 6, "`=` and a value right behind workload"),
    ("task J run 5ms", 8, "`=` and a value right behind run"),
    ("task J 5ms", 8, "expected run=TIME or workload=\"STEP…\", found `5ms`"),
    ("host rr", 6, "a setting, as scheduler=rr"),
    ("set A weight 3", 7, "right behind weight"),
    ("run for 5ms", 5, "right behind for"),
    ("run 5ms", 5, "for=TIME or until, found `5ms`"),
    // What a task is not.
    ("vm V workload=cpu", 4, "There is a virtual machine V already"),
    ("task V run=1ms", 6, "There is a virtual machine V already"),
    ("terminate A", 11, "`host` starts the host afresh"),
    ("run V", 5, "`run` without a name"),
    ("read A 3", 6, "no process"),
    // Workloads and entitlements.
    ("task J workload=\"cpu=unifrm(1ms..2ms)\"", 22, "did you mean `uniform`?"),
    ("task J workload=\"cpu=exponential(1ms)\"", 22, "there are uniform, exp"),
    ("task J workload=\"cpu=uniform(1ms,2ms)\"", 22, "as uniform(1ms..5ms)"),
    ("task J workload=\"touch(0..3)\"", 17, "whose pages `touch` refers to"),
    ("set A cap=0%", 11, "cap must be at least 1%"),
    // Schedulers.
    ("host scheduler=crdit", 16, "did you mean `credit`?"),
    ("host scheduler=round-robin", 16, "did you mean `rr`?"),
    ("host scheduler=xen", 16, "did you mean `credit`?"),
    ("host scheduler=linux", 16, "did you mean `cfs`?"),
    ("host scheduler=fifo", 16, "sedf, rtds"),
    // Words without their command.
    ("gantt", 1, "as `plot gantt`"),
    ("timeline", 1, "as `print timeline`"),
    ("tasks", 1, "as `show tasks`"),
    ("show gantt", 6, "`plot gantt` is the command"),
    ("show timeline", 6, "`print timeline` is the command"),
    ("show task", 6, "did you mean `tasks`?"),
  ]

  @Test(arguments: mistakes) func `is told with its place`(
    _ line: String, _ column: Int, _ words: String
  ) {
    let error = problem(of: "host cpus=2; task A run=3ms; vm V workload=cpu\n" + line)
    #expect(error?.place?.line == 2)
    #expect(error?.place?.column == column, "\(error?.message ?? "")")
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "nothing")")
  }
}
