// AVX-512 VNNI: 512-bit vpdpbusd; a block of 64 bytes is one register, a tile's 16 rows are its 16 lanes.
#include "../internal.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define TK_PANEL_TILES 4
#define TK_MOST_TOKENS 6
#define TK_TILE5_MOST 4

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))), apply_to = function)

TK_INLINE __m512i broadcast4(const int8_t *q) {
    int32_t four;
    memcpy(&four, q, sizeof four);
    return _mm512_set1_epi32(four);
}

// Fields are masked where they stand: field g counts 4^g-fold, in an accumulator of its own.
//   Accumulators: int32; field 3: 128 * 128 * columns / 4, 2^28 at TK_MAX_COLUMNS. Shifting back is exact.
//   Budget for 64 bytes (256 weights): 1 load, 4 ands, 4 vpdpbusd with broadcast operands.
TK_INLINE void tile2_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sums[TK_TILE_ROWS]) {
    const __m512i field0 = _mm512_set1_epi8(0x03), field1 = _mm512_set1_epi8(0x0C), field2 = _mm512_set1_epi8(0x30),
                  field3 = _mm512_set1_epi8((char)0xC0);
    __m512i s0 = _mm512_setzero_si512(), s1 = s0, s2 = s0, s3 = s0;
    for (int32_t block = 0; block < blocks; block++, tile += TK_BLOCK_BYTES, q += TK_BLOCK_COLUMNS) {
        TK_ASK_TILE(tile);
        const __m512i codes = _mm512_loadu_si512(tile);
        s0 = _mm512_dpbusd_epi32(s0, _mm512_and_si512(codes, field0), broadcast4(q));
        s1 = _mm512_dpbusd_epi32(s1, _mm512_and_si512(codes, field1), broadcast4(q + 4));
        s2 = _mm512_dpbusd_epi32(s2, _mm512_and_si512(codes, field2), broadcast4(q + 8));
        s3 = _mm512_dpbusd_epi32(s3, _mm512_and_si512(codes, field3), broadcast4(q + 12));
    }
    const __m512i s01 = _mm512_add_epi32(s0, _mm512_srai_epi32(s1, 2));
    const __m512i s23 = _mm512_add_epi32(_mm512_srai_epi32(s2, 4), _mm512_srai_epi32(s3, 6));
    _mm512_storeu_si512(sums, _mm512_add_epi32(s01, s23));
}

// Several tokens: the codes are unpacked once and used by each token.
//   Accumulators: int32, 2 * 128 * columns, 2^24 at TK_MAX_COLUMNS.
//   Budget for 64 bytes (256 weights): 1 load, 3 shifts, 4 ands; each token 4 vpdpbusd with broadcast operands.
TK_INLINE void tile2_tokens_dots(int tokens, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
                                 int32_t sums[][TK_TILE_ROWS]) {
    const __m512i field = _mm512_set1_epi8(0x03);
    __m512i even[8], odd[8];
    for (int t = 0; t < tokens; t++) even[t] = odd[t] = _mm512_setzero_si512();
    for (int32_t block = 0; block < blocks; block++, tile += TK_BLOCK_BYTES, q += TK_BLOCK_COLUMNS) {
        const __m512i codes = _mm512_loadu_si512(tile);
        const __m512i c0 = _mm512_and_si512(codes, field);
        const __m512i c1 = _mm512_and_si512(_mm512_srli_epi16(codes, 2), field);
        const __m512i c2 = _mm512_and_si512(_mm512_srli_epi16(codes, 4), field);
        const __m512i c3 = _mm512_and_si512(_mm512_srli_epi16(codes, 6), field);
        for (int t = 0; t < tokens; t++) {
            const int8_t *a = q + (size_t)t * stride;
            even[t] = _mm512_dpbusd_epi32(even[t], c0, broadcast4(a));
            odd[t] = _mm512_dpbusd_epi32(odd[t], c1, broadcast4(a + 4));
            even[t] = _mm512_dpbusd_epi32(even[t], c2, broadcast4(a + 8));
            odd[t] = _mm512_dpbusd_epi32(odd[t], c3, broadcast4(a + 12));
        }
    }
    for (int t = 0; t < tokens; t++) _mm512_storeu_si512(sums[t], _mm512_add_epi32(even[t], odd[t]));
}

