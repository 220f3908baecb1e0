// Products with the two planes of one variant. Include it behind `four_rows`, which does the work; define TK_HEAD to the name
// of the table.
//
//   four_rows(rows, hi, lo, blocks, sums): for four rows of one plane, sums[i] = nibbles of row i . hi, sums[4 + i] = nibbles
//   of row i . lo. Integers, so no order matters. |sum| <= 15 * 127 * columns: 2^28 at TK_MAX_COLUMNS.

TK_INLINE int64_t in_15_bits(const int32_t sums[8], int row) { return 128 * (int64_t)sums[row] + sums[4 + row]; }

TK_INLINE void four_logits(const tk_planes *planes, const tk_head_input *input, const int32_t rows[4], int32_t blocks,
                           float logits[4]) {
    const size_t width = (size_t)blocks * TK_PLANE_BLOCK_BYTES;
    const uint8_t *high[4], *low[4];
    for (int i = 0; i < 4; i++) {
        high[i] = planes->high + (size_t)rows[i] * width;
        low[i] = planes->low + (size_t)rows[i] * width;
    }
    int32_t high_sums[8], low_sums[8];
    four_rows(high, input->hi, input->lo, blocks, high_sums);
    four_rows(low, input->hi, input->lo, blocks, low_sums);
    for (int i = 0; i < 4; i++) {
        const int64_t sum = 16 * in_15_bits(high_sums, i) + in_15_bits(low_sums, i) - 128 * input->sum;
        logits[i] = (float)sum / input->scale * planes->scales[rows[i]];
    }
}

// Rows come in fours; the last ones of an odd count are repeated.
static void rows(const tk_planes *planes, const tk_head_input *input, int32_t first, int32_t end, float *y) {
    const int32_t blocks = tk_plane_blocks(planes->columns);
    for (int32_t row = first; row < end; row += 4) {
        int32_t four[4];
        for (int i = 0; i < 4; i++) four[i] = row + i < end ? row + i : end - 1;
        float logits[4];
        four_logits(planes, input, four, blocks, logits);
        for (int i = 0; i < 4 && row + i < end; i++) y[row + i] = logits[i];
    }
}

static void listed_rows(const tk_planes *planes, const tk_head_input *input, const int32_t *list, int32_t count,
                        float *y) {
    const int32_t blocks = tk_plane_blocks(planes->columns);
    for (int32_t at = 0; at < count; at += 4) {
        int32_t four[4];
        for (int i = 0; i < 4; i++) four[i] = list[at + i < count ? at + i : count - 1];
        float logits[4];
        four_logits(planes, input, four, blocks, logits);
        for (int i = 0; i < 4 && at + i < count; i++) y[at + i] = logits[i];
    }
}

static void coarse_rows(const tk_planes *planes, const tk_head_input *input, int32_t first, int32_t end, float *y,
                        float *bound) {
    const int32_t blocks = tk_plane_blocks(planes->columns);
    const size_t width = (size_t)blocks * TK_PLANE_BLOCK_BYTES;
    for (int32_t row = first; row < end; row += 4) {
        const uint8_t *high[4];
        for (int i = 0; i < 4; i++) high[i] = planes->high + (size_t)(row + i < end ? row + i : end - 1) * width;
        int32_t sums[8];
        four_rows(high, input->hi, input->lo, blocks, sums);
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
