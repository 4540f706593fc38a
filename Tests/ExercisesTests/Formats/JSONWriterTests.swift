import Testing

@testable import Exercises

@Suite struct JSONWriterTests {
  @Test func writesOnOneLineInTheGivenOrder() {
    let value: JSONValue = [
      "z": 1, "a": ["x", nil, true, false, .number("1.50")], "m": .object([]),
    ]
    #expect(JSONWriter.text(value) == #"{"z":1,"a":["x",null,true,false,1.50],"m":{}}"#)
  }

  @Test func escapesWhatATerminalWouldObey() {
    let hostile = "\u{1b}[2J\u{9b}31m\u{7f}\0\r\n\t\"\\\u{2028}\u{202e}\u{feff}\u{e0041}é𝄞"
    #expect(
      JSONWriter.text(.string(hostile))
        == #""\u001b[2J\u009b31m\u007f\u0000\r\n\t\"\\\u2028\u202e\ufeff\udb40\udc41é𝄞""#)
  }

  @Test func escapesHTMLWhereAsked() {
    #expect(JSONWriter.text("</script>&", escapesHTML: true) == #""\u003c/script\u003e\u0026""#)
    #expect(JSONWriter.text("a -> b") == #""a -> b""#)
  }

  @Test func readingBackGivesTheSameValue() throws {
    var text = ""
    for code in (0..<0x3000 as Range<UInt32>) { text.unicodeScalars.append(Unicode.Scalar(code)!) }
    text += "𝄞\u{e0041}\u{10ffff}"
    let value: JSONValue = ["k\u{0}": [.string(text), .number("1E400")]]
    for escapesHTML in [false, true] {
      let written = JSONWriter.text(value, escapesHTML: escapesHTML)
      #expect(try JSONReader.value(Array(written.utf8)) == value)
      #expect(!written.unicodeScalars.contains(where: SafeText.isControl))
    }
  }
}
