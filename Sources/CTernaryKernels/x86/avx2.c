// AVX2: 256-bit integers, no dot-product instruction.
#include "../internal.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

#include "tiles256.h"

// One token. A block is two registers (rows 0-7, rows 8-15), a 32-bit lane is one row, its bytes columns j, 4+j, 8+j, 12+j.
// maddubs: unsigned codes x signed activations, pairs added to int16. Two of the four fields need no shift: field 1 is
// taken as 4 * code, field 3 as 4 * code after a shift by 4 that also serves field 2.
//   Accumulators: int16 for 128 columns, then int32.
//     code:     16 additions of at most 2 * 2 * 128 = 512:    8192
//     4 * code: 16 additions of at most 2 * 8 * 128 = 2048:   32512 up (q <= 127), -32768 down (q = -128)
//   int32 holds 4 * the sum: 4 * 256 * columns, 2^27 at TK_MAX_COLUMNS.
//   Budget for 64 bytes (256 weights): 2 loads, 4 broadcasts, 2 shifts, 8 ands, 8 maddubs, 8 adds.
TK_INLINE void tile2_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sums[TK_TILE_ROWS]) {
    const __m256i field0 = _mm256_set1_epi8(0x03), field1 = _mm256_set1_epi8(0x0C);
    const __m256i ones = _mm256_set1_epi16(1), fours = _mm256_set1_epi16(4);
    __m256i low_rows = _mm256_setzero_si256(), high_rows = low_rows;
    for (int32_t block = 0; block < blocks; block += 8) {
        __m256i low1 = _mm256_setzero_si256(), low4 = low1, high1 = low1, high4 = low1;
        for (int step = 0; step < 8; step++, tile += TK_BLOCK_BYTES, q += TK_BLOCK_COLUMNS) {
            const __m256i low = load256(tile), high = load256(tile + 32);
            const __m256i low_shifted = _mm256_srli_epi16(low, 4), high_shifted = _mm256_srli_epi16(high, 4);
            const __m256i a0 = broadcast4(q), a1 = broadcast4(q + 4), a2 = broadcast4(q + 8), a3 = broadcast4(q + 12);
            low1 = _mm256_add_epi16(low1, _mm256_maddubs_epi16(_mm256_and_si256(low, field0), a0));
            low4 = _mm256_add_epi16(low4, _mm256_maddubs_epi16(_mm256_and_si256(low, field1), a1));
            low1 = _mm256_add_epi16(low1, _mm256_maddubs_epi16(_mm256_and_si256(low_shifted, field0), a2));
            low4 = _mm256_add_epi16(low4, _mm256_maddubs_epi16(_mm256_and_si256(low_shifted, field1), a3));
            high1 = _mm256_add_epi16(high1, _mm256_maddubs_epi16(_mm256_and_si256(high, field0), a0));
            high4 = _mm256_add_epi16(high4, _mm256_maddubs_epi16(_mm256_and_si256(high, field1), a1));
            high1 = _mm256_add_epi16(high1, _mm256_maddubs_epi16(_mm256_and_si256(high_shifted, field0), a2));
            high4 = _mm256_add_epi16(high4, _mm256_maddubs_epi16(_mm256_and_si256(high_shifted, field1), a3));
        }
        low_rows = _mm256_add_epi32(low_rows, _mm256_madd_epi16(low1, fours));
        low_rows = _mm256_add_epi32(low_rows, _mm256_madd_epi16(low4, ones));
        high_rows = _mm256_add_epi32(high_rows, _mm256_madd_epi16(high1, fours));
        high_rows = _mm256_add_epi32(high_rows, _mm256_madd_epi16(high4, ones));
    }
    _mm256_storeu_si256((__m256i *)sums, _mm256_srai_epi32(low_rows, 2));
    _mm256_storeu_si256((__m256i *)(sums + 8), _mm256_srai_epi32(high_rows, 2));
}

// Several tokens, eight rows at a time: the codes are unpacked once and used by each token.
//   Accumulators: int16 for 128 columns, 32 additions of at most 512: 16384; then int32.
//   Budget for 32 bytes (128 weights): 1 load, 3 shifts, 4 ands; each token 4 broadcasts, 4 maddubs, 4 adds.
TK_INLINE void half_tile2_tokens(int tokens, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
                                 int32_t sums[][TK_TILE_ROWS]) {
    const __m256i field = _mm256_set1_epi8(0x03), ones = _mm256_set1_epi16(1);
    __m256i totals[4];
    for (int t = 0; t < tokens; t++) totals[t] = _mm256_setzero_si256();
    for (int32_t block = 0; block < blocks; block += 8) {
        __m256i partial[4];
        for (int t = 0; t < tokens; t++) partial[t] = _mm256_setzero_si256();
        for (int step = 0; step < 8; step++, tile += TK_BLOCK_BYTES, q += TK_BLOCK_COLUMNS) {
            const __m256i codes = load256(tile);
            const __m256i c0 = _mm256_and_si256(codes, field);
            const __m256i c1 = _mm256_and_si256(_mm256_srli_epi16(codes, 2), field);
            const __m256i c2 = _mm256_and_si256(_mm256_srli_epi16(codes, 4), field);
            const __m256i c3 = _mm256_and_si256(_mm256_srli_epi16(codes, 6), field);
            for (int t = 0; t < tokens; t++) {
                const int8_t *a = q + (size_t)t * stride;
                const __m256i s01 = _mm256_add_epi16(_mm256_maddubs_epi16(c0, broadcast4(a)),
                                                     _mm256_maddubs_epi16(c1, broadcast4(a + 4)));
                const __m256i s23 = _mm256_add_epi16(_mm256_maddubs_epi16(c2, broadcast4(a + 8)),
                                                     _mm256_maddubs_epi16(c3, broadcast4(a + 12)));
                partial[t] = _mm256_add_epi16(partial[t], _mm256_add_epi16(s01, s23));
            }
        }
        for (int t = 0; t < tokens; t++)
            totals[t] = _mm256_add_epi32(totals[t], _mm256_madd_epi16(partial[t], ones));
    }
    for (int t = 0; t < tokens; t++) _mm256_storeu_si256((__m256i *)sums[t], totals[t]);
}

