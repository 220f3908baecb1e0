// What the files of comparisons share: seeded random values, buffers that end at an unmapped page, comparing.
// The first thing a file includes.
#ifndef HARNESS_H
#define HARNESS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "CKernelHarness.h"

// MARK: Random values

typedef struct run {
    uint64_t state;
    tk_isa isa;
    tkh_result result;
    char *report;
    size_t capacity;
    int32_t round;
} run;

static inline uint64_t next(run *r) {  // splitmix64
    uint64_t z = r->state += 0x9E3779B97F4A7C15ull;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ z >> 27) * 0x94D049BB133111EBull;
    return z ^ z >> 31;
}

static inline int32_t below(run *r, int32_t n) { return (int32_t)(next(r) % (uint64_t)n); }

// A length from 1 to `most`, often near a multiple of 16.
static inline int32_t length(run *r, int32_t most) {
    int32_t n = 1 + below(r, most);
    if (below(r, 2)) n = n / 16 * 16 + below(r, 3) - 1;
    return n < 1 ? 1 : n > most ? most : n;
}

static inline float float_of(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline float unit(run *r) { return (float)(next(r) >> 40) / 8388608.0f - 1.0f; }

enum { ORDINARY, WIDE, TINY, ZEROS, HALVES, SPECIAL, KINDS };

static inline float value(run *r, int kind) {
    switch (kind) {
        case ORDINARY: return unit(r) * 4;
        case WIDE: return ldexpf(unit(r), below(r, 60) - 30);
        case TINY: return float_of((uint32_t)next(r) & 0x80FFFFFFu);  // denormals and the smallest normals
        case ZEROS: return below(r, 20) ? (below(r, 2) ? 0.0f : -0.0f) : unit(r);
        case HALVES: return (float)(below(r, 255) - 127) / 2;
        default:
            switch (below(r, 24)) {
                case 0: return INFINITY;
                case 1: return -INFINITY;
                case 2: return NAN;
                case 3: return 3.4e38f;
                default: return unit(r) * 100;
            }
    }
}

// MARK: Guarded buffers

typedef struct buffer {
    void *base;  // mapping
    size_t mapped;
    uint8_t *data;  // ends at the unmapped page
    size_t size;
} buffer;

#define GUARD 64
#define POISON 0xA5

// `size` bytes that end at an unmapped page, GUARD poisoned bytes before them, all poisoned.
static inline buffer make(size_t size) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    buffer b;
    b.mapped = (size + GUARD + page - 1) / page * page + page;
    b.base = mmap(NULL, b.mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (b.base == MAP_FAILED || mprotect((uint8_t *)b.base + b.mapped - page, page, PROT_NONE) != 0) {
        perror("kernel harness: cannot map memory");
        exit(2);
    }
    b.size = size;
    b.data = (uint8_t *)b.base + b.mapped - page - size;
    memset(b.base, POISON, b.mapped - page);
    return b;
}

static inline void drop(buffer b) { munmap(b.base, b.mapped); }

static inline buffer make_floats(run *r, size_t n, int kind) {
    buffer b = make(n * sizeof(float));
    for (size_t i = 0; i < n; i++) ((float *)(void *)b.data)[i] = value(r, kind);
    return b;
}

static inline float *floats(buffer b) { return (float *)(void *)b.data; }
static inline int32_t *integers(buffer b) { return (int32_t *)(void *)b.data; }
static inline int8_t *bytes(buffer b) { return (int8_t *)b.data; }

// MARK: Comparing

// NaNs are one value: their payload is the machine's business.
static inline void canonical(buffer b) {
    for (size_t i = 0; i + 4 <= b.size; i += 4) {
        float x;
        memcpy(&x, b.data + i, 4);
        if (x != x) memcpy(b.data + i, &(uint32_t){0x7FC00000u}, 4);
    }
}

static inline void digest(run *r, const uint8_t *data, size_t size) {  // FNV-1a
    uint64_t h = r->result.digest;
    for (size_t i = 0; i < size; i++) h = (h ^ data[i]) * 0x100000001B3ull;
    r->result.digest = h;
}

static inline void expect_same(run *r, const char *what, const char *shape, buffer scalar, buffer other, int is_float) {
    if (is_float) {
        canonical(scalar);
        canonical(other);
    }
    r->result.checks++;
    digest(r, scalar.data, scalar.size);
    const uint8_t *a = scalar.data - GUARD, *b = other.data - GUARD;
    if (memcmp(a, b, GUARD + scalar.size) == 0) return;
    if (r->result.failures++ != 0) return;
    size_t i = 0;
    while (a[i] == b[i]) i++;
    if (i < GUARD)
        snprintf(r->report, r->capacity, "%s of %s (%s, round %d) wrote before its destination", what,
                 tk_isa_name(r->isa), shape, r->round);
    else
        snprintf(r->report, r->capacity, "%s of %s (%s, round %d) differs from scalar at byte %zu: %02x, scalar %02x", what,
                 tk_isa_name(r->isa), shape, r->round, i - GUARD, b[i], a[i]);
}

static inline void expect(run *r, int holds, const char *what, const char *shape) {
    r->result.checks++;
    if (holds || r->result.failures++ != 0) return;
    snprintf(r->report, r->capacity, "%s of %s (%s, round %d) is wrong", what, tk_isa_name(r->isa), shape, r->round);
}

#endif
