// The head in two planes with AVX-VNNI: a block of a row is two registers.
#include "../internal.h"

#if defined(__x86_64__)

#include <immintrin.h>

// Test builds may compile this file for AVX-512 VL instead; see avxvnni.c.
#if defined(TK_AVXVNNI_AS_AVX512VL)
#pragma clang attribute push(__attribute__((target("avx2,avx512vl,avx512vnni"))), apply_to = function)
#define dpbusd _mm256_dpbusd_epi32
#else
#pragma clang attribute push(__attribute__((target("avx2,avxvnni"))), apply_to = function)
#define dpbusd _mm256_dpbusd_avx_epi32
#endif

#include "fold_avx2.h"

//   Budget for 64 bytes (128 weights): 2 loads, 1 prefetch, 2 shifts, 4 ands, 8 vpdpbusd with operands in memory.
TK_INLINE void four_rows(const uint8_t *const rows[4], uintptr_t ahead, const int8_t *hi, const int8_t *lo,
                         int32_t blocks, int32_t sums[8]) {
    const __m256i nibble = _mm256_set1_epi8(0x0F);
    __m256i with_hi[4], with_lo[4];
    for (int i = 0; i < 4; i++) with_hi[i] = with_lo[i] = _mm256_setzero_si256();
    for (int32_t half = 0; half < 2 * blocks; half++) {
        const size_t at = (size_t)half * 32, column = (size_t)(half / 2) * 128 + (size_t)(half % 2) * 32;
        const __m256i hi0 = load_256(hi + column), hi1 = load_256(hi + column + 64);
        const __m256i lo0 = load_256(lo + column), lo1 = load_256(lo + column + 64);
        for (int i = 0; i < 4; i++) {
            if (half % 2 == 0) tk_fetch(ahead + 4 * at + 64 * (size_t)i);
            const __m256i bytes = load_256(rows[i] + at);
            const __m256i first = _mm256_and_si256(bytes, nibble);
            const __m256i second = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble);
            with_hi[i] = dpbusd(with_hi[i], first, hi0);
            with_lo[i] = dpbusd(with_lo[i], first, lo0);
            with_hi[i] = dpbusd(with_hi[i], second, hi1);
            with_lo[i] = dpbusd(with_lo[i], second, lo1);
        }
    }
    store_sums(with_hi, sums);
    store_sums(with_lo, sums + 4);
}

#define TK_HEAD tk_head_avxvnni
#include "../head_tpl.h"

#pragma clang attribute pop

#endif
