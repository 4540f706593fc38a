extension ObservableRegistry {
  /// What a computer has, beside what its memory has as a process. Registers are those of hart 0 unless
  /// `hart(N)` stands before them.
  static let computerObservables: [Observable] =
    [
      Observable(
        scope: .computer, name: "pc", unit: "", meaning: "address of the next instruction"
      ) { register($0.hart.pc) }
      .holding { _ in .programCounter }
      .reading { scope in { [hart = scope.hart] in signed(hart.pc) } },
      Observable(
        scope: .computer, name: "mode", unit: "text",
        meaning: "privilege mode: \"M\", \"S\" or \"U\""
      ) { .text($0.hart.mode.letter) }
      .changing { $0.modes },
      Observable(
        scope: .computer, name: "instret", unit: "", meaning: "instructions completed by the hart"
      ) { register($0.hart.retired) }
      .reading { scope in { [hart = scope.hart] in signed(hart.retired) } },
      Observable(
        scope: .computer, name: "state", unit: "text",
        meaning: "\"ready\", \"running\", \"waiting\", \"stopped\" or \"failed\""
      ) { .text($0.computer?.state.word ?? "") }
      .changing { $0.state.hashValue },
      Observable(
        scope: .computer, name: "console", unit: "text",
        meaning: "what it has written to its console"
      ) { .text(String(decoding: $0.computer?.console ?? [], as: UTF8.self)) }
      .changing { $0.console.count },
      Observable(
        scope: .computer, name: "steps", unit: "", meaning: "instructions begun, of all harts"
      ) { .integer($0.computer?.steps ?? 0) }
      .reading { scope in { [computer = scope.computer] in computer?.steps } },
      Observable(
        scope: .computer, name: "cycles", unit: "", meaning: "cycles of its clock, waiting included"
      ) { .integer($0.computer?.clock ?? 0) }
      .reading { scope in { [computer = scope.computer] in computer?.clock } },
      Observable(
        scope: .computer, name: "harts", unit: "", meaning: "its hardware threads"
      ) { .integer($0.computer?.hartCount ?? 0) }
      .changing { $0.hartCount },
      Observable(
        scope: .computer, name: "traps", unit: "",
        meaning: "traps taken; without brackets, of all causes",
        argument: "CAUSE", argumentKind: .words(TrapCounts.names)
      ) { scope in try scope.trapCount() }
      .changing { $0.harts.reduce(0) { $0 &+ $1.trapCounts.total } }
      .holding { .traps($0.arguments.first?.bareName?.text) },
      Observable(
        scope: .computer, name: "x", unit: "",
        meaning: "integer register N; M.a0 and the like, by the names of the calling convention",
        argument: "N"
      ) { scope in
        let number = try scope.number(0, in: 0...31, what: "register")
        return register(scope.hart.x[number])
      }
      .holding { .register(try $0.number(0, in: 0...31, what: "register")) }
      .reading { try $0.registerReader($0.number(0, in: 0...31, what: "register")) },
      Observable(
        scope: .computer, name: "csr", unit: "",
        meaning: "a control and status register", argument: "NAME",
        argumentKind: .words(CSRNames.all)
      ) { scope in try scope.controlRegister() }
      .holding { .control(try $0.controlNumber()) }
      .reading { try $0.controlReader() },
      Observable(
        scope: .computer, name: "mem", unit: "",
        meaning: "1, 2, 4 or 8 bytes at a physical address or label",
        argument: "ADDRESS, BYTES", argumentKind: .address
      ) { scope in try scope.memoryValue() }
      .holding { scope in
        let (address, size) = try scope.memoryRange()
        return .memory(address, size)
      }
      .reading { try $0.memoryReader() },
      Observable(
        scope: .computer, name: "symbol", unit: "", meaning: "the address of a label",
        argument: "NAME", argumentKind: .address
      ) { scope in register(UInt64(bitPattern: Int64(try scope.address(0)))) }
      .reading { scope in
        let address = try scope.address(0)
        return { address }
      },
    ] + networkObservables + registerObservables

  private static let registerObservables: [Observable] = (RegisterNames.abi + ["fp"]).map { name in
    let number = RegisterNames.number(name) ?? 0
    return Observable(
      scope: .computer, name: name, unit: "", meaning: "register x\(number)", isListed: false
    ) { register($0.hart.x[Int(number)]) }
    .holding { _ in .register(Int(number)) }
    .reading { $0.registerReader(Int(number)) }
  }

  /// 64 bits, read as a signed number.
  private static func register(_ bits: UInt64) -> Value { .integer(signed(bits)) }
}

private func signed(_ bits: UInt64) -> Int { Int(Int64(bitPattern: bits)) }

extension Computer {
  fileprivate var modes: Int { harts.reduce(0) { $0 << 2 | Int($1.mode.rawValue) } }
}

extension ObservableScope {
  /// - Precondition: the scope is that of a computer.
  var hart: Hart {
    guard let computer, computer.harts.indices.contains(hartIndex) else {
      preconditionFailure("ObservableScope.hart: asked of no computer")
    }
    return computer.harts[hartIndex]
  }

