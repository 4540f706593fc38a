extension ObservableRegistry {
  static let frameObservables: [Observable] = [
    Observable(
      scope: .frame, name: "owner", unit: "text",
      meaning: "the process whose page lies in it; \"free\" or \"kernel\" where there is none"
    ) { scope in
      let bits = scope.machine.memory.frames.bits[scope.frame]
      if bits & (FrameBits.reserved | FrameBits.used) == FrameBits.reserved {
        return .text("kernel")
      }
      return .text(scope.firstPage?.process ?? "free")
    },
    Observable(
      scope: .frame, name: "page", unit: "page",
      meaning: "the page that lies in it, of its first owner"
    ) { scope in
      guard let page = scope.firstPage else {
        throw LabError(.undefined("\(scope.subject) holds no page."))
      }
      return .page(page)
    },
    Observable(
      scope: .frame, name: "refcount", unit: "", meaning: "how many page tables map it"
    ) { .integer($0.machine.memory.frames.mappingCount(of: $0.frame)) },
    Observable(
      scope: .frame, name: "dirty", unit: "true/false", meaning: "written since it was filled"
    ) { .truth($0.machine.memory.frames.bits[$0.frame] & FrameBits.dirty != 0) },
    Observable(
      scope: .frame, name: "referenced", unit: "true/false", meaning: "its referenced bit"
    ) { .truth($0.machine.memory.frames.bits[$0.frame] & FrameBits.referenced != 0) },
    Observable(
      scope: .frame, name: "value", unit: "",
      meaning: "the 64-bit word at its start, also of a free frame: what the last owner left"
    ) { .integer($0.machine.memory.frames.value(of: $0.frame)) },
  ]
}

extension ObservableScope {
  /// The page of the frame's first owner.
  var firstPage: PageName? {
    let memory = machine.memory.frames.mappings(of: frame).first
    return memory.map { PageName(machine.memory.spaces[$0.space].name, $0.page) }
  }
}
