// Float kernels of one vector variant, in clang's portable vectors of 16 floats: one AVX-512 register, two of AVX2, four
// of NEON. Include it in a file that has pushed its target attribute; define TK_VECTORS to the name of the table and
// TK_QUERIES to how many queries attention takes at once (4 x TK_QUERIES vectors must fit in the registers).
//
// Same arithmetic as scalar/vectors.c: lane l of a v16 is lane l of the sums there; a tail shorter than 16 is padded
// with zeros, which change no sum (a sum that began at +0 is never -0).
// Instruction budget per 16 elements, in 16-float operations: dot 1 mul 1 add; bf16 row 1 widen 1 shift 1 mul 1 add;
// exponential about 30; norm 1 div 1 mul.

// Everything that passes a vector is inlined, so the calling convention of vectors does not matter.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

typedef float v16 __attribute__((vector_size(64)));
typedef float v8 __attribute__((vector_size(32)));
typedef float v4 __attribute__((vector_size(16)));
typedef float v2 __attribute__((vector_size(8)));
typedef uint32_t u16x __attribute__((vector_size(64)));
typedef int32_t i16x __attribute__((vector_size(64)));
typedef uint16_t h16 __attribute__((vector_size(32)));
typedef _Float16 f16x __attribute__((vector_size(32)));
typedef int8_t b16 __attribute__((vector_size(16)));
typedef uint8_t n16 __attribute__((vector_size(16)));

TK_INLINE v16 load(const float *x) {
    v16 v;
    memcpy(&v, x, sizeof v);
    return v;
}

TK_INLINE void store(float *y, v16 v) { memcpy(y, &v, sizeof v); }

// n < 16 elements, the rest zero.
TK_INLINE v16 load_part(const float *x, int32_t n) {
    float part[16] = {0};
    for (int32_t i = 0; i < n; i++) part[i] = x[i];
    return load(part);
}

TK_INLINE void store_part(float *y, v16 v, int32_t n) {
    for (int32_t i = 0; i < n; i++) y[i] = v[i];
}

TK_INLINE v16 splat(float x) { return (v16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }

// mask lanes are 0 or -1: a where -1, b where 0.
TK_INLINE v16 choose(i16x mask, v16 a, v16 b) { return (v16)(((i16x)a & mask) | ((i16x)b & ~mask)); }

typedef enum half { BF16, F16 } half;

TK_INLINE v16 widen(half type, h16 bits) {
    if (type == F16) return __builtin_convertvector((f16x)bits, v16);
    return (v16)(__builtin_convertvector(bits, u16x) << 16);
}

TK_INLINE h16 load_bits(const uint16_t *x) {
    h16 v;
    memcpy(&v, x, sizeof v);
    return v;
}

TK_INLINE h16 load_bits_part(const uint16_t *x, int32_t n) {
    uint16_t part[16] = {0};
    for (int32_t i = 0; i < n; i++) part[i] = x[i];
    return load_bits(part);
}

TK_INLINE v4 fold_to_4(v16 v) {
    const v8 t = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) +
                 __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
    return __builtin_shufflevector(t, t, 0, 1, 2, 3) + __builtin_shufflevector(t, t, 4, 5, 6, 7);
}

TK_INLINE float fold(v16 v) {
    const v4 u = fold_to_4(v);
    const v2 w = __builtin_shufflevector(u, u, 0, 1) + __builtin_shufflevector(u, u, 2, 3);
    return w[0] + w[1];
}

// Four folds at once: { fold(a), fold(b), fold(c), fold(d) }.
TK_INLINE v4 fold4(v16 a, v16 b, v16 c, v16 d) {
    const v4 ua = fold_to_4(a), ub = fold_to_4(b), uc = fold_to_4(c), ud = fold_to_4(d);
    const v4 ab = __builtin_shufflevector(ua, ub, 0, 1, 4, 5) + __builtin_shufflevector(ua, ub, 2, 3, 6, 7);
    const v4 cd = __builtin_shufflevector(uc, ud, 0, 1, 4, 5) + __builtin_shufflevector(uc, ud, 2, 3, 6, 7);
    return __builtin_shufflevector(ab, cd, 0, 2, 4, 6) + __builtin_shufflevector(ab, cd, 1, 3, 5, 7);
}

