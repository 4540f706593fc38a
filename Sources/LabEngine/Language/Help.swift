/// One thing that help explains.
private struct HelpTopic: Sendable {
  let subject: String
  let name: String
  let summary: String
  let report: @Sendable () -> Report
}

extension Lab {
  /// The help of a verb, policy, observable, function, setting or subject; nil if there is none of that name.
  public func help(_ topic: String) -> Report? {
    let name = topic.lowercased()
    if let subject = HelpSubject.all.first(where: { $0.name == name }) { return subject.report() }
    if let exact = HelpSubject.topics.first(where: { $0.name == topic || $0.name == name }) {
      return exact.report()
    }
    if let plural = HelpSubject.all.first(where: { $0.name == name + "s" }) {
      return plural.report()
    }
    return HelpOnWord.report(name)
  }

  /// What there are lists of, with a line on each: `help schedulers`.
  public static var helpSubjects: [(name: String, summary: String)] {
    HelpSubject.all.map { ($0.name, $0.summary) }
  }

  /// The topic nearest to a name that is none.
  public static func nearestHelpTopic(_ name: String) -> String? {
    nearest(name, among: HelpSubject.all.map(\.name) + HelpSubject.topics.map(\.name))
  }

  /// Every topic of `help` with its one line, by subject.
  public static var helpTopics: [(subject: String, name: String, summary: String)] {
    HelpSubject.topics.map { ($0.subject, $0.name, $0.summary) }
  }
}

/// A list of topics of one kind: `help commands`.
private struct HelpSubject: Sendable {
  let name: String
  let summary: String
  let report: @Sendable () -> Report

  static let topics: [HelpTopic] =
    commands + policies + schedulers + attributes + profiles + techniques + hypercalls + observables
    + functions + settings + hostSettings + configuration

  static let all: [HelpSubject] = [
    list("commands", "Every command. `help COMMAND` says more.", commands),
    list("policies", "Replacement policies, for `machine policy=` and `policy`.", policies),
    list("schedulers", "Schedulers, for `host scheduler=`.", schedulers),
    list(
      "attributes", "What a scheduler of your own may look at in a task, see `help scheduler`.",
      attributes),
    HelpSubject(name: "workloads", summary: "What tasks and virtual machines without code do.") {
      Report(Workload.grammar.map { .text($0) })
    },
    list(
      "profiles", "Kinds of hardware, for `boot profile=`. `classify` tells what each may hide.",
      profiles),
    list("techniques", "How a hypervisor runs a guest, for `vm mode=`.", techniques),
    HelpSubject(name: "reasons", summary: "Why a guest exits to its hypervisor.") { exitReasons() },
    list(
      "hypercalls",
      "What a guest under mode=para may ask for: `ecall` with a7 = 0x08000000 + number. a0 is 0 or an error, a1 a value.",
      hypercalls),
    HelpSubject(name: "observables", summary: "What can be asked, in `print`, `expect` and `why`.")
    { observableTables() },
    list("functions", "Functions of expressions.", functions),
    list("settings", "Settings of `machine`.", settings),
    list("hostsettings", "Settings of `host`.", hostSettings),
    HelpSubject(name: "configuration", summary: "What a VM is made from, as a file.") {
      configurationKeys()
    },
    HelpSubject(name: "units", summary: "Of times and sizes.") { units() },
    HelpSubject(name: "expressions", summary: "What stands behind `print` and `expect`.") {
      expressions()
    },
  ]

  private static func list(_ name: String, _ head: String, _ topics: [HelpTopic]) -> HelpSubject {
    HelpSubject(name: name, summary: head) {
      Report([
        .text(head),
        .table(
          Table(
            columns: [name, ""], rows: topics.map { [Cell($0.name, .strong), Cell($0.summary)] })),
      ])
    }
  }