TK_INLINE void tile2_tokens_dots(int tokens, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
                                 int32_t sums[][TK_TILE_ROWS]) {
    half_tile2_tokens(tokens, tile, blocks, q, stride, sums);
    half_tile2_tokens(tokens, tile + 32, blocks, q, stride, (int32_t(*)[TK_TILE_ROWS])(sums[0] + 8));
}

// Without a dot product the digits are taken out: pairs of codes x activations in int16 for 4 blocks, then int32.
//   Accumulators: int16, 20 additions of at most 512: 10240; int32: 2^24 at TK_MAX_COLUMNS.
//   Budget for 64 bytes (320 weights): 2 loads, 5 broadcasts, 80 operations for the digits, 10 maddubs, 10 adds.
TK_INLINE void tile5_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sum, int32_t sums[TK_TILE_ROWS]) {
    (void)sum;
    const __m256i ones = _mm256_set1_epi16(1);
    __m256i low_rows = _mm256_setzero_si256(), high_rows = low_rows;
    for (int32_t block = 0; block < blocks;) {
        __m256i low = _mm256_setzero_si256(), high = low;
        const int32_t stop = blocks - block < 4 ? blocks : block + 4;
        for (; block < stop; block++, tile += TK_BLOCK_BYTES, q += TK_BLOCK5_COLUMNS) {
            TK_ASK_TILE(tile);
            __m256i u = load256(tile), v = load256(tile + 32);
            for (int d = 0; d < 5; d++) {
                const __m256i x = broadcast4(q + 4 * d);
                low = _mm256_add_epi16(low, _mm256_maddubs_epi16(top_digit(u), x));
                high = _mm256_add_epi16(high, _mm256_maddubs_epi16(top_digit(v), x));
                u = tripled(u);
                v = tripled(v);
            }
        }
        low_rows = _mm256_add_epi32(low_rows, _mm256_madd_epi16(low, ones));
        high_rows = _mm256_add_epi32(high_rows, _mm256_madd_epi16(high, ones));
    }
    _mm256_storeu_si256((__m256i *)sums, low_rows);
    _mm256_storeu_si256((__m256i *)(sums + 8), high_rows);
}

//   Accumulators: int16 for 32 words, 32 additions of at most 512: 16384; then int32, 2^24 at TK_MAX_COLUMNS.
//   Budget for 64 bytes (64 weights): 2 loads; each token 1 broadcast, 2 maddubs, 2 adds.
TK_INLINE void words_dots(int tokens, const uint8_t *words, int32_t count, const int8_t *q, size_t stride,
                          int32_t sums[][TK_TILE_ROWS]) {
    const __m256i ones = _mm256_set1_epi16(1);
    for (int32_t w = 0; w < count;) {
        __m256i low[4], high[4];
        for (int t = 0; t < tokens; t++) low[t] = high[t] = _mm256_setzero_si256();
        const int32_t stop = count - w < 32 ? count : w + 32;
        for (; w < stop; w++) {
            const __m256i l = load256(words + 64 * w), h = load256(words + 64 * w + 32);
            for (int t = 0; t < tokens; t++) {
                const __m256i x = broadcast4(q + (size_t)t * stride + 4 * w);
                low[t] = _mm256_add_epi16(low[t], _mm256_maddubs_epi16(l, x));
                high[t] = _mm256_add_epi16(high[t], _mm256_maddubs_epi16(h, x));
            }
        }
        for (int t = 0; t < tokens; t++) {
            __m256i *s = (__m256i *)sums[t];
            s[0] = _mm256_add_epi32(s[0], _mm256_madd_epi16(low[t], ones));
            s[1] = _mm256_add_epi32(s[1], _mm256_madd_epi16(high[t], ones));
        }
    }
}

//   Pairs in int16: 2 * 8 * 128 = 2048 at most.
TK_INLINE lanes accumulate(lanes s, codes_t codes, codes_t activations) {
    const __m256i pairs = _mm256_maddubs_epi16(codes, activations);
    return _mm256_add_epi32(s, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

#define TK_TILE2_TOKENS 4
#define TK_TILE2_MOST 12
#define TK_PANEL_TILES 1
#define TK_MOST_TOKENS 4
#define TK_TABLE tk_table_avx2
#define TK_TABLE_VECTORS tk_vectors_avx2
#include "../ternary_tpl.h"

#pragma clang attribute pop

#endif
