/// A short lesson for the tests of the prompt: each way of answering once.
enum SampleLesson {
  static let text = """
    ---
    oslab: 1
    id: sample
    version: 1
    title: A sample
    seeds: 1..3
    ---
    # A sample

    The first section.

    ## Running

    The machine runs.

    ```lab
    machine frames=3 policy=fifo
    process A pages=8
    refs A 7 0 1 2
    print faults
    ```

    ```question count integer
    ask: How many faults does FIFO take on 1 2 3 1 with 3 frames?
    setup: machine frames=3 policy=fifo; process A pages=8
    run: refs A 1 2 3 1
    answer: faults
    mistake: hits -> You counted hits.
    hint: Go through it reference by reference.
    hint: The first three are different.
    explain: Three first uses, one hit.
    points: 2
    ```

    ## Sharing

    ```question share drive
    ask: Make A and B share page 0 and own page 1 each.
    setup: machine frames=8; process A pages=4; write A 0; write A 1
    allow: fork read write
    limit: 4
    goal: A.page(0).frame == B.page(0).frame and A.page(1).frame != B.page(1).frame
    solution: fork A B; write B 1
    hint: Fork first.
    hint: Then write.
    points: 3
    ```

    ```question which choice
    ask: Which page leaves first under FIFO?
    right: The one loaded first -> Yes: first in, first out.
    wrong: The one used last -> That would be MRU.
    wrong: None -> Memory is full.
    shuffle: no
    points: 1
    ```

    That is all.
    """
}
