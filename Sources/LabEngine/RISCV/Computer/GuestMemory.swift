extension Lab {
  /// Bytes of a computer's physical memory as they are now, wherever its pages lie; nil if there is no such
  /// computer, or no such memory. Changes nothing.
  package func guestMemory(_ name: String, at physical: UInt64, count: Int) -> [UInt8]? {
    machine.computer(named: name)?.peek(physical, count: count)
  }
}
