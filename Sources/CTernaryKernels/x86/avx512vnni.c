// AVX-512 VNNI: 512-bit vpdpbusd; a block of 64 bytes is one register, a tile's 16 rows are its 16 lanes.
#include "../internal.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))), apply_to = function)

TK_INLINE __m512i broadcast4(const int8_t *q) {
    int32_t four;
    memcpy(&four, q, sizeof four);
    return _mm512_set1_epi32(four);
}

// One token. Fields are masked where they stand: field g counts 4^g-fold, in an accumulator of its own.
//   Accumulators: int32; field 3: 128 * 128 * columns / 4, 2^29 at TK_MAX_COLUMNS. Shifting back is exact.
//   Budget for 64 bytes (256 weights): 1 load, 4 ands, 4 vpdpbusd with broadcast operands.
TK_INLINE void tile_dots_1(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sums[TK_TILE_ROWS]) {
    const __m512i field0 = _mm512_set1_epi8(0x03), field1 = _mm512_set1_epi8(0x0C), field2 = _mm512_set1_epi8(0x30),
                  field3 = _mm512_set1_epi8((char)0xC0);
    __m512i s0 = _mm512_setzero_si512(), s1 = s0, s2 = s0, s3 = s0;
    for (int32_t block = 0; block < blocks; block++, tile += TK_BLOCK_BYTES, q += TK_BLOCK_COLUMNS) {
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
//   Accumulators: int32, 2 * 128 * columns, 2^25 at TK_MAX_COLUMNS.
//   Budget for 64 bytes (256 weights): 1 load, 3 shifts, 4 ands; each token 4 vpdpbusd with broadcast operands.
TK_INLINE void tile_dots(int tokens, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
                         int32_t sums[][TK_TILE_ROWS]) {
    if (tokens == 1) {
        tile_dots_1(tile, blocks, q, sums[0]);
        return;
    }
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

#define TK_MOST_TOKENS 8
#define TK_TABLE tk_table_avx512vnni
#define TK_TABLE_VECTORS tk_vectors_avx512
#include "../ternary_tpl.h"

#pragma clang attribute pop

#endif
