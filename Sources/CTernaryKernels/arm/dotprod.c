// Arm dot product (Armv8.2 SDOT: Cortex-A55, A76 and later).
#include "../internal.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)

// One token. A block is four registers of four rows; lane r = row r, its bytes columns j, 4+j, 8+j, 12+j. The 16
// activations of the block are one register, whose lane g goes with field g: SDOT by element needs no broadcast.
// Fields 0 and 3 count as they are, fields 1 and 2 are masked where they stand and count 4- and 16-fold.
//   Accumulators: int32; field 2: 32 * 128 * columns / 4, 2^27 at TK_MAX_COLUMNS. Shifting back is exact.
//   Budget for 64 bytes (256 weights): 5 loads, 12 ands, 4 shifts, 16 SDOT.
TK_INLINE void tile_dots_1(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sums[TK_TILE_ROWS]) {
    const uint8x16_t field0 = vdupq_n_u8(0x03), field1 = vdupq_n_u8(0x0C), field2 = vdupq_n_u8(0x30);
    int32x4_t s1[4], s4[4], s16[4];
    for (int i = 0; i < 4; i++) s1[i] = s4[i] = s16[i] = vdupq_n_s32(0);
    for (int32_t block = 0; block < blocks; block++, tile += TK_BLOCK_BYTES, q += TK_BLOCK_COLUMNS) {
        const int8x16_t a = vld1q_s8(q);
        for (int i = 0; i < 4; i++) {
            const uint8x16_t codes = vld1q_u8(tile + 16 * i);
            s1[i] = vdotq_laneq_s32(s1[i], vreinterpretq_s8_u8(vandq_u8(codes, field0)), a, 0);
            s4[i] = vdotq_laneq_s32(s4[i], vreinterpretq_s8_u8(vandq_u8(codes, field1)), a, 1);
            s16[i] = vdotq_laneq_s32(s16[i], vreinterpretq_s8_u8(vandq_u8(codes, field2)), a, 2);
            s1[i] = vdotq_laneq_s32(s1[i], vreinterpretq_s8_u8(vshrq_n_u8(codes, 6)), a, 3);
        }
    }
    for (int i = 0; i < 4; i++)
        vst1q_s32(sums + 4 * i, vsraq_n_s32(vsraq_n_s32(s1[i], s4[i], 2), s16[i], 4));
}

// Several tokens: the codes are unpacked once and used by each token; 4 x 4 accumulators.
//   Accumulators: int32, 2 * 128 * columns, 2^25 at TK_MAX_COLUMNS.
//   Budget for 64 bytes (256 weights): 4 loads, 12 ands, 12 shifts; each token 1 load, 16 SDOT.
TK_INLINE void tile_dots(int tokens, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
                         int32_t sums[][TK_TILE_ROWS]) {
    if (tokens == 1) {
        tile_dots_1(tile, blocks, q, sums[0]);
        return;
    }
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

#define TK_MOST_TOKENS 4
#define TK_TABLE tk_table_dotprod
#define TK_TABLE_VECTORS tk_vectors_neon
#include "../ternary_tpl.h"

#pragma clang attribute pop

#endif
