// The head in two planes with AVX2: vpmaddubsw, unsigned nibbles with signed input.
#include "../internal.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

#include "fold_avx2.h"

//   Accumulators: int16 for a block, 4 additions of at most 2 * 15 * 127: 15240; then int32.
//   Budget for 64 bytes (128 weights): 2 loads, 1 prefetch, 2 shifts, 4 ands, 8 multiplications with operands in memory,
//   6 additions; 2 widenings, 2 additions.
TK_INLINE void four_rows(const uint8_t *const rows[4], uintptr_t ahead, const int8_t *hi, const int8_t *lo,
                         int32_t blocks, int32_t sums[8]) {
    const __m256i nibble = _mm256_set1_epi8(0x0F), ones = _mm256_set1_epi16(1);
    __m256i with_hi[4], with_lo[4];
    for (int i = 0; i < 4; i++) with_hi[i] = with_lo[i] = _mm256_setzero_si256();
    for (int32_t block = 0; block < blocks; block++, hi += 128, lo += 128) {
        const size_t at = (size_t)block * TK_PLANE_BLOCK_BYTES;
        for (int i = 0; i < 4; i++) {
            tk_fetch(ahead + 4 * at + 64 * (size_t)i);
            __m256i hi16 = _mm256_setzero_si256(), lo16 = hi16;
            for (int half = 0; half < 2; half++) {
                const __m256i bytes = load_256(rows[i] + at + 32 * half);
                const __m256i first = _mm256_and_si256(bytes, nibble);
                const __m256i second = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble);
                hi16 = _mm256_add_epi16(hi16, _mm256_maddubs_epi16(first, load_256(hi + 32 * half)));
                hi16 = _mm256_add_epi16(hi16, _mm256_maddubs_epi16(second, load_256(hi + 64 + 32 * half)));
                lo16 = _mm256_add_epi16(lo16, _mm256_maddubs_epi16(first, load_256(lo + 32 * half)));
                lo16 = _mm256_add_epi16(lo16, _mm256_maddubs_epi16(second, load_256(lo + 64 + 32 * half)));
            }
            with_hi[i] = _mm256_add_epi32(with_hi[i], _mm256_madd_epi16(hi16, ones));
            with_lo[i] = _mm256_add_epi32(with_lo[i], _mm256_madd_epi16(lo16, ones));
        }
    }
    store_sums(with_hi, sums);
    store_sums(with_lo, sums + 4);
}

#define TK_HEAD tk_head_avx2
#include "../head_tpl.h"

#pragma clang attribute pop

#endif
