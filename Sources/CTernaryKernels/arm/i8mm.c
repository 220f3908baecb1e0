// Arm int8 matrix product (Armv8.6 SMMLA: Cortex-A510, A710, X2, Neoverse V1 and later): many tokens. One token is as with SDOT.
#include "../internal.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#pragma clang attribute push(__attribute__((target("i8mm,dotprod"))), apply_to = function)

#include "sdot.h"

// Eight activations of two tokens.
TK_INLINE int8x16_t two_tokens(const int8_t *q, size_t stride) { return vcombine_s8(vld1_s8(q), vld1_s8(q + stride)); }

// Eight rows and 2, 4 or 8 tokens: SMMLA makes the four sums of two rows and two tokens over eight columns. Two words of four
// rows, 4 columns each, are zipped to two pairs of rows, 8 columns each.
//   Accumulators: int32, 2 * 128 * columns, 2^24 at TK_MAX_COLUMNS; 16 of them for 8 tokens.
//   Budget for 64 bytes (64 weights): 4 loads, 4 zips; each two tokens 2 half loads, 4 SMMLA.
TK_INLINE void eight_rows(int tokens, const uint8_t *words, int32_t count, const int8_t *q, size_t stride,
                          int32_t sums[][TK_TILE_ROWS]) {
    int32x4_t s[4][4];  // [two tokens][two rows]: row 0 of both tokens, row 1 of both
    for (int t = 0; t < tokens / 2; t++)
        for (int i = 0; i < 4; i++) s[t][i] = vdupq_n_s32(0);
    for (int32_t w = 0; w < count; w += 2, words += 2 * TK_BLOCK_BYTES, q += 8) {
        int8x16_t codes[4];
        for (int i = 0; i < 2; i++) {
            const uint32x4_t even = vreinterpretq_u32_u8(vld1q_u8(words + 16 * i));
            // A last word alone is one of a pair whose other half counts nothing.
            const uint32x4_t odd = w + 1 < count ? vreinterpretq_u32_u8(vld1q_u8(words + TK_BLOCK_BYTES + 16 * i)) : vdupq_n_u32(0);
            codes[2 * i] = vreinterpretq_s8_u32(vzip1q_u32(even, odd));
            codes[2 * i + 1] = vreinterpretq_s8_u32(vzip2q_u32(even, odd));
        }
        for (int t = 0; t < tokens / 2; t++) {
            const int8x16_t x = two_tokens(q + (size_t)(2 * t) * stride, stride);
            for (int i = 0; i < 4; i++) s[t][i] = vmmlaq_s32(s[t][i], codes[i], x);
        }
    }
    for (int t = 0; t < tokens / 2; t++) {
        for (int i = 0; i < 4; i += 2) {
            int32_t *first = sums[2 * t] + 2 * i, *second = sums[2 * t + 1] + 2 * i;
            vst1q_s32(first, vaddq_s32(vld1q_s32(first), vuzp1q_s32(s[t][i], s[t][i + 1])));
            vst1q_s32(second, vaddq_s32(vld1q_s32(second), vuzp2q_s32(s[t][i], s[t][i + 1])));
        }
    }
}

TK_INLINE void words_dots(int tokens, const uint8_t *words, int32_t count, const int8_t *q, size_t stride,
                          int32_t sums[][TK_TILE_ROWS]) {
    if (tokens == 1) {
        words_sdot(1, words, count, q, stride, sums);
    } else {
        eight_rows(tokens, words, count, q, stride, sums);
        eight_rows(tokens, words + 32, count, q, stride, (int32_t(*)[TK_TILE_ROWS])(sums[0] + 8));
    }
}

#define TK_LINES 4
#define TK_TILE2_TOKENS 4
#define TK_TILE2_MOST 4
#define TK_TILE5_MOST 4
#define TK_PANEL_TILES 1
#define TK_MOST_TOKENS 8
#define TK_TABLE tk_table_i8mm
#define TK_TABLE_VECTORS tk_vectors_neon
#include "../ternary_tpl.h"

#pragma clang attribute pop

#endif
