// NEON: every arm64 CPU (Cortex-A53, A72). No dot-product instruction: widening multiply-adds.
#include "../internal.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#include "tiles128.h"

// Eight rows of a tile at a time (two registers of each block: lane r = row r, its bytes columns j, 4+j, 8+j, 12+j).
// Fields 0 and 3 count as they are, fields 1 and 2 are masked where they stand and count 4- and 16-fold.
//   Accumulators: int16 for 128 columns (8 blocks), then int32.
//     fields 0, 3:  16 additions of at most   2 * 128 =  256:  4096
//     field 1:       8 additions of at most   8 * 128 = 1024:  8192
//     field 2:       8 additions of at most  32 * 128 = 4096:  32512 up (q <= 127), -32768 down (q = -128)
//   together after shifting back: at most 8192. int32: 2 * 128 * columns, 2^24 at TK_MAX_COLUMNS.
//   Budget for 32 bytes (128 weights): 2 loads, 4 broadcasting loads, 6 ands, 2 shifts, 16 multiply-adds.
TK_INLINE void half_tile2_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t *sums) {
    const uint8x16_t field0 = vdupq_n_u8(0x03), field1 = vdupq_n_u8(0x0C), field2 = vdupq_n_u8(0x30);
    int32x4_t totals[4];  // two rows each: two partial sums a row
    for (int i = 0; i < 4; i++) totals[i] = vdupq_n_s32(0);
    for (int32_t block = 0; block < blocks; block += 8) {
        int16x8_t s1[4], s4[4], s16[4];
        for (int i = 0; i < 4; i++) s1[i] = s4[i] = s16[i] = vdupq_n_s16(0);
        for (int step = 0; step < 8; step++, tile += TK_BLOCK_BYTES, q += TK_BLOCK_COLUMNS) {
            prefetch(tile);
            const int8x16_t a0 = broadcast4(q), a1 = broadcast4(q + 4), a2 = broadcast4(q + 8), a3 = broadcast4(q + 12);
            for (int i = 0; i < 4; i += 2) {
                const uint8x16_t codes = vld1q_u8(tile + 8 * i);
                const int8x16_t c0 = signed_of(vandq_u8(codes, field0)), c1 = signed_of(vandq_u8(codes, field1));
                const int8x16_t c2 = signed_of(vandq_u8(codes, field2)), c3 = signed_of(vshrq_n_u8(codes, 6));
                s1[i] = vmlal_s8(s1[i], vget_low_s8(c0), vget_low_s8(a0));
                s1[i + 1] = vmlal_high_s8(s1[i + 1], c0, a0);
                s4[i] = vmlal_s8(s4[i], vget_low_s8(c1), vget_low_s8(a1));
                s4[i + 1] = vmlal_high_s8(s4[i + 1], c1, a1);
                s16[i] = vmlal_s8(s16[i], vget_low_s8(c2), vget_low_s8(a2));
                s16[i + 1] = vmlal_high_s8(s16[i + 1], c2, a2);
                s1[i] = vmlal_s8(s1[i], vget_low_s8(c3), vget_low_s8(a3));
                s1[i + 1] = vmlal_high_s8(s1[i + 1], c3, a3);
            }
        }
        for (int i = 0; i < 4; i++)
            totals[i] = vpadalq_s16(totals[i], vsraq_n_s16(vsraq_n_s16(s1[i], s4[i], 2), s16[i], 4));
    }
    vst1q_s32(sums, vpaddq_s32(totals[0], totals[1]));
    vst1q_s32(sums + 4, vpaddq_s32(totals[2], totals[3]));
}

TK_INLINE void tile2_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sums[TK_TILE_ROWS]) {
    half_tile2_dots(tile, blocks, q, sums);
    half_tile2_dots(tile + 32, blocks, q, sums + 8);
}

