import Testing

@testable import LabEngine

/// Files that are not whole, not ours, or not honest: a mistake in words, never more.
struct SuspendFileTests {
  /// A small computer in the middle of its work.
  private static let whole: [UInt8] = {
    let lab = Lab()
    let script = "\(SuspendedGuests.disk)\nrun M steps=400"
    guard (try? lab.execute(script)) != nil, let computer = lab.machine.computer(named: "M") else {
      return []
    }
    return SuspendedComputer.bytes(of: computer).bytes
  }()

  /// A virtual one.
  private static let virtual: [UInt8] = {
    let lab = Lab()
    let guest = SuspendedGuests.counter.replacing("boot M", with: "vm M mode=trap profile=legacy")
    guard (try? lab.execute("\(guest)\nrun M steps=400")) != nil,
      let computer = lab.machine.computer(named: "M")
    else { return [] }
    return SuspendedComputer.bytes(of: computer).bytes
  }()

  private func reason(_ bytes: [UInt8]) -> String? {
    do {
      _ = try SuspendedComputer(bytes, file: "f")
      return nil
    } catch let error as LabError {
      return error.message.replacing("file `f`: ", with: "")
    } catch { return "\(error)" }
  }

  /// The same with its checksum made right again.
  private func sealed(_ bytes: [UInt8]) -> [UInt8] {
    let content = bytes.dropLast(SHA256.size)
    return content + SHA256.digest(content)
  }

  @Test func isRead() {
    #expect(!Self.whole.isEmpty)
    #expect(reason(Self.whole) == nil)
  }

  @Test func isSomethingElse() {
    let expected = "it is no suspended computer: it does not begin with OSLABVM"
    #expect(reason([]) == expected)
    #expect(reason(Array("boot M guest=g\n".utf8)) == expected)
    #expect(reason(Array("OSLABVM 1".utf8)) == expected)
  }

  @Test func isNewer() {
    var bytes = Self.whole
    bytes[8] = 2
    #expect(reason(bytes) == "it has format 2, and this oslab reads up to 1")
    #expect(reason(sealed(bytes)) == "it has format 2, and this oslab reads up to 1")
    bytes[8] = 0
    #expect(reason(bytes) == "there is no format 0")
  }

  @Test func isCutOff() {
    #expect(
      reason(Array(Self.whole.prefix(9))) == "it is cut off: it ends in its header, after 9 bytes")
    // Its header takes 20 bytes, and that of a section 12.
    let inside = reason(Array(Self.whole.prefix(60))) ?? ""
    #expect(
      inside.hasPrefix(
        "it is cut off: it ends in the middle of section configuration, after 28 of "))
    for count in stride(from: 0, to: Self.whole.count, by: 7) {
      let problem = reason(Array(Self.whole.prefix(count))) ?? ""
      #expect(
        problem.contains(count == 0 ? "no suspended" : "it is cut off"), "\(count): \(problem)")
    }
    #expect(reason(Self.whole + [0]) == "it goes on behind its end, by 1 byte")
  }

  /// Any bit of any byte.
  @Test func isAlteredAnywhere() throws {
    let names = ["AAAA": "first", "BBBB": "second"]
    var file = SuspendFile()
    file.add("AAAA", [1, 2, 3])
    file.add("BBBB", Array(0..<30))
    for index in file.bytes.indices {
      for bit in 0..<8 as Range<UInt8> {
        var bytes = file.bytes
        bytes[index] ^= 1 << bit
        #expect(throws: LabError.self, "byte \(index)") {
          try SuspendFile(bytes, name: "f", sections: names)
        }
      }
    }
  }

  @Test func isAltered() {
    for index in stride(from: 20, to: Self.whole.count, by: 41) {
      var bytes = Self.whole
      bytes[index] ^= 0x10
      #expect(reason(bytes) == "it was altered: its checksum is not that of its content")
    }
  }

  /// Somebody who knows the format makes the checksum right: it is a mistake, or a computer that runs without
  /// harm to anybody.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func isForged(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var read = 0
    for _ in 0..<150 {
      var bytes = seed % 2 == 0 ? Self.whole : Self.virtual
      for _ in 0...random.next(below: 3) {
        let index = 20 + Int(random.next(below: UInt64(bytes.count - 20 - SHA256.size)))
        bytes[index] =
          [0, 0xff, 0x80, 1, UInt8(random.next(below: 256))][Int(random.next(below: 5))]
      }
      guard let suspended = try? SuspendedComputer(sealed(bytes), file: "f") else { continue }
      read += 1
      var settings = MachineSettings()
      settings.frames = 32
      let machine = Machine(settings)
      guard suspended.plan.pages <= 1 << 16 else { continue }
      let computer = try suspended.make(in: machine, as: "M")
      _ = computer.run(300)
      _ = SuspendedComputer.bytes(of: computer)
      machine.memory.checkInvariants()
    }
    #expect(read > 10)
  }

  @Test(
    arguments: [
      ("HART", 8 * 31 + 8, [2], "section harts: there is no mode 2"),
      (
        "PAGE", 0, [255, 255],
        "section memory: the number of pages is 65535, more than it has room for"
      ),
      ("TIME", 16, [3], "section clock: whose turn it is must be 0 to 0, and is 3"),
      ("CONF", 9, [9], "section configuration: the number of harts must be 1 to 8, and is 9"),
      ("CONF", 8, [UInt8(ascii: "7")], "section configuration: `7` is no name"),
    ] as [(String, Int, [UInt8], String)])
  func saysWhatIsWrong(_ tag: String, _ offset: Int, _ change: [UInt8], _ expected: String) throws {
    var bytes = Self.whole
    let start = try #require(bytes.firstRange(of: Array(tag.utf8))?.upperBound) + 8 + offset
    bytes.replaceSubrange(start..<start + change.count, with: change)
    #expect(reason(sealed(bytes)) == expected)
  }

  /// A section that is new to this oslab, one that is twice there, one that is missing.
  @Test func sectionsAreThoseThatAreKnown() throws {
    let names = ["AAAA": "first", "BBBB": "second"]
    var file = SuspendFile()
    file.add("AAAA", [1, 2])
    #expect(try SuspendFile(file.bytes, name: "f", sections: names)["AAAA"] == [1, 2])
    #expect(reason(file.bytes) == "section `AAAA` is unknown")
    file.add("AAAA", [])
    #expect(throws: LabError(.file("f", reason: "section first is there twice"))) {
      try SuspendFile(file.bytes, name: "f", sections: names)
    }
    #expect(reason(SuspendFile().bytes) == "it has no section configuration")
  }
}
