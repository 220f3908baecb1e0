// Layouts that are line after line, 32 bytes at a time: all x86 variants.

#define TK_LANE_BYTES 32
#define TK_LINES 2
typedef __m256i lanes;
typedef __m256i codes_t;

TK_INLINE codes_t load_codes(const uint8_t *p) { return _mm256_loadu_si256((const __m256i *)p); }
TK_INLINE codes_t load_activations(const int8_t *q) {
    return _mm256_loadu_si256((const __m256i *)q);
}
// Fields 1 and 3 count 4-fold, so that one shift does for all.
TK_INLINE codes_t field(codes_t codes, int f) {
    return _mm256_and_si256(f < 2 ? codes : _mm256_srli_epi16(codes, 4), _mm256_set1_epi8(f % 2 ? 0x0C : 0x03));
}
TK_INLINE lanes unscaled(lanes s, int f) { return f % 2 ? _mm256_srai_epi32(s, 2) : s; }
TK_INLINE int32_t total(lanes s) {
    const __m128i four = _mm_add_epi32(_mm256_castsi256_si128(s), _mm256_extracti128_si256(s, 1));
    const __m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4E));
    return _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0xB1)));
}
