// The output head in two planes: packing, the input in 15 bits, and which rows must be read from both planes.
//
// A weight w of -120 ... 120 in column k is stored as w + 120 + d_k = 16 high_k + low_k, where d_k, the dither, is 0 to 15, a
// fixed number for each column that looks like chance and has nothing to do with any model. Exactly, in integers with x for
// x15, the logit is
//
//     D = sum of (16 high_k + low_k - 120 - d_k) x_k,    the coarse one C the same with 7.5 for low_k,    D - C = r . x
//
// with r_k = low_k - 7.5. Why leaving out the low nibbles is safe:
//
// 1. Whatever r is, |r_k| <= 7.5, and by Cauchy and Schwarz |r . x| <= N B, N = || r ||, B = || x ||.
//
// 2. Over the throws of the dither, low_k = (w + 120 + d_k) mod 16 is spread evenly over 0 ... 15 whatever w is, and
//    independent from column to column. Its four bits are fair coins, so r_k is the sum of four independent signs times 4, 2,
//    1 and 1/2, and r . x a sum of such signs times numbers whose squares add up to 21.25 B^2. By Hoeffding's inequality
//
//        |r . x| > c sqrt(21.25) B    for a row and an input happens with a probability below 2 exp(-c^2 / 2).
//
//    c = 11 makes that less than 1.1e-26. A model's weights do not depend on the dither, and so, as long as every choice was that
//    of the exact logits, neither does what it reads; in 10^12 tokens of 128,256 rows, with all steps below, the bound fails once
//    with a probability below 1e-7. TK_BY_CHANCE is 11 sqrt(21.25), rounded up.
//
// Of the two the smaller one counts: M = min(N, TK_BY_CHANCE). And for any set S of columns that the input alone decides,
//
//     |D - C| <= R = A + M B,    A = 7.5 * sum over S of |x_k|,    B = || x outside S ||.
//
// N is kept for each row (low_norms), A and B come with the input (largest, norm). S are the elements of x that are so
// large that M B shrinks by more than A grows. A, N, B are rounded up.
//
// Both become floats by three roundings, y = fl(fl(fl(D) / s) w), with u = 2^-24 each:
//
//     |y_D - y_C| <= w/s (|D - C| + 3u' (|D| + |C|)) <= w/s R (1 + 3u') + 6u' w/s |C|     (3u' a little above 3u)
//
// and w/s |C| is |y_C| but for 3u'. The bound is computed as fl(fl(R / s) w) * (1 + 16u) + |y_C| * 8u + 2^-126: six roundings
// of its own and the 3u' fit in the 16u, 6u' and its own in the 8u; the last term is for results below the normal floats.
//
// The bound alone leaves many rows where the best logit does not stand out. They are told apart by reading the low nibbles of
// a row from the first column on: with the gain G = sum of r_k x_k and Q = sum of r_k^2 of the columns read, the others add
// at most A' + min(sqrt(N^2 - Q), TK_BY_CHANCE) B', A' and B' of the columns not read. In most rows a few blocks settle it.
#include "internal.h"

static const tk_head_table *const tables[TK_ISA_COUNT] = {
    [TK_ISA_SCALAR] = &tk_head_scalar,
#if defined(__x86_64__)
    [TK_ISA_AVX2] = &tk_head_avx2,
    [TK_ISA_AVXVNNI] = &tk_head_avxvnni,
    [TK_ISA_AVX512VNNI] = &tk_head_avx512vnni,
#elif defined(__aarch64__)
    [TK_ISA_NEON] = &tk_head_neon,
    [TK_ISA_DOTPROD] = &tk_head_dotprod,
    [TK_ISA_I8MM] = &tk_head_dotprod,
#endif
};

TK_INLINE const tk_head_table *head_table(tk_isa isa) {
    return (uint32_t)isa < TK_ISA_COUNT && tables[isa] != NULL ? tables[isa] : &tk_head_scalar;
}

// A little above v, for norms that must not be too small.
static float rounded_up(double v) { return (float)(v * (1 + 0x1p-22)); }

size_t tk_plane_row_bytes(int32_t columns) { return (size_t)tk_plane_blocks(columns) * TK_PLANE_BLOCK_BYTES; }

void tk_planes_pack_row(const float *row, int32_t columns, uint8_t *high, uint8_t *low, float *scale, float *low_norm) {
    float largest = 0;
    for (int32_t k = 0; k < columns; k++) {
        const float magnitude = __builtin_fabsf(row[k]);
        largest = magnitude > largest ? magnitude : largest;
    }
    const float step = largest / TK_PLANE_LARGEST;
    int64_t norm = 0;  // 4 * || low - 7.5 ||^2
    const int32_t blocks = tk_plane_blocks(columns);
    for (int32_t block = 0; block < blocks; block++) {
        uint8_t codes[2 * TK_PLANE_BLOCK_BYTES];
        for (int32_t j = 0; j < 2 * TK_PLANE_BLOCK_BYTES; j++) {
            const int32_t k = block * 2 * TK_PLANE_BLOCK_BYTES + j;
            float v = k < columns && step > 0 ? row[k] / step : 0.0f;
            v = v > -TK_PLANE_LARGEST ? v : -TK_PLANE_LARGEST;
            v = v < TK_PLANE_LARGEST ? v : TK_PLANE_LARGEST;
            const int32_t rounded = (int32_t)(v + TK_ROUNDER - TK_ROUNDER);
            codes[j] = (uint8_t)(rounded + TK_PLANE_LARGEST + tk_dither(k));
            const int32_t doubled = 2 * (codes[j] & 15) - 15;
            if (k < columns) norm += doubled * doubled;
        }
        for (int32_t j = 0; j < TK_PLANE_BLOCK_BYTES; j++) {
            const uint8_t first = codes[j], second = codes[TK_PLANE_BLOCK_BYTES + j];
            high[block * TK_PLANE_BLOCK_BYTES + j] = (uint8_t)(first >> 4 | (second & 0xF0));
            low[block * TK_PLANE_BLOCK_BYTES + j] = (uint8_t)((first & 15) | second << 4);
        }
    }
    *scale = step;
    *low_norm = rounded_up(0.5 * __builtin_elementwise_sqrt((double)norm));
}

