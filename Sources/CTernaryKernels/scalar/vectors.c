// Float kernels, plain: the meaning that every other variant is compared with, bit for bit. Sums run over 16 lanes
// (element i in lane i % 16, rising i) that are then folded in halves; see `fold`.
#include "../internal.h"

#define LANES 16

static float fold(float lanes[LANES]) {
    for (int width = LANES / 2; width > 0; width /= 2)
        for (int i = 0; i < width; i++) lanes[i] = lanes[i] + lanes[i + width];
    return lanes[0];
}

static float fold_max(float lanes[LANES]) {
    for (int width = LANES / 2; width > 0; width /= 2)
        for (int i = 0; i < width; i++) lanes[i] = lanes[i] > lanes[i + width] ? lanes[i] : lanes[i + width];
    return lanes[0];
}

static uint32_t bits_of(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static float float_of(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static float max(const float *x, int32_t n) {
    float lanes[LANES];
    for (int i = 0; i < LANES; i++) lanes[i] = -__builtin_inff();
    for (int32_t i = 0; i < n; i++) lanes[i % LANES] = x[i] > lanes[i % LANES] ? x[i] : lanes[i % LANES];
    return fold_max(lanes);
}

static float quantize(const float *x, int32_t n, int8_t *q, int32_t padded, int32_t *sum) {
    float largest = 1e-5f;  // the order of a maximum of magnitudes does not matter; NaN is passed over
    for (int32_t i = 0; i < n; i++) {
        const float magnitude = __builtin_fabsf(x[i]);
        largest = magnitude > largest ? magnitude : largest;
    }
    const float s = 1.0f / largest * 127.0f;
    int32_t total = 0;
    for (int32_t i = 0; i < n; i++) {
        float v = x[i] * s;
        v = v > -128.0f ? v : -128.0f;  // also NaN
        v = v < 127.0f ? v : 127.0f;
        q[i] = (int8_t)(int32_t)(bits_of(v + TK_ROUNDER) - TK_ROUNDER_BITS);
        total += q[i];
    }
    for (int32_t i = n; i < padded; i++) q[i] = 0;
    *sum = total;
    return s;
}

static float dot(const float *x, const float *y, int32_t n) {
    float lanes[LANES] = {0};
    for (int32_t i = 0; i < n; i++) {
        const float product = x[i] * y[i];
        lanes[i % LANES] = lanes[i % LANES] + product;
    }
    return fold(lanes);
}

static void rms_norm(const float *x, const float *w, int32_t n, float eps, float *y) {
    const float root = __builtin_elementwise_sqrt(dot(x, x, n) / (float)n + eps);
    for (int32_t i = 0; i < n; i++) y[i] = w[i] * (x[i] / root);
}

static void relu2_mul(const float *gate, const float *up, int32_t n, float *y) {
    for (int32_t i = 0; i < n; i++) {
        const float g = 0.0f > gate[i] ? 0.0f : gate[i];
        y[i] = (g * g) * up[i];
    }
}

static void add(float *x, const float *y, int32_t n) {
    for (int32_t i = 0; i < n; i++) x[i] = x[i] + y[i];
}

static void bf16_expand(const uint16_t *bits, int32_t n, float *y) {
    for (int32_t i = 0; i < n; i++) y[i] = float_of((uint32_t)bits[i] << 16);
}

static float bf16_row_dot(const uint16_t *row, const float *x, int32_t n) {
    float lanes[LANES] = {0};
    for (int32_t i = 0; i < n; i++) {
        const float product = float_of((uint32_t)row[i] << 16) * x[i];
        lanes[i % LANES] = lanes[i % LANES] + product;
    }
    return fold(lanes);
}

static void bf16_rows_dot(const uint16_t *rows, int32_t n, const float *x, int32_t first, int32_t end, float *y) {
    for (int32_t r = first; r < end; r++) y[r] = bf16_row_dot(rows + (size_t)r * (size_t)n, x, n);
}

static void bf16_listed_rows_dot(const uint16_t *rows, int32_t n, const float *x, const int32_t *list, int32_t count,
                                 float *y) {
    for (int32_t i = 0; i < count; i++) y[i] = bf16_row_dot(rows + (size_t)list[i] * (size_t)n, x, n);
}

static void rope_apply(float *x, int32_t heads, int32_t head_dim, const float *cosines, const float *sines) {
    const int32_t half = head_dim / 2;
    for (int32_t head = 0; head < heads; head++, x += head_dim) {
        for (int32_t i = 0; i < half; i++) {
            const float a = x[i], b = x[half + i];
            const float ac = a * cosines[i], bs = b * sines[i];
            const float bc = b * cosines[i], as = a * sines[i];
            x[i] = ac - bs;
            x[half + i] = bc + as;
        }
    }
}

float tk_expf(float x) {
    const float shifted = x * TK_LOG2E + TK_ROUNDER;
    const float n = shifted - TK_ROUNDER;
    float r = x - n * TK_LN2_HIGH;
    r = r - n * TK_LN2_LOW;
    float p = TK_EXP_P0;
    p = p * r + TK_EXP_P1;
    p = p * r + TK_EXP_P2;
    p = p * r + TK_EXP_P3;
    p = p * r + TK_EXP_P4;
    p = p * r + TK_EXP_P5;
    const float y = (p * (r * r) + r) + 1.0f;
    float result = float_of(bits_of(y) + ((bits_of(shifted) - TK_ROUNDER_BITS) << 23));
    result = x < TK_EXP_LOWEST ? 0.0f : result;
    result = x > TK_EXP_HIGHEST ? __builtin_inff() : result;
    return x != x ? x : result;
}

// y[i] = exp(x[i] - largest); returns their sum.
static float exponentials(const float *x, int32_t n, float largest, float *y) {
    float lanes[LANES] = {0};
    for (int32_t i = 0; i < n; i++) {
        const float e = tk_expf(x[i] - largest);
        if (y) y[i] = e;
        lanes[i % LANES] = lanes[i % LANES] + e;
    }
    return fold(lanes);
}

static void softmax(const float *x, int32_t n, float *y) {
    const float sum = exponentials(x, n, max(x, n), y);
    for (int32_t i = 0; i < n; i++) y[i] = y[i] / sum;
}

static float log_sum_exp(const float *x, int32_t n) {
    const float largest = max(x, n);
    return (float)((double)largest + tk_log((double)exponentials(x, n, largest, NULL)));
}

static void attention_head(const float *query, const float *keys, const float *values, size_t stride,
                           int32_t positions, int32_t head_dim, float scale, float *scores, float *out) {
    for (int32_t t = 0; t < positions; t++) scores[t] = dot(query, keys + (size_t)t * stride, head_dim) * scale;
    softmax(scores, positions, scores);
    for (int32_t i = 0; i < head_dim; i++) out[i] = 0;
    for (int32_t t = 0; t < positions; t++) {
        for (int32_t i = 0; i < head_dim; i++) {
            const float product = scores[t] * values[(size_t)t * stride + (size_t)i];
            out[i] = out[i] + product;
        }
    }
}

const tk_vector_table tk_vectors_scalar = {
    .quantize = quantize,
    .rms_norm = rms_norm,
    .relu2_mul = relu2_mul,
    .add = add,
    .dot = dot,
    .bf16_expand = bf16_expand,
    .bf16_rows_dot = bf16_rows_dot,
    .bf16_listed_rows_dot = bf16_listed_rows_dot,
    .rope_apply = rope_apply,
    .attention_head = attention_head,
    .max = max,
    .softmax = softmax,
    .log_sum_exp = log_sum_exp,
};
