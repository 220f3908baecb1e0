// The arithmetic of a BitNet b1.58 transformer, for every CPU with the same bits.
//
// Rules that hold for everything declared here:
//  - no allocation, no files, no threads, no mutable state: any function may run on any thread at any time;
//  - integer sums are exact; float sums use ONE order on every instruction set (16 lanes: element i goes to lane
//    i % 16 in rising i, product rounded, then sum rounded, never fused; then lanes l and l+8, l and l+4, l and l+2,
//    0 and 1 are added). So every variant returns the bits of the scalar one (a NaN stays a NaN, its payload may differ);
//  - lengths are in elements, pointers need no alignment unless it is said, "restrict" is meant: outputs may be the
//    inputs only where it is said;
//  - the rounding mode is to nearest and denormals are honoured (the state every process starts in).
#ifndef CTERNARYKERNELS_H
#define CTERNARYKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// MARK: Instruction sets

/// A variant of the kernels. Within one architecture a larger value is a faster variant.
typedef enum tk_isa {
    TK_ISA_SCALAR = 0,
    TK_ISA_AVX2 = 1,
    TK_ISA_AVXVNNI = 2,
    TK_ISA_AVX512VNNI = 3,
    TK_ISA_NEON = 4,
    TK_ISA_DOTPROD = 5,
    TK_ISA_I8MM = 6,
} tk_isa;

/// How many values `tk_isa` has: list the variants with `for isa in 0 ..< TK_ISA_COUNT`.
#define TK_ISA_COUNT 7

/// Name as TRIVET_ISA spells it: "scalar", "avx2", "avxvnni", "avx512vnni", "neon", "dotprod", "i8mm".
const char *tk_isa_name(tk_isa isa);

/// Whether this build holds the variant (same architecture, kernels written).
bool tk_isa_compiled(tk_isa isa);

/// Whether this build holds the variant and this CPU and kernel can run it. Running another one ends in SIGILL.
bool tk_isa_available(tk_isa isa);

typedef enum tk_choice {
    TK_CHOICE_OK = 0,
    /// The cap is no name of an instruction set.
    TK_CHOICE_UNKNOWN_NAME = 1,
    /// The cap names an instruction set of another architecture.
    TK_CHOICE_OTHER_ARCHITECTURE = 2,
} tk_choice;

/// The fastest available variant not above `cap` (NULL or "": no cap) and not above the environment's TRIVET_ISA
/// (unset or "": no cap). A cap above what the CPU has is no mistake. On a mistake `*chosen` is set to scalar.
tk_choice tk_choose_isa(const char *_Nullable cap, tk_isa *chosen);

// MARK: Ternary matrices

/// Rows are packed 16 at a time; ranges of lines begin at a multiple of this.
#define TK_TILE_ROWS 16
/// Most columns that no accumulator of any variant can overflow with.
#define TK_MAX_COLUMNS 65536

/// How the weights of a matrix lie in memory. The first two are Trivet's own, the others those of published files, which are
/// used as they lie. Row r, column k; f = r * columns + k counts flat; a two-bit code c stands for the weight c - 1, and code
/// 3 does not occur.
typedef enum tk_ternary_layout {
    /// Two bits a weight in tiles of 16 rows: with K' = columns rounded up to 128,
    ///     block = (r / 16) * (K' / 16) + k / 16                  64 bytes: 16 rows x 16 columns
    ///     byte  = 64 * block + 4 * (r % 16) + k % 4
    ///     code  = (byte >> (2 * ((k % 16) / 4))) & 3
    /// Rows and columns of padding hold weight 0.
    TK_TERNARY_TILES2 = 0,
    /// Five weights a byte in tiles of 16 rows: with K' = columns rounded up to 20,
    ///     block = (r / 16) * (K' / 20) + k / 20                  64 bytes: 16 rows x 20 columns
    ///     byte  = 64 * block + 4 * (r % 16) + k % 4,  digit d = (k % 20) / 4
    /// The byte of weights t0 .. t4 is u = 128 + round(256 * (t0/3 + t1/9 + t2/27 + t3/81 + t4/243)). With u0 = u and
    /// u(d+1) = 3 * u(d) mod 256, the weight of digit d is (3 * u(d) - u(d+1)) / 256 - 1, exactly.
    /// Rows and columns of padding hold weight 0.
    TK_TERNARY_TILES5 = 1,
    /// GGUF I2_S: flat blocks of 128 weights in 32 bytes; code = (byte[32 * (f / 128) + f % 32] >> (6 - 2 * ((f % 128) / 32))) & 3.
    /// rows * columns is a multiple of 128.
    TK_TERNARY_I2S = 2,
    /// Published safetensors: code = (byte[(r % R) * columns + k] >> (2 * (r / R))) & 3 with R = rows / 4; rows % 4 = 0.
    TK_TERNARY_ROW_GROUPS = 3,
    /// ggml TQ2_0: blocks of 256 weights in 64 bytes and a half-precision scale, which is not looked at here; with i = f % 256,
    /// code = (byte[66 * (f / 256) + 32 * (i / 128) + i % 32] >> (2 * ((i % 128) / 32))) & 3. columns % 256 = 0.
    TK_TERNARY_TQ2_0 = 4,
    /// ggml TQ1_0: blocks of 256 weights in 52 bytes (five weights in each of the first 48, four in the others) and a
    /// half-precision scale, which is not looked at here. columns % 256 = 0.
    TK_TERNARY_TQ1_0 = 5,
} tk_ternary_layout;

