// NEON: every arm64 CPU (Cortex-A53, A72). No dot-product instruction: widening multiply-adds.
#include "../internal.h"

#if defined(__aarch64__)

#include <arm_neon.h>

// Four rows of a tile (one register of each block: lane r = row r, its bytes columns j, 4+j, 8+j, 12+j) for some tokens.
// Fields 0 and 3 count as they are, fields 1 and 2 are masked where they stand and count 4- and 16-fold.
//   Accumulators: int16 for 128 columns (8 blocks), then int32.
//     fields 0, 3:  16 additions of at most   2 * 128 =  256:  4096
//     field 1:       8 additions of at most   8 * 128 = 1024:  8192
//     field 2:       8 additions of at most  32 * 128 = 4096:  32512 up (q <= 127), -32768 down (q = -128)
//   together after shifting back: at most 8192. int32: 2 * 128 * columns, 2^25 at TK_MAX_COLUMNS.
//   Budget for 16 bytes (64 weights): 1 load, 3 ands, 1 shift; each token 4 broadcasts, 8 multiply-adds.
TK_INLINE void quarter_tile_dots(int tokens, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
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

TK_INLINE void tile_dots(int tokens, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
                         int32_t sums[][TK_TILE_ROWS]) {
    // Two tokens are as many as the registers hold.
    for (int t = 0; t < tokens; t += 2)
        for (int quarter = 0; quarter < 4; quarter++)
            quarter_tile_dots(tokens == 1 ? 1 : 2, tile + 16 * quarter, blocks, q + (size_t)t * stride, stride,
                              sums[t] + 4 * quarter);
}

#define TK_MOST_TOKENS 4
#define TK_TABLE tk_table_neon
#define TK_TABLE_VECTORS tk_vectors_neon
#include "../ternary_tpl.h"

#endif
