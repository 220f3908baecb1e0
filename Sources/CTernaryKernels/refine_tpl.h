// Which candidates can really win: rows are read from the low plane block by block, and what a row can still gain shrinks with
// every block; see head.c. Plain loops over int16 that compilers turn into multiply-adds; part of every variant.

// What is left behind a block of the input: 7.5 * the sum of its largest elements, the norm of the others.
typedef struct rest {
    double largest, norm;
} rest;

// rests[b]: what is left from block b on, for b = 0 ... blocks.
static void find_rests(const tk_head_input *input, int32_t blocks, rest *rests) {
    int64_t beyond = 0, squares = 0;
    rests[blocks] = (rest){0, 0};
    for (int32_t block = blocks - 1; block >= 0; block--) {
        for (int32_t k = 128 * block; k < 128 * (block + 1); k++) {
            const int32_t x = 128 * input->hi[k] + input->lo[k];
            const int32_t magnitude = x < 0 ? -x : x;
            if (magnitude > input->limit) {
                beyond += magnitude;
            } else {
                squares += (int64_t)x * x;
            }
        }
        rests[block] = (rest){7.5 * (double)beyond, __builtin_elementwise_sqrt((double)squares)};
    }
}

// With r = low - 7.5: sums[0] = 2 r . x15, sums[1] = 4 r . r over the 128 columns of a block.
//   |sums[0]| <= 15 * 16319 * 128, below 2^25.
static void add_block(const uint8_t *low, const int8_t *hi, const int8_t *lo, int32_t sums[2]) {
    int32_t product = 0, square = 0;
    for (int half = 0; half < 2; half++, hi += 64, lo += 64) {
        int16_t r[64], x[64];
        for (int j = 0; j < 64; j++) {
            r[j] = (int16_t)(2 * (half ? low[j] >> 4 : low[j] & 15) - 15);
            x[j] = (int16_t)(128 * hi[j] + lo[j]);
        }
        for (int j = 0; j < 64; j++) {
            product += r[j] * x[j];
            square += r[j] * r[j];
        }
    }
    sums[0] = product;
    sums[1] = square;
}

static bool can_reach(const tk_planes *planes, const tk_head_input *input, const rest *rests, int32_t row, float coarse,
                      float threshold) {
    const int32_t blocks = tk_plane_blocks(planes->columns);
    const uint8_t *low = planes->low + (size_t)row * (size_t)blocks * TK_PLANE_BLOCK_BYTES;
    const double step = (double)planes->scales[row] / (double)input->scale, norm = (double)planes->low_norms[row];
    int64_t gained = 0, square = 0;
    for (int32_t block = 0;; block++) {
        const double left = norm * norm - 0.25 * (double)square;
        const double reach = rests[block].largest + __builtin_elementwise_sqrt(left > 0 ? left : 0) * rests[block].norm;
        const double gain = 0.5 * (double)gained;
        const double rounding = (__builtin_fabs(gain) + reach) * step + __builtin_fabs((double)coarse);
        if ((double)coarse + (gain + reach) * step + rounding * 0x1p-20 + 0x1p-126 < (double)threshold) return false;
        if (block == blocks) return true;
        int32_t sums[2];
        const size_t column = 128 * (size_t)block;
        add_block(low + column / 2, input->hi + column, input->lo + column, sums);
        gained += sums[0];
        square += sums[1];
    }
}

static int32_t refine(const tk_planes *planes, const tk_head_input *input, const float *coarse, float threshold,
                      int32_t *list, int32_t count) {
    const size_t width = (size_t)tk_plane_blocks(planes->columns) * TK_PLANE_BLOCK_BYTES;
    rest rests[TK_MAX_COLUMNS / 128 + 1];
    find_rests(input, tk_plane_blocks(planes->columns), rests);
    int32_t kept = 0;
    for (int32_t i = 0; i < count; i++) {
        const int32_t row = list[i], later = list[i + 8 < count ? i + 8 : count - 1];
        tk_fetch((uintptr_t)planes->low + (size_t)later * width);  // most rows are dropped behind a block or two
        tk_fetch((uintptr_t)planes->low + (size_t)later * width + 64);
        if (can_reach(planes, input, rests, row, coarse[row], threshold)) list[kept++] = row;
    }
    return kept;
}
