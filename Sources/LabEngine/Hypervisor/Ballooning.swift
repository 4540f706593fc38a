/// The host's side of a balloon (Waldspurger, "Memory Resource Management in VMware ESX Server", OSDI 2002,
/// section 3.2): pages that the guest has pinned for its balloon need no frames.
extension Machine {
  /// Takes pages of a computer's memory from it; what lay in them is lost, and they read as zeros when they are
  /// touched again. Pages outside of its memory are left out. Returns how many frames became free.
  ///
  /// To be called between two instructions, or by a hypercall of the computer itself.
  @discardableResult
  func release(
    _ pages: some Sequence<Int>, of computer: Computer, _ observer: (any Observer)?
  ) -> Int {
    computer.synchronise()
    let before = memory.frames.freeCount
    var log = LogSink()
    var reference = PolicyReference(policy: policy)
    for page in pages where (0..<computer.pageCount).contains(page) {
      guard memory.release(page, of: computer.space, policy: &reference, sink: &log) else {
        continue
      }
      computer.didLose(page)
    }
    // Before anybody uses a frame that is another's from now on.
    computer.forgetTranslations()
    observer?.observe(log.records, on: self)
    return memory.frames.freeCount - before
  }
}

extension Computer {
  /// A page of its memory has become zeros.
  fileprivate func didLose(_ page: Int) {
    memory.decoded[page]?.forget(0..<4096)
    noteWrite(page)
  }
}
