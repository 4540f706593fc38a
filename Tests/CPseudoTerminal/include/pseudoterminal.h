// A child process on a controlling terminal of its own, for the tests of the prompt.
#pragma once
#include <sys/types.h>

#pragma clang assume_nonnull begin
/// Starts `path` with `argv` (null-terminated) under a new pseudo-terminal; returns the child's id or -1
/// and stores the controlling end in `*descriptor`.
pid_t pty_spawn(const char *path, char *_Nullable const *_Nonnull argv,
                char *_Nullable const *_Nonnull envp, const char *directory, int rows, int columns,
                int *descriptor);
/// Gives the terminal another size; the child receives SIGWINCH.
int pty_resize(int descriptor, int rows, int columns);
#pragma clang assume_nonnull end