/// How many values `tk_ternary_layout` has.
#define TK_TERNARY_LAYOUT_COUNT 6

/// How many bytes a matrix takes; 0 if the layout cannot hold that shape.
size_t tk_ternary_bytes(tk_ternary_layout layout, int32_t rows, int32_t columns);

/// How many int8 activations a token must have for a matrix with so many columns, those behind `columns` being 0; also the
/// least stride. Suits every layout; a multiple of 64.
int32_t tk_activation_columns(int32_t columns);

/// A matrix in memory. 64-byte alignment of `codes` is best for speed, none is required.
typedef struct tk_ternary_matrix {
    const uint8_t *codes;
    int32_t rows;
    int32_t columns;
    /// weight_scale of the tensor: results are multiplied by it.
    float scale;
    tk_ternary_layout layout;
} tk_ternary_matrix;

/// int8 activations of some tokens, as `tk_quantize` writes them.
typedef struct tk_activations {
    /// [tokens, stride]; from `columns` to tk_activation_columns(columns): 0.
    const int8_t *values;
    /// [tokens], the factor s of the quantisation: value = round(x * s).
    const float *scales;
    /// [tokens], the sum of the token's values.
    const int32_t *sums;
    int32_t tokens;
    /// Bytes from one token to the next; at least tk_activation_columns(columns).
    int32_t stride;
} tk_activations;

/// Work is cut in lines: rows, but for ROW_GROUPS rows / 4 lines, of which line r gives the rows r, r + rows / 4,
/// r + rows / 2 and r + 3 * rows / 4. Bytes are read once for all tokens and all rows of a line.
int32_t tk_ternary_lines(tk_ternary_matrix matrix);

/// y[t * y_stride + r] = (float)(sum over k of W[r, k] * q[t, k]) / s[t] * scale, for the rows r of the lines from first_line
/// to end_line, all tokens. first_line is a multiple of 16; end_line too, or the number of lines.
void tk_ternary_matmul(tk_isa isa, tk_ternary_matrix matrix, tk_activations activations, float *y, size_t y_stride,
                       int32_t first_line, int32_t end_line);

/// The exact sums before scaling: y[t * y_stride + r] = sum over k of W[r, k] * q[t, k].
void tk_ternary_dots(tk_isa isa, tk_ternary_matrix matrix, tk_activations activations, int32_t *y, size_t y_stride,
                     int32_t first_line, int32_t end_line);

/// Packs trits (-1, 0, +1; row-major [rows, columns]) into tk_ternary_bytes bytes; the half-precision scales of TQ1_0 and
/// TQ2_0 become 1. False (output undefined) if a value is no trit or the layout cannot hold the shape.
bool tk_ternary_pack(tk_ternary_layout layout, const int8_t *trits, int32_t rows, int32_t columns, uint8_t *codes);

/// The trits [end_row - first_row, columns] of some rows. Invalid codes give a number that is no trit.
void tk_ternary_unpack(tk_ternary_layout layout, const uint8_t *codes, int32_t rows, int32_t columns, int32_t first_row,
                       int32_t end_row, int8_t *trits);

/// The offset of the first byte that holds something else than weights (a code that stands for none, padding that is not
/// 0), or -1. For verification of files; kernels do not check.
int64_t tk_ternary_first_invalid(tk_ternary_layout layout, const uint8_t *codes, int32_t rows, int32_t columns);

