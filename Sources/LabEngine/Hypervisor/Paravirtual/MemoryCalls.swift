extension Hypercall {
  /// Page tables: updates that would otherwise trap one by one.
  static let memoryCalls: [Hypercall] = [
    Hypercall(
      number: 16, name: "mmu_update", arguments: "a0 = address of updates, a1 = how many",
      summary:
        "page-table entries in one exit: each is two words, the entry's address and its value"
    ) { context in
      guard context.a1 <= VirtualMachine.longestBatch else { return .failure(.invalidParameter) }
      let cost = context.computer.hypervisorCosts.batched
      for index in 0..<context.a1 {
        let place = context.a0 &+ index &* 16
        guard let entry = context.word(place), let value = context.word(place &+ 8),
          context.setWord(entry, value)
        else { return .result(.invalidAddress, index) }
        context.vm.spend(cost)
      }
      return .success(context.a1)
    },
    Hypercall(
      number: 17, name: "set_root", arguments: "a0 = satp",
      summary: "the page table in force from now on"
    ) { context in
      _ = context.hart.writeControl(CSR.satp, context.a0, context.computer)
      context.hart.needsAttention = true
      return .success()
    },
    Hypercall(
      number: 18, name: "flush", arguments: "a0 = address, or 0 for all",
      summary: "forgets translations, as `sfence.vma`"
    ) { context in
      if context.a0 == 0 {
        context.hart.flushTranslated()
      } else {
        context.hart.cache.flush(page: context.a0 & TranslationCache.pageMask)
      }
      context.hart.needsAttention = true
      return .success()
    },
  ]
}
