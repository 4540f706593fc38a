#include "baseline.h"

#include <stdlib.h>

// The same work as the benchmark's guests do, compiled for this processor.

static uint64_t fib(uint64_t n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

uint64_t baseline_program_fib(void) {
  // Volatile, so that the compiler cannot know the answer.
  volatile uint64_t n = 32;
  return fib(n);
}

static uint64_t xorshift(uint64_t x) {
  x ^= x << 13;
  x ^= x >> 7;
  return x ^ x << 17;
}

uint64_t baseline_program_crc(void) {
  static uint8_t buffer[65536];
  uint32_t table[256];
  uint64_t x = 1;
  for (int i = 0; i < 65536; i++) {
    x = xorshift(x);
    buffer[i] = (uint8_t)x;
  }
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t value = i;
    for (int bit = 0; bit < 8; bit++) value = value >> 1 ^ (value & 1 ? 0xedb88320u : 0);
    table[i] = value;
  }
  volatile uint32_t crc = 0;
  for (int round = 0; round < 150; round++) {
    uint32_t value = ~0u;
    for (int i = 0; i < 65536; i++) value = value >> 8 ^ table[(value ^ buffer[i]) & 255];
    crc = ~value;
  }
  return crc;
}

static void sift(uint64_t *data, size_t root, size_t size) {
  uint64_t value = data[root];
  for (size_t child; (child = 2 * root + 1) < size; root = child) {
    if (child + 1 < size && data[child] < data[child + 1]) child++;
    if (value >= data[child]) break;
    data[root] = data[child];
  }
  data[root] = value;
}

uint64_t baseline_program_sort(void) {
  size_t count = 100000;
  uint64_t *data = malloc(count * sizeof *data), middle = 0;
  if (!data) abort();
  for (int round = 0; round < 3; round++) {
    uint64_t x = 88172645463325252u;
    for (size_t i = 0; i < count; i++) data[i] = x = xorshift(x);
    for (size_t i = count / 2; i-- > 0;) sift(data, i, count);
    for (size_t last = count - 1; last > 0; last--) {
      uint64_t largest = data[0];
      data[0] = data[last];
      data[last] = largest;
      sift(data, 0, last);
    }
    middle += data[count / 2];
  }
  free(data);
  return middle;
}

uint64_t baseline_program_matrix(void) {
  static uint64_t a[96][96], b[96][96], c[96][96];
  for (int i = 0; i < 9216; i++) {
    a[i / 96][i % 96] = 1 + 3 * (uint64_t)i;
    b[i / 96][i % 96] = 2 * (1 + 3 * (uint64_t)i);
  }
  volatile uint64_t sum = 0;
  for (int round = 0; round < 12; round++) {
    for (int i = 0; i < 96; i++) {
      for (int j = 0; j < 96; j++) {
        uint64_t product = 0;
        for (int k = 0; k < 96; k++) product += a[i][k] * b[k][j];
        c[i][j] = product;
      }
    }
    sum += c[95][95];
  }
  return sum;
}
