// What the files of the kernels share: the table that each variant fills, and the rule against fused arithmetic.
#ifndef TK_INTERNAL_H
#define TK_INTERNAL_H

#include "include/CTernaryKernels.h"

#include <string.h>

#ifndef __clang__
#error "The kernels are written for clang: other compilers ignore the pragma below and would change the bits."
#endif

#ifdef __FAST_MATH__
#error "The kernels promise the same bits everywhere: do not compile them with -ffast-math."
#endif

// a * b + c is two roundings, everywhere. At file scope, so it holds for the whole file that includes this.
#pragma STDC FP_CONTRACT OFF

#define TK_INLINE static inline __attribute__((always_inline))
#define TK_BLOCK_BYTES 64
#define TK_BLOCK_COLUMNS 16
#define TK_BLOCK5_COLUMNS 20
#define TK_COLUMN_PAD 128

// 1.5 * 2^23: adding it rounds a float of less than 2^22 to an integer (half to even) that sits in the low mantissa bits.
#define TK_ROUNDER 12582912.0f
#define TK_ROUNDER_BITS 0x4B400000u

// e^x = 2^n * e^r, r = x - n ln 2 with ln 2 in two parts; polynomial of Cephes' expf (S. Moshier). Results below
// e^-87 are flushed to 0, so that scaling by 2^n is an integer addition to the exponent.
#define TK_EXP_LOWEST -87.0f
#define TK_EXP_HIGHEST 88.722839f
#define TK_LOG2E 1.44269504088896341f
#define TK_LN2_HIGH 0.693359375f
#define TK_LN2_LOW -2.12194440e-4f
#define TK_EXP_P0 1.9875691500e-4f
#define TK_EXP_P1 1.3981999507e-3f
#define TK_EXP_P2 8.3334519073e-3f
#define TK_EXP_P3 4.1665795894e-2f
#define TK_EXP_P4 1.6666665459e-1f
#define TK_EXP_P5 5.0000001201e-1f


// Tiles begin here: 16 rows of padded columns.
TK_INLINE const uint8_t *tk_tile(const tk_ternary_matrix *m, int32_t row, int32_t blocks) {
    return m->codes + (size_t)(row / TK_TILE_ROWS) * (size_t)blocks * TK_BLOCK_BYTES;
}

#endif
