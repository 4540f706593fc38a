/// The reference loop for policies of type `P`, with and without the log.
///
/// Functions, not methods of `PolicyBox`: a generic class has one body of each method for all its types, and
/// these are made where `P` is known (`PolicyRegistry`), so that the compiler specialises them.
struct ReferenceLoops<P: ReplacementPolicy & ~Copyable>: Sendable {
  typealias Loop<Sink> =
    @Sendable (
      inout Memory, UnsafePointer<UInt32>, Range<Int>, _ space: Int, inout P, inout Sink
    ) -> Int

  let bulk: Loop<NoSink>
  let logged: Loop<LogSink>

  @inline(__always) init() {
    bulk = { memory, references, range, space, policy, sink in
      memory.run(references, range, space: space, policy: &policy, sink: &sink)
    }
    logged = { memory, references, range, space, policy, sink in
      memory.run(references, range, space: space, policy: &policy, sink: &sink)
    }
  }
}
