/// Makes a program of RISC-V assembly language.
///
/// RV64IMA with Zicsr and Zifencei, and C after `.option rvc`; the syntax, the pseudo-instructions and the bytes are
/// those of the GNU assembler ("Using as", 9.38; the RISC-V Assembly Programmer's Manual) without position-independent
/// code and linker relaxation. `.text` and the like lie at `base`, then `.rodata`, `.data` and `.bss`, each right
/// behind the one before, as aligned as it asks for; a section of another name is data unless its flags say more.
///
/// ```
/// let image = try Assembler.assemble("_start: li a0, 42\n ecall", firstLine: 1)
/// ```
package struct Assembler {
  /// What a program may come to, bytes that are zero included.
  package static let mostBytes = 16 << 20
  package static let mostSource = 1_000_000

  /// The program that starts at `_start`, or at its first instruction.
  ///
  /// Throws a `LabError` with its place for what is wrong first; `firstLine` is the number of the source's first line.
  package static func assemble(
    _ source: String, firstLine: Int, base: UInt64 = 0x8000_0000
  ) throws -> GuestImage {
    guard source.utf8.count <= mostSource else {
      throw LabError(
        .refused("a program has at most \(mostSource) bytes of source"),
        at: SourcePlace(line: firstLine, column: 1))
    }
    var assembly = Assembly(AssemblySource(source, firstLine: firstLine))
    try assembly.read()
    return try assembly.image(base: base)
  }
}

/// A program while it is read.
struct Assembly {
  let source: AssemblySource
  var cursor: AssemblyCursor
  var symbols = AssemblySymbols()
  var sections = [AssemblySection(name: ".text", kind: .code)]
  /// The section that is written to.
  var current = 0
  var previous = 0
  var sectionStack: [(current: Int, previous: Int)] = []
  var sectionIndices = [".text": 0]
  var options = AssemblyOptions()
  var optionStack: [AssemblyOptions] = []
  private var size = 0

  init(_ source: AssemblySource) {
    self.source = source
    cursor = AssemblyCursor([AssemblyToken(kind: .end, span: 0..<0)], of: source)
  }

  mutating func read() throws {
    var lexer = AssemblyLexer(source)
    while let tokens = try lexer.statement() {
      cursor = AssemblyCursor(tokens, of: source)
      try statement()
    }
    for index in sections.indices where sections[index].kind == .code {
      padCode(index)
    }
  }

  /// A section of code ends at a multiple of its alignment, as the ordinary assembler has it.
  private mutating func padCode(_ section: Int) {
    current = section
    let end = cursor.next.span
    append(.align(alignment: sections[section].alignment, fill: nil, most: .max, span: end))
  }

  /// Where the next byte goes.
  var here: AssemblyLocation {
    let last = sections[current].fragments.count - 1
    return AssemblyLocation(
      section: current, fragment: last, offset: sections[current].fragments[last].bytes.count)
  }

  /// Throws if the program has no room for `count` more.
  mutating func reserve(_ count: Int, at span: Range<Int>) throws {
    guard count <= Assembler.mostBytes - size else { throw tooLarge(span) }
    size += count
  }

  func tooLarge(_ span: Range<Int>) -> LabError {
    source.error(
      .refused("a program has at most \(Assembler.mostBytes >> 20) MiB"), at: span)
  }

  mutating func append(_ bytes: [UInt8], at span: Range<Int>) throws {
    try reserve(bytes.count, at: span)
    if sections[current].kind == .zeroed, bytes.contains(where: { $0 != 0 }) {
      throw source.error(
        .refused("`\(sections[current].name)` holds only zeros; reserve room with `.zero`"),
        at: span)
    }
    let last = sections[current].fragments.count - 1
    sections[current].fragments[last].bytes += bytes
  }

  /// Ends the fragment with something whose size is not known yet.
  mutating func append(_ tail: AssemblyTail) {
    let last = sections[current].fragments.count - 1
    sections[current].fragments[last].tail = tail
    sections[current].fragments.append(AssemblySection.Fragment())
  }

  mutating func addFixup(_ kind: AssemblyFixup.Kind, _ operand: AssemblyOperand) {
    sections[current].fixups.append(
      AssemblyFixup(location: here, kind: kind, operand: operand))
  }
}

/// What `.option` sets.
struct AssemblyOptions {
  var compresses = false
}
