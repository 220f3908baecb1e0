// What the 256-bit variants share: a block of 64 bytes is two registers (rows 0-7, rows 8-15), a 32-bit lane is one row.

TK_INLINE __m256i load256(const uint8_t *p) { return _mm256_loadu_si256((const __m256i *)p); }

// Four activations (columns 4g .. 4g+3 of a block) to all lanes.
TK_INLINE __m256i broadcast4(const int8_t *q) {
    int32_t four;
    memcpy(&four, q, sizeof four);
    return _mm256_set1_epi32(four);
}

TK_INLINE __m256i tripled(__m256i u) { return _mm256_add_epi8(_mm256_add_epi8(u, u), u); }

// The codes of the digit that stands on top: (u > 85) + (u > 170).
TK_INLINE __m256i top_digit(__m256i u) {
    const __m256i one = _mm256_set1_epi8(1);
    const __m256i above = _mm256_min_epu8(_mm256_subs_epu8(u, _mm256_set1_epi8(85)), one);
    const __m256i far = _mm256_min_epu8(_mm256_subs_epu8(u, _mm256_set1_epi8((char)170)), one);
    return _mm256_add_epi8(above, far);
}

TK_INLINE void store256(uint8_t *p, __m256i v) { _mm256_store_si256((__m256i *)p, v); }

TK_INLINE void expand2(const uint8_t *block, uint8_t *words) {
    for (int half = 0; half < 64; half += 32) {
        const __m256i codes = load256(block + half), field = _mm256_set1_epi8(3);
        store256(words + half, _mm256_and_si256(codes, field));
        store256(words + 64 + half, _mm256_and_si256(_mm256_srli_epi16(codes, 2), field));
        store256(words + 128 + half, _mm256_and_si256(_mm256_srli_epi16(codes, 4), field));
        store256(words + 192 + half, _mm256_and_si256(_mm256_srli_epi16(codes, 6), field));
    }
}

TK_INLINE void expand5(const uint8_t *block, uint8_t *words) {
    for (int half = 0; half < 64; half += 32) {
        __m256i u = load256(block + half);
        for (int d = 0; d < 5; d++, u = tripled(u)) store256(words + 64 * d + half, top_digit(u));
    }
}

#define TK_LANE_BYTES 32
typedef __m256i lanes;
typedef __m256i codes_t;

TK_INLINE codes_t load_codes(const uint8_t *p) { return load256(p); }
TK_INLINE codes_t field(codes_t codes, int shift) {
    return _mm256_and_si256(_mm256_srli_epi16(codes, shift), _mm256_set1_epi8(3));
}
TK_INLINE int32_t total(lanes s) {
    const __m128i four = _mm_add_epi32(_mm256_castsi256_si128(s), _mm256_extracti128_si256(s, 1));
    const __m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4E));
    return _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0xB1)));
}