/// How many bytes a tile of 16 rows takes in TILES2 or TILES5.
size_t tk_ternary_tile_bytes(tk_ternary_layout layout, int32_t columns);

/// Packs up to 16 rows of trits [rows, columns] as one tile of TILES2 or TILES5. False if a value is no trit.
bool tk_ternary_pack_tile(tk_ternary_layout layout, const int8_t *trits, int32_t rows, int32_t columns, uint8_t *tile);

/// Activation quantisation of BitNet b1.58: a = max(max |x|, 1e-5), s = (1 / a) * 127, q = clamp(round half even(x * s), -128, 127).
/// Writes n values and zeros up to `padded`, the sum of the values to *sum, returns s.
float tk_quantize(tk_isa isa, const float *x, int32_t n, int8_t *q, int32_t padded, int32_t *sum);

// MARK: Float vectors

/// y[i] = w[i] * (x[i] / sqrt(sum(x * x) / n + eps)). y may be x.
void tk_rms_norm(tk_isa isa, const float *x, const float *w, int32_t n, float eps, float *y);

/// y[i] = max(gate[i], 0)^2 * up[i]. y may be gate or up.
void tk_relu2_mul(tk_isa isa, const float *gate, const float *up, int32_t n, float *y);

/// x[i] = x[i] + y[i].
void tk_add(tk_isa isa, float *x, const float *y, int32_t n);

/// Dot product of two float rows.
float tk_dot(tk_isa isa, const float *x, const float *y, int32_t n);

/// y[i] = the float of bf16 bits[i] (exact).
void tk_bf16_expand(tk_isa isa, const uint16_t *bits, int32_t n, float *y);

/// y[r] = row r . x for first_row <= r < end_row; rows are bf16 [.., n]. Any range.
void tk_bf16_rows_dot(tk_isa isa, const uint16_t *rows, int32_t n, const float *x, int32_t first_row, int32_t end_row,
                      float *y);

/// y[i] = row list[i] . x for i < count (the grammar's rows only). Bit for bit what tk_bf16_rows_dot gives for the row.
void tk_bf16_listed_rows_dot(tk_isa isa, const uint16_t *rows, int32_t n, const float *x, const int32_t *list,
                             int32_t count, float *y);

/// y[i] = the float of IEEE half-precision bits[i]: exact, denormals included; a NaN becomes quiet and keeps its payload.
void tk_f16_expand(tk_isa isa, const uint16_t *bits, int32_t n, float *y);

/// bits[i] = x[i] in half precision, half to even. Beyond 65504, infinities included, it is 65504 with the sign of x[i]; a
/// NaN stays a NaN.
void tk_f32_to_f16(tk_isa isa, const float *x, int32_t n, uint16_t *bits);

/// As tk_bf16_rows_dot and tk_bf16_listed_rows_dot, for rows in half precision.
void tk_f16_rows_dot(tk_isa isa, const uint16_t *rows, int32_t n, const float *x, int32_t first_row, int32_t end_row,
                     float *y);
void tk_f16_listed_rows_dot(tk_isa isa, const uint16_t *rows, int32_t n, const float *x, const int32_t *list,
                            int32_t count, float *y);

// MARK: Output head in two planes
//
// Rows of int8 with a scale each, cut into nibbles: the plane of the high nibbles alone gives every logit to within a
// known bound at half the traffic, and only the rows that can still win are read from both planes.

/// A matrix [rows, columns] of w8 in -120 ... 120, weight = w8 * scales[row], stored as w8 + 120 + d = 16 * high + low with the
/// dither d = tk_plane_dither(column).
/// A row of a plane is tk_plane_row_bytes(columns) bytes, rows one after the other. In its block b of 64 bytes the lower
/// nibble of byte j is column 128 b + j, the upper one column 128 b + 64 + j. Columns of padding hold w8 = 0.
/// 64-byte alignment of the planes is best for speed, none is required.
typedef struct tk_planes {
    const uint8_t *high;
    const uint8_t *low;
    /// [rows]
    const float *scales;
    /// [rows], || low - 7.5 || over the row's columns, rounded up: what a row leaves out if only its high nibbles are read.
    const float *low_norms;
    int32_t rows;
    int32_t columns;
} tk_planes;

/// roundup(columns, 128) / 2. Twice as many are the int8 of each part of a tk_head_input.
size_t tk_plane_row_bytes(int32_t columns);

