// AVX-VNNI: 256-bit vpdpbusd in the VEX encoding (client CPUs without AVX-512).
#include "../internal.h"

#if defined(__x86_64__)

#include <immintrin.h>

// Test builds may compile this file for AVX-512 VL instead, whose vpdpbusd computes the same, on CPUs that lack AVX-VNNI.
#if defined(TK_AVXVNNI_AS_AVX512VL)
#pragma clang attribute push(__attribute__((target("avx2,avx512vl,avx512vnni"))), apply_to = function)
#define dpbusd _mm256_dpbusd_epi32
#else
#pragma clang attribute push(__attribute__((target("avx2,avxvnni"))), apply_to = function)
#define dpbusd _mm256_dpbusd_avx_epi32
#endif

#include "tiles256.h"

// One token; a block is two registers (rows 0-7, 8-15), a 32-bit lane is one row, its bytes columns j, 4+j, 8+j, 12+j.
// Fields are masked where they stand, so field g counts 4^g-fold: fields 0, 1 and (after a shift by 4) 2, 3.
//   Accumulators: int32, the second one 4-fold: 4 * 2 * 128 * columns / 2, 2^26 at TK_MAX_COLUMNS.
//   Budget for 64 bytes (256 weights): 2 loads, 4 broadcasts, 2 shifts, 8 ands, 8 vpdpbusd.
TK_INLINE void tile2_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sums[TK_TILE_ROWS]) {
    const __m256i field0 = _mm256_set1_epi8(0x03), field1 = _mm256_set1_epi8(0x0C);
    __m256i low[4], high[4];
    for (int g = 0; g < 4; g++) low[g] = high[g] = _mm256_setzero_si256();
    for (int32_t block = 0; block < blocks; block++, tile += TK_BLOCK_BYTES, q += TK_BLOCK_COLUMNS) {
        const __m256i l = load256(tile), h = load256(tile + 32);
        const __m256i l4 = _mm256_srli_epi16(l, 4), h4 = _mm256_srli_epi16(h, 4);
        const __m256i a0 = broadcast4(q), a1 = broadcast4(q + 4), a2 = broadcast4(q + 8), a3 = broadcast4(q + 12);
        low[0] = dpbusd(low[0], _mm256_and_si256(l, field0), a0);
        low[1] = dpbusd(low[1], _mm256_and_si256(l, field1), a1);
        low[2] = dpbusd(low[2], _mm256_and_si256(l4, field0), a2);
        low[3] = dpbusd(low[3], _mm256_and_si256(l4, field1), a3);
        high[0] = dpbusd(high[0], _mm256_and_si256(h, field0), a0);
        high[1] = dpbusd(high[1], _mm256_and_si256(h, field1), a1);
        high[2] = dpbusd(high[2], _mm256_and_si256(h4, field0), a2);
        high[3] = dpbusd(high[3], _mm256_and_si256(h4, field1), a3);
    }
    const __m256i low1 = _mm256_add_epi32(low[0], low[2]), low4 = _mm256_add_epi32(low[1], low[3]);
    const __m256i high1 = _mm256_add_epi32(high[0], high[2]), high4 = _mm256_add_epi32(high[1], high[3]);
    _mm256_storeu_si256((__m256i *)sums, _mm256_add_epi32(low1, _mm256_srai_epi32(low4, 2)));
    _mm256_storeu_si256((__m256i *)(sums + 8), _mm256_add_epi32(high1, _mm256_srai_epi32(high4, 2)));
}

// Several tokens, eight rows at a time.
//   Accumulators: int32, 2 * 128 * columns, 2^24 at TK_MAX_COLUMNS.
//   Budget for 32 bytes (128 weights): 1 load, 3 shifts, 4 ands; each token 4 broadcasts, 4 vpdpbusd.
TK_INLINE void half_tile2_tokens(int tokens, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
                                 int32_t sums[][TK_TILE_ROWS]) {
    const __m256i field = _mm256_set1_epi8(0x03);
    __m256i even[4], odd[4];
    for (int t = 0; t < tokens; t++) even[t] = odd[t] = _mm256_setzero_si256();
    for (int32_t block = 0; block < blocks; block++, tile += TK_BLOCK_BYTES, q += TK_BLOCK_COLUMNS) {
        const __m256i codes = load256(tile);
        const __m256i c0 = _mm256_and_si256(codes, field);
        const __m256i c1 = _mm256_and_si256(_mm256_srli_epi16(codes, 2), field);
        const __m256i c2 = _mm256_and_si256(_mm256_srli_epi16(codes, 4), field);
        const __m256i c3 = _mm256_and_si256(_mm256_srli_epi16(codes, 6), field);
        for (int t = 0; t < tokens; t++) {
            const int8_t *a = q + (size_t)t * stride;
            even[t] = dpbusd(even[t], c0, broadcast4(a));
            odd[t] = dpbusd(odd[t], c1, broadcast4(a + 4));
            even[t] = dpbusd(even[t], c2, broadcast4(a + 8));
            odd[t] = dpbusd(odd[t], c3, broadcast4(a + 12));
        }
    }
    for (int t = 0; t < tokens; t++) _mm256_storeu_si256((__m256i *)sums[t], _mm256_add_epi32(even[t], odd[t]));
}

