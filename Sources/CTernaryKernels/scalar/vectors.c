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

// At least `least`; the order does not matter, NaN is passed over.
static float largest_magnitude(const float *x, int32_t n, float least) {
    for (int32_t i = 0; i < n; i++) {
        const float magnitude = __builtin_fabsf(x[i]);
        least = magnitude > least ? magnitude : least;
    }
    return least;
}

static float quantize(const float *x, int32_t n, int8_t *q, int32_t padded, int32_t *sum) {
    const float s = 1.0f / largest_magnitude(x, n, 1e-5f) * 127.0f;
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

// Half precision: 5 bits of exponent, 10 of fraction.
static float f16_widened(uint16_t bits) {
    const uint32_t sign = (uint32_t)(bits & 0x8000) << 16, exponent = bits >> 10 & 31, fraction = bits & 0x3FF;
    if (exponent == 31) return float_of(sign | 0x7F800000u | (fraction ? 0x400000u | fraction << 13 : 0));
    if (exponent != 0) return float_of(sign | (exponent + 112) << 23 | fraction << 13);
    const float magnitude = (float)fraction * 0x1p-24f;
    return float_of(sign | bits_of(magnitude));
}

static uint16_t f16_narrowed(float x) {
    const uint16_t sign = (uint16_t)(bits_of(x) >> 16 & 0x8000);
    const uint32_t magnitude = bits_of(x) & 0x7FFFFFFF;
    if (magnitude > 0x7F800000u) return (uint16_t)(sign | 0x7E00u | (magnitude >> 13 & 0x3FF));
    if (magnitude >= 0x477FE000u) return sign | 0x7BFF;  // 65504
    if (magnitude < 0x38800000u) {                       // below 2^-14: adding 1.5 * 2^-1 rounds to steps of 2^-24
        const float rounded = float_of(magnitude) + 0.75f;
        return (uint16_t)(sign | (bits_of(rounded) - bits_of(0.75f)));
    }
    const uint32_t odd = magnitude >> 13 & 1;
    return (uint16_t)(sign | (magnitude + 0xFFF + odd - (112u << 23)) >> 13);
}

static void f16_expand(const uint16_t *bits, int32_t n, float *y) {
    for (int32_t i = 0; i < n; i++) y[i] = f16_widened(bits[i]);
}

static void f32_to_f16(const float *x, int32_t n, uint16_t *bits) {
    for (int32_t i = 0; i < n; i++) bits[i] = f16_narrowed(x[i]);
}

static float f16_row_dot(const uint16_t *row, const float *x, int32_t n) {
    float lanes[LANES] = {0};
    for (int32_t i = 0; i < n; i++) {
        const float product = f16_widened(row[i]) * x[i];
        lanes[i % LANES] = lanes[i % LANES] + product;
    }
    return fold(lanes);
}

static void f16_rows_dot(const uint16_t *rows, int32_t n, const float *x, int32_t first, int32_t end, float *y) {
    for (int32_t r = first; r < end; r++) y[r] = f16_row_dot(rows + (size_t)r * (size_t)n, x, n);
}

static void f16_listed_rows_dot(const uint16_t *rows, int32_t n, const float *x, const int32_t *list, int32_t count,
                                float *y) {
    for (int32_t i = 0; i < count; i++) y[i] = f16_row_dot(rows + (size_t)list[i] * (size_t)n, x, n);
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

// Rounded half to even within -limit ... limit, which is less than 2^22. NaN gives -limit.
static int32_t rounded(float v, float limit) {
    v = v > -limit ? v : -limit;
    v = v < limit ? v : limit;
    return (int32_t)(bits_of(v + TK_ROUNDER) - TK_ROUNDER_BITS);
}

static void kv_store(tk_kv_type type, const float *row, int32_t head_dim, void *destination, float *scale) {
    if (type == TK_KV_F32) {
        memcpy(destination, row, (size_t)head_dim * sizeof *row);
    } else if (type == TK_KV_F16) {
        f32_to_f16(row, head_dim, destination);
    } else {
        int8_t *values = destination;
        const float step = largest_magnitude(row, head_dim, 0) / 127.0f;
        for (int32_t i = 0; i < head_dim; i++) values[i] = (int8_t)(step > 0 ? rounded(row[i] / step, 127) : 0);
        *scale = step;
    }
}

// One position of keys or values as floats.
static void kv_expand(tk_kv_type type, const void *data, int32_t position, int32_t head_dim, float *y) {
    const size_t start = (size_t)position * (size_t)head_dim;
    if (type == TK_KV_F32) {
        memcpy(y, (const float *)data + start, (size_t)head_dim * sizeof *y);
    } else if (type == TK_KV_F16) {
        f16_expand((const uint16_t *)data + start, head_dim, y);
    } else {
        for (int32_t i = 0; i < head_dim; i++) y[i] = (float)((const int8_t *)data)[start + (size_t)i];
    }
}

static void attention(const float *queries, int32_t tokens, int32_t heads, size_t stride, const tk_kv *cache,
                      int32_t positions, int32_t head_dim, float scale, float *scores, float *out) {
    float row[TK_MAX_HEAD_DIM];
    for (int32_t item = 0; item < tokens * heads; item++) {
        const int32_t token = item / heads, seen = positions + token;
        const size_t at = (size_t)token * stride + (size_t)(item % heads) * (size_t)head_dim;
        float *p = scores + (size_t)item * (size_t)(positions + tokens - 1);
        for (int32_t t = 0; t < seen; t++) {
            kv_expand(cache->type, cache->keys, t, head_dim, row);
            float score = dot(queries + at, row, head_dim);
            if (cache->type == TK_KV_I8) score = score * cache->key_scales[t];
            p[t] = score * scale;
        }
        softmax(p, seen, p);
        for (int32_t i = 0; i < head_dim; i++) out[at + (size_t)i] = 0;
        for (int32_t t = 0; t < seen; t++) {
            kv_expand(cache->type, cache->values, t, head_dim, row);
            const float weight = cache->type == TK_KV_I8 ? p[t] * cache->value_scales[t] : p[t];
            for (int32_t i = 0; i < head_dim; i++) {
                const float product = weight * row[i];
                out[at + (size_t)i] = out[at + (size_t)i] + product;
            }
        }
    }
}

static void planes_expand(const uint8_t *high, const uint8_t *low, int32_t columns, float scale, float *y) {
    for (int32_t k = 0; k < columns; k++) {
        const int32_t byte = k / (2 * TK_PLANE_BLOCK_BYTES) * TK_PLANE_BLOCK_BYTES + k % TK_PLANE_BLOCK_BYTES;
        const int shift = k / TK_PLANE_BLOCK_BYTES % 2 * 4;
        y[k] = (float)(16 * (high[byte] >> shift & 15) + (low[byte] >> shift & 15) - TK_PLANE_LARGEST - tk_dither(k)) *
               scale;
    }
}

static float head_quantize(const float *x, int32_t n, int8_t *hi, int8_t *lo) {
    const float scale = TK_HEAD_LARGEST / largest_magnitude(x, n, 1e-5f);
    for (int32_t i = 0; i < n; i++) {
        const int32_t value = rounded(x[i] * scale, TK_HEAD_LARGEST);
        const int32_t upper = (value + 64 + (1 << 20)) / 128 - (1 << 13);  // rounded down
        hi[i] = (int8_t)upper;
        lo[i] = (int8_t)(value - 128 * upper);
    }
    return scale;
}

static int32_t candidates(const float *coarse, const float *bound, int32_t first, int32_t end, float threshold,
                          int32_t *list, int32_t capacity) {
    int32_t count = 0;
    for (int32_t r = first; r < end; r++) {
        if (!(coarse[r] + bound[r] >= threshold)) continue;
        if (count < capacity) list[count] = r;
        count++;
    }
    return count;
}

#include "../refine_tpl.h"

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
    .f16_expand = f16_expand,
    .f32_to_f16 = f32_to_f16,
    .f16_rows_dot = f16_rows_dot,
    .f16_listed_rows_dot = f16_listed_rows_dot,
    .kv_store = kv_store,
    .attention = attention,
    .planes_expand = planes_expand,
    .head_quantize = head_quantize,
    .candidates = candidates,
    .refine = refine,
};
