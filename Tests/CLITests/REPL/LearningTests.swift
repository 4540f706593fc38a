import Testing

@testable import OSLab

@Suite struct PagesTests {
  @Test func `divides at an empty line of the lower half, else anywhere`() {
    let text = (1...6).map { "\($0)\n" }.joined() + "\n" + (7...9).map { "\($0)\n" }.joined()
    #expect(Pages.split(text, rows: 8) == ["1\n2\n3\n4\n5\n6\n\n", "7\n8\n9\n"])
    #expect(Pages.split("1\n2\n3\n", rows: 2) == ["1\n2\n", "3\n"])
    #expect(Pages.split("1\n", rows: 2) == ["1\n"])
  }
}

@Suite struct LessonStepTests {
  @Test func `prose is divided before headings, outside of fenced code`() {
    let sections = LessonStep.sections(
      """
      # One
      text
      ```
      # no heading
      ```
      ## Two
      ### Deeper
      more
      """)
    #expect(sections == ["# One\ntext\n```\n# no heading\n```", "## Two\n### Deeper\nmore"])
  }

  @Test func `prose is listed without its marks`() {
    let step = LessonStep(
      content: .prose("A VM has **virtual CPUs**, and `workload=cpu` keeps them *busy*."), key: "")
    #expect(step.title == "A VM has virtual CPUs, and workload=cpu keeps t…")
  }

  @Test func `text before the first heading is a section`() {
    #expect(LessonStep.sections("a\n\n# B\nb\n") == ["a\n", "# B\nb\n"])
    #expect(LessonStep.sections(" \n\n").isEmpty)
  }
}
