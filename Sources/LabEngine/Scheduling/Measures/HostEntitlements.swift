/// What each job and virtual machine is entitled to by its weight, within its vCPUs, its cap and the CPUs that it may
/// use.
extension Host {
  /// Of those that are there now, in hundredths of a CPU, by client.
  func entitlements() -> [WaterFilling.Part] {
    let core = core
    return AffineFilling(core).parts(
      infos.indices.map { client in
        claim(of: client, core, core.members[client].filter { core.isPresent($0) })
      })
  }

  /// What part of all CPUs each of these clients may expect if all of them always want to run.
  func entitlements(of clients: [Int]) -> [Double] {
    let core = core
    let parts = AffineFilling(core).parts(
      clients.map { claim(of: $0, core, core.members[$0]) })
    return parts.map {
      Double($0.numerator) / Double($0.denominator) / Double(100 * core.cpus.count)
    }
  }

  /// What the CPU time of each of these clients is measured by for `fairness`: their weights; where pins keep some
  /// from having CPUs by weight, what the pins leave them.
  func dues(of clients: [Int]) -> [Double] {
    let core = core
    let isPinned = clients.contains { client in
      core.members[client].contains { core.tasks[$0].affinity >= 0 }
    }
    guard isPinned else { return clients.map { Double(core.clients[$0].weight) } }
    return entitlements(of: clients)
  }

  private func claim(of client: Int, _ core: HostCore, _ tasks: [Int]) -> WaterFilling.Claim {
    let allowed = tasks.first.map { core.allowedCPUs($0) } ?? 0
    let most = min(tasks.count, allowed) * 100
    return WaterFilling.Claim(
      weight: core.clients[client].weight, limit: min(most, infos[client].cap ?? most),
      set: tasks.first.map { Int(core.tasks[$0].affinity) } ?? -1)
  }
}
