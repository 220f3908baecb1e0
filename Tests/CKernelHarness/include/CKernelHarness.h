// Compares the variants of the kernels with the scalar one, and measures them. Used by the Swift tests and by the
// command in main.c, which is what runs under an emulator.
#ifndef CKERNELHARNESS_H
#define CKERNELHARNESS_H

#include <stddef.h>
#include <stdint.h>

#include "CTernaryKernels.h"

#pragma clang assume_nonnull begin

typedef struct tkh_result {
    /// Comparisons of a whole destination, guards included.
    int64_t checks;
    int64_t failures;
    /// Hash of everything the scalar variant computed: the same on every machine for the same seed and rounds.
    uint64_t digest;
} tkh_result;

/// Runs every kernel of `isa` and of the scalar variant on the same seeded inputs and compares all destinations bit for
/// bit. Inputs end at an unmapped page, so reading past an end is a crash. The first failure is told in `report`.
tkh_result tkh_compare(tk_isa isa, uint64_t seed, int32_t rounds, char *report, size_t capacity);

/// The same for half precision, the head in two planes and attention over a cache.
tkh_result tkh_compare_vectors(tk_isa isa, uint64_t seed, int32_t rounds, char *report, size_t capacity);

/// Prints a table of speeds of one variant.
void tkh_benchmark(tk_isa isa);

/// The same of the head in two planes, half precision and attention over a cache.
void tkh_benchmark_vectors(tk_isa isa);

#pragma clang assume_nonnull end

#endif
