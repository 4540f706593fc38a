/// A second computer with the state of the first, made in the time that copying page tables takes.
///
/// Every frame is shared copy-on-write, as by fork; so a clone takes memory only for what is written after it.
extension Machine {
  /// A new computer that is exactly like `computer` now. Both run independently from then on.
  ///
  /// - Precondition: the name is free.
  func clone(_ computer: Computer, as name: String, _ execution: Execution) throws -> Computer {
    computer.synchronise()
    forgetTranslations()
    let space = try change(execution) { memory, _, log in
      let space = memory.addCopy(of: computer.space, as: name)
      _ = memory.shareAll(of: computer.space, with: space, sink: &log)
      return space
    }
    let twin = computer.copy(for: self, as: name, space: space)
    twin.snapshot = nil
    add(twin)
    return twin
  }
}
