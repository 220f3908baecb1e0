// What the files of the kernels share: the table that each variant fills, and the rule against fused arithmetic.
#ifndef TK_INTERNAL_H
#define TK_INTERNAL_H

#include "include/CTernaryKernels.h"

#include <string.h>

#ifndef __clang__
#error "The kernels are written for clang: other compilers ignore the pragma below and would change the bits."
#endif

#ifdef __FAST_MATH__
#error "The kernels promise the same bits everywhere: do not compile them with -ffast-math."
#endif

// a * b + c is two roundings, everywhere. At file scope, so it holds for the whole file that includes this.
#pragma STDC FP_CONTRACT OFF

#define TK_INLINE static inline __attribute__((always_inline))
#define TK_BLOCK_BYTES 64
#define TK_BLOCK_COLUMNS 16
#define TK_BLOCK5_COLUMNS 20
#define TK_COLUMN_PAD 128

// Some tiles that many tokens are multiplied with at once; each variant says how many. The words of their codes alternate.
#define TK_PANEL_ROWS (TK_PANEL_TILES * TK_TILE_ROWS)
#define TK_PANEL_BYTES (TK_PANEL_TILES * TK_BLOCK_BYTES)

// How far ahead weights are asked for, in bytes, in the order in which they lie: x86 as measured on a Zen 4, where asking in
// the order of use (four lines in turn) halved the speed; Arm a guess for cores with fewer outstanding misses.
#if defined(__aarch64__)
#define TK_AHEAD 1024
#else
#define TK_AHEAD 4096
#endif

// Tiles are one stream, which x86 asks for further ahead, into the second-level cache: 94 % of the speed of a plain read on
// a Sapphire Rapids, where 4,096 bytes and the first level gave 92.
#define TK_ASK_TILE(p) __builtin_prefetch((p) + 16384, 0, 2)

// 1.5 * 2^23: adding it rounds a float of less than 2^22 to an integer (half to even) that sits in the low mantissa bits.
#define TK_ROUNDER 12582912.0f
#define TK_ROUNDER_BITS 0x4B400000u

// e^x = 2^n * e^r, r = x - n ln 2 with ln 2 in two parts; polynomial of Cephes' expf (S. Moshier). Results below
// e^-87 are flushed to 0, so that scaling by 2^n is an integer addition to the exponent.
#define TK_EXP_LOWEST -87.0f
#define TK_EXP_HIGHEST 88.722839f
#define TK_LOG2E 1.44269504088896341f
#define TK_LN2_HIGH 0.693359375f
#define TK_LN2_LOW -2.12194440e-4f
#define TK_EXP_P0 1.9875691500e-4f
#define TK_EXP_P1 1.3981999507e-3f
#define TK_EXP_P2 8.3334519073e-3f
#define TK_EXP_P3 4.1665795894e-2f
#define TK_EXP_P4 1.6666665459e-1f
#define TK_EXP_P5 5.0000001201e-1f

// Blocks of a row of a plane: 128 columns in 64 bytes.
#define TK_PLANE_BLOCK_BYTES 64
TK_INLINE int32_t tk_plane_blocks(int32_t columns) {
    return (columns + 2 * TK_PLANE_BLOCK_BYTES - 1) / (2 * TK_PLANE_BLOCK_BYTES);
}

// An input of the head is 15 bits with sign, and the bound of its coarse logits is rounded up by these; see head.c.
#define TK_HEAD_LARGEST 16319.0f
// The bytes of a head: weights of -120 ... 120, shifted by 120 and by the dither of their column.
#define TK_PLANE_LARGEST 120

// The dither of a column, 0 ... 15: a hash whose bits are as good as thrown coins.
TK_INLINE int32_t tk_dither(int32_t k) {
    uint32_t h = (uint32_t)k + 0x9E3779B9u;
    h = (h ^ h >> 16) * 0x7FEB352Du;
    h = (h ^ h >> 15) * 0x846CA68Bu;
    return (int32_t)((h ^ h >> 16) >> 28);
}

// What the low nibbles of a row can add by chance, in units of the norm of the input: see head.c.
#define TK_BY_CHANCE 50.75f

#define TK_BOUND_SLACK (1 + 0x1p-20f)
#define TK_BOUND_ROUNDING 0x1p-21f
#define TK_BOUND_LEAST 0x1p-126f

// Asks for a line of memory, or of what lies behind the end: no harm. Rows that are read four at once are asked for in the
// order they lie in, so far ahead that the beginning of the fourth row is asked for before the four are begun: one stream
// instead of four doubles the speed from memory (20 instead of 10 GB/s).
TK_INLINE uintptr_t tk_ahead(const void *row, size_t row_bytes) {
    const size_t bytes = 3 * row_bytes + 512;
    return (uintptr_t)row + (bytes > 4096 ? bytes : 4096);
}
TK_INLINE void tk_fetch(uintptr_t address) { __builtin_prefetch((const void *)address); }

