// Products with the two planes of one variant. Include it behind `four_rows`, which does the work; define TK_HEAD to the name
// of the table.
//
//   four_rows(rows, ahead, hi, lo, blocks, sums): for four rows of one plane, sums[i] = nibbles of row i . hi, sums[4 + i] =
//   nibbles of row i . lo; meanwhile as many bytes from `ahead` on are asked for. Integers, so no order matters.
//   |sum| <= 15 * 127 * columns: 2^27 at TK_MAX_COLUMNS.

TK_INLINE int64_t in_15_bits(const int32_t sums[8], int row) { return 128 * (int64_t)sums[row] + sums[4 + row]; }

// Four rows of a plane of which the first are given; a last four that is not full repeats its last row.
typedef struct four {
    const uint8_t *high[4], *low[4];
    size_t rows[4];
} four;

TK_INLINE four four_of(const tk_planes *planes, const int32_t *list, int32_t at, int32_t end, size_t width) {
    four f;
    for (int i = 0; i < 4; i++) {
        const int32_t index = at + i < end ? at + i : end - 1;
        f.rows[i] = (size_t)(list ? list[index] : index);
        f.high[i] = planes->high + f.rows[i] * width;
        f.low[i] = planes->low + f.rows[i] * width;
    }
    return f;
}

TK_INLINE void logits(const tk_planes *planes, const tk_head_input *input, const four *f, uintptr_t high_ahead,
                      uintptr_t low_ahead, int32_t blocks, float y[4]) {
    int32_t high[8], low[8];
    four_rows(f->high, high_ahead, input->hi, input->lo, blocks, high);
    four_rows(f->low, low_ahead, input->hi, input->lo, blocks, low);
    for (int i = 0; i < 4; i++) {
        const int64_t sum = 16 * in_15_bits(high, i) + in_15_bits(low, i) - input->shifted;
        y[i] = (float)sum / input->scale * planes->scales[f->rows[i]];
    }
}

TK_INLINE size_t at_most_4(int32_t count) { return (size_t)(count < 4 ? count : 4); }

static void rows(const tk_planes *planes, const tk_head_input *input, int32_t first, int32_t end, float *y) {
    const int32_t blocks = tk_plane_blocks(planes->columns);
    const size_t width = (size_t)blocks * TK_PLANE_BLOCK_BYTES;
    for (int32_t row = first; row < end; row += 4) {
        const four f = four_of(planes, NULL, row, end, width);
        float part[4];
        logits(planes, input, &f, tk_ahead(f.high[0], width), tk_ahead(f.low[0], width), blocks, part);
        memcpy(y + row, part, at_most_4(end - row) * sizeof *part);
    }
}

// Listed rows lie anywhere: all of the next four is asked for before the work on these.
static void listed_rows(const tk_planes *planes, const tk_head_input *input, const int32_t *list, int32_t count,
                        float *y) {
    const int32_t blocks = tk_plane_blocks(planes->columns);
    const size_t width = (size_t)blocks * TK_PLANE_BLOCK_BYTES;
    for (int32_t at = 0; at < count; at += 4) {
        const four f = four_of(planes, list, at, count, width);
        if (at + 4 < count) {
            const four next = four_of(planes, list, at + 4, count, width);
            for (int i = 0; i < 4; i++) {
                for (size_t byte = 0; byte < width; byte += 64) {
                    tk_fetch((uintptr_t)next.high[i] + byte);
                    tk_fetch((uintptr_t)next.low[i] + byte);
                }
            }
        }
        float part[4];
        logits(planes, input, &f, (uintptr_t)f.high[0], (uintptr_t)f.low[0], blocks, part);
        memcpy(y + at, part, at_most_4(count - at) * sizeof *part);
    }
}

static void coarse_rows(const tk_planes *planes, const tk_head_input *input, int32_t first, int32_t end, float *y,
                        float *bound) {
    const int32_t blocks = tk_plane_blocks(planes->columns);
    const size_t width = (size_t)blocks * TK_PLANE_BLOCK_BYTES;
    for (int32_t row = first; row < end; row += 4) {
        const four f = four_of(planes, NULL, row, end, width);
        int32_t sums[8];
        four_rows(f.high, tk_ahead(f.high[0], width), input->hi, input->lo, blocks, sums);
        for (int i = 0; i < 4 && row + i < end; i++) {
            const int64_t doubled = 32 * in_15_bits(sums, i) + 15 * input->sum - 2 * input->shifted;
            const float coarse = 0.5f * (float)doubled / input->scale * planes->scales[row + i];
            const float norm = planes->low_norms[row + i], most = norm < TK_BY_CHANCE ? norm : TK_BY_CHANCE;
            const float reach = (input->largest + input->norm * most) / input->scale * planes->scales[row + i];
            y[row + i] = coarse;
            bound[row + i] = reach * TK_BOUND_SLACK + __builtin_fabsf(coarse) * TK_BOUND_ROUNDING + TK_BOUND_LEAST;
        }
    }
}

const tk_head_table TK_HEAD = {.rows = rows, .listed_rows = listed_rows, .coarse_rows = coarse_rows};