// Sixteen folds at once, by halves like one: lane 4 q + k of the result is fold(v[q][k]). A step adds the halves of two vectors
// in one, so that sixteen take 45 operations instead of 100.
TK_INLINE v16 fold16(const v16 v[4][4]) {
    v16 q[4];
    for (int i = 0; i < 4; i++) {
        // lanes 0-7 of both, then lanes 8-15 of both
        const v16 a = __builtin_shufflevector(v[i][0], v[i][1], 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
                      __builtin_shufflevector(v[i][0], v[i][1], 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
        const v16 b = __builtin_shufflevector(v[i][2], v[i][3], 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
                      __builtin_shufflevector(v[i][2], v[i][3], 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
        // four lanes of each of four
        q[i] = __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27) +
               __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
    }
    // Two lanes of each of eight: those of queries 0 and 1, of 2 and 3; each four lanes hold one k of both.
    const v16 c = __builtin_shufflevector(q[0], q[1], 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29) +
                  __builtin_shufflevector(q[0], q[1], 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
    const v16 d = __builtin_shufflevector(q[2], q[3], 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29) +
                  __builtin_shufflevector(q[2], q[3], 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
    // c: q0k0 q0k0' q1k0 q1k0' | q0k1 … ; e: q0 q1 q2 q3 of k0, of k1, …
    const v16 e = __builtin_shufflevector(c, d, 0, 2, 16, 18, 4, 6, 20, 22, 8, 10, 24, 26, 12, 14, 28, 30) +
                  __builtin_shufflevector(c, d, 1, 3, 17, 19, 5, 7, 21, 23, 9, 11, 25, 27, 13, 15, 29, 31);
    return __builtin_shufflevector(e, e, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
}

TK_INLINE v16 larger(v16 a, v16 b) { return choose(a > b, a, b); }

TK_INLINE float fold_larger(v16 v) {
    float lanes[16];
    store(lanes, v);
    for (int width = 8; width > 0; width /= 2)
        for (int i = 0; i < width; i++) lanes[i] = lanes[i] > lanes[i + width] ? lanes[i] : lanes[i + width];
    return lanes[0];
}

static float max(const float *x, int32_t n) {
    const float lowest = -__builtin_inff();
    v16 m = splat(lowest);
    int32_t i = 0;
    for (; i + 16 <= n; i += 16) m = larger(load(x + i), m);
    if (i < n) {
        float part[16];
        for (int32_t j = 0; j < 16; j++) part[j] = i + j < n ? x[i + j] : lowest;
        m = larger(load(part), m);
    }
    return fold_larger(m);
}

// At least `least`.
TK_INLINE float largest_magnitude(const float *x, int32_t n, float least) {
    const u16x magnitude = {0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF,
                            0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF,
                            0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF};
    v16 largest = splat(least);
    int32_t i = 0;
    for (; i + 16 <= n; i += 16) largest = larger((v16)((u16x)load(x + i) & magnitude), largest);
    if (i < n) largest = larger((v16)((u16x)load_part(x + i, n - i) & magnitude), largest);
    return fold_larger(largest);
}

// Rounded half to even within lowest ... highest, which are less than 2^22. NaN gives the lowest.
TK_INLINE i16x rounded(v16 v, float lowest, float highest) {
    v = choose(v > splat(lowest), v, splat(lowest));
    v = choose(v < splat(highest), v, splat(highest));
    const u16x bits = (u16x)(v + splat(TK_ROUNDER));
    return (i16x)(bits - TK_ROUNDER_BITS);
}

TK_INLINE void store_bytes(int8_t *q, i16x values, int32_t n) {
    const b16 bytes = __builtin_convertvector(values, b16);
    memcpy(q, &bytes, (size_t)n);
}

static float quantize(const float *x, int32_t n, int8_t *q, int32_t padded, int32_t *sum) {
    const float s = 1.0f / largest_magnitude(x, n, 1e-5f) * 127.0f;

    i16x totals = {0};
    int32_t i = 0;
    for (; i + 16 <= n; i += 16) {
        const i16x values = rounded(load(x + i) * splat(s), -128, 127);
        totals += values;
        store_bytes(q + i, values, 16);
    }
    if (i < n) {
        const i16x values = rounded(load_part(x + i, n - i) * splat(s), -128, 127);
        totals += values;
        store_bytes(q + i, values, n - i);
    }
    if (padded > n) memset(q + n, 0, (size_t)(padded - n));
    int32_t total = 0;
    for (int32_t lane = 0; lane < 16; lane++) total += totals[lane];
    *sum = total;
    return s;
}

TK_INLINE v16 dot_lanes(const float *x, const float *y, int32_t n) {
    v16 sum = {0};
    int32_t i = 0;
    for (; i + 16 <= n; i += 16) sum = sum + load(x + i) * load(y + i);
    if (i < n) sum = sum + load_part(x + i, n - i) * load_part(y + i, n - i);
    return sum;
}

static float dot(const float *x, const float *y, int32_t n) { return fold(dot_lanes(x, y, n)); }

static void rms_norm(const float *x, const float *w, int32_t n, float eps, float *y) {
    const float root = __builtin_elementwise_sqrt(fold(dot_lanes(x, x, n)) / (float)n + eps);
    int32_t i = 0;
    for (; i + 16 <= n; i += 16) store(y + i, load(w + i) * (load(x + i) / splat(root)));
    for (; i < n; i++) y[i] = w[i] * (x[i] / root);
}

static void relu2_mul(const float *gate, const float *up, int32_t n, float *y) {
    const v16 zero = {0};
    int32_t i = 0;
    for (; i + 16 <= n; i += 16) {
        const v16 g = larger(zero, load(gate + i));  // 0 > g ? 0 : g
        store(y + i, (g * g) * load(up + i));
    }
    for (; i < n; i++) {
        const float g = 0.0f > gate[i] ? 0.0f : gate[i];
        y[i] = (g * g) * up[i];
    }
}

static void add(float *x, const float *y, int32_t n) {
    int32_t i = 0;
    for (; i + 16 <= n; i += 16) store(x + i, load(x + i) + load(y + i));
    for (; i < n; i++) x[i] = x[i] + y[i];
}

TK_INLINE void expand(half type, const uint16_t *bits, int32_t n, float *y) {
    int32_t i = 0;
    for (; i + 16 <= n; i += 16) store(y + i, widen(type, load_bits(bits + i)));
    if (i < n) store_part(y + i, widen(type, load_bits_part(bits + i, n - i)), n - i);
}

static void bf16_expand(const uint16_t *bits, int32_t n, float *y) { expand(BF16, bits, n, y); }

static void f16_expand(const uint16_t *bits, int32_t n, float *y) { expand(F16, bits, n, y); }

TK_INLINE h16 narrowed(v16 x) {
    const v16 most = splat(65504.0f);
    x = choose(x > most, most, x);
    x = choose(x < -most, -most, x);
    return (h16) __builtin_convertvector(x, f16x);
}

static void f32_to_f16(const float *x, int32_t n, uint16_t *bits) {
    int32_t i = 0;
    for (; i + 16 <= n; i += 16) {
        const h16 v = narrowed(load(x + i));
        memcpy(bits + i, &v, sizeof v);
    }
    if (i < n) {
        const h16 v = narrowed(load_part(x + i, n - i));
        memcpy(bits + i, &v, (size_t)(n - i) * sizeof *bits);
    }
}

TK_INLINE float half_row_dot(half type, const uint16_t *row, const float *x, int32_t n) {
    v16 sum = {0};
    int32_t i = 0;
    for (; i + 16 <= n; i += 16) sum = sum + widen(type, load_bits(row + i)) * load(x + i);
    if (i < n) sum = sum + widen(type, load_bits_part(row + i, n - i)) * load_part(x + i, n - i);
    return fold(sum);
}

// Four rows at once: x is loaded once, and four sums hide the latency of the addition. Meanwhile as many bytes from
// `ahead` on are asked for.
TK_INLINE void half_four_rows_dot(half type, const uint16_t *a, const uint16_t *b, const uint16_t *c,
                                  const uint16_t *d, uintptr_t ahead, const float *x, int32_t n, float *y) {
    v16 sa = {0}, sb = {0}, sc = {0}, sd = {0};
    int32_t i = 0;
    for (; i + 16 <= n; i += 16) {
        tk_fetch(ahead + 8 * (size_t)i);
        tk_fetch(ahead + 8 * (size_t)i + 64);
        const v16 v = load(x + i);
        sa = sa + widen(type, load_bits(a + i)) * v;
        sb = sb + widen(type, load_bits(b + i)) * v;
        sc = sc + widen(type, load_bits(c + i)) * v;
        sd = sd + widen(type, load_bits(d + i)) * v;
    }
    if (i < n) {
        const v16 v = load_part(x + i, n - i);
        sa = sa + widen(type, load_bits_part(a + i, n - i)) * v;
        sb = sb + widen(type, load_bits_part(b + i, n - i)) * v;
        sc = sc + widen(type, load_bits_part(c + i, n - i)) * v;
        sd = sd + widen(type, load_bits_part(d + i, n - i)) * v;
    }
    const v4 sums = fold4(sa, sb, sc, sd);
    memcpy(y, &sums, sizeof sums);
}

TK_INLINE void half_rows_dot(half type, const uint16_t *rows, int32_t n, const float *x, int32_t first, int32_t end,
                             float *y) {
    const size_t width = (size_t)n;
    int32_t r = first;
    for (; r + 4 <= end; r += 4) {
        const uint16_t *row = rows + (size_t)r * width;
        half_four_rows_dot(type, row, row + width, row + 2 * width, row + 3 * width,
                           tk_ahead(row, width * sizeof *row), x, n, y + r);
    }
    for (; r < end; r++) y[r] = half_row_dot(type, rows + (size_t)r * width, x, n);
}

TK_INLINE void half_listed_rows_dot(half type, const uint16_t *rows, int32_t n, const float *x, const int32_t *list,
                                    int32_t count, float *y) {
    const size_t width = (size_t)n;
    int32_t i = 0;
    for (; i + 4 <= count; i += 4)
        half_four_rows_dot(type, rows + (size_t)list[i] * width, rows + (size_t)list[i + 1] * width,
                           rows + (size_t)list[i + 2] * width, rows + (size_t)list[i + 3] * width,
                           (uintptr_t)(rows + (size_t)list[i] * width), x, n, y + i);
    for (; i < count; i++) y[i] = half_row_dot(type, rows + (size_t)list[i] * width, x, n);
}

static void bf16_rows_dot(const uint16_t *rows, int32_t n, const float *x, int32_t first, int32_t end, float *y) {
    half_rows_dot(BF16, rows, n, x, first, end, y);
}

static void bf16_listed_rows_dot(const uint16_t *rows, int32_t n, const float *x, const int32_t *list, int32_t count,
                                 float *y) {
    half_listed_rows_dot(BF16, rows, n, x, list, count, y);
}

static void f16_rows_dot(const uint16_t *rows, int32_t n, const float *x, int32_t first, int32_t end, float *y) {
    half_rows_dot(F16, rows, n, x, first, end, y);
}

static void f16_listed_rows_dot(const uint16_t *rows, int32_t n, const float *x, const int32_t *list, int32_t count,
                                float *y) {
    half_listed_rows_dot(F16, rows, n, x, list, count, y);
}

static void rope_apply(float *x, int32_t heads, int32_t head_dim, const float *cosines, const float *sines) {
    const int32_t half = head_dim / 2;
    for (int32_t head = 0; head < heads; head++, x += head_dim) {
        int32_t i = 0;
        for (; i + 16 <= half; i += 16) {
            const v16 a = load(x + i), b = load(x + half + i), c = load(cosines + i), s = load(sines + i);
            store(x + i, a * c - b * s);
            store(x + half + i, b * c + a * s);
        }
        for (; i < half; i++) {
            const float a = x[i], b = x[half + i], c = cosines[i], s = sines[i];
            x[i] = a * c - b * s;
            x[half + i] = b * c + a * s;
        }
    }
}

TK_INLINE v16 exponential(v16 x) {
    const v16 shifted = x * splat(TK_LOG2E) + splat(TK_ROUNDER);
    const v16 n = shifted - splat(TK_ROUNDER);
    v16 r = x - n * splat(TK_LN2_HIGH);
    r = r - n * splat(TK_LN2_LOW);
    v16 p = splat(TK_EXP_P0);
    p = p * r + splat(TK_EXP_P1);
    p = p * r + splat(TK_EXP_P2);
    p = p * r + splat(TK_EXP_P3);
    p = p * r + splat(TK_EXP_P4);
    p = p * r + splat(TK_EXP_P5);
    const v16 y = (p * (r * r) + r) + splat(1.0f);
    v16 result = (v16)((u16x)y + (((u16x)shifted - TK_ROUNDER_BITS) << 23));
    result = choose(x < splat(TK_EXP_LOWEST), splat(0), result);
    result = choose(x > splat(TK_EXP_HIGHEST), splat(__builtin_inff()), result);
    return choose(x != x, x, result);
}

// y[i] = exp(x[i] - largest) unless y is NULL; returns their sum.
TK_INLINE float exponentials(const float *x, int32_t n, float largest, float *y) {
    v16 sum = {0};
    int32_t i = 0;
    for (; i + 16 <= n; i += 16) {
        const v16 e = exponential(load(x + i) - splat(largest));
        if (y) store(y + i, e);
        sum = sum + e;
    }
    if (i < n) {
        const v16 e = exponential(load_part(x + i, n - i) - splat(largest));
        float part[16] = {0};
        store_part(part, e, n - i);
        if (y) store_part(y + i, e, n - i);
        sum = sum + load(part);
    }
    return fold(sum);
}

static void softmax(const float *x, int32_t n, float *y) {
    const float sum = exponentials(x, n, max(x, n), y);
    int32_t i = 0;
    for (; i + 16 <= n; i += 16) store(y + i, load(y + i) / splat(sum));
    for (; i < n; i++) y[i] = y[i] / sum;
}

static float log_sum_exp(const float *x, int32_t n) {
    const float largest = max(x, n);
    return (float)((double)largest + tk_log((double)exponentials(x, n, largest, NULL)));
}

// out = sum over t of p[t] * values[t], for `count` * 16 columns held in registers.
TK_INLINE void weighted_sum(const float *p, const float *values, size_t stride, int32_t positions, int count, float *out) {
    v16 sums[4] = {{0}, {0}, {0}, {0}};
    for (int32_t t = 0; t < positions; t++) {
        const float *row = values + (size_t)t * stride;
        for (int c = 0; c < count; c++) sums[c] = sums[c] + splat(p[t]) * load(row + 16 * c);
    }
    for (int c = 0; c < count; c++) store(out + 16 * c, sums[c]);
}

static void attention_head(const float *query, const float *keys, const float *values, size_t stride,
                           int32_t positions, int32_t head_dim, float scale, float *scores, float *out) {
    int32_t t = 0;
    for (; t + 4 <= positions; t += 4) {
        const float *key = keys + (size_t)t * stride;
        const v4 s = fold4(dot_lanes(query, key, head_dim), dot_lanes(query, key + stride, head_dim),
                           dot_lanes(query, key + 2 * stride, head_dim), dot_lanes(query, key + 3 * stride, head_dim)) *
                     (v4){scale, scale, scale, scale};
        memcpy(scores + t, &s, sizeof s);
    }
    for (; t < positions; t++) scores[t] = dot(query, keys + (size_t)t * stride, head_dim) * scale;

    softmax(scores, positions, scores);

    int32_t i = 0;
    for (; i + 64 <= head_dim; i += 64) weighted_sum(scores, values + i, stride, positions, 4, out + i);
    if (i + 32 <= head_dim) {
        weighted_sum(scores, values + i, stride, positions, 2, out + i);
        i += 32;
    }
    if (i + 16 <= head_dim) {
        weighted_sum(scores, values + i, stride, positions, 1, out + i);
        i += 16;
    }
    for (; i < head_dim; i++) {
        float sum = 0;
        for (t = 0; t < positions; t++) sum = sum + scores[t] * values[(size_t)t * stride + (size_t)i];
        out[i] = sum;
    }
}

#include "attention_tpl.h"
#include "refine_tpl.h"

static void planes_expand(const uint8_t *high, const uint8_t *low, int32_t columns, float scale, float *y) {
    for (int32_t k = 0; k < columns; k += 16) {
        const int32_t at = k / 128 * TK_PLANE_BLOCK_BYTES + k % TK_PLANE_BLOCK_BYTES;
        n16 h, l;
        memcpy(&h, high + at, sizeof h);
        memcpy(&l, low + at, sizeof l);
        const n16 codes = k % 128 < TK_PLANE_BLOCK_BYTES ? (h << 4) | (l & 15) : (h & 0xF0) | (l >> 4);
        i16x shift;
        for (int i = 0; i < 16; i++) shift[i] = TK_PLANE_LARGEST + tk_dither(k + i);
        const v16 values = __builtin_convertvector(__builtin_convertvector(codes, i16x) - shift, v16) * splat(scale);
        if (k + 16 <= columns) {
            store(y + k, values);
        } else {
            store_part(y + k, values, columns - k);
        }
    }
}

static float head_quantize(const float *x, int32_t n, int8_t *hi, int8_t *lo) {
    const float scale = TK_HEAD_LARGEST / largest_magnitude(x, n, 1e-5f);
    for (int32_t i = 0; i < n; i += 16) {
        const int32_t count = n - i < 16 ? n - i : 16;
        const v16 part = count == 16 ? load(x + i) : load_part(x + i, count);
        const i16x values = rounded(part * splat(scale), -TK_HEAD_LARGEST, TK_HEAD_LARGEST);
        const i16x upper = (values + 64) >> 7;  // rounded down
        store_bytes(hi + i, upper, count);
        store_bytes(lo + i, values - (upper << 7), count);
    }
    return scale;
}

static int32_t candidates(const float *coarse, const float *bound, int32_t first, int32_t end, float threshold,
                          int32_t *list, int32_t capacity) {
    int32_t count = 0;
    for (int32_t r = first; r < end; r += 16) {
        const int32_t rows = end - r < 16 ? end - r : 16;
        if (rows == 16 && !__builtin_reduce_or(load(coarse + r) + load(bound + r) >= splat(threshold))) continue;
        for (int32_t i = r; i < r + rows; i++) {
            if (!(coarse[i] + bound[i] >= threshold)) continue;
            if (count < capacity) list[count] = i;
            count++;
        }
    }
    return count;
}

const tk_vector_table TK_VECTORS = {
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

#pragma clang diagnostic pop