  private func mistake(_ problem: Problem, _ index: Int) -> LabError {
    LabError(problem, at: arguments.indices.contains(index) ? arguments[index].place : nil)
  }

  fileprivate func number(_ index: Int, in range: ClosedRange<Int>, what: String) throws -> Int {
    guard arguments.indices.contains(index) else {
      throw mistake(.expected("the number of a \(what) in brackets", found: "none"), index)
    }
    let value = try context.value(of: arguments[index])
    guard case .quantity(let quantity) = value, case .integer(let number) = quantity.number else {
      throw mistake(
        .expected("the number of a \(what)", found: "`\(value.written())`"), index)
    }
    guard range.contains(number) else {
      throw mistake(
        .outOfRange(
          what: what, value: "\(number)", range: "\(range.lowerBound) to \(range.upperBound)"),
        index)
    }
    return number
  }

  fileprivate func trapCount() throws -> Value {
    guard let computer else { return .integer(0) }
    let harts = namesHart ? [hart] : computer.harts
    guard let argument = arguments.first else {
      return .integer(harts.reduce(0) { $0 &+ $1.trapCounts.total })
    }
    let known = TrapCounts.names
    guard let name = argument.bareName else {
      throw mistake(.expected("the name of a cause", found: "`\(argument.text)`"), 0)
    }
    return .integer(
      try harts.reduce(0) { sum, hart in
        guard let count = hart.trapCounts.count(named: name.text) else {
          throw mistake(
            .unknown(
              kind: "cause of a trap", name: name.text, nearest: nearest(name.text, among: known),
              known: known), 0)
        }
        return sum &+ count
      })
  }

  fileprivate func controlRegister() throws -> Value {
    let number = try controlNumber()
    let bits = computer.flatMap { hart.readControl(number, $0) } ?? 0
    return .integer(Int(Int64(bitPattern: bits)))
  }

  fileprivate func registerReader(_ number: Int) -> () -> Int? {
    let hart = hart
    return { signed(hart.x[number]) }
  }

  fileprivate func controlReader() throws -> () -> Int? {
    let (hart, number) = (hart, try controlNumber())
    return { [computer] in
      computer.flatMap { hart.readControl(number, $0) }.map(signed)
    }
  }

  fileprivate func controlNumber() throws -> Int {
    guard let computer, let argument = arguments.first, arguments.count == 1 else {
      throw LabError(.expected("csr(NAME), such as csr(satp)", found: "no name"))
    }
    guard let name = argument.bareName, let number = CSRNames.number(name.text),
      hart.readControl(Int(number), computer) != nil
    else {
      let known = CSRNames.all.filter { name in
        CSRNames.number(name).map { hart.readControl(Int($0), computer) != nil } ?? false
      }
      throw mistake(
        .unknown(
          kind: "control and status register", name: argument.text,
          nearest: nearest(argument.text, among: known), known: known), 0)
    }
    return Int(number)
  }

  /// An argument that is an address, or a label and what is added to it.
  fileprivate func address(_ index: Int) throws -> Int {
    guard arguments.indices.contains(index) else {
      throw LabError(.expected("an address or a label in brackets", found: "none"))
    }
    guard let computer else { return 0 }
    let value = try LabelContext(computer, context).value(of: arguments[index])
    guard case .quantity(let quantity) = value, case .integer(let number) = quantity.number else {
      throw mistake(.expected("an address or a label", found: "`\(value.written())`"), index)
    }
    return number
  }

  fileprivate func memoryRange() throws -> (address: UInt64, size: Int) {
    let place = UInt64(bitPattern: Int64(try address(0)))
    let size = arguments.count > 1 ? try number(1, in: 1...8, what: "number of bytes") : 8
    guard size & (size - 1) == 0 else {
      throw mistake(.expected("1, 2, 4 or 8 bytes", found: "\(size)"), 1)
    }
    return (place, size)
  }

  fileprivate func memoryReader() throws -> () -> Int? {
    let (place, size) = try memoryRange()
    let offset = Int(place & 0xfff)
    guard let computer, offset & (size - 1) == 0, let index = computer.pageIndex(place) else {
      return { nil }
    }
    return {
      if let host = computer.memory.readable(index) {
        return signed(host.value(at: offset, size: size))
      }
      return computer.peek(place, count: size).map { signed(littleEndian($0)) }
    }
  }

  fileprivate func memoryValue() throws -> Value {
    let (place, size) = try memoryRange()
    guard let computer, let bytes = computer.peek(place, count: size) else {
      let last = Computer.memoryBase &+ (computer?.ramSize ?? 1) &- 1
      throw mistake(
        .outOfRange(
          what: "memory address", value: hexadecimal(place),
          range: "\(hexadecimal(Computer.memoryBase)) to \(hexadecimal(last))"), 0)
    }
    return .integer(signed(littleEndian(bytes)))
  }
}

/// Up to eight bytes, little endian.
private func littleEndian(_ bytes: [UInt8]) -> UInt64 {
  bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
}
