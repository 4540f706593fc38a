import Testing

@testable import Exercises

@Suite struct VariantSeedTests {
  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  // RFC 4231, sections 4.2 to 4.4 and 4.7: test cases 1, 2, 3 and 6 for HMAC-SHA-256.
  @Test(arguments: [
    (
      [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    ),
    (
      [UInt8](repeating: 0xaa, count: 131),
      Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ])
  func computesTheCodesOfTheRFC(_ key: [UInt8], _ message: [UInt8], _ code: String) {
    #expect(hexadecimal(Authentication.code(key: key, message: message)) == code)
  }

  // Worked out with Python's hmac and struct from the documented form of the message.
  @Test(arguments: [
    ("cs370", "s001", "page-replacement", "lru-faults", 13),
    ("cs370", "s002", "page-replacement", "lru-faults", 46),
    ("", "", "page-replacement", "lru-faults", 10),
    ("cs370", "Zoë", "page-replacement", "grow", 12),
    ("cs370", "Zoe\u{308}", "page-replacement", "grow", 12),
  ])
  func picksTheSeed(
    _ course: String, _ student: String, _ lesson: String, _ question: String, _ seed: Int
  ) {
    let identity = Identity(course: course, student: student)
    #expect(
      VariantSeed.seed(for: question, of: lesson, seeds: Array(1...50), student: identity) == seed)
  }

  @Test func fieldsDoNotRunTogether() {
    #expect(
      Authentication.code(key: [], fields: ["ab", "c"])
        != Authentication.code(key: [], fields: ["a", "bc"]))
  }

  @Test func picksOnlyTestedSeedsAndAllOfThem() {
    let seeds = [3, 5, 8]
    let picked = (0..<100).map {
      VariantSeed.seed(
        for: "q", of: "l", seeds: seeds, student: Identity(course: "c", student: "s\($0)"))
    }
    #expect(Set(picked) == Set(seeds))
    #expect(
      VariantSeed.seed(for: "q", of: "l", seeds: [], student: .nameless) == 1)
  }
}

@Suite struct PersonalTokenTests {
  private let key = CourseKey("correct horse\n")

  // Worked out with Python's hmac from the documented form.
  @Test func isDerivedFromTheCourseKey() throws {
    let token = try #require(key.token(course: "cs370", student: "s001"))
    #expect(token.text(course: "cs370", student: "s001") == "evp6w-47svr-2wyp0-2mgws-kyfbx-wfxc9")
    let identity = Identity(course: "cs370", student: "s001", token: token)
    #expect(
      VariantSeed.seed(
        for: "lru-faults", of: "page-replacement", seeds: Array(1...50), student: identity) == 15)
  }

  @Test func isReadBackHoweverItIsTyped() {
    let token = key.token(course: "cs370", student: "s001")
    for text in ["evp6w-47svr-2wyp0-2mgws-kyfbx-wfxc9", "EVP6W47SVR 2WYPO2MGWS KYFBXWFXC9"] {
      #expect(PersonalToken(text, course: "cs370", student: "s001") == token)
    }
  }

  @Test(arguments: [
    "", "evp6w", "evp6w-47svr-2wyp0-2mgws-kyfbx-wfxc8", "fvp6w-47svr-2wyp0-2mgws-kyfbx-wfxc9",
    "evp6w-47svr-2wyp0-2mgws-kyfbx-wfxc9-0", "\u{1b}vp6w-47svr-2wyp0-2mgws-kyfbx-wfxc9",
  ])
  func aSlipIsTold(_ text: String) {
    #expect(PersonalToken(text, course: "cs370", student: "s001") == nil)
  }

  @Test func aNeighboursTokenIsTold() {
    let text = "evp6w-47svr-2wyp0-2mgws-kyfbx-wfxc9"
    #expect(PersonalToken(text, course: "cs370", student: "s002") == nil)
    #expect(PersonalToken(text, course: "cs371", student: "s001") == nil)
  }

  @Test func thereIsNoneWithoutAKey() {
    #expect(CourseKey(" \n").token(course: "c", student: "s") == nil)
  }
}
