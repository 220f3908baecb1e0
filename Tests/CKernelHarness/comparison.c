// Every kernel against its scalar form: seeded random shapes, odd tails, extreme values, poisoned destinations.
#include "harness.h"

// MARK: Quantisation

static void check_quantize(run *r) {
    const int kind = below(r, KINDS);
    const int32_t n = length(r, 700), padded = tk_activation_columns(n);
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
    check_ternary_limits(&r);
    return r.result;
}
