#include "pseudoterminal.h"
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

pid_t pty_spawn(const char *path, char *const *argv, char *const *envp, const char *directory,
                int rows, int columns, int *descriptor) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  pid_t child = forkpty(descriptor, NULL, NULL, &size);
  if (child == 0) {
    // The thread that spawns may block what the program is to receive; a mask survives exec.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (chdir(directory) != 0) _exit(126);
    execve(path, argv, envp);
    _exit(127);
  }
  return child;
}

int pty_resize(int descriptor, int rows, int columns) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  return ioctl(descriptor, TIOCSWINSZ, &size);
}