// The same, four rows at a time for two tokens, which is as much as the registers hold.
//   Budget for 16 bytes (64 weights): 1 load, 3 ands, 1 shift; each token 4 broadcasts, 8 multiply-adds.
TK_INLINE void quarter_tile2_tokens(int tokens, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
                                    int32_t *sums) {
    const uint8x16_t field0 = vdupq_n_u8(0x03), field1 = vdupq_n_u8(0x0C), field2 = vdupq_n_u8(0x30);
    int32x4_t low_totals[2], high_totals[2];  // rows 0 and 1, rows 2 and 3: two partial sums a row
    for (int t = 0; t < tokens; t++) low_totals[t] = high_totals[t] = vdupq_n_s32(0);
    for (int32_t block = 0; block < blocks; block += 8) {
        int16x8_t low1[2], low4[2], low16[2], high1[2], high4[2], high16[2];
        for (int t = 0; t < tokens; t++)
            low1[t] = low4[t] = low16[t] = high1[t] = high4[t] = high16[t] = vdupq_n_s16(0);
        for (int step = 0; step < 8; step++, tile += TK_BLOCK_BYTES, q += TK_BLOCK_COLUMNS) {
            const uint8x16_t codes = vld1q_u8(tile);
            const int8x16_t c0 = vreinterpretq_s8_u8(vandq_u8(codes, field0));
            const int8x16_t c1 = vreinterpretq_s8_u8(vandq_u8(codes, field1));
            const int8x16_t c2 = vreinterpretq_s8_u8(vandq_u8(codes, field2));
            const int8x16_t c3 = vreinterpretq_s8_u8(vshrq_n_u8(codes, 6));
            for (int t = 0; t < tokens; t++) {
                const int32x4_t a = vreinterpretq_s32_s8(vld1q_s8(q + (size_t)t * stride));
                const int8x8_t a0 = vreinterpret_s8_s32(vdup_laneq_s32(a, 0));
                const int8x8_t a1 = vreinterpret_s8_s32(vdup_laneq_s32(a, 1));
                const int8x8_t a2 = vreinterpret_s8_s32(vdup_laneq_s32(a, 2));
                const int8x8_t a3 = vreinterpret_s8_s32(vdup_laneq_s32(a, 3));
                low1[t] = vmlal_s8(low1[t], vget_low_s8(c0), a0);
                high1[t] = vmlal_s8(high1[t], vget_high_s8(c0), a0);
                low4[t] = vmlal_s8(low4[t], vget_low_s8(c1), a1);
                high4[t] = vmlal_s8(high4[t], vget_high_s8(c1), a1);
                low16[t] = vmlal_s8(low16[t], vget_low_s8(c2), a2);
                high16[t] = vmlal_s8(high16[t], vget_high_s8(c2), a2);
                low1[t] = vmlal_s8(low1[t], vget_low_s8(c3), a3);
                high1[t] = vmlal_s8(high1[t], vget_high_s8(c3), a3);
            }
        }
        for (int t = 0; t < tokens; t++) {
            low1[t] = vsraq_n_s16(vsraq_n_s16(low1[t], low4[t], 2), low16[t], 4);
            high1[t] = vsraq_n_s16(vsraq_n_s16(high1[t], high4[t], 2), high16[t], 4);
            low_totals[t] = vpadalq_s16(low_totals[t], low1[t]);
            high_totals[t] = vpadalq_s16(high_totals[t], high1[t]);
        }
    }
    for (int t = 0; t < tokens; t++)
        vst1q_s32(sums + t * TK_TILE_ROWS, vpaddq_s32(low_totals[t], high_totals[t]));
}

TK_INLINE void tile2_tokens_dots(int tokens, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
                                 int32_t sums[][TK_TILE_ROWS]) {
    (void)tokens;
    for (int quarter = 0; quarter < 4; quarter++)
        quarter_tile2_tokens(2, tile + 16 * quarter, blocks, q, stride, sums[0] + 4 * quarter);
}

