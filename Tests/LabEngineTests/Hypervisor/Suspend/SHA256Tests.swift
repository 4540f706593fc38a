import Testing

@testable import LabEngine

/// The examples of NIST's "Cryptographic Standards and Guidelines", SHA256.pdf, which FIPS 180-4 refers to.
struct SHA256Tests {
  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func examples(_ text: String, _ digest: String) {
    #expect(hex(SHA256.digest(text.utf8)) == digest)
  }

  /// All lengths around one and two blocks: the digest of the digests of n bytes of value n, for n from 0 to 130,
  /// by Python's hashlib.
  @Test func everyLength() {
    let digests = (0...130).flatMap { SHA256.digest([UInt8](repeating: UInt8($0), count: $0)) }
    #expect(
      hex(SHA256.digest(digests))
        == "fca3495a3fbc30990f59b06285f40a03acec6c606df73c6d666a554854cd1573")
  }
}
