/// Something that `plot NAME` draws; help and completion read it.
struct PlotSubject: Sendable {
  /// The picture, and what is said below it.
  typealias Drawing = @Sendable (Lab) throws -> (picture: Picture, remarks: [Report.Block])
  typealias OptionReading = (inout Scanner) throws -> OptionReader

  let name: String
  let usage: String
  let meaning: String
  /// Reads what stands behind the name.
  let parse: @Sendable (inout Scanner, OptionReading) throws -> Drawing
}

/// Every picture of `plot` that has a name. A new one is one entry here.
enum PlotSubjectRegistry {
  static let all: [PlotSubject] = [
    PlotSubject(
      name: "gantt", usage: "plot gantt [cpus|vcpus|NAME…] [from=TIME to=TIME out=FILE]",
      meaning: """
        a row a CPU with the task that it runs, or with vcpus a row a task and vCPU with what it does, or the \
        rows of the named ones; a place in a row shows what lasted longest in its time, the number behind it the \
        part of the time that was run
        """, parse: gantt),
    PlotSubject(
      name: "share", usage: "plot share [NAME…] [from=TIME to=TIME window=TIME out=FILE]",
      meaning: """
        each one's part of the CPUs' time over the last window=, and what it got in all beside what weights, caps and \
        numbers of vCPUs would give it if everybody always wanted to run; of more than \(PictureChoice.most) those \
        that are furthest from that, or the named ones
        """
    ) { scanner, read in
      let choice = try PictureChoice(&scanner, wanted: "a task or virtual machine")
      let picture = try SharePicture(try read(&scanner), of: choice)
      return { try picture.blocks(in: $0) }
    },
    PlotSubject(
      name: "drift", usage: "plot drift [VM…] [from=TIME to=TIME out=FILE]",
      meaning: """
        the guests' clocks minus true time, of more than \(PictureChoice.most) those that were wrong by most, or \
        the named ones; with one VM its clock as each clock= would have kept it
        """
    ) { scanner, read in
      let choice = try PictureChoice(&scanner, wanted: "a virtual machine")
      let picture = try DriftPicture(try read(&scanner), of: choice)
      return { try picture.blocks(in: $0) }
    },
    PlotSubject(
      name: "migrate", usage: "plot migrate VM [out=FILE]",
      meaning: "the pages that each round of a live migration had to send", parse: migration),
  ]

  @Sendable private static func gantt(
    _ scanner: inout Scanner, _ read: PlotSubject.OptionReading
  ) throws -> PlotSubject.Drawing {
    var names: [Named] = []
    while !scanner.isAtEnd, !scanner.isAtOption {
      names.append(try scanner.rawValue("cpus, vcpus, or a task or virtual machine"))
    }
    if names.count > 1, let kind = names.first(where: { ["cpus", "vcpus"].contains($0.text) }) {
      throw scanner.error(
        .conflict("\(kind.text) are all there are: leave the other rows out."), at: kind.place)
    }
    let span = try PictureSpan(try read(&scanner))
    let rows: GanttRows =
      switch names.map(\.text) {
      case [], ["cpus"]: .cpus
      case ["vcpus"]: .tasks
      default: .clients(names)
      }
    return { lab in
      let host = try lab.hostToDraw()
      let range = try span.range(of: host)
      let collector = try GanttCollector(
        rows, of: host, from: range.lowerBound, to: range.upperBound)
      try lab.watch(collector, upTo: host)
      let remark = Report.Block.text(
        "\(counted(collector.omitted, "row")) more: `plot gantt NAME…` draws those that you name.")
      return (.gantt(collector.chart(of: host)), collector.omitted > 0 ? [remark] : [])
    }
  }

  @Sendable private static func migration(
    _ scanner: inout Scanner, _ read: PlotSubject.OptionReading
  ) throws -> PlotSubject.Drawing {
    let here = scanner.place
    let name = try scanner.name("the virtual machine whose migration to draw")
    _ = try read(&scanner)
    return { lab in
      let (computer, _) = try lab.machine.virtualMachine(name, at: here)
      guard let migration = computer.migration, migration.mode == .precopy else {
        throw LabError(
          .undefined("\(computer.name) was not migrated by pre-copy yet: `migrate` does it."),
          at: here)
      }
      return (.chart(ShowView.migrationChart(computer, migration)), [])
    }
  }
}
