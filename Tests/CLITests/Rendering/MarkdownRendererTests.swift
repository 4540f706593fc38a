import LabEngine
import Testing

@testable import OSLab

/// What CommonMark 0.29 and GitHub's tables, task lists and struck text look like on a terminal.
struct MarkdownRendererTests {
  private func text(_ markdown: String, width: Int = 40, colour: Bool = false) -> String {
    MarkdownRenderer(width: width, colour: colour).text(markdown)
  }

  @Test(arguments: [
    ("one\ntwo", "one two\n"),
    ("one  \ntwo\\\nthree", "one\ntwo\nthree\n"),
    ("*a* __b__ ***c*** ~~d~~", "*a* **b** ***c*** ~~d~~\n"),
    ("`x` ``a ` b``", "`x` ``a ` b``\n"),
    ("[text](http://a.b) <http://a.b>", "text (http://a.b) http://a.b\n"),
    ("[http://a.b](http://a.b) <me@a.b>", "http://a.b me@a.b\n"),
    ("[top](#top) [](http://a.b)", "top http://a.b\n"),
    ("[a][r]\n\n[r]: http://a.b 'title'", "a (http://a.b)\n"),
    ("![a *drawing*](x.png)", "[image: a *drawing*]\n"),
    ("&amp; &copy; &#65; \\*no\\*", "& © A *no*\n"),
    ("H<sub>2</sub>O<br>x <!-- key: 12 -->y", "H<sub>2</sub>O\nx y\n"),
    ("<!-- the answer is 12 -->", ""),
    ("<div>\nx\n</div>", "<div>\nx\n</div>\n"),
    ("    \n\n", ""), ("", ""),
    ("raw \u{1b}[31mred\u{7}", "raw ␛[31mred␇\n"),
    ("`\u{1b}[31m`", "`␛[31m`\n"),
    ("```\n\u{1b}c\n```", "    ␛c\n"),
    ("[a](http://a.b/\u{1b}[1m)", "a (http://a.b/␛[1m)\n"),
  ])
  func inlines(_ markdown: String, _ shown: String) {
    #expect(text(markdown) == shown)
  }

  @Test func headings() {
    #expect(
      text("# One *two*\n## Three\n### Four\nfive\nsix\n===") == """
        One *two*
        ═════════

        Three
        ─────

        ### Four

        five six
        ════════

        """)
  }

  @Test func theFirstWordsHaveNoMarks() {
    #expect(
      MarkdownRenderer.firstWords("## A *host* is **full**, says `top` and a [page](x)\n\nMore.")
        == "A host is full, says top and a page (x)")
    #expect(MarkdownRenderer.firstWords(" \n") == "")
  }

  @Test func listsHang() {
    #expect(
      text(
        """
        8. First item, long enough to be wrapped
           - nested bullet, which is wrapped just so too
             - deeper
        9. Second
        10. Third
        """, width: 30) == """
           8. First item, long enough to
              be wrapped
              • nested bullet, which is
                wrapped just so too
                ◦ deeper
           9. Second
          10. Third

          """)
  }

  @Test func looseListsHaveRoom() {
    #expect(
      text("1) a\n\n   more\n\n       code\n2) b\n\n- \n- x") == """
        1) a

           more

               code

        2) b

        •
        • x

        """)
  }

  @Test func taskLists() {
    #expect(text("- [x] done\n- [ ] to do\n- plain") == "[x] done\n[ ] to do\n• plain\n")
  }

  @Test func quotes() {
    #expect(
      text("> A quote that goes on and on and on.\n>\n> > - inner\n", width: 24) == """
        │ A quote that goes on
        │ and on and on.
        │
        │ │ • inner

        """)
  }

  @Test func codeIsKeptAndNeverWrapped() {
    let line = "machine frames=3 policy=clock(bit=0) memory=200ns fault=8ms # kept"
    #expect(text("```lab\n\(line)\n\n  in\n```\nafter") == "    \(line)\n\n      in\n\nafter\n")
  }

  @Test func tables() {
    let table = """
      | policy | faults | remark |
      |:-------|-------:|:------:|
      | fifo   | 15 | Belady's *anomaly* is here |
      | 仮想 | 9 | x\\|y |
      """
    #expect(
      text(table) == """
        policy  faults           remark
        ──────  ──────  ────────────────────────
        fifo        15   Belady's *anomaly* is
                                  here
        仮想         9            x|y

        """)
  }

  @Test func thematicBreak() {
    #expect(text("a\n\n***\n\nb", width: 20) == "a\n\n────────────────────\n\nb\n")
  }

  @Test func colourReplacesTheMarks() {
    #expect(
      text("# T\n*a* **b** `c`", colour: true) == """
        \u{1b}[1mT\u{1b}[0m
        \u{1b}[2m═\u{1b}[0m

        \u{1b}[3ma\u{1b}[0m \u{1b}[1mb\u{1b}[0m \u{1b}[36mc\u{1b}[0m

        """)
  }

  @Test(arguments: [40, 80, 120])
  func widthIsRespected(_ width: Int) {
    let words = String(repeating: "仮想 memory **of many** `words here` ", count: 20)
    let markdown = """
      # \(words)

      \(words)

      - \(words)
        1. \(words)

           > \(words)

      | a | b |
      |---|---|
      | \(words) | \(words) |

      <div>\(words)</div>
      """
    for line in text(markdown, width: width).split(separator: "\n") {
      #expect(DisplayWidth.columns(of: line) <= width, "\(line)")
    }
  }

  @Test func hostileNestingEnds() {
    #expect(text(String(repeating: ">", count: 20_000) + " deep").hasSuffix("deep\n"))
    #expect(text(String(repeating: "- ", count: 5_000) + "x").hasSuffix("x\n"))
    let open = text(String(repeating: "*a **b ", count: 2_000))
    #expect(open.filter { $0 == "a" }.count == 2_000)
    #expect(text(String(repeating: "x", count: 100_000)).split(separator: "\n").count == 2_500)
  }
}
