// Bodies with SDOT, shared by the variants that have it. Included with dotprod switched on.

#include "tiles128.h"

// One token. Lane r of a register = row r, its bytes columns j, 4+j, 8+j, 12+j. The 16 activations of the block are one
// register, whose lane g goes with field g: SDOT by element needs no broadcast.
// Fields 0 and 3 count as they are, fields 1 and 2 are masked where they stand and count 4- and 16-fold.
//   Accumulators: int32; field 2: 32 * 128 * columns / 4, 2^26 at TK_MAX_COLUMNS. Shifting back is exact.
//   Budget for 64 bytes (256 weights): 5 loads, 12 ands, 4 shifts, 16 SDOT.
TK_INLINE void tile2_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sums[TK_TILE_ROWS]) {
    const uint8x16_t field0 = vdupq_n_u8(0x03), field1 = vdupq_n_u8(0x0C), field2 = vdupq_n_u8(0x30);
    int32x4_t s1[4], s4[4], s16[4];
    for (int i = 0; i < 4; i++) s1[i] = s4[i] = s16[i] = vdupq_n_s32(0);
    for (int32_t block = 0; block < blocks; block++, tile += TK_BLOCK_BYTES, q += TK_BLOCK_COLUMNS) {
        prefetch(tile);
        const int8x16_t a = vld1q_s8(q);
        for (int i = 0; i < 4; i++) {
            const uint8x16_t codes = vld1q_u8(tile + 16 * i);
            s1[i] = vdotq_laneq_s32(s1[i], signed_of(vandq_u8(codes, field0)), a, 0);
            s4[i] = vdotq_laneq_s32(s4[i], signed_of(vandq_u8(codes, field1)), a, 1);
            s16[i] = vdotq_laneq_s32(s16[i], signed_of(vandq_u8(codes, field2)), a, 2);
            s1[i] = vdotq_laneq_s32(s1[i], signed_of(vshrq_n_u8(codes, 6)), a, 3);
        }
    }
    for (int i = 0; i < 4; i++) vst1q_s32(sums + 4 * i, vsraq_n_s32(vsraq_n_s32(s1[i], s4[i], 2), s16[i], 4));
}

// Several tokens: the codes are unpacked once and used by each token; 4 x 4 accumulators.
//   Accumulators: int32, 2 * 128 * columns, 2^24 at TK_MAX_COLUMNS.
//   Budget for 64 bytes (256 weights): 4 loads, 12 ands, 12 shifts; each token 1 load, 16 SDOT.
TK_INLINE void tile2_tokens_dots(int tokens, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
                                 int32_t sums[][TK_TILE_ROWS]) {
    const uint8x16_t field = vdupq_n_u8(0x03);
    int32x4_t s[4][4];
    for (int t = 0; t < tokens; t++)
        for (int i = 0; i < 4; i++) s[t][i] = vdupq_n_s32(0);
    for (int32_t block = 0; block < blocks; block++, tile += TK_BLOCK_BYTES, q += TK_BLOCK_COLUMNS) {
        int8x16_t a[4];
        for (int t = 0; t < tokens; t++) a[t] = vld1q_s8(q + (size_t)t * stride);
        for (int i = 0; i < 4; i++) {
            const uint8x16_t codes = vld1q_u8(tile + 16 * i);
            const int8x16_t c0 = vreinterpretq_s8_u8(vandq_u8(codes, field));
            const int8x16_t c1 = vreinterpretq_s8_u8(vandq_u8(vshrq_n_u8(codes, 2), field));
            const int8x16_t c2 = vreinterpretq_s8_u8(vandq_u8(vshrq_n_u8(codes, 4), field));
            const int8x16_t c3 = vreinterpretq_s8_u8(vshrq_n_u8(codes, 6));
            for (int t = 0; t < tokens; t++) {
                s[t][i] = vdotq_laneq_s32(s[t][i], c0, a[t], 0);
                s[t][i] = vdotq_laneq_s32(s[t][i], c1, a[t], 1);
                s[t][i] = vdotq_laneq_s32(s[t][i], c2, a[t], 2);
                s[t][i] = vdotq_laneq_s32(s[t][i], c3, a[t], 3);
            }
        }
    }
    for (int t = 0; t < tokens; t++)
        for (int i = 0; i < 4; i++) vst1q_s32(sums[t] + 4 * i, s[t][i]);
}

