/// The guest's side of a balloon: it inflates by giving pages that it does not need back to the hypervisor.
///
/// Waldspurger, "Memory Resource Management in VMware ESX Server", OSDI 2002, section 3.2. The guest's kernel knows
/// best which pages it can spare; the hypervisor only says how many it wants.
extension Hypercall {
  static let balloonCalls: [Hypercall] = [
    Hypercall(
      number: 48, name: "balloon_target", arguments: "",
      summary: "a1 = pages that the hypervisor wants in the balloon in all"
    ) { context in
      .success(UInt64(context.vm.paravirtual.balloonTarget))
    },
    Hypercall(
      number: 49, name: "balloon_inflate", arguments: "a0 = address of addresses, a1 = how many",
      summary: "gives pages back, whose content is lost; a1 = how many frames became free"
    ) { context in
      guard context.a1 <= VirtualMachine.longestBatch else { return .failure(.invalidParameter) }
      var pages: [Int] = []
      for index in 0..<context.a1 {
        guard let address = context.word(context.a0 &+ index &* 8),
          address & 0xfff == 0, let page = context.computer.pageIndex(address)
        else { return .result(.invalidAddress, index) }
        pages.append(page)
      }
      let computer = context.computer
      let freed = computer.machine.release(pages, of: computer, computer.observer)
      context.vm.paravirtual.ballooned.formUnion(pages)
      return .success(UInt64(freed))
    },
    Hypercall(
      number: 50, name: "balloon_deflate", arguments: "a0 = address of a page",
      summary: "takes a page back, which reads as zeros"
    ) { context in
      guard context.a0 & 0xfff == 0, let page = context.computer.pageIndex(context.a0),
        context.vm.paravirtual.ballooned.remove(page) != nil
      else { return .failure(.invalidParameter) }
      return .success()
    },
  ]
}
