#define _GNU_SOURCE
#include "cedit.h"
#include "signals.h"
#include <errno.h>
#include <histedit.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

// Marks the escape sequences of a prompt.
enum { LITERAL = 1, REPLACEMENT = 0xfffd };

struct cedit {
  EditLine *editor;
  History *history;
  const char *prompt;
  char *line;
  cedit_completer completer;
  void *context;
  signal_masks masks;
  // What was pasted and is still to be read, as if it were typed.
  wchar_t *pasted;
  size_t pasted_count, pasted_next, pasted_room;
  // A byte that ended a broken UTF-8 sequence and may start the next one; -1 for none.
  int held;
  bool ended;
};

bool cedit_available(void) {
  const char *term = getenv("TERM");
  return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}

bool cedit_window(int *rows, int *columns) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_row || !size.ws_col) return false;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return true;
}

void cedit_use_utf8(void) {
  if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
    setlocale(LC_CTYPE, "C.UTF-8");
}

static cedit *self(EditLine *editor) {
  void *data = NULL;
  el_get(editor, EL_CLIENTDATA, &data);
  return data;
}

static char *prompt(EditLine *editor) { return (char *)self(editor)->prompt; }

// --- Where things are on the screen

typedef struct {
  int columns, row, column;
} place;

static void advance(place *at, wchar_t character) {
  int width = character == '\n' ? 0 : wcwidth(character);
  if (width < 0) width = character < 0x80 ? 2 : 8;  // libedit shows ^A and \U+0085
  if (character == '\n' || at->column + width > at->columns) at->row++, at->column = 0;
  at->column += width;
  if (at->column >= at->columns) at->row++, at->column = 0;
}

/// The screen row, counted from the prompt's first, where the first `count` characters of the line end.
static int row_of(cedit *e, size_t count) {
  int rows = 24, columns = 80;
  cedit_window(&rows, &columns);
  place at = {.columns = columns};
  mbstate_t state = {0};
  bool literal = false;
  for (const char *next = e->prompt; *next;) {
    wchar_t character;
    size_t length = mbrtowc(&character, next, strlen(next), &state);
    if (length == 0 || length > 4) break;
    next += length;
    if (character == LITERAL) literal = !literal;
    else if (!literal) advance(&at, character);
  }
  const LineInfoW *line = el_wline(e->editor);
  for (size_t i = 0; i < count; i++) advance(&at, line->buffer[i]);
  return at.row;
}

static size_t before_cursor(cedit *e) {
  const LineInfoW *line = el_wline(e->editor);
  return (size_t)(line->cursor - line->buffer);
}

static void go_below(cedit *e) {
  const LineInfoW *line = el_wline(e->editor);
  int rows = row_of(e, (size_t)(line->lastchar - line->buffer)) - row_of(e, before_cursor(e));
  for (int i = 0; i <= rows; i++) fputs("\r\n", stdout);
}

static void redraw(cedit *e) { el_set(e->editor, EL_REFRESH); }

static void resize(cedit *e) {
  el_resize(e->editor);
  int rows = row_of(e, before_cursor(e));
  fputs("\r", stdout);
  if (rows > 0) printf("\033[%dA", rows);
  fputs("\033[J", stdout);
  redraw(e);
}

static void bracketed_paste(bool on) {
  fputs(on ? "\033[?2004h" : "\033[?2004l", stdout);
  fflush(stdout);
}

static void suspend(cedit *e) {
  go_below(e);
  bracketed_paste(false);
  el_set(e->editor, EL_PREP_TERM, 0);
  signals_suspend();
  el_set(e->editor, EL_PREP_TERM, 1);
  bracketed_paste(true);
  redraw(e);
}

// --- Keys

static bool wait_for_key(cedit *e) {
  for (;;) {
    switch (signals_wait(&e->masks)) {
      case WAIT_KEY: return true;
      case WAIT_INTERRUPTED: return false;
      case WAIT_RESIZED: resize(e); break;
      case WAIT_SUSPENDED: suspend(e); break;
    }
  }
}