  private static let commands = CommandRegistry.all.map { kind in
    let command = kind.description
    return HelpTopic(subject: "commands", name: command.verb, summary: command.summary) {
      var blocks: [Report.Block] = [.listing(command.usage, more: 0), .text(command.detail)]
      if !command.options.isEmpty {
        blocks.append(
          .table(
            Table(
              columns: ["option", "value", "meaning"],
              rows: command.options.map {
                [Cell($0.name + "=", .strong), Cell($0.values), Cell($0.meaning)]
              })))
      }
      if !command.examples.isEmpty {
        blocks.append(.text("For example:"))
        blocks.append(.listing(command.examples.map { "  " + $0 }, more: 0))
      }
      return Report(blocks)
    }
  }

  private static let policies = PolicyRegistry.descriptions.map { policy in
    HelpTopic(subject: "policies", name: policy.name, summary: policy.summary) {
      var blocks: [Report.Block] = [.text(policy.summary), .text(policy.conventions)]
      for parameter in policy.parameters {
        blocks.append(
          .text(
            "\(policy.name)(\(parameter.name)=N): \(parameter.meaning), \(parameter.range.lowerBound) to "
              + "\(parameter.range.upperBound), \(parameter.standard) if left out."))
      }
      return Report(blocks)
    }
  }

  private static let schedulers = SchedulerRegistry.all.map { entry in
    let scheduler = entry.description
    return HelpTopic(subject: "schedulers", name: scheduler.name, summary: scheduler.title) {
      var blocks: [Report.Block] = [
        .text(scheduler.summary),
        .text(
          "Quantum \(Value.nanoseconds(scheduler.quantum).written()) unless `host quantum=` says otherwise. Source: \(scheduler.source)."
        ),
      ]
      for parameter in scheduler.parameters {
        blocks.append(
          .text(
            "\(scheduler.name)(\(parameter.name)=…): \(parameter.meaning), \(parameter.rangeInWords), \(parameter.written(parameter.standard)) if left out."
          ))
      }
      return Report(blocks)
    }
  }

  private static let attributes = TaskAttributeRegistry.all.map { attribute in
    HelpTopic(subject: "attributes", name: attribute.name, summary: attribute.meaning) {
      .text("\(attribute.name), of a task in a scheduler of your own: \(attribute.meaning).")
    }
  }

  /// Under the name that they have behind `host`: some are settings of `machine` too.
  private static let hostSettings = HostSettingRegistry.all.map { setting in
    HelpTopic(
      subject: "hostsettings", name: "host \(setting.name)",
      summary: "\(setting.values), default \(setting.standard): \(setting.meaning)"
    ) {
      .text(
        "host \(setting.name)=…: \(setting.meaning). It takes \(setting.values); the default is \(setting.standard)."
      )
    }
  }

  private static let profiles = ProfileRegistry.all.map { profile in
    HelpTopic(subject: "profiles", name: profile.name, summary: profile.summary) {
      profile.report
    }
  }

  private static let techniques = TechniqueRegistry.all.map { kind in
    let technique = kind.description
    return HelpTopic(
      subject: "techniques", name: technique.name,
      summary: "\(technique.title): \(technique.summary)"
    ) {
      .text("\(technique.title): \(technique.summary). \(technique.detail)")
    }
  }

  private static let hypercalls = Hypercall.all.map { call in
    let usage = "\(call.number) \(call.arguments)"
    return HelpTopic(
      subject: "hypercalls", name: call.name, summary: "\(usage): \(call.summary)"
    ) {
      .text("Hypercall \(call.name), number \(usage): \(call.summary).")
    }
  }

  private static func exitReasons() -> Report {
    Report([
      .text("Why a guest exits to its hypervisor, as `V.exits(REASON)` and `exits V` count it."),
      .table(
        Table(
          columns: ["reason", "meaning"],
          rows: ExitReason.allCases.map { [Cell($0.name, .strong), Cell($0.meaning)] })),
    ])
  }

  private static let observables = ObservableRegistry.all.filter(\.isListed).map { entry in
    HelpTopic(
      subject: "observables", name: written(entry),
      summary: entry.meaning + (entry.unit.isEmpty ? "" : " (\(entry.unit))")
    ) {
      .text(
        "\(written(entry)): \(entry.meaning)" + (entry.unit.isEmpty ? "." : " (\(entry.unit))."))
    }
  }

