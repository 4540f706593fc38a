extension Lab {
  /// What may follow at character `offset` of `line`: verbs at the start of a command, then what the command's
  /// description says of its operands and options.
  public func completions(_ line: String, offset: Int) -> Completions {
    let typed = String(line.prefix(max(0, offset)))
    let command = typed.lastCommand
    let word = typed.lastWord
    let start = typed.count - word.count
    guard let verb = command.words.first, command.words.count > 1 || word.isEmpty else {
      let verbs = CommandRegistry.all.map { ($0.description.verb, $0.description.summary) }
      return offer(verbs, to: word, at: start)
    }
    guard let kind = CommandRegistry.named(expandedVerb(verb)) else {
      return Completions(start: start, candidates: [])
    }
    return complete(
      word, kind.description, operand: command.words.count - (word.isEmpty ? 1 : 2), start)
  }

  private func complete(
    _ word: String, _ command: CommandDescription, operand: Int, _ start: Int
  ) -> Completions {
    if let equals = word.firstIndex(of: "="),
      let option = command.options.first(where: {
        $0.name == word[..<equals]
      })
    {
      let value = String(word[word.index(after: equals)...])
      return offer(candidates(option.kind), to: value, at: start + option.name.count + 1)
    }
    var list: [(String, String)] = []
    if !command.operands.isEmpty {
      let index = min(max(0, operand), command.operands.count - 1)
      if operand < command.operands.count || command.operands.count == 1 {
        list = candidates(command.operands[index])
      }
      if case .expression = command.operands[index] {
        let name = String(
          word.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }.reversed()
        )
        let before = word.dropLast(name.count)
        return offer(
          arguments(behind: before) ?? list, to: name, at: start + word.count - name.count)
      }
    }
    list += command.options.map { ($0.name + "=", "\($0.values): \($0.meaning)") }
    return offer(list, to: word, at: start)
  }

  /// What may stand in the brackets of `M.csr(`; nil if none are open.
  private func arguments(behind text: Substring) -> [(String, String)]? {
    guard text.last == "(" else { return vcpuObservables(behind: text) }
    let name = String(text.dropLast().reversed().prefix { $0.isLetter }.reversed())
    guard text.dropLast(name.count + 1).last == "." else {
      return ObservableRegistry.named(name, .machine).map { candidates($0.argumentKind) }
    }
    if name == "vcpu" {
      let client = text.dropLast(name.count + 2).reversed().prefix {
        $0.isLetter || $0.isNumber || $0 == "_"
      }
      return vcpus(of: String(client.reversed()))
    }
    return (ObservableRegistry.named(name, .computer) ?? ObservableRegistry.named(name, .task))
      .map { candidates($0.argumentKind) }
  }

  /// What may follow `V.vcpu(0)`; nil if that does not stand there.
  private func vcpuObservables(behind text: Substring) -> [(String, String)]? {
    guard text.last == ")", let open = text.lastIndex(of: "("), text[..<open].hasSuffix(".vcpu")
    else {
      return nil
    }
    return ObservableRegistry.all.filter { $0.scope == .task }.map {
      (".\($0.name)" + ($0.argument.isEmpty ? "" : "("), $0.meaning)
    }
  }

  private func vcpus(of name: String) -> [(String, String)] {
    guard let host = machine.host, let client = host.client(named: name) else { return [] }
    return host.members(of: client).indices.map { ("\($0))", "a vCPU of \(name)") }
  }

  /// What can be asked of a task or VM on the host: `J.turnaround`, `V.vcpu(`.
  private func taskObservables(of name: String) -> [(String, String)] {
    ObservableRegistry.all.filter { $0.scope == .task }.map {
      ("\(name).\($0.name)" + ($0.argument.isEmpty ? "" : "("), $0.meaning)
    } + [("\(name).vcpu(", "one of its vCPUs")]
  }

  private func candidates(_ kind: OperandKind) -> [(String, String)] {
    switch kind {
    case .process: summary.processes.map { ($0, "process") }
    case .computer: computerNames.map { ($0, "computer") }
    case .snapshot: snapshotNames.map { ($0, "snapshot") }
    case .guest: machine.guests.keys.sorted().map { ($0, "guest") }
    case .network: machine.network.switches.map { ($0.name, "switch") }
    case .disk: machine.disks.map { ($0.name, "disk") }
    case .address: labels
    case .policy: PolicyRegistry.descriptions.map { ($0.name, $0.summary) }
    case .scheduler:
      SchedulerRegistry.all.map { ($0.description.name, $0.description.title) }
        + machine.schedulers.keys.sorted().map { ($0, "your own") }
    case .client: (machine.host?.names ?? []).map { ($0, "on the host") }
    case .words(let words): words.map { ($0, "") }
    case .either(let kinds): kinds.flatMap(candidates)
    case .expression:
      ObservableRegistry.all.filter { $0.scope == .machine }.map { ($0.name, $0.meaning) }
        + FunctionRegistry.all.map { ($0.name + "(", $0.summary) }
        + summary.processes.flatMap { process in
          [(process + ".", "process"), (process + ".page(", "a page of it")]
            + ObservableRegistry.names(.process).map { ("\(process).\($0)", "") }
        } + computerNames.flatMap(observables)
        + (machine.host?.names ?? []).flatMap(taskObservables)
    case .newName, .file, .free: []
    }
  }

  private var computerNames: [String] {
    machine.computers.filter { machine.memory.spaces[$0.space].isAlive }.map(\.name)
  }

  /// Snapshots of all computers, each name once.
  private var snapshotNames: [String] {
    var seen: Set<String> = []
    return computerNames.compactMap { machine.computer(named: $0) }
      .flatMap { machine.snapshots(of: $0).map(\.name) }.filter { seen.insert($0).inserted }
  }

  /// Labels of all computers, each once.
  private var labels: [(String, String)] {
    var seen: Set<String> = []
    return computerNames.compactMap { machine.computer(named: $0) }.flatMap { computer in
      computer.image.symbols.map { ($0.name, hexadecimal($0.address)) }
    }.filter { seen.insert($0.0).inserted }
  }

  /// What can be asked of a computer: `M.a0`, `M.csr(`.
  private func observables(of computer: String) -> [(String, String)] {
    ObservableRegistry.all.filter { $0.scope == .computer }.map {
      ("\(computer).\($0.name)" + ($0.argument.isEmpty ? "" : "("), $0.meaning)
    } + [("\(computer).hart(", "one of its harts")]
  }

  private func offer(
    _ list: [(String, String)], to word: String, at start: Int
  ) -> Completions {
    Completions(
      start: start,
      candidates: list.filter { $0.0.hasPrefix(word) }.map {
        Completions.Candidate(text: $0.0, summary: $0.1)
      })
  }

  private func expandedVerb(_ typed: String) -> String {
    if case .one(let verb) = uniquePrefix(typed, among: CommandRegistry.verbs) { return verb }
    return typed
  }

  /// The line with each verb and option name that is a unique prefix written out, as the prompt allows and
  /// scripts do not. Throws if a prefix fits several; leaves alone what fits nothing.
  public func expandingPrefixes(_ line: String) throws -> String {
    var result = ""
    for piece in line.splitCommands {
      let spaces = piece.prefix { $0 == " " || $0 == "\t" }
      let body = piece.dropFirst(spaces.count)
      let verb = String(body.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
      guard !verb.isEmpty, CommandRegistry.named(verb) == nil else {
        result += piece
        continue
      }
      switch uniquePrefix(verb, among: CommandRegistry.verbs) {
      case .none: result += piece
      case .one(let full): result += spaces + full + body.dropFirst(verb.count)
      case .several(let verbs):
        throw LabError(
          .expected(
            "more letters: `\(verb)` may be \(verbs.joined(separator: ", "))", found: "`\(verb)`"),
          at: SourcePlace(line: 1, column: result.count + spaces.count + 1, length: verb.count),
          lineText: line)
      }
    }
    return result
  }
}

extension String {
  /// The command being typed at the end of the line, in words, the last one perhaps empty or unfinished.
  fileprivate var lastCommand: (words: [String], text: String) {
    let text = splitCommands.last.map(String.init) ?? ""
    return (text.split(separator: " ", omittingEmptySubsequences: true).map(String.init), text)
  }

  fileprivate var lastWord: String {
    String(reversed().prefix { $0 != " " && $0 != ";" && $0 != "\t" }.reversed())
  }

  /// The pieces of a line between `;` outside of quotes, each but the first with its `;` in front.
  fileprivate var splitCommands: [Substring] {
    var pieces: [Substring] = []
    var start = startIndex
    var isQuoted = false
    for index in indices {
      if self[index] == "\"" { isQuoted.toggle() }
      guard self[index] == ";", !isQuoted else { continue }
      pieces.append(self[start...index])
      start = self.index(after: index)
    }
    pieces.append(self[start...])
    return pieces
  }
}
