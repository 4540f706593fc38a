#include "baseline.h"

#include <malloc.h>
#include <stdbool.h>
#include <stdlib.h>

#define PAGE(reference) ((reference) & 0x7fffffffu)
#define NEVER UINT32_MAX

static void *zeroed(size_t count, size_t size) {
  void *memory = calloc(count ? count : 1, size);
  if (!memory) abort();
  return memory;
}

// `frame_of` holds the frame plus 1 of each resident page, `page_of` the page in each frame.

uint64_t baseline_fifo(const uint32_t *references, size_t count, uint32_t pages, uint32_t frames) {
  uint32_t *frame_of = zeroed(pages, sizeof *frame_of);
  uint32_t *page_of = zeroed(frames, sizeof *page_of);
  uint32_t hand = 0, used = 0;
  uint64_t faults = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t page = PAGE(references[i]);
    if (frame_of[page]) continue;
    faults++;
    if (used < frames) {
      used++;
    } else {
      frame_of[page_of[hand]] = 0;
    }
    page_of[hand] = page;
    frame_of[page] = hand + 1;
    if (++hand == frames) hand = 0;
  }
  free(frame_of);
  free(page_of);
  return faults;
}

uint64_t baseline_clock(const uint32_t *references, size_t count, uint32_t pages, uint32_t frames) {
  uint32_t *frame_of = zeroed(pages, sizeof *frame_of);
  uint32_t *page_of = zeroed(frames, sizeof *page_of);
  uint8_t *referenced = zeroed(frames, sizeof *referenced);
  uint32_t hand = 0, used = 0;
  uint64_t faults = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t page = PAGE(references[i]);
    if (frame_of[page]) {
      referenced[frame_of[page] - 1] = 1;
      continue;
    }
    faults++;
    uint32_t frame;
    if (used < frames) {
      frame = used++;
    } else {
      while (referenced[hand]) {
        referenced[hand] = 0;
        if (++hand == frames) hand = 0;
      }
      frame = hand;
      if (++hand == frames) hand = 0;
      frame_of[page_of[frame]] = 0;
    }
    page_of[frame] = page;
    frame_of[page] = frame + 1;
    referenced[frame] = 1;
  }
  free(frame_of);
  free(page_of);
  free(referenced);
  return faults;
}

uint64_t baseline_lru(const uint32_t *references, size_t count, uint32_t pages, uint32_t frames) {
  struct link { uint32_t previous, next; };
  uint32_t *frame_of = zeroed(pages, sizeof *frame_of);
  uint32_t *page_of = zeroed((size_t)frames + 1, sizeof *page_of);
  // Node 0 is both ends of a circular list, node f + 1 is frame f.
  struct link *links = zeroed((size_t)frames + 1, sizeof *links);
  uint32_t used = 0;
  uint64_t faults = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t page = PAGE(references[i]);
    uint32_t node = frame_of[page];
    if (node && links[0].previous == node) continue;
    if (!node) {
      faults++;
      if (used < frames) {
        node = ++used;
      } else {
        node = links[0].next;
        frame_of[page_of[node]] = 0;
      }
      page_of[node] = page;
      frame_of[page] = node;
    }
    if (links[node].next || links[node].previous || links[0].next == node) {
      links[links[node].previous].next = links[node].next;
      links[links[node].next].previous = links[node].previous;
    }
    uint32_t last = links[0].previous;
    links[node] = (struct link){last, 0};
    links[last].next = node;
    links[0].previous = node;
  }
  free(frame_of);
  free(page_of);
  free(links);
  return faults;
}

// A 64-ary bitmap tree over positions: a bit of one level says that a word of the level below is not zero.
struct bitmap {
  uint64_t *levels[6];
  int depth;
};

static struct bitmap bitmap_make(size_t count) {
  struct bitmap map = {.depth = 0};
  do {
    count = (count + 63) / 64;
    if (count == 0) count = 1;
    map.levels[map.depth++] = zeroed(count, sizeof(uint64_t));
  } while (count > 1);
  return map;
}

static void bitmap_free(struct bitmap *map) {
  for (int level = 0; level < map->depth; level++) free(map->levels[level]);
}

static void bitmap_insert(struct bitmap *map, uint32_t number) {
  for (int level = 0; level < map->depth; level++, number >>= 6) {
    uint64_t old = map->levels[level][number >> 6];
    map->levels[level][number >> 6] = old | UINT64_C(1) << (number & 63);
    if (old) return;
  }
}

static void bitmap_remove(struct bitmap *map, uint32_t number) {
  for (int level = 0; level < map->depth; level++, number >>= 6) {
    if (map->levels[level][number >> 6] &= ~(UINT64_C(1) << (number & 63))) return;
  }
}

static uint32_t bitmap_last(const struct bitmap *map) {
  uint32_t index = 0;
  for (int level = map->depth - 1; level >= 0; level--) {
    index = index << 6 | (63 - (uint32_t)__builtin_clzll(map->levels[level][index]));
  }
  return index;
}

uint64_t baseline_opt(const uint32_t *references, size_t count, uint32_t pages, uint32_t frames) {
  uint32_t *frame_of = zeroed(pages, sizeof *frame_of);
  uint32_t *page_of = zeroed(frames, sizeof *page_of);
  uint32_t *next = zeroed(count, sizeof *next);
  uint32_t *first = zeroed(pages, sizeof *first);
  // Frames whose page is never used again.
  uint32_t *dead = zeroed(frames, sizeof *dead);
  uint32_t used = 0, dead_count = 0;
  uint64_t faults = 0;
  for (size_t i = 0; i < pages; i++) first[i] = NEVER;
  for (size_t i = count; i-- > 0;) {
    next[i] = first[PAGE(references[i])];
    first[PAGE(references[i])] = (uint32_t)i;
  }
  struct bitmap uses = bitmap_make(count);
  for (size_t i = 0; i < count; i++) {
    uint32_t page = PAGE(references[i]);
    uint32_t frame;
    if (frame_of[page]) {
      frame = frame_of[page] - 1;
      bitmap_remove(&uses, (uint32_t)i);
    } else {
      faults++;
      if (used < frames) {
        frame = used++;
      } else if (dead_count > 0) {
        frame = dead[--dead_count];
        frame_of[page_of[frame]] = 0;
      } else {
        uint32_t position = bitmap_last(&uses);
        bitmap_remove(&uses, position);
        frame = frame_of[PAGE(references[position])] - 1;
        frame_of[page_of[frame]] = 0;
      }
      page_of[frame] = page;
      frame_of[page] = frame + 1;
    }
    if (next[i] == NEVER) {
      dead[dead_count++] = frame;
    } else {
      bitmap_insert(&uses, next[i]);
    }
  }
  bitmap_free(&uses);
  free(frame_of);
  free(page_of);
  free(next);
  free(first);
  free(dead);
  return faults;
}

uint64_t baseline_allocated(void) {
  struct mallinfo2 sizes = mallinfo2();
  return sizes.uordblks + sizes.hblkhd;
}