TK_INLINE __m512i tripled(__m512i u) {
    __m512i v = _mm512_add_epi8(_mm512_add_epi8(u, u), u);
    __asm__("" : "+v"(v));  // else the compiler makes 27 u of three of these, and a byte product is four instructions
    return v;
}

// Five digits without unpacking: 256 * code = 3 u(d) - u(d+1), so the bytes themselves are multiplied, into accumulators
// of their own for each digit so that they need not wait for each other.
//   Accumulators: int32; each |sum| <= 255 * 128 * columns / 5, 2^28.7 at TK_MAX_COLUMNS, and 256 * the sum of a digit's
//   code * a <= 2 * 256 * 128 * columns / 5, 2^29.7.
//   Budget for 64 bytes (320 weights): 1 load, 10 adds, 5 broadcasts, 10 vpdpbusd.
TK_INLINE void tile5_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sum, int32_t sums[TK_TILE_ROWS]) {
    (void)sum;
    __m512i a[5], b[5];
    for (int d = 0; d < 5; d++) a[d] = b[d] = _mm512_setzero_si512();
    for (int32_t block = 0; block < blocks; block++, tile += TK_BLOCK_BYTES, q += TK_BLOCK5_COLUMNS) {
        TK_ASK_TILE(tile);
        __m512i u = _mm512_loadu_si512(tile);
#pragma clang loop unroll(full)
        for (int d = 0; d < 5; d++) {
            const __m512i x = broadcast4(q + 4 * d);
            a[d] = _mm512_dpbusd_epi32(a[d], u, x);
            u = tripled(u);
            b[d] = _mm512_dpbusd_epi32(b[d], u, x);
        }
    }
    __m512i codes = _mm512_setzero_si512();
    for (int d = 0; d < 5; d++) {
        const __m512i times256 = _mm512_sub_epi32(_mm512_add_epi32(_mm512_add_epi32(a[d], a[d]), a[d]), b[d]);
        codes = _mm512_add_epi32(codes, _mm512_srai_epi32(times256, 8));
    }
    _mm512_storeu_si512(sums, codes);
}

// Two to four tokens: the chain of a byte's digits serves all of them, and memory is still what takes the time.
//   Accumulators: int32, each for two digits at most; 3 a may wrap around, 256 * their sum of code * a, which is at most
//   2 * 256 * 128 * columns * 2 / 5, 2^30.7 at TK_MAX_COLUMNS, does not. 24 of the 32 registers for four tokens.
//   Budget for 64 bytes (320 weights): 1 load, 10 adds; each token 5 broadcasts and 10 vpdpbusd.
TK_INLINE void tile5_tokens_dots(int tokens, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
                                 const int32_t *added, int32_t sums[][TK_TILE_ROWS]) {
    (void)added;
    __m512i a[TK_TILE5_MOST][3], b[TK_TILE5_MOST][3];
    for (int t = 0; t < tokens; t++)
        for (int i = 0; i < 3; i++) a[t][i] = b[t][i] = _mm512_setzero_si512();
    for (int32_t block = 0; block < blocks; block++, tile += TK_BLOCK_BYTES, q += TK_BLOCK5_COLUMNS) {
        TK_ASK_TILE(tile);
        __m512i u = _mm512_loadu_si512(tile);
#pragma clang loop unroll(full)
        for (int d = 0; d < 5; d++) {
            const __m512i next = tripled(u);
            for (int t = 0; t < tokens; t++) {
                const __m512i x = broadcast4(q + (size_t)t * stride + 4 * d);
                a[t][d % 3] = _mm512_dpbusd_epi32(a[t][d % 3], u, x);
                b[t][d % 3] = _mm512_dpbusd_epi32(b[t][d % 3], next, x);
            }
            u = next;
        }
    }
    for (int t = 0; t < tokens; t++) {
        __m512i codes = _mm512_setzero_si512();
        for (int i = 0; i < 3; i++) {
            const __m512i three = _mm512_add_epi32(_mm512_add_epi32(a[t][i], a[t][i]), a[t][i]);
            codes = _mm512_add_epi32(codes, _mm512_srai_epi32(_mm512_sub_epi32(three, b[t][i]), 8));
        }
        _mm512_storeu_si512(sums[t], codes);
    }
}

