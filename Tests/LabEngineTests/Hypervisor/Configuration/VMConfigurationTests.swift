import Testing

@testable import LabEngine

/// The format is our own; sizes are those of the language.
@Suite struct VMConfigurationTests {
  private static let whole = """
    oslab-vm: 1
    name: web1
    guest: kernel
    mode: hardware
    profile: rv64
    start: s
    vcpus: 2
    memory: 128MiB
    disk: fs.img
    network: lan
    weight: 512
    cap: 150%
    reserve: 20%
    pin: 0..1,3
    clock: sync
    sync: 1500us
    tick: 4ms
    priority: 3

    """

  private func read(_ text: String) throws -> VMConfiguration {
    try VMConfigurationFile(text).configuration
  }

  @Test func readsEveryKey() throws {
    let configuration = try read(Self.whole)
    #expect(
      configuration
        == VMConfiguration(
          name: "web1", program: .guest("kernel"), mode: "hardware", profile: "rv64", start: "s",
          vcpus: 2, memory: 134_217_728, disk: "fs.img", network: "lan", weight: 512,
          cap: 150, reserve: 20, pin: "0..1,3", clock: "sync", sync: 1_500_000,
          tick: 4_000_000, priority: 3))
    #expect(configuration.text == Self.whole)
    let keys = Self.whole.split(separator: "\n").map { String($0.prefix { $0 != ":" }) }
    #expect(keys == ["oslab-vm"] + VMConfigurationKey.all.map(\.name).filter { $0 != "image" })
  }

  @Test func readsAsPeopleWrite() throws {
    let configuration = try read(
      "\u{feff}# A web server\r\n\r\n  oslab-vm : 1\r\nmemory:4 * 1MiB# not behind white space\r\n"
        .replacing("# not", with: "   # not")
        + "image: \"my \\\"kernel\\\" #2.elf\"   # quoted\r\ndisk: a file's name#1\t # plain\n"
    )
    #expect(
      configuration
        == VMConfiguration(
          program: .image("my \"kernel\" #2.elf"), memory: 4_194_304, disk: "a file's name#1"))
    #expect(
      configuration.text == """
        oslab-vm: 1
        image: "my \\"kernel\\" #2.elf"
        memory: 4MiB
        disk: "a file's name#1"

        """)
  }

  /// Writing and reading again is the identity, and so is reading and writing canonical text.
  @Test(arguments: 1...50) func roundTrip(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let texts = [
      "a", "fs.img", "a b", " x", "x ", "#", "\"", "\\", "é\u{301}", "\n", "a #b", "\u{1b}", "1MiB",
    ]
    func one<Element>(_ list: [Element]) -> Element? {
      let index = Int(random.next(below: UInt64(list.count + 1)))
      return list.indices.contains(index) ? list[index] : nil
    }
    let text = { one(texts) }
    let configuration = VMConfiguration(
      name: one(["web1", "A_2"]),
      program: one([.guest("k"), .image(text() ?? "i")]), mode: one(["trap", "para"]),
      profile: one(["rv64", "legacy"]), start: one(["s", "m", "u"]), vcpus: one([1, 8]),
      memory: one([4096, 4096 * 2049, 1 << 30, 3 << 20]) ?? 8192, disk: text(),
      network: one(["lan", "WAN"]))
    let written = configuration.text
    #expect(try read(written) == configuration, "\(written)")
    #expect(try read(written).text == written)
  }

  /// The line, column and message of a mistake.
  @Test(
    arguments: [
      ("", 1, 1, "expected `oslab-vm: 1` at the beginning, found an empty configuration"),
      ("# nothing", 1, 10, "expected `oslab-vm: 1` at the beginning, found an empty configuration"),
      ("memory: 1MiB", 1, 1, "expected `oslab-vm: 1` at the beginning, found `memory`"),
      (
        "oslab-vm: 2\nshiny: yes", 1, 11,
        "This configuration has version 2, and the latest that is known here is 1: "
          + "a newer oslab has written it"
      ),
      ("oslab-vm: 0", 1, 11, "the version must be at least 1, not 0"),
      ("oslab-vm: one", 1, 11, "expected a version, found `one`"),
      ("oslab-vm: 1\noslab-vm: 1", 2, 1, "The version is given twice"),
      (
        "oslab-vm: 1", 1, 12,
        "expected `memory:` with a size, a multiple of 4KiB, found the end of the configuration"
      ),
      ("oslab-vm: 1\nmemory: 0", 2, 9, "the size must be 4KiB to 512GiB, not 0"),
      ("oslab-vm: 1\nmemory: 5000B", 2, 9, "expected a multiple of 4KiB, found `5000B`"),
      (
        "oslab-vm: 1\nmemory: 8", 2, 9,
        "expected a size, such as 8MiB, found a plain number: write 8B or 8MiB"
      ),
      ("oslab-vm: 1\nmemory:  ", 2, 10, "expected a value for `memory`, found the end of the line"),
      (
        "oslab-vm: 1\nmemory: # much", 2, 9,
        "expected a value for `memory`, found the end of the line"
      ),
      ("oslab-vm: 1\nmemory 8MiB", 2, 8, "expected a `:` behind `memory`, found `8MiB`"),
      ("oslab-vm: 1\nmemory", 2, 7, "expected a `:` behind `memory`, found the end of the line"),
      ("oslab-vm: 1\n: 8MiB", 2, 1, "expected a key, such as `memory: 8MiB`, found `:`"),
      (
        "oslab-vm: 1\nmemroy: 8MiB", 2, 1,
        "there is no key of a VM's configuration `memroy`; did you mean `memory`?"
      ),
      ("oslab-vm: 1\nvcpus: 9", 2, 8, "vcpus must be 1 to 8, not 9"),
      ("oslab-vm: 1\nvcpus: 2 3", 2, 10, "expected the end of the line, found `3`"),
      ("oslab-vm: 1\nvcpus: 1\n\nvcpus: 2", 4, 1, "vcpus is given twice, first in line 2"),
      (
        "oslab-vm: 1\nguest: k\nimage: k.elf", 3, 1,
        "A VM runs a guest or an image, and this one is to run both"
      ),
      (
        "oslab-vm: 1\n mode: hardwre", 2, 8, "there is no mode `hardwre`; did you mean `hardware`?"
      ),
      ("oslab-vm: 1\nname: print", 2, 7, "`print` is a word of the language: choose another name"),
      ("oslab-vm: 1\ndisk: \"a", 2, 7, "expected a closing `\"`, found the end of the line"),
      ("oslab-vm: 1\ndisk: \"a\" b", 2, 11, "expected the end of the line, found `b`"),
      ("oslab-vm: 1\nnetwork: a-b", 2, 11, "expected the end of the line, found `-`"),
    ] as [(String, Int, Int, String)])
  func mistakes(_ text: String, _ line: Int, _ column: Int, _ message: String) {
    let problem = #expect(throws: LabError.self) { try read(text) }
    #expect(problem?.message == message)
    #expect(problem?.place?.line == line)
    #expect(problem?.place?.column == column)
    #expect(problem?.lineText != nil)
  }

  /// What is found out later is placed too.
  @Test func laterMistakesHaveTheirPlace() throws {
    let file = try VMConfigurationFile("oslab-vm: 1\nmemory: 1MiB\n  disk: gone.img # here")
    let problem = file.error(.file("gone.img", reason: "there is no such file"), at: "disk")
    #expect(
      problem.report == [
        "line 3, column 9: error: file `gone.img`: there is no such file",
        "    disk: gone.img # here", "          ^~~~~~~~",
      ])
    #expect(file.error(.interrupted, at: "network").place == nil)
  }

  /// Whatever bytes a file holds: a configuration or a mistake with its place.
  @Test(arguments: 1...20) func nonsenseNeverTraps(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let pieces =
      [
        "oslab-vm: 1\n", "\n", ": ", "#", "\"", "\\u{", "memory", "vcpus: 99999999999999999999",
        "%", "\r", "é", "\0", "((((", "1e400",
      ]
      + VMConfigurationKey.all.map { $0.name + ": " }
    for _ in 0..<200 {
      var text = "oslab-vm: 1\nmemory: 1MiB\n"
      for _ in 0..<random.next(below: 12) {
        text += pieces[Int(random.next(below: UInt64(pieces.count)))]
      }
      do {
        let configuration = try read(text)
        #expect(try read(configuration.text) == configuration)
      } catch let error as LabError {
        #expect(error.place != nil && error.lineText != nil && !error.report.isEmpty)
      } catch {
        Issue.record("\(error)")
      }
    }
  }

  @Test func helpListsEveryKey() throws {
    let help = try #require(Lab().help("configuration"))
    for key in VMConfigurationKey.all {
      #expect("\(help)".contains("\(key.name):"))
      #expect(Lab().help(key.name + ":") != nil)
    }
    #expect(
      Lab.helpTopics.filter { $0.subject == "configuration" }.count == VMConfigurationKey.all.count)
  }
}
