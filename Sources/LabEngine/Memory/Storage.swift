#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Zeroed memory for `count` elements, at least one; pages that are never touched take no memory.
func zeroed<Element: BitwiseCopyable>(_ count: Int) -> UnsafeMutablePointer<Element> {
  guard let memory = calloc(max(1, count), MemoryLayout<Element>.stride) else {
    preconditionFailure("Storage: the system refused \(count) elements")
  }
  return memory.bindMemory(to: Element.self, capacity: max(1, count))
}

/// Gives back what `zeroed` gave.
func release<Element>(_ memory: UnsafeMutablePointer<Element>) { free(memory) }
