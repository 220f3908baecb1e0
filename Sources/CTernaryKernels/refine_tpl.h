// Which candidates can really win: rows are read from the low plane block by block, and what a row can still gain shrinks with
// every block; see head.c. Plain loops over int16 that compilers turn into multiply-adds; part of every variant.

// Rows that are not settled behind so many columns are kept.
#define TK_REFINED_COLUMNS 8192
// Columns between two looks at what is left.
#define TK_REFINED_STEP 256
#define TK_REFINED_STEPS (TK_REFINED_COLUMNS / TK_REFINED_STEP)

// The input, and what is left of it behind each step: 7.5 * the sum of its largest elements, the norm of the others.
typedef struct refined_input {
    int16_t x[TK_REFINED_COLUMNS];
    double largest[TK_REFINED_STEPS + 1], norm[TK_REFINED_STEPS + 1];
    int32_t steps;
} refined_input;

// Steps are whole: a last one that is not full is left out.
static void find_rests(const tk_head_input *input, int32_t columns, refined_input *refined) {
    int64_t beyond = 0, squares = 0;
    const int32_t steps = columns / TK_REFINED_STEP;
    refined->steps = steps < TK_REFINED_STEPS ? steps : TK_REFINED_STEPS;
    for (int32_t k = columns - 1; k >= 0; k--) {
        const int32_t x = 128 * input->hi[k] + input->lo[k];
        const int32_t magnitude = x < 0 ? -x : x;
        if (magnitude > input->limit) {
            beyond += magnitude;
        } else {
            squares += (int64_t)x * x;
        }
        if (k < TK_REFINED_COLUMNS) refined->x[k] = (int16_t)x;
        if (k % TK_REFINED_STEP == 0 && k / TK_REFINED_STEP <= refined->steps) {
            refined->largest[k / TK_REFINED_STEP] = 7.5 * (double)beyond;
            refined->norm[k / TK_REFINED_STEP] = __builtin_elementwise_sqrt((double)squares);
        }
    }
    if (columns == refined->steps * TK_REFINED_STEP)
        refined->largest[refined->steps] = refined->norm[refined->steps] = 0;
}

// With r = low - 7.5: sums[0] += 2 r . x, sums[1] += 4 r . r over the columns of a step.
//   |2 r . x| <= 15 * 16319 * 256, below 2^26.
static void add_step(const uint8_t *low, const int16_t *x, int64_t sums[2]) {
    int32_t product = 0, square = 0;
    for (int block = 0; block < TK_REFINED_STEP / 128; block++, low += 64, x += 128) {
        int16_t r[128];
        for (int j = 0; j < 64; j++) {
            r[j] = (int16_t)(2 * (low[j] & 15) - 15);
            r[64 + j] = (int16_t)(2 * (low[j] >> 4) - 15);
        }
        for (int j = 0; j < 128; j++) {
            product += r[j] * x[j];
            square += r[j] * r[j];
        }
    }
    sums[0] += product;
    sums[1] += square;
}

static bool can_reach(const tk_planes *planes, float input_scale, const refined_input *refined, const uint8_t *low,
                      int32_t row, float coarse, float threshold) {
    const double step = (double)planes->scales[row] / (double)input_scale, norm = (double)planes->low_norms[row];
    int64_t sums[2] = {0, 0};
    for (int32_t i = 0; i < refined->steps; i++) {
        add_step(low + (size_t)i * (TK_REFINED_STEP / 2), refined->x + i * TK_REFINED_STEP, sums);
        const double gain = 0.5 * (double)sums[0], left = norm * norm - 0.25 * (double)sums[1];
        const double most = __builtin_elementwise_sqrt(left > 0 ? left : 0);
        const double reach =
            refined->largest[i + 1] + (most < TK_BY_CHANCE ? most : TK_BY_CHANCE) * refined->norm[i + 1];
        const double rounding = (__builtin_fabs(gain) + reach) * step + __builtin_fabs((double)coarse);
        if ((double)coarse + (gain + reach) * step + rounding * 0x1p-20 + 0x1p-126 < (double)threshold) return false;
    }
    return true;
}

static int32_t refine(const tk_planes *planes, const tk_head_input *input, const float *coarse, float threshold,
                      int32_t *list, int32_t count) {
    const size_t width = (size_t)tk_plane_blocks(planes->columns) * TK_PLANE_BLOCK_BYTES;
    refined_input refined;
    find_rests(input, planes->columns, &refined);
    int32_t kept = 0;
    for (int32_t i = 0; i < count; i++) {
        const int32_t row = list[i], later = list[i + 16 < count ? i + 16 : count - 1];
        for (size_t byte = 0; byte < 256 && byte < width; byte += 64)  // most rows are dropped behind a step or two
            tk_fetch((uintptr_t)planes->low + (size_t)later * width + byte);
        if (can_reach(planes, input->scale, &refined, planes->low + (size_t)row * width, row, coarse[row], threshold))
            list[kept++] = row;
    }
    return kept;
}
