// The few fixed-argument calls that Swift needs of libedit's variadic API, with the signals and the
// paste handling that libedit leaves to its user. One editor a process, on standard input and output.
#pragma once
#include <stdbool.h>

#pragma clang assume_nonnull begin

/// A line editor with its history.
typedef struct cedit cedit;

/// How a read ended.
typedef enum __attribute__((enum_extensibility(closed))) {
  /// Enter: there is a line.
  CEDIT_LINE,
  /// Ctrl-D on an empty line, the terminal is gone, or SIGTERM or SIGHUP asked to leave.
  CEDIT_END,
  /// Ctrl-C: the line is dropped, and so is what was pasted after it.
  CEDIT_INTERRUPT,
} cedit_status;

/// Called at Tab; may call `cedit_line`, `cedit_replace`, `cedit_list` and `cedit_beep`.
typedef void (*cedit_completer)(cedit *, void *_Nullable context);

/// Both ends are terminals, and TERM is set and not dumb.
bool cedit_available(void);

/// Rows and columns of the terminal at standard output; false, and nothing stored, if it has no size.
bool cedit_window(int *rows, int *columns);

/// Makes the C library count characters as UTF-8, whatever the locale says.
void cedit_use_utf8(void);

/// Catches SIGINT from now on: instead of ending the program it sets a flag.
void cedit_catch_interrupts(void);
/// True since a Ctrl-C (or a request to leave) that nobody has cleared yet.
bool cedit_interrupted(void);
/// True once SIGTERM or SIGHUP came.
bool cedit_leaving(void);
void cedit_clear_interrupt(void);

/// An editor that has read the person's editrc; null if the terminal cannot do it.
cedit *_Nullable cedit_new(const char *program, int history_size);
void cedit_free(cedit *);
void cedit_set_completer(cedit *, cedit_completer _Nullable, void *_Nullable context);

/// Adds an entry, which may have several lines, as the latest of the history.
void cedit_remember(cedit *, const char *entry);

/// Reads one line, without its newline; `*line` holds until the next call. Escape sequences in `prompt`
/// stand between bytes of value 1, never two such stretches side by side nor one at the very end.
cedit_status cedit_read(cedit *, const char *prompt, const char *_Nonnull *_Nonnull line);

/// The line so far, not terminated: `*length` bytes, of which `*cursor` are before the cursor.
const char *cedit_line(cedit *, int *length, int *cursor);
/// Replaces the `count` code points before the cursor by `text`.
void cedit_replace(cedit *, int count, const char *text);
/// Shows `text`, lines that end in CR LF, below the line, and the line again below that.
void cedit_list(cedit *, const char *text);
void cedit_beep(cedit *);

#pragma clang assume_nonnull end
