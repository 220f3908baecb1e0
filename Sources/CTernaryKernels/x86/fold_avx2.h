// What the two files with 256-bit registers for the head share.

TK_INLINE __m256i load_256(const void *p) { return _mm256_loadu_si256((const __m256i *)p); }

// The sum of all lanes of each of four registers.
TK_INLINE void store_sums(const __m256i v[4], int32_t *sums) {
    const __m256i ab = _mm256_hadd_epi32(v[0], v[1]), cd = _mm256_hadd_epi32(v[2], v[3]);
    const __m256i abcd = _mm256_hadd_epi32(ab, cd);
    _mm_storeu_si128((__m128i *)sums,
                     _mm_add_epi32(_mm256_castsi256_si128(abcd), _mm256_extracti128_si256(abcd, 1)));
}
