// Products with the two planes of one variant. Include it behind `four_rows`, which does the work; define TK_HEAD to the name
// of the table.
//
//   four_rows(rows, next, hi, lo, blocks, sums): for four rows of one plane, sums[i] = nibbles of row i . hi, sums[4 + i] =
//   nibbles of row i . lo; meanwhile the four rows `next` are fetched into the cache. Integers, so no order matters.
//   |sum| <= 15 * 127 * columns: 2^28 at TK_MAX_COLUMNS.

// How many rows ahead of the work memory is asked for. Two fours of 2,560 columns are 10 KB.
#define TK_ROWS_AHEAD 8

// Four rows from `row` on; those behind the end are the last one again.
TK_INLINE void point_to_rows(const uint8_t *plane, size_t width, int32_t row, int32_t end, const uint8_t *four[4]) {
    for (int i = 0; i < 4; i++) four[i] = plane + (size_t)(row + i < end ? row + i : end - 1) * width;
}

TK_INLINE int64_t in_15_bits(const int32_t sums[8], int row) { return 128 * (int64_t)sums[row] + sums[4 + row]; }

// The i-th row of a list, row i without one.
TK_INLINE size_t row_of(const int32_t *list, int32_t i) { return (size_t)(list ? list[i] : i); }

// y[i] = the logit of row_of(list, i) for first <= i < end.
TK_INLINE void logits(const tk_planes *planes, const tk_head_input *input, const int32_t *list, int32_t first,
                      int32_t end, float *y) {
    const int32_t blocks = tk_plane_blocks(planes->columns);
    const size_t width = (size_t)blocks * TK_PLANE_BLOCK_BYTES;
    for (int32_t at = first; at < end; at += 4) {
        const uint8_t *high[4], *low[4], *next_high[4], *next_low[4];
        for (int i = 0; i < 4; i++) {
            const int32_t here = at + i < end ? at + i : end - 1;
            const int32_t ahead = here + TK_ROWS_AHEAD < end ? here + TK_ROWS_AHEAD : here;
            high[i] = planes->high + row_of(list, here) * width;
            low[i] = planes->low + row_of(list, here) * width;
            next_high[i] = planes->high + row_of(list, ahead) * width;
            next_low[i] = planes->low + row_of(list, ahead) * width;
        }
        int32_t high_sums[8], low_sums[8];
        four_rows(high, next_high, input->hi, input->lo, blocks, high_sums);
        four_rows(low, next_low, input->hi, input->lo, blocks, low_sums);
        for (int i = 0; i < 4 && at + i < end; i++) {
            const int64_t sum = 16 * in_15_bits(high_sums, i) + in_15_bits(low_sums, i) - 128 * input->sum;
            y[at + i] = (float)sum / input->scale * planes->scales[row_of(list, at + i)];
        }
    }
}

static void rows(const tk_planes *planes, const tk_head_input *input, int32_t first, int32_t end, float *y) {
    logits(planes, input, NULL, first, end, y);
}

static void listed_rows(const tk_planes *planes, const tk_head_input *input, const int32_t *list, int32_t count,
                        float *y) {
    logits(planes, input, list, 0, count, y);
}

static void coarse_rows(const tk_planes *planes, const tk_head_input *input, int32_t first, int32_t end, float *y,
                        float *bound) {
    const int32_t blocks = tk_plane_blocks(planes->columns);
    const size_t width = (size_t)blocks * TK_PLANE_BLOCK_BYTES;
    for (int32_t row = first; row < end; row += 4) {
        const uint8_t *high[4], *next[4];
        point_to_rows(planes->high, width, row, end, high);
        point_to_rows(planes->high, width, row + TK_ROWS_AHEAD, end, next);
        int32_t sums[8];
        four_rows(high, next, input->hi, input->lo, blocks, sums);
        for (int i = 0; i < 4 && row + i < end; i++) {
            const int64_t doubled = 32 * in_15_bits(sums, i) - 241 * input->sum;  // low taken for 7.5
            const float coarse = 0.5f * (float)doubled / input->scale * planes->scales[row + i];
            const float reach = (input->largest + input->norm * planes->low_norms[row + i]) / input->scale *
                                planes->scales[row + i];
            y[row + i] = coarse;
            bound[row + i] = reach * TK_BOUND_SLACK + __builtin_fabsf(coarse) * TK_BOUND_ROUNDING + TK_BOUND_LEAST;
        }
    }
}

const tk_head_table TK_HEAD = {.rows = rows, .listed_rows = listed_rows, .coarse_rows = coarse_rows};
