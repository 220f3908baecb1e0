// Ternary products, plain: the meaning that every other variant is compared with.
#include "../internal.h"

#define CHUNK 320

// Sums of code * activation for some rows: codes are expanded chunk by chunk, so that the bytes are looked at once for all
// tokens. Accumulators: int32; |sum| <= 2 * 128 * columns: 2^24 at TK_MAX_COLUMNS.
void tk_plain_product(const tk_ternary_matrix *m, const tk_activations *a, float *floats, int32_t *integers, size_t y_stride,
                      int32_t first, int32_t end) {
    const int32_t fields = m->layout == TK_TERNARY_ROW_GROUPS ? 4 : 1;
    for (int32_t line = first; line < end; line++) {
        for (int32_t field = 0; field < fields; field++) {
            const int32_t row = line + field * (m->rows / 4);
            for (int32_t batch = 0; batch < a->tokens; batch += 16) {
                const int32_t tokens = a->tokens - batch < 16 ? a->tokens - batch : 16;
                int32_t sums[16] = {0};
                for (int32_t start = 0; start < m->columns; start += CHUNK) {
                    uint8_t codes[CHUNK];
                    const int32_t stop = m->columns - start < CHUNK ? m->columns : start + CHUNK;
                    tk_expand(m, row, start, stop, codes);
                    for (int32_t token = 0; token < tokens; token++) {
                        const int8_t *q = a->values + (size_t)(batch + token) * (size_t)a->stride + start;
                        for (int32_t i = 0; i < stop - start; i++) sums[token] += codes[i] * q[i];
                    }
                }
                for (int32_t token = batch; token < batch + tokens; token++) {
                    const int32_t sum = sums[token - batch] - a->sums[token];
                    const size_t at = (size_t)token * y_stride + (size_t)row;
                    if (floats) floats[at] = (float)sum / a->scales[token] * m->scale;
                    if (integers) integers[at] = sum;
                }
            }
        }
    }
}

static void matmul(const tk_ternary_matrix *m, const tk_activations *a, float *y, size_t y_stride, int32_t first,
                   int32_t end) {
    tk_plain_product(m, a, y, NULL, y_stride, first, end);
}

static void dots(const tk_ternary_matrix *m, const tk_activations *a, int32_t *y, size_t y_stride, int32_t first,
                 int32_t end) {
    tk_plain_product(m, a, NULL, y, y_stride, first, end);
}

const tk_table tk_table_scalar = {.matmul = matmul, .dots = dots, .vectors = &tk_vectors_scalar};