// Without a dot product the digits are taken out, as their negatives, by two comparisons.
//   Accumulators: int16 for 16 blocks, 80 additions of at most 2 * 128 = 256: 20480; then int32, 2^24 at TK_MAX_COLUMNS.
//   Budget for 64 bytes (320 weights): 4 loads, 5 broadcasting loads, 40 comparisons, 52 adds, 40 multiply-adds.
TK_INLINE void tile5_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sum, int32_t sums[TK_TILE_ROWS]) {
    (void)sum;
    int32x4_t totals[8];  // two rows each
    for (int i = 0; i < 8; i++) totals[i] = vdupq_n_s32(0);
    for (int32_t block = 0; block < blocks;) {
        int16x8_t s[8];
        for (int i = 0; i < 8; i++) s[i] = vdupq_n_s16(0);
        const int32_t stop = blocks - block < 16 ? blocks : block + 16;
        for (; block < stop; block++, tile += TK_BLOCK_BYTES, q += TK_BLOCK5_COLUMNS) {
            prefetch(tile);
            uint8x16_t u[4];
            for (int i = 0; i < 4; i++) u[i] = vld1q_u8(tile + 16 * i);
#pragma clang loop unroll(full)
            for (int d = 0; d < 5; d++) {
                const int8x16_t a = broadcast4(q + 4 * d);
                for (int i = 0; i < 4; i++) {
                    const int8x16_t digit = signed_of(negative_digit(u[i]));
                    s[2 * i] = vmlal_s8(s[2 * i], vget_low_s8(digit), vget_low_s8(a));
                    s[2 * i + 1] = vmlal_high_s8(s[2 * i + 1], digit, a);
                    u[i] = tripled(u[i]);
                }
            }
        }
        for (int i = 0; i < 8; i++) totals[i] = vpadalq_s16(totals[i], s[i]);
    }
    for (int i = 0; i < 4; i++) vst1q_s32(sums + 4 * i, vnegq_s32(vpaddq_s32(totals[2 * i], totals[2 * i + 1])));
}

// Four rows at a time.
//   Accumulators: int16 for 64 words, 64 additions of at most 256: 16384; then int32, 2^24 at TK_MAX_COLUMNS.
//   Budget for 16 bytes (16 weights): 1 load; each token 1 broadcasting load, 2 multiply-adds.
TK_INLINE void words_dots(int tokens, const uint8_t *words, int32_t count, const int8_t *q, size_t stride,
                          int32_t sums[][TK_TILE_ROWS]) {
    for (int quarter = 0; quarter < TK_TILE_ROWS; quarter += 4) {
        int32x4_t low_totals[4], high_totals[4];
        for (int t = 0; t < tokens; t++) low_totals[t] = high_totals[t] = vdupq_n_s32(0);
        for (int32_t w = 0; w < count;) {
            int16x8_t low[4], high[4];
            for (int t = 0; t < tokens; t++) low[t] = high[t] = vdupq_n_s16(0);
            const int32_t stop = count - w < 64 ? count : w + 64;
            for (; w < stop; w++) {
                const int8x16_t codes = signed_of(vld1q_u8(words + 64 * w + 4 * quarter));
                for (int t = 0; t < tokens; t++) {
                    const int8x16_t a = broadcast4(q + (size_t)t * stride + 4 * w);
                    low[t] = vmlal_s8(low[t], vget_low_s8(codes), vget_low_s8(a));
                    high[t] = vmlal_high_s8(high[t], codes, a);
                }
            }
            for (int t = 0; t < tokens; t++) {
                low_totals[t] = vpadalq_s16(low_totals[t], low[t]);
                high_totals[t] = vpadalq_s16(high_totals[t], high[t]);
            }
        }
        for (int t = 0; t < tokens; t++) {
            int32_t *s = sums[t] + quarter;
            vst1q_s32(s, vaddq_s32(vld1q_s32(s), vpaddq_s32(low_totals[t], high_totals[t])));
        }
    }
}

//   Two products in int16, at most 2 * 32 * 128 = 8192, pairs of them to int32.
TK_INLINE lanes accumulate(lanes s, codes_t codes, codes_t activations) {
    const int8x16_t a = signed_of(activations), c = signed_of(codes);
    return vpadalq_s16(s, vmlal_high_s8(vmull_s8(vget_low_s8(c), vget_low_s8(a)), c, a));
}

#define TK_LINES 1
#define TK_TILE2_TOKENS 2
#define TK_TILE2_MOST 4
#define TK_PANEL_TILES 1
#define TK_MOST_TOKENS 4
#define TK_TABLE tk_table_neon
#define TK_TABLE_VECTORS tk_vectors_neon
#include "../ternary_tpl.h"

#endif
