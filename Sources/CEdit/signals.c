#include "signals.h"
#include "cedit.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted, leaving, resized, suspended;

static void note(int signal) {
  if (signal == SIGINT) interrupted = 1;
  if (signal == SIGTERM || signal == SIGHUP) leaving = interrupted = 1;
  if (signal == SIGWINCH) resized = 1;
  if (signal == SIGTSTP) suspended = 1;
}

// Without SA_RESTART, so that a read of plain lines ends at Ctrl-C.
static void catch(int signal) {
  struct sigaction action = {.sa_handler = note};
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, NULL);
}

void cedit_catch_interrupts(void) {
  catch(SIGINT);
  catch(SIGTERM);
  catch(SIGHUP);
}

bool cedit_interrupted(void) { return interrupted; }
bool cedit_leaving(void) { return leaving; }
void cedit_clear_interrupt(void) { interrupted = leaving; }

void signals_begin(signal_masks *masks) {
  sigset_t ours;
  sigemptyset(&ours);
  const int each[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP};
  for (size_t i = 0; i < sizeof each / sizeof *each; i++) sigaddset(&ours, each[i]);
  sigprocmask(SIG_BLOCK, &ours, &masks->before);
  masks->waiting = masks->before;
  for (size_t i = 0; i < sizeof each / sizeof *each; i++) sigdelset(&masks->waiting, each[i]);
  resized = suspended = 0;
  catch(SIGWINCH);
  catch(SIGTSTP);
}

// A long run is suspended and told of no resize in the ordinary way.
void signals_end(signal_masks *masks) {
  signal(SIGWINCH, SIG_DFL);
  signal(SIGTSTP, SIG_DFL);
  sigprocmask(SIG_SETMASK, &masks->before, NULL);
}

wait_result signals_wait(signal_masks *masks) {
  for (;;) {
    if (interrupted) return WAIT_INTERRUPTED;
    if (suspended) return suspended = 0, WAIT_SUSPENDED;
    if (resized) return resized = 0, WAIT_RESIZED;
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    if (ppoll(&input, 1, NULL, &masks->waiting) > 0) return WAIT_KEY;
    if (errno != EINTR) return WAIT_INTERRUPTED;
  }
}

void signals_suspend(void) {
  signal(SIGTSTP, SIG_DFL);
  raise(SIGTSTP);
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  // It is blocked here: it stops the process at the moment that it is let through.
  sigprocmask(SIG_UNBLOCK, &stop, NULL);
  sigprocmask(SIG_BLOCK, &stop, NULL);
  catch(SIGTSTP);
}