// Five digits without unpacking. With s = u - 128 as a signed byte, s(d+1) is 3 s(d) in eight bits and the trit of digit d
// (not its code) is (3 s(d) - s(d+1)) / 256: the bytes themselves are multiplied.
//   Accumulators: int32; A, the sum of a * s(d), is at most 128 * 128 * columns, 2^30 at TK_MAX_COLUMNS. 3 A - B = 256 * dot
//   could be 2^31, its half not: (A - B) / 2 + A, where A - B is even.
//   Budget for 64 bytes (320 weights): 4 + 2 loads, 4 exclusive ors, 20 multiplications, 40 SDOT.
TK_INLINE void tile5_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sum, int32_t sums[TK_TILE_ROWS]) {
    const int8x16_t three = vdupq_n_s8(3);
    const uint8x16_t top = vdupq_n_u8(0x80);
    int32x4_t a[4], b[4];
    for (int i = 0; i < 4; i++) a[i] = b[i] = vdupq_n_s32(0);
    for (int32_t block = 0; block < blocks; block++, tile += TK_BLOCK_BYTES, q += TK_BLOCK5_COLUMNS) {
        prefetch(tile);
        const int8x16_t x = vld1q_s8(q), last = broadcast4(q + 16);
        for (int i = 0; i < 4; i++) {
            int8x16_t s = signed_of(veorq_u8(vld1q_u8(tile + 16 * i), top));
            a[i] = vdotq_laneq_s32(a[i], s, x, 0);
            s = vmulq_s8(s, three);
            b[i] = vdotq_laneq_s32(b[i], s, x, 0);
            a[i] = vdotq_laneq_s32(a[i], s, x, 1);
            s = vmulq_s8(s, three);
            b[i] = vdotq_laneq_s32(b[i], s, x, 1);
            a[i] = vdotq_laneq_s32(a[i], s, x, 2);
            s = vmulq_s8(s, three);
            b[i] = vdotq_laneq_s32(b[i], s, x, 2);
            a[i] = vdotq_laneq_s32(a[i], s, x, 3);
            s = vmulq_s8(s, three);
            b[i] = vdotq_laneq_s32(b[i], s, x, 3);
            a[i] = vdotq_s32(a[i], s, last);
            s = vmulq_s8(s, three);
            b[i] = vdotq_s32(b[i], s, last);
        }
    }
    for (int i = 0; i < 4; i++) {
        const int32x4_t half = vaddq_s32(vhsubq_s32(a[i], b[i]), a[i]);
        vst1q_s32(sums + 4 * i, vsraq_n_s32(vdupq_n_s32(sum), half, 7));
    }
}

// Four of the rows of a register for each of `parts`, for some tokens: the multiples of a byte serve all of them.
TK_INLINE void part_tile5_tokens(int tokens, int parts, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
                                 const int32_t *added, int32_t sums[][TK_TILE_ROWS]) {
    const int8x16_t three = vdupq_n_s8(3);
    const uint8x16_t top = vdupq_n_u8(0x80);
    int32x4_t a[4][4], b[4][4];
    for (int t = 0; t < tokens; t++)
        for (int i = 0; i < parts; i++) a[t][i] = b[t][i] = vdupq_n_s32(0);
    for (int32_t block = 0; block < blocks; block++, tile += TK_BLOCK_BYTES, q += TK_BLOCK5_COLUMNS) {
        prefetch(tile);
        int8x16_t x[4], last[4];
        for (int t = 0; t < tokens; t++) {
            x[t] = vld1q_s8(q + (size_t)t * stride);
            last[t] = broadcast4(q + (size_t)t * stride + 16);
        }
        for (int i = 0; i < parts; i++) {
            const int8x16_t s0 = signed_of(veorq_u8(vld1q_u8(tile + 16 * i), top));
            const int8x16_t s1 = vmulq_s8(s0, three), s2 = vmulq_s8(s1, three), s3 = vmulq_s8(s2, three);
            const int8x16_t s4 = vmulq_s8(s3, three), s5 = vmulq_s8(s4, three);
            for (int t = 0; t < tokens; t++) {
                a[t][i] = vdotq_laneq_s32(a[t][i], s0, x[t], 0);
                b[t][i] = vdotq_laneq_s32(b[t][i], s1, x[t], 0);
                a[t][i] = vdotq_laneq_s32(a[t][i], s1, x[t], 1);
                b[t][i] = vdotq_laneq_s32(b[t][i], s2, x[t], 1);
                a[t][i] = vdotq_laneq_s32(a[t][i], s2, x[t], 2);
                b[t][i] = vdotq_laneq_s32(b[t][i], s3, x[t], 2);
                a[t][i] = vdotq_laneq_s32(a[t][i], s3, x[t], 3);
                b[t][i] = vdotq_laneq_s32(b[t][i], s4, x[t], 3);
                a[t][i] = vdotq_s32(a[t][i], s4, last[t]);
                b[t][i] = vdotq_s32(b[t][i], s5, last[t]);
            }
        }
    }
    for (int t = 0; t < tokens; t++) {
        for (int i = 0; i < parts; i++) {
            const int32x4_t half = vaddq_s32(vhsubq_s32(a[t][i], b[t][i]), a[t][i]);
            vst1q_s32(sums[t] + 4 * i, vsraq_n_s32(vdupq_n_s32(added[t]), half, 7));
        }
    }
}

