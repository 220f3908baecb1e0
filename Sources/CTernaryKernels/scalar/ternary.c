// Ternary products, plain: the meaning that every other variant is compared with.
#include "../internal.h"

// Sum of code * activation for the 16 rows of one tile and one token.
//   tile: [blocks, 16 rows, 4 bytes]; byte j of a row holds columns j, 4 + j, 8 + j, 12 + j, lowest bits first.
//   Accumulators: int32. |sum| <= 2 * 128 * columns: 2^25 at TK_MAX_COLUMNS.
static void tile_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sums[TK_TILE_ROWS]) {
    memset(sums, 0, TK_TILE_ROWS * sizeof *sums);
    for (int32_t block = 0; block < blocks; block++) {
        for (int row = 0; row < TK_TILE_ROWS; row++) {
            int32_t sum = 0;
            for (int j = 0; j < 4; j++) {
                const uint8_t byte = tile[4 * row + j];
                sum += (byte & 3) * q[j] + (byte >> 2 & 3) * q[4 + j] + (byte >> 4 & 3) * q[8 + j] +
                       (byte >> 6) * q[12 + j];
            }
            sums[row] += sum;
        }
        tile += TK_BLOCK_BYTES;
        q += TK_BLOCK_COLUMNS;
    }
}

static void matmul(const tk_ternary_matrix *m, const tk_activations *a, float *y, size_t y_stride, int32_t first,
                   int32_t end) {
    const int32_t blocks = tk_padded_columns(m->columns) / TK_BLOCK_COLUMNS;
    for (int32_t row = first; row < end; row += TK_TILE_ROWS) {
        for (int32_t token = 0; token < a->tokens; token++) {
            int32_t sums[TK_TILE_ROWS];
            tile_dots(tk_tile(m, row, blocks), blocks, a->values + (size_t)token * (size_t)a->stride, sums);
            for (int32_t i = 0; i < TK_TILE_ROWS && row + i < end; i++)
                y[(size_t)token * y_stride + (size_t)(row + i)] =
                    (float)(sums[i] - a->sums[token]) / a->scales[token] * m->scale;
        }
    }
}

static void dots(const tk_ternary_matrix *m, const tk_activations *a, int32_t *y, size_t y_stride, int32_t first,
                 int32_t end) {
    const int32_t blocks = tk_padded_columns(m->columns) / TK_BLOCK_COLUMNS;
    for (int32_t row = first; row < end; row += TK_TILE_ROWS) {
        for (int32_t token = 0; token < a->tokens; token++) {
            int32_t sums[TK_TILE_ROWS];
            tile_dots(tk_tile(m, row, blocks), blocks, a->values + (size_t)token * (size_t)a->stride, sums);
            for (int32_t i = 0; i < TK_TILE_ROWS && row + i < end; i++)
                y[(size_t)token * y_stride + (size_t)(row + i)] = sums[i] - a->sums[token];
        }
    }
}

const tk_table tk_table_scalar = {.matmul = matmul, .dots = dots, .vectors = &tk_vectors_scalar};