TK_INLINE void expand2(const uint8_t *block, uint8_t *words) {
    const __m512i codes = _mm512_loadu_si512(block), field = _mm512_set1_epi8(3);
    _mm512_store_si512(words, _mm512_and_si512(codes, field));
    _mm512_store_si512(words + TK_PANEL_BYTES, _mm512_and_si512(_mm512_srli_epi16(codes, 2), field));
    _mm512_store_si512(words + 2 * TK_PANEL_BYTES, _mm512_and_si512(_mm512_srli_epi16(codes, 4), field));
    _mm512_store_si512(words + 3 * TK_PANEL_BYTES, _mm512_and_si512(_mm512_srli_epi16(codes, 6), field));
}

// code = (3 u - u') / 256 = (u > 85) + (u > 170).
TK_INLINE void expand5(const uint8_t *block, uint8_t *words) {
    const __m512i one = _mm512_set1_epi8(1), third = _mm512_set1_epi8(85), two_thirds = _mm512_set1_epi8((char)170);
    __m512i u = _mm512_loadu_si512(block);
    for (int d = 0; d < 5; d++) {
        const __m512i above = _mm512_min_epu8(_mm512_subs_epu8(u, third), one);
        const __m512i far = _mm512_min_epu8(_mm512_subs_epu8(u, two_thirds), one);
        _mm512_store_si512(words + TK_PANEL_BYTES * d, _mm512_add_epi8(above, far));
        u = tripled(u);
    }
}

// Four tiles at once, so that an activation that is broadcast serves four products: with one tile each product takes a load,
// of which there are two a cycle at best, and eight accumulators cannot hide the latency.
//   Accumulators: int32, 2 * 128 * columns, 2^24 at TK_MAX_COLUMNS; 24 of the 32 registers.
//   Budget for 256 bytes (256 weights): 4 loads; each token 1 broadcast and 4 vpdpbusd.
TK_INLINE void words_dots(int tokens, const uint8_t *words, int32_t count, const int8_t *q, size_t stride,
                          int32_t sums[][TK_PANEL_ROWS]) {
    __m512i s[TK_MOST_TOKENS][TK_PANEL_TILES];
    for (int t = 0; t < tokens; t++)
        for (int i = 0; i < TK_PANEL_TILES; i++) s[t][i] = _mm512_load_si512(sums[t] + TK_TILE_ROWS * i);
    for (int32_t w = 0; w < count; w++, words += TK_PANEL_BYTES) {
        __m512i codes[TK_PANEL_TILES];
        for (int i = 0; i < TK_PANEL_TILES; i++) codes[i] = _mm512_load_si512(words + TK_BLOCK_BYTES * i);
        for (int t = 0; t < tokens; t++) {
            const __m512i x = broadcast4(q + (size_t)t * stride + 4 * w);
            for (int i = 0; i < TK_PANEL_TILES; i++) s[t][i] = _mm512_dpbusd_epi32(s[t][i], codes[i], x);
        }
    }
    for (int t = 0; t < tokens; t++)
        for (int i = 0; i < TK_PANEL_TILES; i++) _mm512_store_si512(sums[t] + TK_TILE_ROWS * i, s[t][i]);
}

// Lines of published files are not interleaved: 512 bits at a time read them from memory at half the speed of 256.
#include "lines256.h"

TK_INLINE lanes accumulate(lanes s, codes_t codes, codes_t activations) {
    return _mm256_dpbusd_epi32(s, codes, activations);
}

#define TK_TILE2_TOKENS 8
#define TK_TILE2_MOST 16
#define TK_TABLE tk_table_avx512vnni
#define TK_TABLE_VECTORS tk_vectors_avx512
#include "../ternary_tpl.h"

#pragma clang attribute pop

#endif
