/// How a piece of a report is to be set off; OSLab turns it into colour, or into nothing.
public enum Emphasis: Hashable, Sendable {
  case plain, strong, dim, good, bad, changed
}

/// One cell of a table: its text and how it is set off.
public struct Cell: Hashable, Sendable, ExpressibleByStringLiteral {
  public var text: String
  public var emphasis: Emphasis

  public init(_ text: String, _ emphasis: Emphasis = .plain) {
    self.text = text
    self.emphasis = emphasis
  }

  public init(stringLiteral value: String) { self.init(value) }
}

/// Rows under headed columns. Every row has as many cells as there are columns.
public struct Table: Hashable, Sendable {
  public enum Alignment: Hashable, Sendable { case left, right, centre }

  public var title: String?
  public var columns: [String]
  public var alignments: [Alignment]
  public var rows: [[Cell]]

  public init(
    title: String? = nil, columns: [String], alignments: [Alignment]? = nil, rows: [[Cell]]
  ) {
    self.title = title
    self.columns = columns
    self.alignments = alignments ?? columns.map { _ in .left }
    self.rows = rows
  }
}

/// The textbook's trace table: one column a reference, one labelled row a frame or remark.
///
/// Each column has one cell a row label. Too wide for the screen, it is broken between columns and the
/// labels are repeated.
public struct TraceTable: Hashable, Sendable {
  public var labels: [String]
  public var columns: [[Cell]]

  public init(labels: [String], columns: [[Cell]]) {
    self.labels = labels
    self.columns = columns
  }
}

/// Lines or bars over a common axis; drawn in characters on a terminal and as SVG in a file.
public struct Chart: Hashable, Sendable {
  public struct Series: Hashable, Sendable {
    public var name: String
    public var points: [Point]
    public init(name: String, points: [Point]) {
      self.name = name
      self.points = points
    }
  }
  public struct Point: Hashable, Sendable {
    public var x: Double
    public var y: Double
    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  public var title: String
  public var xLabel: String
  public var yLabel: String
  public var series: [Series]
  /// Names of bars, each the sum of what the series have at its index as x; empty for lines.
  public var bars: [String]

  public init(
    title: String, xLabel: String, yLabel: String, series: [Series], bars: [String] = []
  ) {
    self.bars = bars
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
  }
}

/// What a command has to say, worded but not laid out: OSLab fits it to the terminal, Exercises may quote it.
public struct Report: Hashable, Sendable {
  public enum Block: Hashable, Sendable {
    /// A sentence or several; wrapped at the width of the terminal.
    case text(String)
    /// A value alone on its line, as `print` writes it; never wrapped.
    case value(String)
    /// Lines that are kept as they are; `more` further ones were left out.
    case listing([String], more: Int)
    case table(Table)
    case trace(TraceTable)
    case chart(Chart)
    case gantt(GanttChart)
  }

  public var blocks: [Block]

  public init(_ blocks: [Block] = []) { self.blocks = blocks }

  public static func text(_ text: String) -> Report { Report([.text(text)]) }
}