int32_t tk_plane_dither(int32_t column) { return tk_dither(column); }

void tk_planes_expand_row(tk_isa isa, tk_planes planes, int32_t row, float *y) {
    const size_t start = (size_t)row * tk_plane_row_bytes(planes.columns);
    tk_vectors_of(isa)->planes_expand(planes.high + start, planes.low + start, planes.columns, planes.scales[row], y);
}

// The two parts of the bound of an input.
static void find_bound(tk_head_input *input, int32_t n) {
    // A row's low nibbles are spread evenly: 21.25 is their variance, N as good as the same for all. It only steers the
    // choice of S.
    const double even = __builtin_elementwise_sqrt(21.25 * n), typical = even < TK_BY_CHANCE ? even : TK_BY_CHANCE;
    int32_t limit = INT32_MAX;  // S: elements above it
    double best = 1e300;
    for (int round = 0; round < 6; round++) {
        int64_t beyond = 0, squares = 0;
        for (int32_t k = 0; k < n; k++) {
            const int32_t x = 128 * input->hi[k] + input->lo[k];
            const int32_t magnitude = x < 0 ? -x : x;
            if (magnitude > limit) {
                beyond += magnitude;
            } else {
                squares += (int64_t)x * x;
            }
        }
        const double largest = 7.5 * (double)beyond, norm = __builtin_elementwise_sqrt((double)squares);
        if (!(largest + typical * norm < best)) break;
        best = largest + typical * norm;
        input->largest = rounded_up(largest);
        input->norm = rounded_up(norm);
        input->limit = limit;
        limit = (int32_t)(15 * norm / typical);  // moving x to S takes typical * x^2 / (2 norm) and adds 7.5 x
    }
}

void tk_head_quantize(tk_isa isa, const float *x, int32_t n, int8_t *hi, int8_t *lo, tk_head_input *input) {
    const size_t padded = 2 * tk_plane_row_bytes(n);
    input->hi = hi;
    input->lo = lo;
    input->scale = tk_vectors_of(isa)->head_quantize(x, n, hi, lo);
    memset(hi + n, 0, padded - (size_t)n);
    memset(lo + n, 0, padded - (size_t)n);
    int64_t sum = 0, shifted = 0;
    for (int32_t k = 0; k < n; k++) {
        const int32_t x15 = 128 * hi[k] + lo[k];
        sum += x15;
        shifted += x15 * (TK_PLANE_LARGEST + tk_dither(k));
    }
    input->sum = sum;
    input->shifted = shifted;
    find_bound(input, n);
}

void tk_planes_rows(tk_isa isa, tk_planes planes, tk_head_input input, int32_t first_row, int32_t end_row, float *y) {
    head_table(isa)->rows(&planes, &input, first_row, end_row, y);
}

void tk_planes_listed_rows(tk_isa isa, tk_planes planes, tk_head_input input, const int32_t *list, int32_t count,
                           float *y) {
    head_table(isa)->listed_rows(&planes, &input, list, count, y);
}

void tk_planes_coarse_rows(tk_isa isa, tk_planes planes, tk_head_input input, int32_t first_row, int32_t end_row,
                           float *y, float *bound) {
    head_table(isa)->coarse_rows(&planes, &input, first_row, end_row, y, bound);
}

int32_t tk_planes_refine(tk_isa isa, tk_planes planes, tk_head_input input, const float *coarse, float threshold,
                         int32_t *list, int32_t count) {
    return tk_vectors_of(isa)->refine(&planes, &input, coarse, threshold, list, count);
}

// Sums of floats are monotone: if coarse + bound reaches the threshold, so does their rounded sum.
int32_t tk_planes_candidates(tk_isa isa, const float *coarse, const float *bound, int32_t first_row, int32_t end_row,
                             float threshold, int32_t *list, int32_t capacity) {
    return tk_vectors_of(isa)->candidates(coarse, bound, first_row, end_row, threshold, list, capacity);
}

// The logit of the best coarse row is a threshold that few others can reach; what is found raises it.
int32_t tk_planes_best(tk_isa isa, tk_planes planes, tk_head_input input, const float *coarse, const float *bound,
                       float *logit, int32_t *examined) {
    const float most = tk_max(isa, coarse, planes.rows);
    int32_t row = 0;
    while (row + 1 < planes.rows && coarse[row] != most) row++;
    float best;
    tk_planes_listed_rows(isa, planes, input, &row, 1, &best);

    enum { STRETCH = 4096 };
    int32_t list[STRETCH], total = 0;
    float logits[STRETCH];
    for (int32_t first = 0; first < planes.rows; first += STRETCH) {
        const int32_t end = first + STRETCH < planes.rows ? first + STRETCH : planes.rows;
        int32_t count = tk_planes_candidates(isa, coarse, bound, first, end, best, list, STRETCH);
        if (count == 0) continue;
        count = tk_planes_refine(isa, planes, input, coarse, best, list, count);
        tk_planes_listed_rows(isa, planes, input, list, count, logits);
        for (int32_t i = 0; i < count; i++) {
            if (logits[i] > best || (logits[i] == best && list[i] < row)) {
                best = logits[i];
                row = list[i];
            }
        }
        total += count;
    }
    *logit = best;
    if (examined) *examined = total;
    return row;
}
