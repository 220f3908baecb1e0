// The head in two planes with AVX-512 VNNI: a block of a row is one register, its nibbles the unsigned operand of vpdpbusd.
#include "../internal.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))), apply_to = function)

TK_INLINE __m128i fold512(__m512i v) {
    const __m256i half = _mm256_add_epi32(_mm512_castsi512_si256(v), _mm512_extracti64x4_epi64(v, 1));
    return _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
}

TK_INLINE void store_sums(const __m512i v[4], int32_t *sums) {
    const __m128i ab = _mm_hadd_epi32(fold512(v[0]), fold512(v[1])), cd = _mm_hadd_epi32(fold512(v[2]), fold512(v[3]));
    _mm_storeu_si128((__m128i *)sums, _mm_hadd_epi32(ab, cd));
}

//   Budget for 64 bytes (128 weights): 1 load, 1 prefetch, 1 shift, 2 ands, 4 vpdpbusd; 4 loads of the input for 4 rows.
TK_INLINE void four_rows(const uint8_t *const rows[4], uintptr_t ahead, const int8_t *hi, const int8_t *lo,
                         int32_t blocks, int32_t sums[8]) {
    const __m512i nibble = _mm512_set1_epi8(0x0F);
    __m512i with_hi[4], with_lo[4];
    for (int i = 0; i < 4; i++) with_hi[i] = with_lo[i] = _mm512_setzero_si512();
    for (int32_t block = 0; block < blocks; block++, hi += 128, lo += 128) {
        const __m512i hi0 = _mm512_loadu_si512(hi), hi1 = _mm512_loadu_si512(hi + 64);
        const __m512i lo0 = _mm512_loadu_si512(lo), lo1 = _mm512_loadu_si512(lo + 64);
        const size_t at = (size_t)block * TK_PLANE_BLOCK_BYTES;
        for (int i = 0; i < 4; i++) {
            tk_fetch(ahead + 4 * at + 64 * (size_t)i);
            const __m512i bytes = _mm512_loadu_si512(rows[i] + at);
            const __m512i first = _mm512_and_si512(bytes, nibble);
            const __m512i second = _mm512_and_si512(_mm512_srli_epi16(bytes, 4), nibble);
            with_hi[i] = _mm512_dpbusd_epi32(with_hi[i], first, hi0);
            with_lo[i] = _mm512_dpbusd_epi32(with_lo[i], first, lo0);
            with_hi[i] = _mm512_dpbusd_epi32(with_hi[i], second, hi1);
            with_lo[i] = _mm512_dpbusd_epi32(with_lo[i], second, lo1);
        }
    }
    store_sums(with_hi, sums);
    store_sums(with_lo, sums + 4);
}

#define TK_HEAD tk_head_avx512vnni
#include "../head_tpl.h"

#pragma clang attribute pop

#endif