// The float kernels of one variant: same signatures as the public functions without the variant.
typedef struct tk_vector_table {
    float (*quantize)(const float *x, int32_t n, int8_t *q, int32_t padded, int32_t *sum);
    void (*rms_norm)(const float *x, const float *w, int32_t n, float eps, float *y);
    void (*relu2_mul)(const float *gate, const float *up, int32_t n, float *y);
    void (*add)(float *x, const float *y, int32_t n);
    float (*dot)(const float *x, const float *y, int32_t n);
    void (*bf16_expand)(const uint16_t *bits, int32_t n, float *y);
    void (*bf16_rows_dot)(const uint16_t *rows, int32_t n, const float *x, int32_t first, int32_t end, float *y);
    void (*bf16_listed_rows_dot)(const uint16_t *rows, int32_t n, const float *x, const int32_t *list, int32_t count,
                                 float *y);
    void (*rope_apply)(float *x, int32_t heads, int32_t head_dim, const float *cosines, const float *sines);
    void (*attention_head)(const float *query, const float *keys, const float *values, size_t stride,
                           int32_t positions, int32_t head_dim, float scale, float *scores, float *out);
    float (*max)(const float *x, int32_t n);
    void (*softmax)(const float *x, int32_t n, float *y);
    float (*log_sum_exp)(const float *x, int32_t n);
    void (*f16_expand)(const uint16_t *bits, int32_t n, float *y);
    void (*f32_to_f16)(const float *x, int32_t n, uint16_t *bits);
    void (*f16_rows_dot)(const uint16_t *rows, int32_t n, const float *x, int32_t first, int32_t end, float *y);
    void (*f16_listed_rows_dot)(const uint16_t *rows, int32_t n, const float *x, const int32_t *list, int32_t count,
                                float *y);
    void (*kv_store)(tk_kv_type type, const float *row, int32_t head_dim, void *destination, float *scale);
    void (*attention)(const float *queries, int32_t tokens, int32_t heads, size_t stride, const tk_kv *cache,
                      int32_t positions, int32_t head_dim, float scale, float *scores, float *out);
    // The row whose nibbles begin at high and low.
    void (*planes_expand)(const uint8_t *high, const uint8_t *low, int32_t columns, float scale, float *y);
    // hi, lo and scale; the caller does the rest of tk_head_input.
    float (*head_quantize)(const float *x, int32_t n, int8_t *hi, int8_t *lo);
    int32_t (*candidates)(const float *coarse, const float *bound, int32_t first, int32_t end, float threshold,
                          int32_t *list, int32_t capacity);
    int32_t (*refine)(const tk_planes *planes, const tk_head_input *input, const float *coarse, float threshold,
                      int32_t *list, int32_t count);
} tk_vector_table;

// The products with the two planes of one variant.
typedef struct tk_head_table {
    void (*rows)(const tk_planes *planes, const tk_head_input *input, int32_t first, int32_t end, float *y);
    void (*listed_rows)(const tk_planes *planes, const tk_head_input *input, const int32_t *list, int32_t count,
                        float *y);
    void (*coarse_rows)(const tk_planes *planes, const tk_head_input *input, int32_t first, int32_t end, float *y,
                        float *bound);
} tk_head_table;

// The kernels of one variant.
typedef struct tk_table {
    void (*matmul)(const tk_ternary_matrix *m, const tk_activations *a, float *y, size_t y_stride, int32_t first,
                   int32_t end);
    void (*dots)(const tk_ternary_matrix *m, const tk_activations *a, int32_t *y, size_t y_stride, int32_t first,
                 int32_t end);
    const tk_vector_table *vectors;
} tk_table;

extern const tk_head_table tk_head_scalar;
extern const tk_vector_table tk_vectors_scalar;
extern const tk_table tk_table_scalar;
#if defined(__x86_64__)
extern const tk_head_table tk_head_avx2, tk_head_avxvnni, tk_head_avx512vnni;
extern const tk_vector_table tk_vectors_avx2, tk_vectors_avx512;
extern const tk_table tk_table_avx2, tk_table_avxvnni, tk_table_avx512vnni;
#elif defined(__aarch64__)
extern const tk_head_table tk_head_neon, tk_head_dotprod;
extern const tk_vector_table tk_vectors_neon;
extern const tk_table tk_table_neon, tk_table_dotprod, tk_table_i8mm;
#endif

// vectors.c: the table of a variant, the scalar one if this build lacks it.
const tk_vector_table *tk_vectors_of(tk_isa isa);

// cpu.c: bit i is set if variant i runs on this CPU under this operating system.
uint32_t tk_cpu_variants(void);

TK_INLINE int32_t tk_round_up(int32_t value, int32_t multiple) { return (value + multiple - 1) / multiple * multiple; }

TK_INLINE int32_t tk_padded_columns(int32_t columns) { return tk_round_up(columns, TK_COLUMN_PAD); }

// layout.c: codes (weight + 1) of columns first to end of a row, any layout; 1 behind the last column.
void tk_expand(const tk_ternary_matrix *m, int32_t row, int32_t first, int32_t end, uint8_t *codes);

// scalar/ternary.c: every layout, plain. One of floats and integers is NULL.
void tk_plain_product(const tk_ternary_matrix *m, const tk_activations *a, float *floats, int32_t *integers, size_t y_stride,
                      int32_t first, int32_t end);

#endif
