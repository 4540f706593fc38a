/// What an observable is read from.
struct ObservableScope {
  let context: EvaluationContext
  var machine: Machine { context.machine }
  var space = 0
  var page = 0
  var frame = Frame(UInt32(0))
  /// The computer and the hart that is asked.
  var computer: Computer?
  var hartIndex = 0
  /// True if `hart(N)` was written.
  var namesHart = false
  /// The client of the host that is asked, and one of its vCPUs if `vcpu(N)` was written.
  var client = 0
  var vcpu: Int?
  /// All tasks of the host are asked together.
  var asksAll = false
  /// What stands in brackets behind the name.
  var arguments: [Expression] = []
  /// The name as it was typed, for errors: `A.page(3)`.
  var subject = ""

  /// The page-table word of `page`.
  var word: UInt32 { machine.memory.spaces[space].table.words[page] }
  var isResident: Bool { word & PageWord.valid != 0 }
  /// The bits of the frame that the page lies in; zero if it is not resident.
  var bits: UInt8 { isResident ? machine.memory.frames.bits[PageWord.frame(word)] : 0 }
}

/// One thing that can be asked of the machine: help, completion and `why` read it.
struct Observable: Sendable {
  enum Scope: Sendable, CaseIterable { case machine, process, page, frame, computer, task }

  let scope: Scope
  /// As typed after the subject; `frames.free` stands bare.
  let name: String
  /// `""` for a plain number, `ns`, `text`, `page`, `list`, `true/false`.
  let unit: String
  let meaning: String
  /// Which events are behind it, for `why`; nil where there is nothing to list.
  var cause: EventFilter?
  /// How the value came about, for `why` to tell below it, where that is not a list of accesses.
  var story: (@Sendable (ObservableScope) throws -> [Report.Block])?
  /// Which part of a computer it reads, so that `why` can say what wrote that last; nil where there is none.
  var part: (@Sendable (ObservableScope) throws -> ComputerPart)?
  /// A number that changes whenever the value may have changed, of a value that only instructions can change
  /// that leave the interpreter's fast path: `until` need not look in between. Nil where any may change it.
  var fingerprint: (@Sendable (Computer) -> Int)?
  /// Looks everything up once, and gives what reads the value, a whole number, again and again: `until` asks after
  /// every instruction. Nil where nothing but `read` is there, and from what it gives where `read` must tell.
  var reader: (@Sendable (ObservableScope) throws -> () -> Int?)?
  /// What it takes in brackets; empty if nothing.
  var argument = ""
  /// What Tab offers there.
  var argumentKind = OperandKind.free
  /// False for the many that one line of another says enough of.
  var isListed = true
  let read: @Sendable (ObservableScope) throws -> Value

  /// The same, as what only changes when a number of the computer does.
  func changing(with number: @escaping @Sendable (Computer) -> Int) -> Observable {
    var copy = self
    copy.fingerprint = number
    return copy
  }

  /// The same, as what can be read again and again without being looked up.
  func reading(
    with reader: @escaping @Sendable (ObservableScope) throws -> () -> Int?
  ) -> Observable {
    var copy = self
    copy.reader = reader
    return copy
  }

  /// The same, with what `why` tells below the value.
  func told(
    by story: @escaping @Sendable (ObservableScope) throws -> [Report.Block]
  ) -> Observable {
    var copy = self
    copy.story = story
    return copy
  }

  /// The same, as what a part of a computer holds.
  func holding(
    _ part: @escaping @Sendable (ObservableScope) throws -> ComputerPart
  ) -> Observable {
    var copy = self
    copy.part = part
    return copy
  }
}

/// Every observable, by scope. A new one is one entry in a file of its scope.
enum ObservableRegistry {
  static let all =
    machineObservables + processObservables + pageObservables + frameObservables
    + computerObservables + virtualMachineObservables + hostObservables + taskObservables
    + scheduleObservables
    + hostMeasures + taskMeasures + deadlineObservables

  /// The names that no process may take: what stands bare, up to a dot.
  static let bareNames: [String] = {
    var names = ["frame"]
    for entry in all where entry.scope == .machine {
      let name = String(entry.name.prefix { $0 != "." })
      if !names.contains(name) { names.append(name) }
    }
    return names
  }()

  static func named(_ name: String, _ scope: Observable.Scope) -> Observable? {
    all.first { $0.scope == scope && $0.name == name }
  }

  static func names(_ scope: Observable.Scope) -> [String] {
    all.filter { $0.scope == scope }.map(\.name)
  }
}

extension EvaluationContext {
  func observable(_ path: ObservablePath) throws -> Value {
    let (entry, scope) = try resolve(path)
    do { return try entry.read(scope) } catch let error as LabError {
      throw error.placed(at: path.place)
    }
  }