/// One byte; -1 at Ctrl-C, 0 at the end.
static int read_byte(cedit *e, char *byte) {
  if (e->held >= 0) {
    *byte = (char)e->held;
    e->held = -1;
    return 1;
  }
  for (;;) {
    if (!wait_for_key(e)) return -1;
    ssize_t count = read(STDIN_FILENO, byte, 1);
    if (count == 1) return 1;
    if (count == 0 || (errno != EINTR && errno != EAGAIN)) return e->ended = true, 0;
  }
}

/// libedit's source of characters: what was pasted, then the keyboard.
static int read_character(EditLine *editor, wchar_t *character) {
  cedit *e = self(editor);
  if (e->pasted_next < e->pasted_count) {
    *character = e->pasted[e->pasted_next++];
    return 1;
  }
  mbstate_t state = {0};
  for (int bytes = 1;; bytes++) {
    char byte;
    int got = read_byte(e, &byte);
    if (got != 1) {
      errno = EINTR;
      return got;
    }
    size_t length = mbrtowc(character, &byte, 1, &state);
    if (length == (size_t)-2) continue;
    if (length == (size_t)-1) {
      if (bytes > 1) e->held = (unsigned char)byte;
      *character = REPLACEMENT;
    }
    return 1;
  }
}

static void drop_pasted(cedit *e) { e->pasted_count = e->pasted_next = 0; }

static bool keep_pasted(cedit *e, wchar_t character) {
  if (e->pasted_count == e->pasted_room) {
    size_t room = e->pasted_room ? 2 * e->pasted_room : 1024;
    wchar_t *larger = realloc(e->pasted, room * sizeof *larger);
    if (!larger) return false;
    e->pasted = larger;
    e->pasted_room = room;
  }
  e->pasted[e->pasted_count++] = character;
  return true;
}

/// Takes a bracketed paste up to its end mark. Its lines are then read as if they were typed; its control
/// characters are not, so that a paste edits nothing and completes nothing.
static unsigned char take_paste(EditLine *editor, int key) {
  (void)key;
  static const wchar_t end[] = L"\033[201~";
  const size_t end_length = sizeof end / sizeof *end - 1;
  cedit *e = self(editor);
  drop_pasted(e);
  size_t matched = 0;
  wchar_t character, last = 0;
  while (matched < end_length) {
    // Past the queue, which holds what is being taken.
    size_t next = e->pasted_next;
    e->pasted_next = e->pasted_count;
    int got = read_character(editor, &character);
    e->pasted_next = next;
    if (got != 1) return drop_pasted(e), CC_EOF;
    matched = character == end[matched] ? matched + 1 : character == end[0] ? 1 : 0;
    bool pair = character == '\n' && last == '\r';
    last = character;
    if (character == '\r') character = '\n';
    if (character == '\t') character = ' ';
    bool control = (character < ' ' && character != '\n') || character == 0x7f;
    if (!pair && !control && !keep_pasted(e, character)) return drop_pasted(e), CC_ERROR;
  }
  e->pasted_count -= end_length - 1;  // all of the mark but its escape character
  return CC_NORM;
}

static unsigned char complete(EditLine *editor, int key) {
  (void)key;
  cedit *e = self(editor);
  if (!e->completer) return CC_ERROR;
  e->completer(e, e->context);
  return CC_REFRESH;
}

// --- The editor

static void bind_keys(EditLine *editor) {
  el_set(editor, EL_BIND, "^R", "em-inc-search-prev", NULL);
  el_set(editor, EL_BIND, "^I", "oslab-complete", NULL);
  el_set(editor, EL_BIND, "\033[200~", "oslab-paste", NULL);
}

