// Every kernel against its scalar form: seeded random shapes, odd tails, extreme values, poisoned destinations.
#include "harness.h"

// MARK: Ternary

enum { RANDOM, ALL_PLUS, ALL_MINUS, SIGNED, WEIGHT_KINDS };

static void check_ternary_shape(run *r, int32_t rows, int32_t columns, int32_t tokens, int weights, int extreme) {
    char shape[96];
    snprintf(shape, sizeof shape, "%d x %d, %d tokens, weights %d, extreme %d", rows, columns, tokens, weights, extreme);
    const int32_t padded = tk_padded_columns(columns);
    const int32_t stride = padded + 16 * below(r, 3);
    const size_t y_stride = (size_t)rows + (size_t)below(r, 5);

    buffer trits = make((size_t)rows * (size_t)columns), codes = make(tk_ternary_bytes(rows, columns));
    for (size_t i = 0; i < trits.size; i++)
        bytes(trits)[i] = weights == RANDOM     ? (int8_t)(below(r, 3) - 1)
                          : weights == ALL_PLUS  ? 1
                          : weights == ALL_MINUS ? -1
                                                 : (i & 1 ? 1 : -1);
    expect(r, tk_ternary_pack(bytes(trits), rows, columns, codes.data), "tk_ternary_pack", shape);
    expect(r, tk_ternary_check(codes.data, rows, columns), "tk_ternary_check", shape);
    buffer back = make(trits.size);
    tk_ternary_unpack(codes.data, rows, columns, bytes(back));
    expect(r, memcmp(back.data, trits.data, trits.size) == 0, "tk_ternary_unpack", shape);

    // The last token ends with its padding, at the unmapped page.
    buffer q = make((size_t)(tokens - 1) * (size_t)stride + (size_t)padded);
    buffer scales = make((size_t)tokens * 4), sums = make((size_t)tokens * 4);
    for (int32_t t = 0; t < tokens; t++) {
        int8_t *row = bytes(q) + (size_t)t * (size_t)stride;
        int32_t sum = 0;
        for (int32_t k = 0; k < padded; k++) {
            int8_t v = (int8_t)(below(r, 256) - 128);
            if (extreme == 1) v = 127;
            if (extreme == 2) v = -128;
            if (extreme == 3) v = k & 1 ? 127 : -128;
            row[k] = k < columns ? v : 0;
            sum += row[k];
        }
        integers(sums)[t] = sum;
        floats(scales)[t] = 0.1f + fabsf(value(r, ORDINARY));
    }
    const tk_ternary_matrix matrix = {codes.data, rows, columns, 0.5f + fabsf(unit(r))};
    const tk_activations activations = {bytes(q), floats(scales), integers(sums), tokens, stride};

    // A range as a thread pool cuts it, and the whole.
    const int32_t tiles = (rows + TK_TILE_ROWS - 1) / TK_TILE_ROWS;
    for (int part = 0; part < 2; part++) {
        const int32_t first = part ? TK_TILE_ROWS * below(r, tiles) : 0;
        int32_t end = part ? first + TK_TILE_ROWS * (1 + below(r, tiles - first / TK_TILE_ROWS)) : rows;
        if (end > rows) end = rows;
        const size_t size = ((size_t)(tokens - 1) * y_stride + (size_t)rows) * 4;
        buffer a = make(size), b = make(size);
        tk_ternary_dots(TK_ISA_SCALAR, matrix, activations, integers(a), y_stride, first, end);
        tk_ternary_dots(r->isa, matrix, activations, integers(b), y_stride, first, end);
        if (r->isa == TK_ISA_SCALAR) {  // the scalar one itself against the unpacked weights
            for (int32_t t = 0; t < tokens; t++) {
                for (int32_t row = first; row < end; row++) {
                    int64_t sum = 0;
                    for (int32_t k = 0; k < columns; k++)
                        sum += bytes(trits)[(size_t)row * (size_t)columns + (size_t)k] *
                               bytes(q)[(size_t)t * (size_t)stride + (size_t)k];
                    expect(r, sum == integers(a)[(size_t)t * y_stride + (size_t)row], "tk_ternary_dots", shape);
                }
            }
        }
        expect_same(r, "tk_ternary_dots", shape, a, b, 0);
        memset(a.data, POISON, size);
        memset(b.data, POISON, size);
        tk_ternary_matmul(TK_ISA_SCALAR, matrix, activations, floats(a), y_stride, first, end);
        tk_ternary_matmul(r->isa, matrix, activations, floats(b), y_stride, first, end);
        expect_same(r, "tk_ternary_matmul", shape, a, b, 1);
        drop(a);
        drop(b);
    }
    drop(trits);
    drop(codes);
    drop(back);
    drop(q);
    drop(scales);
    drop(sums);
}