  /// What a path names, and what it is to be read from.
  func resolve(_ path: ObservablePath) throws -> (Observable, ObservableScope) {
    let first = path.parts[0]
    var scope = ObservableScope(context: self)
    if first.name.text == "frame" {
      scope.frame = try frame(first)
      scope.subject = "frame(\(scope.frame.index))"
      return (try entry(path, 1, .frame, scope.subject), scope)
    }
    if let bare = bareEntry(path) {
      if !bare.argument.isEmpty, let arguments = path.parts.last?.arguments {
        scope.arguments = arguments
        return (bare, scope)
      }
      if let part = path.parts.first(where: { $0.arguments != nil }) {
        throw LabError(
          .expected("no brackets after \(part.name.text)", found: "`(`"), at: part.name.place)
      }
      return (bare, scope)
    }
    if let found = try taskEntry(path, &scope) { return (found, scope) }
    scope.space = try space(path)
    scope.subject = first.name.text
    if let computer = machine.computers.last(where: { $0.space == scope.space }) {
      scope.computer = computer
      if let found = try computerEntry(path, &scope) { return (found, scope) }
    }
    guard path.parts.count > 1, path.parts[1].name.text == "page" else {
      return (try entry(path, 1, .process, scope.subject), scope)
    }
    scope.page = try integer(path.parts[1], what: "page")
    scope.subject += ".page(\(scope.page))"
    let found = try entry(path, 2, .page, scope.subject)
    let pages = machine.memory.spaces[scope.space].pages
    guard (0..<pages).contains(scope.page) || (found.name == "state" && scope.page >= 0) else {
      throw LabError(
        .outOfRange(
          what: "page of \(first.name.text)", value: "\(scope.page)", range: "0 to \(pages - 1)"),
        at: path.parts[1].name.place)
    }
    return (found, scope)
  }

  private func bareEntry(_ path: ObservablePath) -> Observable? {
    let name = path.parts.map(\.name.text).joined(separator: ".")
    return ObservableRegistry.named(name, .machine)
  }

  private func entry(
    _ path: ObservablePath, _ index: Int, _ scope: Observable.Scope, _ subject: String
  ) throws -> Observable {
    var names =
      ObservableRegistry.names(scope)
      + (scope == .process ? ["page"] : scope == .task ? ["vcpu"] : [])
    if scope == .process, isComputer(subject) {
      names += ObservableRegistry.names(.computer) + ["hart"]
    }
    guard index < path.parts.count else {
      throw LabError(
        .expected(
          "`.` and what to ask of \(subject): \(names.joined(separator: ", "))",
          found: "only `\(subject)`"),
        at: path.place)
    }
    let part = path.parts[index]
    guard let found = ObservableRegistry.named(part.name.text, scope) else {
      throw LabError(
        .unknown(
          kind: "observable of \(subject)", name: part.name.text,
          nearest: nearest(part.name.text, among: names), known: names), at: part.name.place)
    }
    if path.parts.count > index + 1 || part.arguments != nil {
      let extra = path.parts.count > index + 1 ? path.parts[index + 1].name : part.name
      throw LabError(
        .expected("nothing after \(subject).\(part.name.text)", found: "`\(extra.text)`"),
        at: extra.place)
    }
    return found
  }

  /// `J.turnaround`, `V.share`, `V.vcpu(0).steal`; nil if it is nothing that only the host knows.
  private func taskEntry(
    _ path: ObservablePath, _ scope: inout ObservableScope
  ) throws -> Observable? {
    guard let host = machine.host, path.parts[0].arguments == nil,
      let client = host.client(named: path.parts[0].name.text)
    else { return nil }
    let name = path.parts[0].name.text
    scope.client = client
    scope.subject = name
    var index = 1
    if path.parts.count > 1, path.parts[1].name.text == "vcpu" {
      let members = host.members(of: client)
      let number = try integer(path.parts[1], what: "vCPU")
      guard members.indices.contains(number) else {
        throw LabError(
          .outOfRange(what: "vCPU of \(name)", value: "\(number)", range: words(0..<members.count)),
          at: path.parts[1].name.place)
      }
      scope.vcpu = members[number]
      scope.subject += ".vcpu(\(number))"
      index = 2
    }
    let isElsewhere = machine.memory.spaces.contains { $0.name == name && !$0.isSnapshot }
    if index == 1, isElsewhere, path.parts.count > 1,
      ObservableRegistry.named(path.parts[1].name.text, .task) == nil
    {
      return nil
    }
    return try argued(path, index, .task, &scope)
  }

  /// What stands at a place of a path, with what it takes in brackets.
  private func argued(
    _ path: ObservablePath, _ index: Int, _ kind: Observable.Scope, _ scope: inout ObservableScope
  ) throws -> Observable {
    guard index < path.parts.count,
      let found = ObservableRegistry.named(path.parts[index].name.text, kind),
      !found.argument.isEmpty
    else { return try entry(path, index, kind, scope.subject) }
    let part = path.parts[index]
    scope.arguments = part.arguments ?? []
    guard path.parts.count == index + 1 else {
      let extra = path.parts[index + 1].name
      throw LabError(
        .expected("nothing after \(scope.subject).\(part.name.text)", found: "`\(extra.text)`"),
        at: extra.place)
    }
    return found
  }

