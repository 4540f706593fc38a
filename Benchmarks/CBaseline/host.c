#include "baseline.h"

#include <stdbool.h>
#include <stdlib.h>

#define NOBODY UINT32_MAX

static void *zeroed(size_t count, size_t size) {
  void *memory = calloc(count ? count : 1, size);
  if (!memory) abort();
  return memory;
}

struct task {
  uint64_t random;
  // Computing time until it waits.
  int64_t burst, since, ready, cpu_time;
  uint32_t next, last_cpu;
};

struct cpu {
  uint32_t task;
  int64_t from, slice_end;
};

// What happens when: a task wakes, or the task on a CPU comes to the end of its burst or slice. At one moment
// wake-ups come first, then CPUs, each in order.
struct event {
  int64_t time;
  uint32_t key;
};

struct host {
  struct task *tasks;
  struct cpu *cpus;
  struct event *heap;
  size_t events;
  uint32_t *fresh;
  size_t fresh_count;
  uint32_t first, last;
  uint64_t idle, flagged;
  int64_t now, quantum;
  uint64_t decisions;
};

static bool before(struct event a, struct event b) {
  return a.time != b.time ? a.time < b.time : a.key < b.key;
}

static void push(struct host *host, int64_t time, uint32_t key) {
  struct event event = {time, key};
  size_t place = host->events++;
  while (place > 0 && before(event, host->heap[(place - 1) / 2])) {
    host->heap[place] = host->heap[(place - 1) / 2];
    place = (place - 1) / 2;
  }
  host->heap[place] = event;
}

static void pop(struct host *host) {
  struct event event = host->heap[--host->events];
  size_t place = 0;
  for (;;) {
    size_t child = 2 * place + 1;
    if (child >= host->events) break;
    if (child + 1 < host->events && before(host->heap[child + 1], host->heap[child])) child++;
    if (!before(host->heap[child], event)) break;
    host->heap[place] = host->heap[child];
    place = child;
  }
  host->heap[place] = event;
}

static uint64_t mixed(uint64_t *state) {
  uint64_t bits = *state += UINT64_C(0x9e3779b97f4a7c15);
  bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
  return bits ^ (bits >> 31);
}

static uint64_t rotated(uint64_t bits, int count) { return bits << count | bits >> (64 - count); }

// The first number of xoshiro256**, seeded by SplitMix64.
static uint64_t first_number(uint64_t seed) {
  mixed(&seed);
  return rotated(mixed(&seed) * 5, 7) * 9;
}

static int64_t exponential(struct task *task, int64_t mean) {
  double fraction = ((double)(mixed(&task->random) >> 11) + 0.5) * 0x1p-53;
  double drawn = -__builtin_log(fraction) * (double)mean;
  if (drawn > (double)mean * 40) drawn = (double)mean * 40;
  int64_t time = (int64_t)(drawn + 0.5);
  return time < 1 ? 1 : time;
}

static void become_ready(struct host *host, uint32_t number) {
  struct task *task = &host->tasks[number];
  task->since = host->now;
  task->next = NOBODY;
  if (host->last == NOBODY) host->first = number; else host->tasks[host->last].next = number;
  host->last = number;
  host->fresh[host->fresh_count++] = number;
  host->decisions++;
}

// The task on a CPU has come to the end of its burst or slice.
static void stop(struct host *host, uint32_t number, int64_t io) {
  struct cpu *cpu = &host->cpus[number];
  struct task *task = &host->tasks[cpu->task];
  int64_t ran = host->now - cpu->from;
  task->cpu_time += ran;
  task->burst -= ran;
  host->idle |= UINT64_C(1) << number;
  host->flagged |= UINT64_C(1) << number;
  host->decisions++;
  if (task->burst == 0) {
    push(host, host->now + exponential(task, io), cpu->task);
  } else {
    become_ready(host, cpu->task);
  }
  cpu->task = NOBODY;
}

// Tasks that have become ready wake idle CPUs: the one that they ran on last, or the first.
static void wake_cpus(struct host *host) {
  for (size_t i = 0; i < host->fresh_count && host->idle & ~host->flagged; i++) {
    uint32_t last = host->tasks[host->fresh[i]].last_cpu;
    uint64_t free = host->idle & ~host->flagged;
    if (last != NOBODY && free >> last & 1) {
      host->flagged |= UINT64_C(1) << last;
    } else {
      host->flagged |= free & -free;
    }
  }
  host->fresh_count = 0;
}

static void choose(struct host *host, uint32_t tasks) {
  while (host->flagged) {
    uint32_t number = (uint32_t)__builtin_ctzll(host->flagged);
    host->flagged &= host->flagged - 1;
    if (host->first == NOBODY) continue;
    struct cpu *cpu = &host->cpus[number];
    cpu->task = host->first;
    struct task *task = &host->tasks[cpu->task];
    host->first = task->next;
    if (host->first == NOBODY) host->last = NOBODY;
    host->idle &= ~(UINT64_C(1) << number);
    host->decisions++;
    task->ready += host->now - task->since;
    task->last_cpu = number;
    cpu->from = host->now;
    int64_t run = task->burst < host->quantum ? task->burst : host->quantum;
    push(host, host->now + run, tasks + number);
  }
}

uint64_t baseline_round_robin(
    uint32_t tasks, uint32_t hogs, uint32_t cpus, int64_t quantum, int64_t long_burst, int64_t burst,
    int64_t io, int64_t duration) {
  struct host host = {
      .tasks = zeroed(tasks, sizeof(struct task)), .cpus = zeroed(cpus, sizeof(struct cpu)),
      .heap = zeroed((size_t)tasks + cpus, sizeof(struct event)),
      .fresh = zeroed(tasks, sizeof(uint32_t)), .first = NOBODY, .last = NOBODY,
      .idle = cpus == 64 ? ~UINT64_C(0) : (UINT64_C(1) << cpus) - 1,
      .quantum = quantum};
  for (uint32_t i = 0; i < tasks; i++) {
    host.tasks[i].random = first_number(1 + i * UINT64_C(0x9e3779b97f4a7c15));
    host.tasks[i].last_cpu = NOBODY;
    push(&host, 0, i);
  }
  while (host.events > 0 && host.heap[0].time <= duration) {
    host.now = host.heap[0].time;
    while (host.events > 0 && host.heap[0].time == host.now) {
      uint32_t key = host.heap[0].key;
      pop(&host);
      if (key < tasks) {
        host.tasks[key].burst = key < hogs ? long_burst : exponential(&host.tasks[key], burst);
        become_ready(&host, key);
      } else {
        stop(&host, key - tasks, io);
      }
    }
    wake_cpus(&host);
    choose(&host, tasks);
  }
  free(host.tasks);
  free(host.cpus);
  free(host.heap);
  free(host.fresh);
  return host.decisions;
}