static void check_ternary(run *r) {
    const int kind = below(r, 3);
    check_ternary_shape(r, 1 + below(r, 70), 1 + below(r, kind == 0 ? 300 : 1500), 1 + below(r, 19),
                        below(r, 2) ? RANDOM : below(r, WEIGHT_KINDS), below(r, 8));
}

static void check_quantize(run *r) {
    const int kind = below(r, KINDS);
    const int32_t n = length(r, 700), padded = tk_padded_columns(n);
    char shape[64];
    snprintf(shape, sizeof shape, "n %d, values %d", n, kind);
    buffer x = make_floats(r, (size_t)n, kind);
    if (kind == HALVES) floats(x)[below(r, n)] = 127;  // the scale is then 1 and the halves are ties
    buffer a = make((size_t)padded + 8), b = make((size_t)padded + 8);  // sum, scale, values
    const float sa = tk_quantize(TK_ISA_SCALAR, floats(x), n, bytes(a) + 8, padded, integers(a));
    const float sb = tk_quantize(r->isa, floats(x), n, bytes(b) + 8, padded, integers(b));
    memcpy(a.data + 4, &sa, 4);
    memcpy(b.data + 4, &sb, 4);
    expect_same(r, "tk_quantize", shape, a, b, 0);
    drop(x);
    drop(a);
    drop(b);
}

// MARK: Vectors

static void check_elementwise(run *r) {
    const int kind = below(r, KINDS);
    const int32_t n = length(r, 700);
    char shape[64];
    snprintf(shape, sizeof shape, "n %d, values %d", n, kind);
    const size_t size = (size_t)n * 4;
    buffer x = make_floats(r, (size_t)n, kind), w = make_floats(r, (size_t)n, kind);
    buffer a = make(size), b = make(size);

    tk_rms_norm(TK_ISA_SCALAR, floats(x), floats(w), n, 1e-5f, floats(a));
    tk_rms_norm(r->isa, floats(x), floats(w), n, 1e-5f, floats(b));
    expect_same(r, "tk_rms_norm", shape, a, b, 1);

    tk_relu2_mul(TK_ISA_SCALAR, floats(x), floats(w), n, floats(a));
    tk_relu2_mul(r->isa, floats(x), floats(w), n, floats(b));
    expect_same(r, "tk_relu2_mul", shape, a, b, 1);

    memcpy(a.data, x.data, size);
    memcpy(b.data, x.data, size);
    tk_add(TK_ISA_SCALAR, floats(a), floats(w), n);
    tk_add(r->isa, floats(b), floats(w), n);
    expect_same(r, "tk_add", shape, a, b, 1);

    memcpy(a.data, x.data, size);  // in place
    memcpy(b.data, x.data, size);
    tk_rms_norm(TK_ISA_SCALAR, floats(a), floats(w), n, 1e-6f, floats(a));
    tk_rms_norm(r->isa, floats(b), floats(w), n, 1e-6f, floats(b));
    expect_same(r, "tk_rms_norm in place", shape, a, b, 1);

    memcpy(a.data, x.data, size);
    memcpy(b.data, x.data, size);
    tk_relu2_mul(TK_ISA_SCALAR, floats(a), floats(w), n, floats(a));
    tk_relu2_mul(r->isa, floats(b), floats(w), n, floats(b));
    expect_same(r, "tk_relu2_mul over its gate", shape, a, b, 1);

    buffer c = make(8), d = make(8);
    floats(c)[0] = tk_dot(TK_ISA_SCALAR, floats(x), floats(w), n);
    floats(d)[0] = tk_dot(r->isa, floats(x), floats(w), n);
    floats(c)[1] = tk_max(TK_ISA_SCALAR, floats(x), n);
    floats(d)[1] = tk_max(r->isa, floats(x), n);
    expect_same(r, "tk_dot, tk_max", shape, c, d, 1);

    drop(x);
    drop(w);
    drop(a);
    drop(b);
    drop(c);
    drop(d);
}

