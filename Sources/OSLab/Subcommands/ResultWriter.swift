import Exercises
import LabEngine

/// How `oslab run` writes what each command did.
protocol ResultWriter {
  mutating func result(_ result: CommandResult) -> [UInt8]
  mutating func mistake(_ error: LabError, in statement: Statement?) -> [UInt8]
}

/// For people: only what commands write to standard output; mistakes go to standard error.
struct TextResultWriter: ResultWriter {
  private let renderer: ReportRenderer

  init(_ renderer: ReportRenderer) { self.renderer = renderer }

  func result(_ result: CommandResult) -> [UInt8] {
    result.isOutput ? Array(renderer.text(result.report).utf8) : []
  }

  func mistake(_ error: LabError, in statement: Statement?) -> [UInt8] { [] }
}

/// For programs: one JSON object a command, `line column command ok value text events error`.
struct JSONResultWriter: ResultWriter {
  /// As wide as a page, whatever terminal there is: the same script gives the same bytes.
  private let renderer = ReportRenderer(width: TerminalStyle.standardWidth, colour: false)
  private var writer = JSONWriter()

  mutating func result(_ result: CommandResult) -> [UInt8] {
    var text = renderer.text(result.report)
    if text.hasSuffix("\n") { text.removeLast() }
    return line([
      "line": result.statement.place.line.json, "column": result.statement.place.column.json,
      "command": result.statement.text.json, "ok": true,
      "value": result.value.map(\.json) ?? nil, "text": text.json, "events": result.events.json,
      "error": nil,
    ])
  }

  mutating func mistake(_ error: LabError, in statement: Statement?) -> [UInt8] {
    let place = statement?.place ?? error.place
    return line([
      "line": place.map { $0.line.json } ?? nil, "column": place.map { $0.column.json } ?? nil,
      "command": (statement?.text ?? error.lineText ?? "").json, "ok": false, "value": nil,
      "text": "", "events": 0, "error": error.json,
    ])
  }

  private mutating func line(_ value: JSONValue) -> [UInt8] {
    writer.removeAll()
    writer.write(value)
    writer.endLine()
    return writer.bytes
  }
}

extension LabError {
  fileprivate var json: JSONValue {
    [
      "message": message.json, "line": place.map { $0.line.json } ?? nil,
      "column": place.map { $0.column.json } ?? nil,
      "length": place.map { $0.length.json } ?? nil,
    ]
  }
}

extension Value {
  /// `{number|text|list, unit}` in base units; the unit is null where there is none.
  var json: JSONValue {
    switch self {
    case .quantity(let quantity):
      ["number": quantity.number.json, "unit": quantity.dimension.json]
    case .truth, .text, .page: ["text": scalarJSON, "unit": nil]
    case .list(let elements): ["list": .list(elements.map(\.scalarJSON)), "unit": commonUnit]
    }
  }

  /// What stands in a list: plain numbers, texts and lists.
  private var scalarJSON: JSONValue {
    switch self {
    case .quantity(let quantity): quantity.number.json
    case .truth(let truth): .string(truth ? "true" : "false")
    case .text(let text): .string(text)
    case .page(let page): .string(page.description)
    case .list(let elements): .list(elements.map(\.scalarJSON))
    }
  }

  /// The unit of all quantities in a list, if they have the same one.
  private var commonUnit: JSONValue {
    let dimensions = Set(self.dimensions)
    return dimensions.count == 1 ? dimensions.first?.json ?? nil : nil
  }

  private var dimensions: [Dimension] {
    switch self {
    case .quantity(let quantity): [quantity.dimension]
    case .list(let elements): elements.flatMap(\.dimensions)
    case .truth, .text, .page: []
    }
  }
}

extension Dimension {
  fileprivate var json: JSONValue { self == .none ? nil : .string(symbol) }
}

extension Number {
  /// Integers that a double would round are written as texts, and so is what JSON has no number for.
  fileprivate var json: JSONValue {
    switch self {
    case .integer(let integer):
      integer.magnitude > 1 << 53 ? .string(String(integer)) : integer.json
    case .real(let real): real.isFinite ? .number("\(real)") : .string("\(real)")
    }
  }
}