// What people know from other prompts; an editrc may choose otherwise.
static void bind_habits(EditLine *editor) {
  el_set(editor, EL_BIND, "^W", "ed-delete-prev-word", NULL);
  el_set(editor, EL_BIND, "\033[3~", "ed-delete-next-char", NULL);
  el_set(editor, EL_BIND, "\033[1~", "ed-move-to-beg", NULL);
  el_set(editor, EL_BIND, "\033[4~", "ed-move-to-end", NULL);
  el_set(editor, EL_BIND, "\033[1;5C", "em-next-word", NULL);
  el_set(editor, EL_BIND, "\033[1;5D", "ed-prev-word", NULL);
}

cedit *cedit_new(const char *program, int history_size) {
  cedit *e = calloc(1, sizeof *e);
  if (!e) return NULL;
  e->held = -1;
  e->prompt = "";
  e->history = history_init();
  e->editor = e->history ? el_init(program, stdin, stdout, stderr) : NULL;
  if (!e->editor) return cedit_free(e), NULL;
  HistEvent event;
  history(e->history, &event, H_SETSIZE, history_size);
  el_set(e->editor, EL_CLIENTDATA, e);
  el_set(e->editor, EL_PROMPT_ESC, prompt, LITERAL);
  el_set(e->editor, EL_HIST, history, e->history);
  el_set(e->editor, EL_GETCFN, read_character);
  el_set(e->editor, EL_EDITOR, "emacs");
  el_set(e->editor, EL_ADDFN, "oslab-complete", "Complete the word", complete);
  el_set(e->editor, EL_ADDFN, "oslab-paste", "Take a paste", take_paste);
  bind_habits(e->editor);
  el_source(e->editor, NULL);
  // After the editrc: a `bind -v` in it starts from an empty table.
  bind_keys(e->editor);
  return e;
}

void cedit_free(cedit *e) {
  if (e->editor) el_end(e->editor);
  if (e->history) history_end(e->history);
  free(e->pasted);
  free(e->line);
  free(e);
}

void cedit_set_completer(cedit *e, cedit_completer completer, void *context) {
  e->completer = completer;
  e->context = context;
}

void cedit_remember(cedit *e, const char *entry) {
  HistEvent event;
  history(e->history, &event, H_ENTER, entry);
}

cedit_status cedit_read(cedit *e, const char *prompt, const char **line) {
  e->prompt = prompt;
  e->ended = false;
  *line = "";
  signals_begin(&e->masks);
  // Before the prompt is seen: a key that comes at once must not be echoed by the terminal too.
  el_set(e->editor, EL_PREP_TERM, 1);
  bracketed_paste(true);
  int count = 0;
  const char *text = el_gets(e->editor, &count);
  bool interrupted = cedit_interrupted();
  if (interrupted) {
    drop_pasted(e);
    if (!cedit_leaving()) fputs("^C", stdout);
  }
  // A line that Enter took has its newline on the screen already.
  if (interrupted || !text || count <= 0) go_below(e);
  bracketed_paste(false);
  signals_end(&e->masks);
  if (interrupted) return cedit_leaving() ? CEDIT_END : CEDIT_INTERRUPT;
  if (!text || count <= 0) return CEDIT_END;
  free(e->line);
  e->line = strndup(text, strlen(text) - (text[strlen(text) - 1] == '\n'));
  if (!e->line) return CEDIT_END;
  *line = e->line;
  return CEDIT_LINE;
}

const char *cedit_line(cedit *e, int *length, int *cursor) {
  const LineInfo *line = el_line(e->editor);
  *length = (int)(line->lastchar - line->buffer);
  *cursor = (int)(line->cursor - line->buffer);
  return line->buffer;
}

void cedit_replace(cedit *e, int count, const char *text) {
  if (count > 0) el_deletestr(e->editor, count);
  if (*text) el_insertstr(e->editor, text);
}

void cedit_list(cedit *e, const char *text) {
  go_below(e);
  fputs(text, stdout);
  redraw(e);
}

void cedit_beep(cedit *e) { el_beep(e->editor); }