static void check_probabilities(run *r) {
    const int kind = below(r, KINDS);
    const int32_t n = length(r, 900);
    char shape[64];
    snprintf(shape, sizeof shape, "n %d, values %d", n, kind);
    buffer x = make_floats(r, (size_t)n, kind), a = make((size_t)n * 4), b = make((size_t)n * 4);
    if (kind == ORDINARY)
        for (int32_t i = 0; i < n; i++) floats(x)[i] *= 30;  // down to exponentials that vanish
    tk_softmax(TK_ISA_SCALAR, floats(x), n, floats(a));
    tk_softmax(r->isa, floats(x), n, floats(b));
    expect_same(r, "tk_softmax", shape, a, b, 1);
    memcpy(b.data, x.data, x.size);
    tk_softmax(r->isa, floats(b), n, floats(b));
    expect_same(r, "tk_softmax in place", shape, a, b, 1);
    for (int32_t i = 0; i < n; i++) floats(a)[i] = tk_expf(floats(x)[i]);
    canonical(a);
    digest(r, a.data, a.size);
    buffer c = make(4), d = make(4);
    floats(c)[0] = tk_log_sum_exp(TK_ISA_SCALAR, floats(x), n);
    floats(d)[0] = tk_log_sum_exp(r->isa, floats(x), n);
    expect_same(r, "tk_log_sum_exp", shape, c, d, 1);
    drop(x);
    drop(a);
    drop(b);
    drop(c);
    drop(d);
}

static void check_head(run *r) {
    const int32_t n = length(r, 400), rows = 1 + below(r, 40), kind = below(r, 4);
    char shape[64];
    snprintf(shape, sizeof shape, "%d x %d, values %d", rows, n, kind);
    buffer w = make((size_t)rows * (size_t)n * 2), x = make_floats(r, (size_t)n, kind);
    uint16_t *bits = (uint16_t *)(void *)w.data;
    for (size_t i = 0; i < (size_t)rows * (size_t)n; i++) {
        const float v = value(r, ORDINARY);
        uint32_t b;
        memcpy(&b, &v, 4);
        bits[i] = (uint16_t)(b >> 16);
    }
    buffer a = make((size_t)rows * 4), b = make((size_t)rows * 4);
    const int32_t first = below(r, rows), end = first + 1 + below(r, rows - first);
    tk_bf16_rows_dot(TK_ISA_SCALAR, bits, n, floats(x), first, end, floats(a));
    tk_bf16_rows_dot(r->isa, bits, n, floats(x), first, end, floats(b));
    expect_same(r, "tk_bf16_rows_dot", shape, a, b, 1);

    buffer list = make((size_t)rows * 4);
    const int32_t count = 1 + below(r, rows);
    for (int32_t i = 0; i < rows; i++) integers(list)[i] = below(r, rows);
    memset(a.data, POISON, a.size);
    memset(b.data, POISON, b.size);
    tk_bf16_listed_rows_dot(TK_ISA_SCALAR, bits, n, floats(x), integers(list), count, floats(a));
    tk_bf16_listed_rows_dot(r->isa, bits, n, floats(x), integers(list), count, floats(b));
    expect_same(r, "tk_bf16_listed_rows_dot", shape, a, b, 1);

    buffer c = make((size_t)n * 4), d = make((size_t)n * 4);
    for (int32_t i = 0; i < n; i++) bits[i] = (uint16_t)next(r);
    tk_bf16_expand(TK_ISA_SCALAR, bits, n, floats(c));
    tk_bf16_expand(r->isa, bits, n, floats(d));
    expect_same(r, "tk_bf16_expand", shape, c, d, 1);
    drop(w);
    drop(x);
    drop(a);
    drop(b);
    drop(list);
    drop(c);
    drop(d);
}