TK_INLINE void tile2_tokens_dots(int tokens, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
                                 int32_t sums[][TK_TILE_ROWS]) {
    half_tile2_tokens(tokens, tile, blocks, q, stride, sums);
    half_tile2_tokens(tokens, tile + 32, blocks, q, stride, (int32_t(*)[TK_TILE_ROWS])(sums[0] + 8));
}

// Five digits without unpacking: 256 * code = 3 u(d) - u(d+1); see avx512vnni.c. Eight rows at a time, which is as much as
// the registers hold.
//   Accumulators: int32, each for two digits at most; 3 a may wrap around, 256 * their sum of code * a, which is at most
//   2 * 256 * 128 * columns * 2 / 5, 2^30.7 at TK_MAX_COLUMNS, does not.
//   Budget for 32 bytes (160 weights): 1 load, 10 adds, 5 broadcasts, 10 vpdpbusd.
TK_INLINE void half_tile5_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t *sums) {
    __m256i a[3], b[3];
    for (int i = 0; i < 3; i++) a[i] = b[i] = _mm256_setzero_si256();
    for (int32_t block = 0; block < blocks; block++, tile += TK_BLOCK_BYTES, q += TK_BLOCK5_COLUMNS) {
        TK_ASK_TILE(tile);
        __m256i u = load256(tile);
#pragma clang loop unroll(full)
        for (int d = 0; d < 5; d++) {
            const __m256i x = broadcast4(q + 4 * d);
            a[d % 3] = dpbusd(a[d % 3], u, x);
            u = tripled(u);
            b[d % 3] = dpbusd(b[d % 3], u, x);
        }
    }
    __m256i codes = _mm256_setzero_si256();
    for (int i = 0; i < 3; i++) {
        const __m256i times256 = _mm256_sub_epi32(_mm256_add_epi32(_mm256_add_epi32(a[i], a[i]), a[i]), b[i]);
        codes = _mm256_add_epi32(codes, _mm256_srai_epi32(times256, 8));
    }
    _mm256_storeu_si256((__m256i *)sums, codes);
}

TK_INLINE void tile5_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sum, int32_t sums[TK_TILE_ROWS]) {
    (void)sum;
    half_tile5_dots(tile, blocks, q, sums);
    half_tile5_dots(tile + 32, blocks, q, sums + 8);
}

//   Accumulators: int32, 2 * 128 * columns, 2^24 at TK_MAX_COLUMNS.
//   Budget for 64 bytes (64 weights): 2 loads; each token 1 broadcast, 2 vpdpbusd.
TK_INLINE void words_dots(int tokens, const uint8_t *words, int32_t count, const int8_t *q, size_t stride,
                          int32_t sums[][TK_TILE_ROWS]) {
    __m256i low[6], high[6];
    for (int t = 0; t < tokens; t++) {
        low[t] = _mm256_load_si256((const __m256i *)sums[t]);
        high[t] = _mm256_load_si256((const __m256i *)(sums[t] + 8));
    }
    for (int32_t w = 0; w < count; w++) {
        const __m256i l = load256(words + 64 * w), h = load256(words + 64 * w + 32);
        for (int t = 0; t < tokens; t++) {
            const __m256i x = broadcast4(q + (size_t)t * stride + 4 * w);
            low[t] = dpbusd(low[t], l, x);
            high[t] = dpbusd(high[t], h, x);
        }
    }
    for (int t = 0; t < tokens; t++) {
        _mm256_store_si256((__m256i *)sums[t], low[t]);
        _mm256_store_si256((__m256i *)(sums[t] + 8), high[t]);
    }
}

TK_INLINE lanes accumulate(lanes s, codes_t codes, codes_t activations) { return dpbusd(s, codes, activations); }

#define TK_TILE2_TOKENS 4
#define TK_TILE2_MOST 16
#define TK_PANEL_TILES 1
#define TK_MOST_TOKENS 6
#define TK_TABLE tk_table_avxvnni
#define TK_TABLE_VECTORS tk_vectors_avx2
#include "../ternary_tpl.h"

#pragma clang attribute pop

#endif
