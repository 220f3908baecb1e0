// Half precision, the head in two planes and attention over a cache: the scalar form against plain references of its own,
// the others against the scalar form.
#include "harness.h"

// `what` of the scalar variant and of the one under test into two poisoned buffers of `size` bytes, which must be equal.
#define COMPARE(what, shape, size, is_float, call)                            \
    do {                                                                      \
        buffer scalar_ = make(size), other_ = make(size);                     \
        for (int pass_ = 0; pass_ < 2; pass_++) {                             \
            const tk_isa isa = pass_ ? r->isa : TK_ISA_SCALAR;                \
            void *out = pass_ ? other_.data : scalar_.data;                   \
            call;                                                             \
        }                                                                     \
        expect_same(r, what, shape, scalar_, other_, is_float);               \
        drop(scalar_);                                                        \
        drop(other_);                                                         \
    } while (0)

static uint32_t bits_of(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

// MARK: Half precision

static float reference_widened(uint16_t bits) {
    const int exponent = bits >> 10 & 31, fraction = bits & 1023;
    const double sign = bits & 0x8000 ? -1 : 1;
    if (exponent == 31) return fraction ? NAN : (float)(sign * INFINITY);
    return (float)(sign * ldexp(exponent ? 1024 + fraction : fraction, (exponent ? exponent : 1) - 25));
}

static uint16_t reference_narrowed(float x) {
    const uint16_t sign = signbit(x) ? 0x8000 : 0;
    const double magnitude = fmin(fabs((double)x), 65504);
    if (magnitude == 0) return sign;
    int exponent = ilogb(magnitude);
    if (exponent < -14) exponent = -14;
    const double steps = nearbyint(ldexp(magnitude, 10 - exponent));  // 0 ... 2048
    return (uint16_t)(sign + (exponent + 14) * 1024 + (int)steps);
}

static void check_every_half(run *r) {
    enum { COUNT = 65536 };
    buffer bits = make(COUNT * 2), x = make(COUNT * 4);
    uint16_t *halves = (uint16_t *)(void *)bits.data;
    for (int i = 0; i < COUNT; i++) halves[i] = (uint16_t)i;
    tk_f16_expand(r->isa, halves, COUNT, floats(x));
    int wrong = 0;
    for (int i = 0; i < COUNT; i++) {
        const float wanted = reference_widened((uint16_t)i);
        if (isnan(wanted)) {  // quiet, with sign and payload
            const uint32_t quiet = ((uint32_t)i & 0x8000) << 16 | 0x7FC00000u | ((uint32_t)i & 1023) << 13;
            wrong += bits_of(floats(x)[i]) != quiet;
        } else {
            wrong += bits_of(floats(x)[i]) != bits_of(wanted);
        }
    }
    expect(r, wrong == 0, "tk_f16_expand", "all 65536 halves");

    buffer back = make(COUNT * 2);
    tk_f32_to_f16(r->isa, floats(x), COUNT, (uint16_t *)(void *)back.data);
    for (int i = 0; i < COUNT; i++) {
        const uint16_t got = ((uint16_t *)(void *)back.data)[i];
        if (isnan(floats(x)[i])) {
            wrong += got != (i | 0x200);
        } else {
            wrong += got != (isinf(floats(x)[i]) ? (i & 0x8000) | 0x7BFF : i);
        }
    }
    expect(r, wrong == 0, "tk_f32_to_f16", "all 65536 halves");
    drop(bits);
    drop(x);
    drop(back);
}

static void check_narrowing(run *r) {
    const int32_t n = length(r, 300);
    const int kind = below(r, KINDS);
    char shape[64];
    snprintf(shape, sizeof shape, "n %d, values %d", n, kind);
    buffer x = make_floats(r, (size_t)n, kind);
    for (int32_t i = 0; i < n; i += 2) {  // around ties, the least halves and the largest
        const float half = reference_widened((uint16_t)below(r, 0x7C01));
        const float next_half = reference_widened((uint16_t)below(r, 0x7BFF));
        const float middle = next_half * 1.00048828125f;
        switch (below(r, 5)) {
            case 0: floats(x)[i] = half; break;
            case 1: floats(x)[i] = middle; break;
            case 2: floats(x)[i] = float_of(bits_of(middle) + 1); break;
            case 3: floats(x)[i] = -ldexpf(unit(r), -14 - below(r, 12)); break;
            default: floats(x)[i] = 65504 + unit(r) * 100; break;
        }
    }
    COMPARE("tk_f32_to_f16", shape, (size_t)n * 2, 0, tk_f32_to_f16(isa, floats(x), n, out));
    buffer bits = make((size_t)n * 2);
    tk_f32_to_f16(TK_ISA_SCALAR, floats(x), n, (uint16_t *)(void *)bits.data);
    int wrong = 0;
    for (int32_t i = 0; i < n; i++)
        if (!isnan(floats(x)[i])) wrong += ((uint16_t *)(void *)bits.data)[i] != reference_narrowed(floats(x)[i]);
    expect(r, wrong == 0, "tk_f32_to_f16", shape);
    COMPARE("tk_f16_expand", shape, (size_t)n * 4, 1, tk_f16_expand(isa, (uint16_t *)(void *)bits.data, n, out));
    drop(bits);
    drop(x);
}

static void check_half_rows(run *r) {
    const int32_t n = length(r, 400), rows = 1 + below(r, 40), kind = below(r, 4);
    char shape[64];
    snprintf(shape, sizeof shape, "%d x %d, values %d", rows, n, kind);
    const size_t count = (size_t)rows * (size_t)n, size = (size_t)rows * 4;
    buffer w = make(count * 2), x = make_floats(r, (size_t)n, kind), wide = make(count * 4), list = make(size);
    uint16_t *bits = (uint16_t *)(void *)w.data;
    for (size_t i = 0; i < count; i++) bits[i] = (uint16_t)(next(r) & 0xBFFF);  // no infinities
    for (size_t i = 0; i < count; i++) floats(wide)[i] = reference_widened(bits[i]);
    const int32_t first = below(r, rows), end = first + 1 + below(r, rows - first);
    COMPARE("tk_f16_rows_dot", shape, size, 1, tk_f16_rows_dot(isa, bits, n, floats(x), first, end, out));
    for (int32_t i = 0; i < rows; i++) integers(list)[i] = below(r, rows);
    COMPARE("tk_f16_listed_rows_dot", shape, size, 1,
            tk_f16_listed_rows_dot(isa, bits, n, floats(x), integers(list), end, out));
    // The sum of the same floats in the same order.
    buffer y = make(size);
    tk_f16_rows_dot(TK_ISA_SCALAR, bits, n, floats(x), 0, rows, floats(y));
    int wrong = 0;
    for (int32_t i = 0; i < rows; i++) {
        const float wanted = tk_dot(TK_ISA_SCALAR, floats(wide) + (size_t)i * (size_t)n, floats(x), n);
        wrong += bits_of(wanted) != bits_of(floats(y)[i]) && !(isnan(wanted) && isnan(floats(y)[i]));
    }
    expect(r, wrong == 0, "tk_f16_rows_dot", shape);
    drop(w);
    drop(x);
    drop(wide);
    drop(list);
    drop(y);
}

// MARK: Head

enum { GAUSSIAN, EXTREME, ALIGNED, OPPOSED, ZERO_ROW, TINY_ROW, HUGE_ROW, ROW_KINDS };
enum { EVEN_INPUT, OUTLIERS, ONE_ONLY, CONSTANT, NO_INPUT, INPUT_KINDS };

static float bell(run *r) { return (unit(r) + unit(r) + unit(r) + unit(r)) * 0.87f; }

// Up to so many columns the bound holds for the worst rows too.
enum { CERTAIN_COLUMNS = 44 };

// The value whose byte has such a low nibble in a column, where the scale is 1.
static float with_low(run *r, int32_t k, int low) { return (float)(16 * (1 + below(r, 13)) + low - 120 - tk_plane_dither(k)); }

// Rows whose low nibbles are 15 where x is positive and 0 where it is negative, or the other way round, leave out as much
// as a row can. Longer ones are not made by the dither, as no model's are.
static float row_value(run *r, int kind, float x, int32_t k, int32_t n) {
    if (kind == ALIGNED || kind == OPPOSED) {
        if (k == 0) return 120;  // makes the scale 1
        if (n > CERTAIN_COLUMNS) return (float)(below(r, 241) - 120);
        return with_low(r, k, (x > 0) == (kind == ALIGNED) ? 15 : 0);
    }
    switch (kind) {
        case GAUSSIAN: return bell(r) * 0.03f;
        case EXTREME: return below(r, 2) ? 1.0f : -1.0f;
        case ZERO_ROW: return 0;
        case TINY_ROW: return value(r, TINY);
        default: return unit(r) * 1e20f;
    }
}

static int nibble_of(const uint8_t *row, int32_t k) { return row[k / 128 * 64 + k % 64] >> (k / 64 % 2 ? 4 : 0) & 15; }

typedef struct head_case {
    buffer weights, high, low, scales, norms, x, hi, lo;
    tk_planes planes;
    tk_head_input input;
    char shape[96];
} head_case;

static int w8_of(const head_case *c, int32_t row, int32_t k) {
    const size_t at = (size_t)row * tk_plane_row_bytes(c->planes.columns);
    return 16 * nibble_of(c->planes.high + at, k) + nibble_of(c->planes.low + at, k) - 120 - tk_plane_dither(k);
}

static int x15_of(const head_case *c, int32_t k) { return 128 * c->input.hi[k] + c->input.lo[k]; }

static head_case make_head(run *r, int32_t rows, int32_t n, int rows_kind, int input_kind) {
    head_case c;
    snprintf(c.shape, sizeof c.shape, "%d x %d, rows %d, input %d", rows, n, rows_kind, input_kind);
    const size_t width = tk_plane_row_bytes(n), count = (size_t)rows;
    c.weights = make(count * (size_t)n * 4);
    c.high = make(count * width);
    c.low = make(count * width);
    c.scales = make(count * 4);
    c.norms = make(count * 4);
    c.x = make((size_t)n * 4);
    c.hi = make(2 * width);
    c.lo = make(2 * width);
    for (int32_t k = 0; k < n; k++) {
        float v = bell(r);
        if (input_kind == OUTLIERS && (k == n / 2 || below(r, 400) == 0)) v = v > 0 ? 52.0f : -52.0f;
        if (input_kind == ONE_ONLY) v = k == n / 2 ? -3.0f : 0.0f;
        if (input_kind == CONSTANT) v = below(r, 2) ? 0.7f : -0.7f;
        if (input_kind == NO_INPUT) v = 0;
        floats(c.x)[k] = v;
    }
    for (int32_t row = 0; row < rows; row++) {
        const int kind = rows_kind < 0 ? below(r, ROW_KINDS - 1) : rows_kind;
        float *w = floats(c.weights) + (size_t)row * (size_t)n;
        for (int32_t k = 0; k < n; k++) w[k] = row_value(r, kind, floats(c.x)[k], k, n);
        tk_planes_pack_row(w, n, c.high.data + (size_t)row * width, c.low.data + (size_t)row * width,
                           floats(c.scales) + row, floats(c.norms) + row);
    }
    tk_head_quantize(r->isa, floats(c.x), n, bytes(c.hi), bytes(c.lo), &c.input);
    c.planes = (tk_planes){c.high.data, c.low.data, floats(c.scales), floats(c.norms), rows, n};
    return c;
}

static void drop_head(head_case c) {
    drop(c.weights);
    drop(c.high);
    drop(c.low);
    drop(c.scales);
    drop(c.norms);
    drop(c.x);
    drop(c.hi);
    drop(c.lo);
}

static void check_packing(run *r, const head_case *c) {
    const int32_t n = c->planes.columns, padded = (int32_t)(2 * tk_plane_row_bytes(n));
    int wrong = 0;
    for (int32_t row = 0; row < c->planes.rows; row++) {
        const float *w = floats(c->weights) + (size_t)row * (size_t)n;
        float largest = 0;
        for (int32_t k = 0; k < n; k++) largest = fmaxf(largest, fabsf(w[k]));
        const float scale = largest / 120;
        double squares = 0;
        for (int32_t k = 0; k < padded; k++) {
            const int w8 = w8_of(c, row, k);
            const float steps = k < n && scale > 0 ? fmaxf(-120, fminf(120, nearbyintf(w[k] / scale))) : 0;
            wrong += (float)w8 != steps;
            const double left_out = ((w8 + 120 + tk_plane_dither(k)) & 15) - 7.5;
            if (k < n) squares += left_out * left_out;
        }
        wrong += c->planes.scales[row] != scale;
        const double norm = c->planes.low_norms[row];
        wrong += norm * norm < squares || norm > sqrt(squares) * 1.000001;
    }
    expect(r, wrong == 0, "tk_planes_pack_row", c->shape);
}

static void check_head_input(run *r, const head_case *c) {
    const int32_t n = c->planes.columns, padded = (int32_t)(2 * tk_plane_row_bytes(n));
    float largest = 1e-5f;
    for (int32_t k = 0; k < n; k++) largest = fmaxf(largest, fabsf(floats(c->x)[k]));
    int wrong = c->input.scale != 16319.0f / largest;
    int64_t sum = 0, shifted = 0;
    double squares = 0;
    for (int32_t k = 0; k < padded; k++) {
        const float wanted = k < n ? nearbyintf(floats(c->x)[k] * c->input.scale) : 0;
        wrong += (float)x15_of(c, k) != fmaxf(-16319, fminf(16319, wanted));
        wrong += c->input.lo[k] < -64 || c->input.lo[k] > 63 || c->input.hi[k] == -128;
        sum += x15_of(c, k);
        shifted += x15_of(c, k) * (120 + tk_plane_dither(k));
        squares += (double)x15_of(c, k) * x15_of(c, k);
    }
    wrong += sum != c->input.sum || shifted != c->input.shifted;
    wrong += c->input.norm > sqrt(squares) * 1.000001;
    expect(r, wrong == 0, "tk_head_quantize", c->shape);
    // The two parts that the bound is made of, and what the coarse logits hang on, are the same bits everywhere.
    tk_head_input scalar;
    buffer hi = make(c->hi.size), lo = make(c->lo.size);
    tk_head_quantize(TK_ISA_SCALAR, floats(c->x), n, bytes(hi), bytes(lo), &scalar);
    expect_same(r, "tk_head_quantize (hi)", c->shape, hi, c->hi, 0);
    expect_same(r, "tk_head_quantize (lo)", c->shape, lo, c->lo, 0);
    expect(r, scalar.scale == c->input.scale && scalar.sum == c->input.sum && scalar.shifted == c->input.shifted && scalar.largest == c->input.largest &&
                  scalar.norm == c->input.norm,
           "tk_head_quantize (bound)", c->shape);
    digest(r, (const uint8_t *)&scalar.largest, 4);
    digest(r, (const uint8_t *)&scalar.norm, 4);
    drop(hi);
    drop(lo);
}

// Sums in plain integers, the bound of every row, and what follows from it.
static void check_logits(run *r, const head_case *c) {
    const int32_t n = c->planes.columns, rows = c->planes.rows;
    buffer exact = make((size_t)rows * 4), coarse = make((size_t)rows * 4), bound = make((size_t)rows * 4);
    tk_planes_rows(r->isa, c->planes, c->input, 0, rows, floats(exact));
    tk_planes_coarse_rows(r->isa, c->planes, c->input, 0, rows, floats(coarse), floats(bound));
    int wrong = 0, beyond = 0;
    for (int32_t row = 0; row < rows; row++) {
        int64_t sum = 0, doubled = 0;
        for (int32_t k = 0; k < n; k++) {
            const int w8 = w8_of(c, row, k), x = x15_of(c, k);
            sum += (int64_t)w8 * x;
            const int shift = 120 + tk_plane_dither(k);
            doubled += (int64_t)(2 * (w8 + shift - ((w8 + shift) & 15)) + 15 - 2 * shift) * x;
        }
        const float scale = c->planes.scales[row];
        wrong += floats(exact)[row] != (float)sum / c->input.scale * scale;
        wrong += floats(coarse)[row] != (float)doubled / 2 / c->input.scale * scale;
        beyond += !(fabs((double)floats(exact)[row] - (double)floats(coarse)[row]) <= (double)floats(bound)[row]);
    }
    expect(r, wrong == 0, "tk_planes_rows", c->shape);
    expect(r, beyond == 0, "the bound of tk_planes_coarse_rows", c->shape);

    int32_t best = 0;
    for (int32_t row = 1; row < rows; row++)
        if (floats(exact)[row] > floats(exact)[best]) best = row;
    float logit = 0;
    int32_t examined = -1;
    const int32_t found = tk_planes_best(r->isa, c->planes, c->input, floats(coarse), floats(bound), &logit, &examined);
    expect(r, found == best && bits_of(logit) == bits_of(floats(exact)[best]) && examined >= 1 && examined <= rows,
           "tk_planes_best", c->shape);

    const float threshold = floats(exact)[below(r, rows)];
    buffer list = make((size_t)rows * 4);
    const int32_t count = tk_planes_candidates(r->isa, floats(coarse), floats(bound), 0, rows, threshold, integers(list), rows);
    int32_t at = 0;
    for (int32_t row = 0; row < rows; row++) {
        const int listed = at < count && integers(list)[at] == row;
        wrong += listed != (floats(coarse)[row] + floats(bound)[row] >= threshold);
        wrong += !listed && floats(exact)[row] >= threshold;
        at += listed;
    }
    expect(r, wrong == 0 && at == count, "tk_planes_candidates", c->shape);

    // Of the candidates, none that reaches the threshold is dropped, and none is left that misses it by more than rounding.
    int32_t *rest = integers(list);
    const int32_t left = tk_planes_refine(r->isa, c->planes, c->input, floats(coarse), threshold, rest, count);
    at = 0;
    for (int32_t row = 0; row < rows; row++) {
        const int listed = at < left && rest[at] == row;
        const float y = floats(exact)[row], slack = (fabsf(y) + fabsf(floats(coarse)[row]) + floats(bound)[row]) * 1e-5f + 0x1p-125f;
        wrong += listed ? n % 256 == 0 && n <= 8192 && y < threshold - slack : y >= threshold;
        at += listed;
    }
    expect(r, wrong == 0 && at == left, "tk_planes_refine", c->shape);
    COMPARE("tk_planes_refine", c->shape, (size_t)(rows + 1) * 4, 0, {
        for (int32_t i = 0; i < rows; i++) ((int32_t *)out)[i] = i;
        ((int32_t *)out)[rows] = tk_planes_refine(isa, c->planes, c->input, floats(coarse), threshold, out, rows);
    });
    const int32_t first = below(r, rows), capacity = below(r, rows + 1);
    COMPARE("tk_planes_candidates", c->shape, (size_t)(rows + 1) * 4, 0,
            ((int32_t *)out)[rows] = tk_planes_candidates(isa, floats(coarse), floats(bound), first, rows, threshold, out,
                                                          capacity));
    drop(exact);
    drop(coarse);
    drop(bound);
    drop(list);
}

static void check_head_variants(run *r, const head_case *c) {
    const int32_t rows = c->planes.rows, n = c->planes.columns;
    const int32_t first = below(r, rows), end = first + 1 + below(r, rows - first);
    const size_t size = (size_t)rows * 4;
    COMPARE("tk_planes_rows", c->shape, size, 0, tk_planes_rows(isa, c->planes, c->input, first, end, out));
    COMPARE("tk_planes_coarse_rows", c->shape, 2 * size, 0,
            tk_planes_coarse_rows(isa, c->planes, c->input, first, end, out, (float *)out + rows));
    buffer list = make(size);
    for (int32_t i = 0; i < rows; i++) integers(list)[i] = below(r, rows);
    const int32_t count = below(r, rows + 1);
    COMPARE("tk_planes_listed_rows", c->shape, size, 0,
            tk_planes_listed_rows(isa, c->planes, c->input, integers(list), count, out));
    buffer all = make(size), some = make(size);
    tk_planes_rows(r->isa, c->planes, c->input, 0, rows, floats(all));
    tk_planes_listed_rows(r->isa, c->planes, c->input, integers(list), count, floats(some));
    int wrong = 0;
    for (int32_t i = 0; i < count; i++) wrong += bits_of(floats(some)[i]) != bits_of(floats(all)[integers(list)[i]]);
    const int32_t row = below(r, rows);
    COMPARE("tk_planes_expand_row", c->shape, (size_t)n * 4, 0, tk_planes_expand_row(isa, c->planes, row, out));
    buffer y = make((size_t)n * 4);
    tk_planes_expand_row(TK_ISA_SCALAR, c->planes, row, floats(y));
    for (int32_t k = 0; k < n; k++) wrong += floats(y)[k] != (float)w8_of(c, row, k) * c->planes.scales[row];
    expect(r, wrong == 0, "tk_planes_listed_rows, tk_planes_expand_row", c->shape);
    drop(list);
    drop(all);
    drop(some);
    drop(y);
}

static void check_planes(run *r, int32_t rows, int32_t n, int rows_kind, int input_kind) {
    head_case c = make_head(r, rows, n, rows_kind, input_kind);
    check_packing(r, &c);
    check_head_input(r, &c);
    check_logits(r, &c);
    check_head_variants(r, &c);
    drop_head(c);
}

// The bound says something: for the worst row and an input without outliers it is what the row leaves out, outliers do not
// inflate it, and of ordinary rows with one that fits the input only few must be examined.
static void check_bound_is_tight(run *r) {
    const int32_t n = 1024;
    float exact[8], coarse[8], bound[8];
    head_case c = make_head(r, 8, CERTAIN_COLUMNS, ALIGNED, CONSTANT);
    tk_planes_rows(r->isa, c.planes, c.input, 0, 8, exact);
    tk_planes_coarse_rows(r->isa, c.planes, c.input, 0, 8, coarse, bound);
    for (int i = 0; i < 8; i++) {  // the first column is not as bad as it could be
        const float left_out = fabsf(exact[i] - coarse[i]);
        expect(r, left_out <= bound[i] && bound[i] < left_out * 1.06f, "the tightness of the certain bound", c.shape);
    }
    drop_head(c);

    c = make_head(r, 8, n, GAUSSIAN, CONSTANT);
    tk_planes_rows(r->isa, c.planes, c.input, 0, 8, exact);
    tk_planes_coarse_rows(r->isa, c.planes, c.input, 0, 8, coarse, bound);
    for (int i = 0; i < 8; i++) {
        // Behind the last step nothing is left: a row is kept up to its logit and dropped just above.
        int32_t list = i;
        expect(r, tk_planes_refine(r->isa, c.planes, c.input, coarse, exact[i], &list, 1) == 1, "tk_planes_refine (keeps)", c.shape);
        const float above = exact[i] + fmaxf(fabsf(exact[i]), bound[i]) * 1e-4f;
        expect(r, tk_planes_refine(r->isa, c.planes, c.input, coarse, above, &list, 1) == 0, "tk_planes_refine (drops)", c.shape);
    }
    drop_head(c);

    c = make_head(r, 8, n, GAUSSIAN, OUTLIERS);
    double squares = 0;
    for (int32_t k = 0; k < n; k++) squares += (double)x15_of(&c, k) * x15_of(&c, k);
    const double typical = 50.75;
    expect(r, c.input.largest > 0 && (double)c.input.largest + typical * (double)c.input.norm < typical * sqrt(squares) * 0.9,
           "the bound with outliers", c.shape);
    drop_head(c);

    enum { ROWS = 600 };
    c = make_head(r, ROWS, n, GAUSSIAN, EVEN_INPUT);
    const int32_t winner = below(r, ROWS);
    buffer row = make((size_t)n * 4);
    for (int32_t k = 0; k < n; k++) floats(row)[k] = floats(c.x)[k] * 0.03f + bell(r) * 0.01f;
    const size_t at = (size_t)winner * tk_plane_row_bytes(n);
    tk_planes_pack_row(floats(row), n, c.high.data + at, c.low.data + at, floats(c.scales) + winner, floats(c.norms) + winner);
    buffer y = make(ROWS * 4), b = make(ROWS * 4), whole = make(ROWS * 4);
    tk_planes_rows(r->isa, c.planes, c.input, 0, ROWS, floats(whole));
    tk_planes_coarse_rows(r->isa, c.planes, c.input, 0, ROWS, floats(y), floats(b));
    // What 600 ordinary rows leave out reaches three of its deviations; the bound allows eleven.
    float most = 0;
    for (int32_t i = 0; i < ROWS; i++) most = fmaxf(most, fabsf(floats(whole)[i] - floats(y)[i]) / floats(b)[i]);
    expect(r, most > 0.2f && most < 0.5f, "the tightness of the bound by chance", c.shape);
    float logit;
    int32_t examined;
    const int32_t found = tk_planes_best(r->isa, c.planes, c.input, floats(y), floats(b), &logit, &examined);
    expect(r, found == winner && examined == 1, "tk_planes_best of a clear winner", c.shape);
    drop(row);
    drop(y);
    drop(b);
    drop(whole);
    drop_head(c);
}

// MARK: Cache and attention

static void check_store(run *r) {
    const int32_t n = length(r, 200);
    const int kind = below(r, SPECIAL);
    char shape[64];
    snprintf(shape, sizeof shape, "head_dim %d, values %d", n, kind);
    buffer x = make_floats(r, (size_t)n, kind);
    if (below(r, 8) == 0) memset(x.data, 0, x.size);
    COMPARE("tk_kv_store f32", shape, (size_t)n * 4, 0, tk_kv_store(isa, TK_KV_F32, floats(x), n, out, NULL));
    COMPARE("tk_kv_store f16", shape, (size_t)n * 2, 0, tk_kv_store(isa, TK_KV_F16, floats(x), n, out, NULL));
    buffer y = make((size_t)n * 4);
    float scale = -1, largest = 0;
    COMPARE("tk_kv_store i8", shape, (size_t)n + 4, 0, {
        tk_kv_store(isa, TK_KV_I8, floats(x), n, (int8_t *)out + 4, &scale);
        memcpy(out, &scale, 4);
    });
    tk_kv_store(TK_ISA_SCALAR, TK_KV_I8, floats(x), n, bytes(y), &scale);
    for (int32_t i = 0; i < n; i++) largest = fmaxf(largest, fabsf(floats(x)[i]));
    int wrong = scale != largest / 127;
    for (int32_t i = 0; i < n; i++) {
        const float wanted = scale > 0 ? fmaxf(-127, fminf(127, nearbyintf(floats(x)[i] / scale))) : 0;
        wrong += (float)bytes(y)[i] != wanted;
    }
    tk_kv_store(TK_ISA_SCALAR, TK_KV_F16, floats(x), n, y.data, NULL);
    for (int32_t i = 0; i < n; i++) wrong += ((uint16_t *)(void *)y.data)[i] != reference_narrowed(floats(x)[i]);
    tk_kv_store(TK_ISA_SCALAR, TK_KV_F32, floats(x), n, y.data, NULL);
    wrong += memcmp(x.data, y.data, x.size) != 0;
    expect(r, wrong == 0, "tk_kv_store", shape);
    drop(x);
    drop(y);
}

typedef struct cache {
    buffer keys, values, key_scales, value_scales;  // as kept
    buffer wide_keys, wide_values;                  // the same as floats, without the scales
    tk_kv kv;
} cache;

static cache make_cache(run *r, tk_kv_type type, int32_t positions, int32_t head_dim, int kind) {
    const size_t n = (size_t)positions * (size_t)head_dim, element = tk_kv_element_bytes(type);
    cache c = {make(n * element), make(n * element), make((size_t)positions * 4), make((size_t)positions * 4),
               make(n * 4), make(n * 4), {type, NULL, NULL, NULL, NULL}};
    buffer row = make((size_t)head_dim * 4);
    for (int32_t t = 0; t < 2 * positions; t++) {
        buffer kept = t % 2 ? c.values : c.keys, wide = t % 2 ? c.wide_values : c.wide_keys;
        const size_t at = (size_t)(t / 2) * (size_t)head_dim;
        for (int32_t i = 0; i < head_dim; i++) floats(row)[i] = value(r, kind);
        tk_kv_store(TK_ISA_SCALAR, type, floats(row), head_dim, kept.data + at * element,
                    floats(t % 2 ? c.value_scales : c.key_scales) + t / 2);
        for (size_t i = at; i < at + (size_t)head_dim; i++)
            floats(wide)[i] = type == TK_KV_F32   ? floats(kept)[i]
                              : type == TK_KV_F16 ? reference_widened(((uint16_t *)(void *)kept.data)[i])
                                                  : (float)bytes(kept)[i];
    }
    drop(row);
    c.kv.keys = c.keys.data;
    c.kv.values = c.values.data;
    if (type == TK_KV_I8) {
        c.kv.key_scales = floats(c.key_scales);
        c.kv.value_scales = floats(c.value_scales);
    }
    return c;
}

static void drop_cache(cache c) {
    drop(c.keys);
    drop(c.values);
    drop(c.key_scales);
    drop(c.value_scales);
    drop(c.wide_keys);
    drop(c.wide_values);
}

// One query over an int8 cache in double.
static double int8_attention_error(const cache *c, const float *query, int32_t seen, int32_t n, double scale, const float *out) {
    double scores[1200], total = 0, most = -INFINITY, error = 0;
    for (int32_t t = 0; t < seen; t++) {
        double s = 0;
        for (int32_t i = 0; i < n; i++)
            s += (double)query[i] * (double)floats(c->wide_keys)[(size_t)t * (size_t)n + (size_t)i];
        scores[t] = s * (double)c->kv.key_scales[t] * scale;
        most = fmax(most, scores[t]);
    }
    for (int32_t t = 0; t < seen; t++) total += scores[t] = exp(scores[t] - most);
    for (int32_t i = 0; i < n; i++) {
        double wanted = 0;
        for (int32_t t = 0; t < seen; t++)
            wanted += scores[t] / total * (double)c->kv.value_scales[t] *
                      (double)floats(c->wide_values)[(size_t)t * (size_t)n + (size_t)i];
        error = fmax(error, fabs(wanted - (double)out[i]));
    }
    return error;
}

static void check_block(run *r, tk_kv_type type, int32_t tokens, int32_t heads, int32_t positions, int32_t n, int kind) {
    char shape[96];
    snprintf(shape, sizeof shape, "type %d, %d tokens of %d heads, head_dim %d, %d positions, values %d", type, tokens,
             heads, n, positions, kind);
    const int32_t all = positions + tokens - 1;
    const size_t stride = (size_t)heads * (size_t)n + (size_t)below(r, 40);
    const size_t size = (size_t)(tokens - 1) * stride + (size_t)heads * (size_t)n;
    cache c = make_cache(r, type, all, n, kind);
    buffer queries = make_floats(r, size, kind == ORDINARY ? ORDINARY : ZEROS);
    buffer scores = make((size_t)tokens * (size_t)heads * (size_t)all * 4);
    COMPARE("tk_attention_block", shape, size * 4, 1,
            tk_attention_block(isa, floats(queries), tokens, heads, stride, c.kv, positions, n, 0.17f, floats(scores), out));

    // Head by head: of floats the bits of tk_attention_head.
    buffer y = make(size * 4), one = make((size_t)n * 4), p = make((size_t)all * 4);
    tk_attention_block(r->isa, floats(queries), tokens, heads, stride, c.kv, positions, n, 0.17f, floats(scores), floats(y));
    int wrong = 0;
    for (int32_t i = 0; i < tokens * heads; i++) {
        const size_t at = (size_t)(i / heads) * stride + (size_t)(i % heads) * (size_t)n;
        const int32_t sees = positions + i / heads;
        if (type == TK_KV_I8) {
            wrong += kind == ORDINARY && int8_attention_error(&c, floats(queries) + at, sees, n, 0.17, floats(y) + at) > 2e-4;
            continue;
        }
        tk_attention_head(TK_ISA_SCALAR, floats(queries) + at, floats(c.wide_keys), floats(c.wide_values), (size_t)n, sees,
                          n, 0.17f, floats(p), floats(one));
        for (int32_t k = 0; k < n; k++) {
            const float a = floats(one)[k], b = floats(y)[at + (size_t)k];
            wrong += bits_of(a) != bits_of(b) && !(isnan(a) && isnan(b));
        }
    }
    expect(r, wrong == 0, "tk_attention_block, head by head,", shape);
    if (tokens == 1 && stride == (size_t)heads * (size_t)n) {
        COMPARE("tk_attention_group", shape, size * 4, 1,
                tk_attention_group(isa, floats(queries), heads, c.kv, positions, n, 0.17f, floats(scores), out));
    }
    drop(queries);
    drop(scores);
    drop(y);
    drop(one);
    drop(p);
    drop_cache(c);
}

static void check_attention(run *r) {
    static const int32_t usual[] = {16, 32, 64, 128, 96, 80};
    const int32_t head_dim = below(r, 3) ? usual[below(r, 6)] : 1 + below(r, 150);
    const int32_t tokens = below(r, 2) ? 1 : 1 + below(r, 9);
    check_block(r, (tk_kv_type)below(r, 3), tokens, 1 + below(r, 6), 1 + below(r, 90), head_dim,
                below(r, 6) ? ORDINARY : below(r, 3));
}

tkh_result tkh_compare_vectors(tk_isa isa, uint64_t seed, int32_t rounds, char *report, size_t capacity) {
    run state = {.state = seed, .isa = isa, .result = {0, 0, 0xCBF29CE484222325ull}, .report = report, .capacity = capacity};
    run *r = &state;
    if (capacity) report[0] = 0;
    check_every_half(r);
    for (r->round = 0; r->round < rounds; r->round++) {
        check_narrowing(r);
        check_half_rows(r);
        check_planes(r, 1 + below(r, 40), length(r, 700), below(r, 2) ? -1 : below(r, ROW_KINDS), below(r, INPUT_KINDS));
        check_planes(r, 1 + below(r, 40), 256 * (1 + below(r, 3)), below(r, 2) ? -1 : below(r, ROW_KINDS), below(r, INPUT_KINDS));
        check_bound_is_tight(r);
        check_store(r);
        check_attention(r);
    }
    // The widest: accumulators at their limit, several tiles of positions, the widest head.
    check_planes(r, 5, 6912, EXTREME, CONSTANT);
    check_planes(r, 3, TK_MAX_COLUMNS, EXTREME, CONSTANT);
    for (int type = 0; type < 3; type++) {
        check_block(r, (tk_kv_type)type, 3, 2, 700, 32, ORDINARY);
        check_block(r, (tk_kv_type)type, 1, 4, 300, 128, ORDINARY);
        check_block(r, (tk_kv_type)type, 2, 5, 7, TK_MAX_HEAD_DIM, ORDINARY);
    }
    return r->result;
}
