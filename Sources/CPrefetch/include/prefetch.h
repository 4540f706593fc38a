#ifndef CPREFETCH_H
#define CPREFETCH_H

/// Asks the processor to fetch the cache line at `address`, to be written; any address is harmless.
static inline __attribute__((always_inline)) void prefetch_to_write(const void *_Nonnull address) {
  __builtin_prefetch(address, 1, 3);
}

#endif