  private func isComputer(_ name: String) -> Bool { machine.computer(named: name) != nil }

  /// `M.pc`, `M.hart(1).pc`, `M.csr(satp)`; nil if it is nothing that only a computer has.
  private func computerEntry(
    _ path: ObservablePath, _ scope: inout ObservableScope
  ) throws -> Observable? {
    guard path.parts.count > 1, let computer = scope.computer else { return nil }
    var index = 1
    if path.parts[1].name.text == "hart" {
      scope.hartIndex = try integer(path.parts[1], what: "hart")
      scope.namesHart = true
      guard computer.harts.indices.contains(scope.hartIndex) else {
        throw LabError(
          .outOfRange(
            what: "hart", value: "\(scope.hartIndex)", range: words(0..<computer.harts.count)),
          at: path.parts[1].name.place)
      }
      scope.subject += ".hart(\(scope.hartIndex))"
      index = 2
    }
    guard index < path.parts.count else {
      return try entry(path, index, .computer, scope.subject)
    }
    let part = path.parts[index]
    guard index == 2 || ObservableRegistry.named(part.name.text, .computer) != nil else {
      return nil
    }
    return try argued(path, index, .computer, &scope)
  }

  private func frame(_ part: ObservablePath.Part) throws -> Frame {
    let index = try integer(part, what: "frame")
    let count = machine.settings.frames
    guard (0..<count).contains(index) else {
      throw LabError(
        .outOfRange(what: "frame", value: "\(index)", range: "0 to \(count - 1)"),
        at: part.name.place)
    }
    return Frame(index)
  }

  private func integer(_ part: ObservablePath.Part, what: String) throws -> Int {
    guard let arguments = part.arguments, arguments.count == 1 else {
      throw LabError(
        .expected("`\(part.name.text)(NUMBER)`", found: "`\(part.name.text)`"), at: part.name.place)
    }
    let value = try value(of: arguments[0])
    switch value {
    case .quantity(let quantity) where quantity.dimension == .none:
      if case .integer(let number) = quantity.number { return number }
    case .page(let page): return page.page
    default: break
    }
    throw LabError(
      .expected("the number of a \(what)", found: "`\(value.written())`"), at: arguments[0].place)
  }

  /// The process that a path begins with; one that has ended is still known by what it was counted.
  private func space(_ path: ObservablePath) throws -> Int {
    let part = path.parts[0]
    let name = part.name.text
    let spaces = machine.memory.spaces
    if part.arguments == nil, let index = spaces.lastIndex(where: { $0.name == name }) {
      return spaces.lastIndex { $0.name == name && $0.isAlive } ?? index
    }
    let processes = spaces.filter { !$0.isSnapshot }.map(\.name)
    let named = processes + (machine.host?.names ?? []).filter { !processes.contains($0) }
    if path.parts.count > 1 { throw unknownOwner(path, named) }
    try checkOwner(of: part)
    let known = ObservableRegistry.names(.machine) + ["frame"] + named
    throw LabError(
      .unknown(
        kind: "observable or process", name: name, nearest: nearest(name, among: known),
        known: known), at: part.name.place)
  }

  /// `W.drift` where there is no W.
  private func unknownOwner(_ path: ObservablePath, _ named: [String]) -> LabError {
    let name = path.parts[0].name
    let written = path.parts.map(\.name.text).joined(separator: ".")
    let dotted = ObservableRegistry.names(.machine).filter { $0.contains(".") }
    if let whole = nearest(written, among: dotted) {
      return LabError(
        .unknown(kind: "observable", name: written, nearest: whole, known: []), at: path.place)
    }
    return LabError(
      .unknown(
        kind: "process, computer, task or virtual machine", name: name.text,
        nearest: nearest(name.text, among: named + ["frame"]), known: named), at: name.place)
  }

  /// Throws for `share` alone, which is something of a task.
  private func checkOwner(of part: ObservablePath.Part) throws {
    let owners: [(scope: Observable.Scope, example: String?)] = [
      (.task, machine.host?.names.first), (.computer, machine.computers.last?.name),
      (.process, machine.memory.spaces.last { $0.isAlive && !$0.isSnapshot }?.name),
    ]
    let name = part.name.text
    let fitting = owners.filter { ObservableRegistry.named(name, $0.scope) != nil }
    guard let owner = fitting.first(where: { $0.example != nil }) ?? fitting.first else { return }
    let standIn = owner.scope == .task ? "J" : owner.scope == .computer ? "M" : "A"
    throw LabError(
      .expected(
        "whose \(name) is meant, as \(owner.example ?? standIn).\(name)", found: "`\(name)` alone"),
      at: part.name.place)
  }
}
