/// A program for a RISC-V computer: what is to lie in memory, where it starts, and its names.
///
/// The assembler makes one from source text, the ELF reader from a file.
package struct GuestImage: Hashable, Sendable {
  /// Bytes at a physical address; the memory behind them up to `size` is zero.
  package struct Segment: Hashable, Sendable {
    package var address: UInt64
    package var bytes: [UInt8]
    package var size: UInt64
  }

  /// A label, or a symbol of the file.
  package struct Symbol: Hashable, Sendable {
    package var name: String
    package var address: UInt64
  }

  /// The line of the source that the instruction at `address` comes from, counted from 1.
  package struct Line: Hashable, Sendable {
    package var address: UInt64
    package var line: Int
  }

  /// `_start`, or the first instruction.
  package var entry: UInt64
  /// By address; they do not overlap.
  package var segments: [Segment]
  /// By address.
  package var symbols: [Symbol]
  /// By address; empty for a file without source.
  package var lines: [Line] = []

  /// The name at or before `address`, and how far behind it the address lies.
  package func symbol(at address: UInt64) -> (symbol: Symbol, offset: UInt64)? {
    var (low, high) = (0, symbols.count)
    while low < high {
      let middle = (low + high) / 2
      if symbols[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    return (symbols[low - 1], address - symbols[low - 1].address)
  }

  /// The address of a name; nil if there is none.
  package func address(of name: String) -> UInt64? { symbols.first { $0.name == name }?.address }
}

extension GuestImage {
  /// The words for an address in a listing: `main`, `main+0x8`; nil before the first name.
  package func label(at address: UInt64) -> String? {
    guard let (symbol, offset) = symbol(at: address) else { return nil }
    return offset == 0 ? symbol.name : "\(symbol.name)+0x\(String(offset, radix: 16))"
  }
}