/// The dither of a column, 0 ... 15: part of the format. It makes what low nibbles add to a logit a matter of chance, which a
/// bound can count on whatever the weights are. In 32 bits: h = column + 0x9E3779B9; h = (h ^ h >> 16) * 0x7FEB352D;
/// h = (h ^ h >> 15) * 0x846CA68B; (h ^ h >> 16) >> 28.
int32_t tk_plane_dither(int32_t column);

/// Packs one row: scale = max |w| / 120, w8 = round half even(w / scale). A row of zeros has scale 0. Plain code for
/// importers, the same bytes on every machine.
void tk_planes_pack_row(const float *row, int32_t columns, uint8_t *high, uint8_t *low, float *scale, float *low_norm);

/// y[k] = w8 * scale of the row, for k < columns: the embedding of a token.
void tk_planes_expand_row(tk_isa isa, tk_planes planes, int32_t row, float *y);

/// A vector in 15 bits, x = x15 / scale: x15 = 128 * hi + lo with hi in -127 ... 127 and lo in -64 ... 63.
typedef struct tk_head_input {
    /// [2 * tk_plane_row_bytes(columns)], zeros behind `columns`.
    const int8_t *hi;
    const int8_t *lo;
    /// Sum of all x15, and of all x15 times what the weights of their column are shifted by.
    int64_t sum;
    int64_t shifted;
    float scale;
    /// Two parts of the bound of the coarse logits, see head.c: 7.5 * the sum of |x15| of the largest elements, and the
    /// norm of x15 without them, both rounded up.
    float largest;
    float norm;
    /// Elements with |x15| above it are the largest ones.
    int32_t limit;
} tk_head_input;

/// scale = 16319 / max(max |x|, 1e-5), x15 = round half even(x * scale). Writes hi and lo, which `input` then points to.
void tk_head_quantize(tk_isa isa, const float *x, int32_t n, int8_t *hi, int8_t *lo, tk_head_input *input);

/// y[r] = (float)(sum over k of w8[r, k] * x15[k]) / scale of the input * scale of the row, for first_row <= r < end_row. The
/// sum is exact, the rest three roundings. Any range.
void tk_planes_rows(tk_isa isa, tk_planes planes, tk_head_input input, int32_t first_row, int32_t end_row, float *y);

/// y[i] = the logit of row list[i], i < count, bit for bit what tk_planes_rows gives for the row.
void tk_planes_listed_rows(tk_isa isa, tk_planes planes, tk_head_input input, const int32_t *list, int32_t count,
                           float *y);

/// Reads the high plane alone: y[r] is near the logit that tk_planes_rows gives, bound[r] >= |y[r] - that logit| (for
/// logits within the range of float): always where columns are fewer than 45, otherwise but for one of 10^25 pairs of a row and
/// an input that do not depend on the dither. first_row <= r < end_row.
void tk_planes_coarse_rows(tk_isa isa, tk_planes planes, tk_head_input input, int32_t first_row, int32_t end_row,
                           float *y, float *bound);

/// Lists, in rising order, the rows first_row <= r < end_row whose logit can be `threshold` or more: coarse[r] + bound[r] >=
/// threshold. Returns how many there are, of which the first `capacity` are in the list. No row that is left out has a logit
/// of `threshold` or more.
int32_t tk_planes_candidates(tk_isa isa, const float *coarse, const float *bound, int32_t first_row, int32_t end_row,
                             float threshold, int32_t *list, int32_t capacity);

/// Shortens a list of candidates to the rows whose logit can still be `threshold` or more when their low nibbles are looked
/// at, of each row only as many as are needed to tell. Keeps the order, returns how many are left. No row that is dropped has a
/// logit of `threshold` or more; where columns are a multiple of 256 (at most 8192) nearly every row that is left has one.
int32_t tk_planes_refine(tk_isa isa, tk_planes planes, tk_head_input input, const float *coarse, float threshold,
                         int32_t *list, int32_t count);

/// The row of the largest logit, the first of several, and the logit; from what tk_planes_coarse_rows wrote for all rows.
/// `examined`, unless NULL, is set to how many rows had to be read from both planes.
int32_t tk_planes_best(tk_isa isa, tk_planes planes, tk_head_input input, const float *coarse, const float *bound,
                       float *logit, int32_t *_Nullable examined);

// MARK: Position and attention

/// 1 / theta^(2i / head_dim) for i < head_dim / 2, in the float32 steps of the reference implementation.
void tk_rope_frequencies(float theta, int32_t head_dim, float *frequencies);

