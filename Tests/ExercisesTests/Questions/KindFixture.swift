@testable import Exercises

/// One question of each kind, for the contract that all of them keep.
enum KindFixture {
  static let bodies: [String: String] = [
    "integer": """
    vary frames: 3..5
    vary string: references(length=18, pages=8, locality=60%)
    require: faults > {frames} and hits != faults
    ask: How many faults does LRU take on {string} with {frames} frames?
    setup: machine frames={frames} policy=lru; process A pages=8
    run: refs A {string}
    answer: faults
    mistake: hits -> You counted hits.
    hint: After the first 6 references there have been {faults@6} faults.
    explain: LRU evicts the page whose last use is longest ago.
    explain-run: show table
    points: 2
    test: 0 -> wrong
    test: "seven" -> invalid
    """,
    "number": """
    vary t: 100ns..300ns step 50ns
    vary n: 1000 | 2000
    ask: A hit takes {t}, a fault 8ms; one reference in {n} is a fault. The effective access time?
    setup: machine frames=2 memory={t} fault=8ms; process A pages=2
    run: refs A 0*{n}
    answer: eat
    unit: us
    tolerance: 0.5%
    mistake: 8ms / {n} -> The references that hit take their time as well.
    test: 0 -> wrong
    test: fast -> invalid
    """,
    "choice": """
    vary n: 3..9
    let one: {n} + 1
    ask: What follows {n}?
    right: {one} -> Yes.
    wrong: {n} -> That is the number itself.
    option: zero if {n} == 100 -> No.
    test: zero -> wrong "No."
    """,
    "multi": """
    vary n: 1..4
    ask: Which are below 3?
    option: the number {n} if {n} < 3 -> Compare {n} with 3.
    right: two
    wrong: seven -> Seven is more.
    test: seven -> wrong "Seven is more."
    test: z -> invalid
    """,
    "text": """
    vary n: 1..4
    ask: What is a page called that is in frame {n}?
    accept: resident
    accept: /(memory|main memory)[ -]resident/
    mistake: "valid" -> That is its bit.
    test: Main  Memory-Resident -> correct
    test: valid! -> wrong "That is its bit."
    """,
    "sequence": """
    vary string: references(length=12, pages=6, locality=40%)
    require: evictions >= 3 and victims != [policy=lru] victims
    ask: Which pages does FIFO evict on {string} with three frames?
    setup: machine frames=3 policy=fifo; process A pages=6
    run: refs A {string}
    answer: victims
    mistake: [policy=lru] victims -> That is LRU.
    test: 9 9 9 9 -> wrong
    test: none of them -> invalid
    """,
    "order": """
    vary p: A | B
    ask: Put the steps of a fault of {p} in order.
    item: The hardware traps.
    item: The pager finds a frame for {p}.
    item: The disk reads the page.
    item: The instruction is restarted.
    test: a a b c -> invalid
    test: a b -> invalid
    """,
    "table": """
    vary string: references(length=7, pages=4, locality=40%)
    ask: Fill in the table for {string}.
    setup: machine frames=3 policy=fifo; process A pages=5
    run: refs A {string}
    column frame0: frame(0).page
    column frame1: frame(1).page
    column fault: if({one} == 1, faults, 0)
    let one: 1
    given: 2
    mistake fault: hits -> Those are the hits.
    test: 0 -> invalid
    """,
    "drive": """
    vary x: 0..3
    ask: Make A and B share page {x}, with one more page of their own each.
    setup: machine frames=16; process A pages=4; refs A 0..3
    allow: fork read write
    limit: 4
    goal: A.page({x}).frame == B.page({x}).frame and cowcopies == 1
    solution: fork A B; write B {if}
    let if: if({x} == 0, 1, 0)
    mistake: cowcopies == 0 -> Nothing has been copied yet.
    explain-run: show frames
    test: fork A B -> wrong "Nothing has been copied yet."
    test: frok A B -> invalid
    test: terminate A -> invalid
    test: fork A B; read A 0; read A 0; read A 0; read A 0 -> wrong
    """,
    "design": """
    vary more: 1..1
    ask: A string of at most 12 pages, 0 to 6, on which FIFO faults {more} more with 4 frames than with 3.
    input: references(pages=7, most=12)
    setup: machine frames=3 policy=fifo; process A pages=7
    run: refs A {answer}
    goal: [frames=4] faults > faults
    solution: 1 2 3 4 1 2 5 1 2 3 4 5
    mistake: [frames=4] faults == faults -> Equal is not worse yet.
    test: 1 2 3 -> wrong "Equal is not worse yet."
    test: 1 2 9 -> invalid "page 9"
    test: 1; machine frames=9 -> invalid
    test: 0*13 -> invalid
    """,
    "program": """
    vary n: 3..9
    ask: Leave {n} more than a1 in a0.
    guest:
      li a1, 5
      {answer}
      ebreak
    starter:
      li a0, 0
    case five: boot M guest=answer ram=64KiB start=u
    goal: M.a0 == 5 + {n}
    case steps hidden: boot M guest=answer ram=64KiB start=u
    goal: M.steps <= 4
    solution:
      addi a0, a1, {n}
    mistake: M.a0 == 5 -> Nothing was added.
    limit: 50
    explain-run: print M.a0
    test: mv a0, a1 -> partial "Nothing was added."
    test: adi a0, a1, 3 -> invalid "Line 1, column 1"
    test: 1: j 1b -> out-of-fuel
    """,
    "predict": """
    vary string: references(length=14, pages=7, locality=50%)
    require: evictions >= 3
    ask: Which page is the next victim of LRU on {string}?
    setup: machine frames=3 policy=lru; process A pages=7
    run: refs A {string}
    at: victim
    hint: !show frames
    explain-run: show table
    test: 9 -> wrong
    test: nobody -> invalid
    """,
  ]

  static func question(_ kind: String) throws -> Question {
    try LessonFixture.question("q-\(kind) \(kind)", bodies[kind] ?? "")
  }

  /// A lesson of all kinds.
  static var lesson: String {
    LessonFixture.head
      + bodies.keys.sorted().map { "\n```question q-\($0) \($0)\n\(bodies[$0] ?? "")\n```\n" }
      .joined()
  }
}
