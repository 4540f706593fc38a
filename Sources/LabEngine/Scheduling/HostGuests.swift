/// vCPUs of real guests on the host's CPUs.
extension HostLoop {
  /// Lets a guest's vCPU execute up to the next moment that matters.
  func runGuest(_ task: Int, _ cpu: Int) throws {
    finish(task, cpu)
  }
}

extension Host {
  /// Before a run: guests may have been run alone, or been changed, since the last one.
  func prepare() throws {}
}
