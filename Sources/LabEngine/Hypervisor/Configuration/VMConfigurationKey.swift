/// One key of a VM's configuration: reading, writing, completion and help find it here.
struct VMConfigurationKey: Sendable {
  /// The key that the file begins with.
  static let versionName = "oslab-vm"

  let name: String
  /// In words: "1 to 8".
  let values: String
  let meaning: String
  /// True if a configuration without it says too little.
  var isRequired = false
  /// Takes the value, and nothing behind it.
  let read: @Sendable (inout Scanner, inout VMConfiguration) throws -> Void
  /// The value as the file has it; nil if it is not given.
  let write: @Sendable (VMConfiguration) -> String?

  /// Every key behind the version, in the order in which they are written.
  static let all: [VMConfigurationKey] = [
    VMConfigurationKey(
      name: "name", values: "a name", meaning: "what the VM is called",
      read: { $1.name = try $0.newName("a name for the VM").text }, write: \.name),
    VMConfigurationKey(
      name: "guest", values: "a guest", meaning: "what runs in it: a guest of the machine",
      read: { $1.program = .guest(try $0.name("the name of a guest").text) },
      write: {
        guard case .guest(let name) = $0.program else { return nil }
        return name
      }),
    VMConfigurationKey(
      name: "image", values: "a file", meaning: "instead of a guest, an ELF executable or assembly",
      read: { $1.program = .image(try $0.wholeValue()) },
      write: {
        guard case .image(let file) = $0.program else { return nil }
        return writtenWhole(file)
      }),
    words(
      "mode", TechniqueRegistry.names, "the technique that executes it", \.mode),
    words("profile", ProfileRegistry.names, "the hardware; rv64 unless told", \.profile),
    words("start", ["s", "m", "u"], "the mode to begin in; s unless told", \.start),
    number("vcpus", 1...Computer.mostHarts, "virtual processors; 1 unless told", \.vcpus),
    VMConfigurationKey(
      name: "memory", values: "a size, a multiple of 4KiB", meaning: "memory, such as 128MiB",
      isRequired: true, read: { $1.memory = try $0.pages() },
      write: { $0.memory.map { writtenExactly($0, .data, "B") } }),
    VMConfigurationKey(
      name: "disk", values: "a file, a size or a disk",
      meaning: "its disk, as `boot disk=` takes it", read: { $1.disk = try $0.wholeValue() },
      write: { $0.disk.map(writtenWhole) }),
    VMConfigurationKey(
      name: "network", values: "a name", meaning: "the switch that its network card is at",
      read: { $1.network = try $0.name("the name of a switch").text }, write: \.network),
    number("weight", 1...65535, "its share of the host's CPUs; 256 unless told", \.weight),
    percent("cap", "CPU time at most, in percent of one CPU", \.cap),
    percent("reserve", "CPU time that it is sure of, in percent of one CPU", \.reserve),
    VMConfigurationKey(
      name: "pin", values: "CPUs", meaning: "the CPUs that it may run on, as 0, 0..3 or 0,2",
      read: {
        let value = try $0.word("CPUs, as 0..3")
        _ = try numberRanges(value, in: 0...(HostSettingRegistry.mostCPUs - 1), what: "CPU")
        $1.pin = value.text
      }, write: \.pin),
    words(
      "clock", GuestClockMode.allCases.map(\.rawValue),
      "how the guest keeps time; tick unless told",
      \.clock),
    time("sync", "how often clock=sync sets the clock right; 1s unless told", \.sync),
    time("tick", "the period of its timer; 10ms unless told", \.tick),
    number("priority", 0...1000, "its priority on the host; 0 unless told", \.priority),
  ]

  static func named(_ name: String) -> VMConfigurationKey? { all.first { $0.name == name } }

  private typealias Field<Value> = WritableKeyPath<VMConfiguration, Value?> & Sendable

  /// A key whose value is one of a few words.
  private static func words(
    _ name: String, _ words: [String], _ meaning: String, _ field: Field<String>
  ) -> VMConfigurationKey {
    let values = words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    return VMConfigurationKey(
      name: name, values: values, meaning: meaning,
      read: { $1[keyPath: field] = try $0.word(values).chosen(from: words, kind: name) },
      write: { $0[keyPath: field] })
  }

  /// A key whose value is a percentage.
  private static func percent(
    _ name: String, _ meaning: String, _ field: Field<Int>
  ) -> VMConfigurationKey {
    VMConfigurationKey(
      name: name, values: "1% to 102400%", meaning: meaning,
      read: {
        let value = try $0.word("a percentage, as 50%")
        $1[keyPath: field] = try value.percentage(of: name)
      },
      write: { $0[keyPath: field].map { "\($0)%" } })
  }

  /// A key whose value is a time.
  private static func time(
    _ name: String, _ meaning: String, _ field: Field<Int>
  ) -> VMConfigurationKey {
    VMConfigurationKey(
      name: name, values: "1us to 1000000s", meaning: meaning,
      read: {
        let value = try $0.word("a time, as 10ms")
        $1[keyPath: field] = try value.time(
          in: 1000...Host.longest, range: "1us to 1000000s", what: name)
      },
      write: { $0[keyPath: field].map { writtenExactly($0, .time, "ns") } })
  }

  /// A key whose value is a whole number.
  private static func number(
    _ name: String, _ range: ClosedRange<Int>, _ meaning: String, _ field: Field<Int>
  ) -> VMConfigurationKey {
    VMConfigurationKey(
      name: name, values: "\(range.lowerBound) to \(range.upperBound)", meaning: meaning,
      read: { $1[keyPath: field] = try $0.integer("a number", in: range, what: name) },
      write: { $0[keyPath: field].map(String.init) })
  }
}

extension Scanner {
  /// A text in quotes, or all that is left, as it stands.
  fileprivate mutating func wholeValue() throws -> String {
    if byte(offsetAfterSpaces) == Ascii.quote { return try quoted("a name").text }
    return take(offsetAfterSpaces, to: bytes.count).text
  }

  /// A size of memory.
  fileprivate mutating func pages() throws -> Int {
    let value = take(offsetAfterSpaces, to: bytes.count)
    let size = try value.size(in: 4096...Computer.greatestMemory)
    guard size % 4096 == 0 else {
      throw error(.expected("a multiple of 4KiB", found: "`\(value.text)`"), at: value.place)
    }
    return size
  }
}

/// Text that goes to the end of its line, in quotes where it would not be read again as it is.
private func writtenWhole(_ text: String) -> String {
  let isPlain =
    text.unicodeScalars.allSatisfy { DisplayWidth.visible($0) == $0 }
    && !text.utf8.contains(UInt8(ascii: "#")) && text.utf8.first != Ascii.quote
    && text.utf8.first.map(Ascii.isSpace) == false && text.utf8.last.map(Ascii.isSpace) == false
  return isPlain ? text : Value.text(text).writtenQuoted()
}

/// In the largest unit in which it is a whole number; `base` is the smallest.
private func writtenExactly(_ value: Int, _ dimension: Dimension, _ base: String) -> String {
  let unit = Unit.all.last {
    $0.isChosen && $0.dimension == dimension && value % $0.factor == 0
  }
  return unit.map { "\(value / $0.factor)\($0.name)" } ?? "\(value)\(base)"
}
