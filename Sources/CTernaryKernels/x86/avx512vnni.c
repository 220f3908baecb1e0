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

// Fields are masked where they stand: field g counts 4^g-fold, in an accumulator of its own.
//   Accumulators: int32; field 3: 128 * 128 * columns / 4, 2^28 at TK_MAX_COLUMNS. Shifting back is exact.
//   Budget for 64 bytes (256 weights): 1 load, 4 ands, 4 vpdpbusd with broadcast operands.
TK_INLINE void tile2_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sums[TK_TILE_ROWS]) {
    const __m512i field0 = _mm512_set1_epi8(0x03), field1 = _mm512_set1_epi8(0x0C), field2 = _mm512_set1_epi8(0x30),
                  field3 = _mm512_set1_epi8((char)0xC0);
    __m512i s0 = _mm512_setzero_si512(), s1 = s0, s2 = s0, s3 = s0;
    for (int32_t block = 0; block < blocks; block++, tile += TK_BLOCK_BYTES, q += TK_BLOCK_COLUMNS) {
        _mm_prefetch((const char *)tile + 4096, _MM_HINT_T0);
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

TK_INLINE __m512i tripled(__m512i u) { return _mm512_add_epi8(_mm512_add_epi8(u, u), u); }

// Five digits without unpacking: 256 * code = 3 u(d) - u(d+1), so the bytes themselves are multiplied, into accumulators
// of their own for each digit so that they need not wait for each other.
//   Accumulators: int32; each |sum| <= 255 * 128 * columns / 5, 2^28.7 at TK_MAX_COLUMNS; all together may wrap around, and
//   256 * the result fits: 2 * 256 * 128 * columns would not, but code sums are at most 2 * 127 * 65536 < 2^24, times 256 is 2^32:
//   the difference is taken on trits below, whose sum times 256 is less than 2^31.
//   Budget for 64 bytes (320 weights): 1 load, 10 adds, 5 broadcasts, 10 vpdpbusd.
TK_INLINE void tile5_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sum, int32_t sums[TK_TILE_ROWS]) {
    __m512i a[5], b[5];
    for (int d = 0; d < 5; d++) a[d] = b[d] = _mm512_setzero_si512();
    for (int32_t block = 0; block < blocks; block++, tile += TK_BLOCK_BYTES, q += TK_BLOCK5_COLUMNS) {
        _mm_prefetch((const char *)tile + 4096, _MM_HINT_T0);
        __m512i u = _mm512_loadu_si512(tile);
#pragma clang loop unroll(full)
        for (int d = 0; d < 5; d++) {
            const __m512i x = broadcast4(q + 4 * d);
            a[d] = _mm512_dpbusd_epi32(a[d], u, x);
            u = tripled(u);
            b[d] = _mm512_dpbusd_epi32(b[d], u, x);
        }
    }
    for (int d = 1; d < 5; d++) {
        a[0] = _mm512_add_epi32(a[0], a[d]);
        b[0] = _mm512_add_epi32(b[0], b[d]);
    }
    const __m512i three_a = _mm512_add_epi32(_mm512_add_epi32(a[0], a[0]), a[0]);
    const __m512i scaled = _mm512_sub_epi32(_mm512_sub_epi32(three_a, b[0]), _mm512_set1_epi32((int32_t)((uint32_t)sum << 8)));
    _mm512_storeu_si512(sums, _mm512_add_epi32(_mm512_srai_epi32(scaled, 8), _mm512_set1_epi32(sum)));
}

TK_INLINE void expand2(const uint8_t *block, uint8_t *words) {
    const __m512i codes = _mm512_loadu_si512(block), field = _mm512_set1_epi8(3);
    _mm512_store_si512(words, _mm512_and_si512(codes, field));
    _mm512_store_si512(words + 64, _mm512_and_si512(_mm512_srli_epi16(codes, 2), field));
    _mm512_store_si512(words + 128, _mm512_and_si512(_mm512_srli_epi16(codes, 4), field));
    _mm512_store_si512(words + 192, _mm512_and_si512(_mm512_srli_epi16(codes, 6), field));
}

// code = (3 u - u') / 256 = (u > 85) + (u > 170).
TK_INLINE void expand5(const uint8_t *block, uint8_t *words) {
    const __m512i one = _mm512_set1_epi8(1), third = _mm512_set1_epi8(85), two_thirds = _mm512_set1_epi8((char)170);
    __m512i u = _mm512_loadu_si512(block);
    for (int d = 0; d < 5; d++) {
        const __m512i above = _mm512_min_epu8(_mm512_subs_epu8(u, third), one);
        const __m512i far = _mm512_min_epu8(_mm512_subs_epu8(u, two_thirds), one);
        _mm512_store_si512(words + 64 * d, _mm512_add_epi8(above, far));
        u = tripled(u);
    }
}

//   Accumulators: int32, 2 * 128 * columns, 2^24 at TK_MAX_COLUMNS.
//   Budget for 64 bytes (64 weights): 1 load; each token 1 vpdpbusd with a broadcast operand.
TK_INLINE void words_dots(int tokens, const uint8_t *words, int32_t count, const int8_t *q, size_t stride,
                          int32_t sums[][TK_TILE_ROWS]) {
    __m512i s[8];
    for (int t = 0; t < tokens; t++) s[t] = _mm512_load_si512(sums[t]);
    for (int32_t w = 0; w < count; w++) {
        const __m512i codes = _mm512_load_si512(words + 64 * w);
        for (int t = 0; t < tokens; t++) s[t] = _mm512_dpbusd_epi32(s[t], codes, broadcast4(q + (size_t)t * stride + 4 * w));
    }
    for (int t = 0; t < tokens; t++) _mm512_store_si512(sums[t], s[t]);
}

#define TK_LANE_BYTES 32
typedef __m256i lanes;
typedef __m256i codes_t;

TK_INLINE codes_t load_codes(const uint8_t *p) { return _mm256_loadu_si256((const __m256i *)p); }
TK_INLINE codes_t field(codes_t codes, int shift) {
    return _mm256_and_si256(_mm256_srli_epi16(codes, shift), _mm256_set1_epi8(3));
}
TK_INLINE lanes accumulate(lanes s, codes_t codes, const int8_t *q) {
    return _mm256_dpbusd_epi32(s, codes, _mm256_loadu_si256((const __m256i *)q));
}
TK_INLINE int32_t total(lanes s) {
    const __m128i four = _mm_add_epi32(_mm256_castsi256_si128(s), _mm256_extracti128_si256(s, 1));
    const __m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4E));
    return _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0xB1)));
}

#define TK_MOST_TOKENS 8
#define TK_TABLE tk_table_avx512vnni
#define TK_TABLE_VECTORS tk_vectors_avx512
#include "../ternary_tpl.h"

#pragma clang attribute pop

#endif
