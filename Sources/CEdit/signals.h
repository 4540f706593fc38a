// Ctrl-C, Ctrl-Z and a new window size while a line is edited.
#pragma once
#define _GNU_SOURCE
#include <signal.h>

typedef struct {
  sigset_t before, waiting;
} signal_masks;

typedef enum { WAIT_KEY, WAIT_INTERRUPTED, WAIT_SUSPENDED, WAIT_RESIZED } wait_result;

/// From here to `signals_end` signals arrive only inside of `signals_wait`, so that none comes between
/// the look at its flag and the sleep.
void signals_begin(signal_masks *);
void signals_end(signal_masks *);
/// Sleeps until there is a key to read or a signal.
wait_result signals_wait(signal_masks *);
/// Stops the process; returns when it is continued.
void signals_suspend(void);
