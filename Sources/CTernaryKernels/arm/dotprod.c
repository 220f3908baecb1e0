// Arm dot product (Armv8.2 SDOT: Cortex-A55, A76 and later).
#include "../internal.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)

#include "sdot.h"

TK_INLINE void words_dots(int tokens, const uint8_t *words, int32_t count, const int8_t *q, size_t stride,
                          int32_t sums[][TK_TILE_ROWS]) {
    words_sdot(tokens, words, count, q, stride, sums);
}

#define TK_LINES 4
#define TK_TILE2_TOKENS 4
#define TK_TILE2_MOST INT32_MAX
#define TK_TILE5_MOST 4
#define TK_PANEL_TILES 1
#define TK_MOST_TOKENS 4
#define TK_TABLE tk_table_dotprod
#define TK_TABLE_VECTORS tk_vectors_neon
#include "../ternary_tpl.h"

#pragma clang attribute pop

#endif
