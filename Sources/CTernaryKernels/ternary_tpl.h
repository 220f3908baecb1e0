// Ternary products of one vector variant: the walk over tiles and tokens, and the scaling. The file that includes this
// has pushed its target attribute and defines TK_TABLE, TK_TABLE_VECTORS and
//
//     TK_INLINE void tile_dots(int tokens, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
//                              int32_t sums[][TK_TILE_ROWS])
//
// the sums of code * activation of one tile (16 rows) for 1, 2, 4 (or TK_MOST_TOKENS) tokens, a constant after inlining.

// Everything that passes a vector is inlined, so the calling convention of vectors does not matter.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

typedef float f16 __attribute__((vector_size(64)));
typedef int32_t s16 __attribute__((vector_size(64)));

// Weights are codes (trit + 1), so each sum is too large by the sum of the token's activations.
TK_INLINE s16 exact_sums(const int32_t sums[TK_TILE_ROWS], int32_t activation_sum) {
    s16 v;
    memcpy(&v, sums, sizeof v);
    return v - activation_sum;
}

TK_INLINE void write_floats(const int32_t sums[TK_TILE_ROWS], const tk_ternary_matrix *m, const tk_activations *a,
                            int32_t token, float *y, int32_t count) {
    const f16 v = __builtin_convertvector(exact_sums(sums, a->sums[token]), f16) / a->scales[token] * m->scale;
    if (count >= TK_TILE_ROWS) {
        memcpy(y, &v, sizeof v);
    } else {
        for (int32_t i = 0; i < count; i++) y[i] = v[i];
    }
}

TK_INLINE void write_integers(const int32_t sums[TK_TILE_ROWS], const tk_activations *a, int32_t token, int32_t *y,
                              int32_t count) {
    const s16 v = exact_sums(sums, a->sums[token]);
    for (int32_t i = 0; i < count && i < TK_TILE_ROWS; i++) y[i] = v[i];
}

// `tokens` tokens from `token` on, for one tile. One of floats and integers is NULL.
TK_INLINE void tile_tokens(int tokens, const tk_ternary_matrix *m, const tk_activations *a, const uint8_t *tile,
                           int32_t blocks, int32_t token, float *floats, int32_t *integers, size_t y_stride,
                           int32_t count) {
    int32_t sums[TK_MOST_TOKENS][TK_TILE_ROWS] __attribute__((aligned(64)));
    const size_t stride = (size_t)a->stride;
    tile_dots(tokens, tile, blocks, a->values + (size_t)token * stride, stride, sums);
    for (int i = 0; i < tokens; i++) {
        const size_t at = (size_t)(token + i) * y_stride;
        if (floats) write_floats(sums[i], m, a, token + i, floats + at, count);
        if (integers) write_integers(sums[i], a, token + i, integers + at, count);
    }
}

TK_INLINE void tiles(const tk_ternary_matrix *m, const tk_activations *a, float *floats, int32_t *integers,
                     size_t y_stride, int32_t first, int32_t end) {
    const int32_t blocks = tk_padded_columns(m->columns) / TK_BLOCK_COLUMNS;
    for (int32_t row = first; row < end; row += TK_TILE_ROWS) {
        const uint8_t *tile = tk_tile(m, row, blocks);
        float *f = floats ? floats + row : NULL;
        int32_t *n = integers ? integers + row : NULL;
        int32_t token = 0;
#if TK_MOST_TOKENS >= 8
        for (; token + 8 <= a->tokens; token += 8) tile_tokens(8, m, a, tile, blocks, token, f, n, y_stride, end - row);
#endif
        for (; token + 4 <= a->tokens; token += 4) tile_tokens(4, m, a, tile, blocks, token, f, n, y_stride, end - row);
        if (token + 2 <= a->tokens) {
            tile_tokens(2, m, a, tile, blocks, token, f, n, y_stride, end - row);
            token += 2;
        }
        if (token < a->tokens) tile_tokens(1, m, a, tile, blocks, token, f, n, y_stride, end - row);
    }
}

static void matmul(const tk_ternary_matrix *m, const tk_activations *a, float *y, size_t y_stride, int32_t first,
                   int32_t end) {
    if (m->layout != TK_TERNARY_TILES2) return tk_plain_product(m, a, y, NULL, y_stride, first, end);
    tiles(m, a, y, NULL, y_stride, first, end);
}

static void dots(const tk_ternary_matrix *m, const tk_activations *a, int32_t *y, size_t y_stride, int32_t first,
                 int32_t end) {
    if (m->layout != TK_TERNARY_TILES2) return tk_plain_product(m, a, NULL, y, y_stride, first, end);
    tiles(m, a, NULL, y, y_stride, first, end);
}

const tk_table TK_TABLE = {.matmul = matmul, .dots = dots, .vectors = &TK_TABLE_VECTORS};

#pragma clang diagnostic pop