static void check_rope(run *r) {
    const int32_t heads = 1 + below(r, 5), head_dim = 2 * (1 + below(r, 80)), half = head_dim / 2;
    char shape[64];
    snprintf(shape, sizeof shape, "%d heads of %d", heads, head_dim);
    buffer f = make((size_t)half * 4), c = make((size_t)half * 4), s = make((size_t)half * 4);
    tk_rope_frequencies(below(r, 2) ? 500000.0f : 10000.0f, head_dim, floats(f));
    tk_rope_table(floats(f), head_dim, below(r, 4096), 1, floats(c), floats(s));
    digest(r, f.data, f.size);
    digest(r, c.data, c.size);
    digest(r, s.data, s.size);
    buffer a = make_floats(r, (size_t)heads * (size_t)head_dim, below(r, KINDS)), b = make(a.size);
    memcpy(b.data, a.data, a.size);
    tk_rope_apply(TK_ISA_SCALAR, floats(a), heads, head_dim, floats(c), floats(s));
    tk_rope_apply(r->isa, floats(b), heads, head_dim, floats(c), floats(s));
    expect_same(r, "tk_rope_apply", shape, a, b, 1);
    drop(f);
    drop(c);
    drop(s);
    drop(a);
    drop(b);
}

static void check_attention(run *r) {
    static const int32_t usual[] = {16, 32, 64, 128, 96, 80};
    const int32_t head_dim = below(r, 3) ? usual[below(r, 6)] : 1 + below(r, 150);
    const int32_t positions = 1 + below(r, 70), kind = below(r, 6) ? ORDINARY : below(r, KINDS);
    const size_t stride = (size_t)head_dim + (size_t)below(r, 20);
    char shape[64];
    snprintf(shape, sizeof shape, "head_dim %d, %d positions, values %d", head_dim, positions, kind);
    const size_t n = (size_t)(positions - 1) * stride + (size_t)head_dim;
    buffer q = make_floats(r, (size_t)head_dim, kind), k = make_floats(r, n, kind), v = make_floats(r, n, kind);
    buffer a = make((size_t)head_dim * 4), b = make((size_t)head_dim * 4);
    buffer c = make((size_t)positions * 4), d = make((size_t)positions * 4);
    tk_attention_head(TK_ISA_SCALAR, floats(q), floats(k), floats(v), stride, positions, head_dim, 0.17f, floats(c),
                      floats(a));
    tk_attention_head(r->isa, floats(q), floats(k), floats(v), stride, positions, head_dim, 0.17f, floats(d), floats(b));
    expect_same(r, "tk_attention_head (probabilities)", shape, c, d, 1);
    expect_same(r, "tk_attention_head", shape, a, b, 1);
    drop(q);
    drop(k);
    drop(v);
    drop(a);
    drop(b);
    drop(c);
    drop(d);
}

tkh_result tkh_compare(tk_isa isa, uint64_t seed, int32_t rounds, char *report, size_t capacity) {
    run r = {.state = seed, .isa = isa, .result = {0, 0, 0xCBF29CE484222325ull}, .report = report, .capacity = capacity};
    if (capacity) report[0] = 0;
    for (r.round = 0; r.round < rounds; r.round++) {
        check_ternary(&r);
        check_quantize(&r);
        check_elementwise(&r);
        check_probabilities(&r);
        check_head(&r);
        check_rope(&r);
        check_attention(&r);
    }
    // Accumulators at their limit: the widest matrix, weights and activations of one sign.
    for (int weights = 0; weights < WEIGHT_KINDS; weights++) {
        check_ternary_shape(&r, 16, 6912, 5, weights, 1 + weights % 3);
        check_ternary_shape(&r, 3, TK_MAX_COLUMNS, 2, weights, 1);
        check_ternary_shape(&r, 3, TK_MAX_COLUMNS, 1, weights, 2);
    }
    return r.result;
}
