#include "cedit.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool cedit_available(void) {
  const char *term = getenv("TERM");
  return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}
