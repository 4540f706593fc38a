// The few fixed-argument calls that Swift needs of libedit's variadic API.
#pragma once
#include <stdbool.h>

#pragma clang assume_nonnull begin
/// Both ends are terminals, and TERM is set and not dumb.
bool cedit_available(void);
#pragma clang assume_nonnull end
