#ifndef BASELINE_H
#define BASELINE_H

#include <stddef.h>
#include <stdint.h>

// Page replacement alone, in plain C arrays with dense page numbers: the yardstick for the machine, which
// also keeps page tables, dirty bits, owners, counters and a history.
//
// Each takes `count` references (page in the low 31 bits) to pages below `pages`, starts with all of
// `frames` frames empty, and returns the number of faults.

uint64_t baseline_fifo(const uint32_t *_Nonnull references, size_t count, uint32_t pages, uint32_t frames);
uint64_t baseline_clock(const uint32_t *_Nonnull references, size_t count, uint32_t pages, uint32_t frames);
uint64_t baseline_lru(const uint32_t *_Nonnull references, size_t count, uint32_t pages, uint32_t frames);
uint64_t baseline_opt(const uint32_t *_Nonnull references, size_t count, uint32_t pages, uint32_t frames);

// What the benchmark's guests compute, compiled for this processor.
uint64_t baseline_program_fib(void);
uint64_t baseline_program_crc(void);
uint64_t baseline_program_sort(void);
uint64_t baseline_program_matrix(void);

// Round robin of `tasks` tasks on up to 64 CPUs, event by event: the first `hogs` compute for `long_burst`, the others
// for exponentially distributed bursts of mean `burst`; then they wait for such times of mean `io`. All times in
// nanoseconds. Returns how often a task became ready, was started and was stopped.
uint64_t baseline_round_robin(
    uint32_t tasks, uint32_t hogs, uint32_t cpus, int64_t quantum, int64_t long_burst, int64_t burst,
    int64_t io, int64_t duration);

// Bytes that this process has allocated and not given back.
uint64_t baseline_allocated(void);

#endif