/// cosines[p, i] = cos((float)(first + p) * frequencies[i]) and sines likewise, both [positions, head_dim / 2]. The angle is
/// float32, its cosine and sine are computed in double and rounded. Setup work, not a fast path.
void tk_rope_table(const float *frequencies, int32_t head_dim, int32_t first, int32_t positions, float *cosines,
                   float *sines);

/// Rotates `heads` heads of one token in place (rotate-half: pairs i and i + head_dim / 2), x is [heads, head_dim],
/// cosines and sines are the token's rows of the table.
void tk_rope_apply(tk_isa isa, float *x, int32_t heads, int32_t head_dim, const float *cosines, const float *sines);

/// One query head over `positions` cached positions: scores[t] = (query . keys[t]) * scale, softmax in place (scores ends
/// as the probabilities), out = sum over t of scores[t] * values[t], in rising t. Position t begins at keys + t * stride and
/// values + t * stride (stride in floats). positions >= 1. `scores` is scratch for `positions` floats.
void tk_attention_head(tk_isa isa, const float *query, const float *keys, const float *values, size_t stride,
                       int32_t positions, int32_t head_dim, float scale, float *scores, float *out);

/// How keys and values are kept.
typedef enum tk_kv_type {
    TK_KV_F32 = 0,
    /// Half precision, rounded half to even.
    TK_KV_F16 = 1,
    /// int8 with a scale for each head and position: scale = max |x| / 127, round half even(x / scale).
    TK_KV_I8 = 2,
} tk_kv_type;

/// Bytes of an element.
size_t tk_kv_element_bytes(tk_kv_type type);

/// Keys and values of one kv head: [positions, head_dim] each, one position after the other.
typedef struct tk_kv {
    tk_kv_type type;
    const void *keys;
    const void *values;
    /// [positions], of TK_KV_I8 only.
    const float *_Nullable key_scales;
    const float *_Nullable value_scales;
} tk_kv;

/// Writes a key or a value of one head and position in a cache of the type. *scale is set for TK_KV_I8 only.
void tk_kv_store(tk_isa isa, tk_kv_type type, const float *row, int32_t head_dim, void *destination,
                 float *_Nullable scale);

/// Attention of `tokens` tokens that follow one another, for the `heads` query heads that share one kv head: token t sees
/// the first `positions` + t positions of the cache. Head h of token t begins at queries + t * stride + h * head_dim, and its
/// result at out + t * stride + h * head_dim (out must not be queries). positions >= 1, head_dim <= TK_MAX_HEAD_DIM.
/// `scores` is scratch for tokens * heads * (positions + tokens - 1) floats.
///
/// For each head what tk_attention_head computes, bit for bit if the cache is float32; int8 keys give (query . key * key
/// scale) * scale, and a probability is multiplied by the scale of the value before the value.
void tk_attention_block(tk_isa isa, const float *queries, int32_t tokens, int32_t heads, size_t stride, tk_kv cache,
                        int32_t positions, int32_t head_dim, float scale, float *scores, float *out);

/// tk_attention_block of one token: queries and out are [heads, head_dim], scores is scratch for heads * positions floats.
void tk_attention_group(tk_isa isa, const float *queries, int32_t heads, tk_kv cache, int32_t positions,
                        int32_t head_dim, float scale, float *scores, float *out);

/// Widest head of tk_attention_block.
#define TK_MAX_HEAD_DIM 1024

// MARK: Probabilities

/// Largest element; -infinity if n is 0.
float tk_max(tk_isa isa, const float *x, int32_t n);

/// y[i] = exp(x[i] - max) / sum of all exp(x - max). y may be x. n >= 1.
void tk_softmax(tk_isa isa, const float *x, int32_t n, float *y);

/// log(sum of exp(x)); the log-probability of i is x[i] - this. n >= 1.
float tk_log_sum_exp(tk_isa isa, const float *x, int32_t n);

/// Own elementary functions, the same bits on every machine.
/// e^x for float: relative error below 2e-7; 0 below -87, infinity above 88.7228.
float tk_expf(float x);
/// Natural logarithm, error below 1 ulp or so. log(0) = -infinity, NaN below 0.
double tk_log(double x);
/// e^x, error below 1 ulp or so; 0 below -708 (no denormal results), infinity above 709.78.
double tk_exp(double x);
/// Sine and cosine for |x| up to 1e6 or so.
double tk_sin(double x);
double tk_cos(double x);

#pragma clang assume_nonnull end

#endif