  private static func written(_ entry: Observable) -> String {
    switch entry.scope {
    case .machine: entry.name + (entry.argument.isEmpty ? "" : "[(\(entry.argument))]")
    case .process: "A.\(entry.name)"
    case .page: "A.page(N).\(entry.name)"
    case .frame: "frame(N).\(entry.name)"
    case .computer: "M.\(entry.name)" + (entry.argument.isEmpty ? "" : "(\(entry.argument))")
    case .task: "J.\(entry.name)" + (entry.argument.isEmpty ? "" : "(\(entry.argument))")
    }
  }

  private static func observableTables() -> Report {
    let table = Table(
      columns: ["observable", "unit", "meaning"],
      rows: ObservableRegistry.all.filter(\.isListed).map {
        [Cell(written($0), .strong), Cell($0.unit), Cell($0.meaning)]
      })
    return Report([
      .text(
        """
        What can be asked of the machine, in `print`, `expect`, `why` and lessons. A stands for a process, \
        M for a computer, whose memory is a process too, J for a task or a virtual machine on the host; of one of \
        its vCPUs it is asked as V.vcpu(0).steal.
        """),
      .table(table),
    ])
  }

  private static let functions = FunctionRegistry.all.map { function in
    let usage = "\(function.name)(\(function.parameters))"
    return HelpTopic(
      subject: "functions", name: function.name, summary: "\(usage): \(function.summary)"
    ) {
      .text("\(usage): \(function.summary)")
    }
  }

  private static let settings = MachineSettingRegistry.all.map { setting in
    HelpTopic(
      subject: "settings", name: setting.name,
      summary: "\(setting.values), default \(setting.standard): \(setting.meaning)"
    ) {
      .text(
        "machine \(setting.name)=…: \(setting.meaning). It takes \(setting.values); the default is \(setting.standard)."
      )
    }
  }

  /// With the colon, as a file has them: some are settings or commands without it.
  private static let configuration = VMConfigurationKey.all.map { key in
    HelpTopic(
      subject: "configuration", name: key.name + ":", summary: "\(key.values): \(key.meaning)"
    ) {
      .text("In the configuration of a VM, \(key.name): takes \(key.values): \(key.meaning).")
    }
  }

  private static func configurationKeys() -> Report {
    let head = "\(VMConfigurationKey.versionName): \(VMConfiguration.version)"
    return Report([
      .text(
        """
        A file that says what a VM is made from has a key and its value a line, after a first line `\(head)`. \
        # starts a comment. \
        \(VMConfigurationKey.all.filter(\.isRequired).map(\.name).joined(separator: ", ")) must be given.
        """),
      .table(
        Table(
          columns: ["key", "value", "meaning"],
          rows: VMConfigurationKey.all.map {
            [Cell($0.name + ":", .strong), Cell($0.values), Cell($0.meaning)]
          })),
      .text("For example:"),
      .listing(
        [head, "guest: kernel", "memory: 128MiB", "disk: fs.img"].map { "  " + $0 }, more: 0),
    ])
  }

  private static func units() -> Report {
    .text(
      "Units stand right behind a number, as in 200ns or 4KiB: "
        + Unit.all.map(\.name).joined(separator: " ")
        + ". `print EXPRESSION in UNIT` writes a value in another one; hex writes a whole number in base 16."
    )
  }

  private static func expressions() -> Report {
    Report([
      .text(
        "Numbers with units, \"text\", pages as A:7, lists as [1, 2], observables (`help observables`) and "
          + "functions (`help functions`), joined by + - * / ^, comparison, and, or, not."),
      .text("EXPR@N is EXPR as it was after the N-th reference of the last string: faults@6."),
      .text(
        "[frames=4] EXPR is EXPR as it would be if `machine` had had that setting and everything since had been "
          + "run again. Both bind tighter than any operator."),
    ])
  }
}