// Two to four tokens without unpacking; see tile5_dots. Eight rows at a time where the registers do not hold 16.
//   Accumulators: as of one token.
//   Budget for 64 bytes (320 weights): 4 loads, 4 exclusive ors, 20 multiplications; each token 2 loads, 40 SDOT.
TK_INLINE void tile5_tokens_dots(int tokens, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
                                 const int32_t *added, int32_t sums[][TK_TILE_ROWS]) {
    const int parts = tokens == 2 ? 4 : 2;
    for (int i = 0; i < 4; i += parts)
        part_tile5_tokens(tokens, parts, tile + 16 * i, blocks, q, stride, added, (int32_t(*)[TK_TILE_ROWS])(sums[0] + 4 * i));
}

// 16 rows, up to four tokens.
//   Accumulators: int32, 2 * 128 * columns, 2^24 at TK_MAX_COLUMNS.
//   Budget for 256 bytes (256 weights): 16 loads; each token 1 load, 16 SDOT.
TK_INLINE void words_sdot(int tokens, const uint8_t *words, int32_t count, const int8_t *q, size_t stride,
                          int32_t sums[][TK_TILE_ROWS]) {
    int32x4_t s[4][4];
    for (int t = 0; t < tokens; t++)
        for (int i = 0; i < 4; i++) s[t][i] = vld1q_s32(sums[t] + 4 * i);
    int32_t w = 0;
    for (; w + 4 <= count; w += 4, words += 4 * TK_BLOCK_BYTES) {
        int8x16_t x[4];
        for (int t = 0; t < tokens; t++) x[t] = vld1q_s8(q + (size_t)t * stride + 4 * w);
        for (int i = 0; i < 4; i++) {
            const int8x16_t c0 = signed_of(vld1q_u8(words + 16 * i)), c1 = signed_of(vld1q_u8(words + 64 + 16 * i));
            const int8x16_t c2 = signed_of(vld1q_u8(words + 128 + 16 * i)), c3 = signed_of(vld1q_u8(words + 192 + 16 * i));
            for (int t = 0; t < tokens; t++) {
                s[t][i] = vdotq_laneq_s32(s[t][i], c0, x[t], 0);
                s[t][i] = vdotq_laneq_s32(s[t][i], c1, x[t], 1);
                s[t][i] = vdotq_laneq_s32(s[t][i], c2, x[t], 2);
                s[t][i] = vdotq_laneq_s32(s[t][i], c3, x[t], 3);
            }
        }
    }
    for (; w < count; w++, words += TK_BLOCK_BYTES)
        for (int t = 0; t < tokens; t++)
            for (int i = 0; i < 4; i++)
                s[t][i] = vdotq_s32(s[t][i], signed_of(vld1q_u8(words + 16 * i)), broadcast4(q + (size_t)t * stride + 4 * w));
    for (int t = 0; t < tokens; t++)
        for (int i = 0; i < 4; i++) vst1q_s32(sums[t] + 4 * i, s[t][i]);
}

TK_INLINE lanes accumulate(lanes s, codes_t codes, codes_t activations) {
    return vdotq_s32(s, signed_of(codes), signed_of(activations));
}
