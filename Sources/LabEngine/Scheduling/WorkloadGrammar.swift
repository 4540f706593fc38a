extension Workload {
  /// What `help workloads` says.
  static let grammar = [
    """
    A workload is what a task or each vCPU of a VM does, step by step: a VM begins again at its end, a task only if run= \
    bounds it. Steps stand in quotes with spaces between them.
    """,
    "cpu=TIME computes for so long; cpu alone computes for ever.",
    "io=TIME waits for a device of its own; disk=TIME for the host's one disk, after whatever else waits for it.",
    """
    every=TIME is the end of a periodic job: it waits until TIME after the last such moment, at first after its arrival, \
    and goes on at once if that is past already. cpu=2ms every=10ms computes for 2ms in every 10ms.
    """,
    """
    lock=NAME takes a spinlock of the VM, spinning on the CPU while another vCPU has it; unlock=NAME gives it back. \
    barrier=NAME waits until all vCPUs of the VM have come to it.
    """,
    """
    touch(PAGES) refers to pages of its memory, as `refs` writes them: touch(0..3 2w). Each takes the machine's memory \
    time of the CPU; a page that is not resident takes the host's disk, and meanwhile others run.
    """,
    "( STEPS )*N repeats steps.",
    "tick=TIME is the period of the guest's timer.",
    """
    A TIME is fixed, as 5ms, or drawn anew each time: uniform(2ms..8ms), or exp(5ms), exponentially distributed with that \
    mean. `host seed=` begins the draws.
    """,
    "Between STEPS | STEPS stands one workload a vCPU; the last is that of all the others.",
    "For example: workload=\"cpu=5ms io=20ms\", workload=\"(cpu=exp(1ms) lock=L cpu=100us unlock=L)*10 io=3ms\".",
  ]
}
