/// Sections and options.
extension Assembly {
  mutating func enter(_ name: String, _ kind: AssemblySection.Kind) {
    previous = current
    if let index = sectionIndices[name] {
      current = index
    } else {
      current = sections.count
      sectionIndices[name] = current
      sections.append(AssemblySection(name: name, kind: kind))
      // Only the ordinary code section asks for whole instructions.
      sections[current].alignment = 1
    }
  }

  /// `.section name, "flags", @type`
  mutating func section() throws {
    let name = try cursor.name("the name of a section").text
    var kind = AssemblySection.kind(of: name)
    if cursor.take(",") {
      guard case .text(let flags) = cursor.next.kind else {
        throw cursor.expected("the flags of a section, such as \"ax\"")
      }
      cursor.advance()
      kind = Self.kind(flags: flags, of: name)
      if cursor.take(",") {
        guard cursor.take("@") || cursor.take("%") else { throw cursor.expected("`@`") }
        let type = try cursor.name("`progbits` or `nobits`").text
        if type == "nobits" { kind = .zeroed }
        while cursor.take(",") { _ = try expression() }
      }
    }
    enter(name, kind)
  }

  private static func kind(flags: [UInt8], of name: String) -> AssemblySection.Kind {
    let kind = AssemblySection.kind(of: name)
    if flags.contains(UInt8(ascii: "x")) { return .code }
    if kind != .data { return kind }
    return flags.contains(UInt8(ascii: "w")) ? .data : .constants
  }

  private static let optionNames = ["rvc", "norvc", "push", "pop", "relax", "norelax", "nopic"]

  mutating func option() throws {
    let (name, span) = try cursor.name("an option")
    switch name {
    case "rvc": options.compresses = true
    case "norvc": options.compresses = false
    case "push": optionStack.append(options)
    case "pop":
      guard let last = optionStack.popLast() else {
        throw source.error(.undefined("`.option pop` without `.option push`"), at: span)
      }
      options = last
    // There is no linker that could relax, and code is never position-independent.
    case "relax", "norelax", "nopic": break
    case "pic", "arch":
      throw source.error(.refused("`.option \(name)` is not for this assembler"), at: span)
    default:
      throw source.error(
        .unknown(
          kind: "option", name: name, nearest: nearest(name, among: Self.optionNames),
          known: Self.optionNames), at: span)
    }
  }
}
