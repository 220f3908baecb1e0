// Ternary products of one vector variant: the walk over tiles, rows and tokens for every layout, and the scaling. The file
// that includes this has pushed its target attribute and defines TK_TABLE, TK_TABLE_VECTORS and
//
//     TK_INLINE void tile2_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sums[16])
//     TK_INLINE void tile5_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sum, int32_t sums[16])
//         the sums of code * activation of a tile for one token, whose activations add up to `sum`;
//     TK_INLINE void expand2(const uint8_t *block, uint8_t *words)      the codes of a block as 4 words,
//     TK_INLINE void expand5(const uint8_t *block, uint8_t *words)      or 5. A word is 64 bytes: 16 rows x 4 columns;
//     TK_MOST_TOKENS (4, 6 or 8) and
//     TK_INLINE void words_dots(int tokens, const uint8_t *words, int32_t count, const int8_t *q, size_t stride,
//                               int32_t sums[][16])
//         adds to the sums of 1, 2, 4 or TK_MOST_TOKENS tokens, a constant after inlining; `count` is a multiple of 4 but in
//         the last chunk of a row, and sums there go no further than count;
//     TK_LANE_BYTES (16 or 32), lanes (a vector of int32), codes_t and
//     TK_INLINE codes_t load_codes(const uint8_t *), field(codes_t, int shift), lanes accumulate(lanes, codes_t, const int8_t *q),
//     int32_t total(lanes)
//         for layouts that are row after row: TK_LANE_BYTES codes times activations, added to lanes.

// Everything that passes a vector is inlined, so the calling convention of vectors does not matter.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

typedef float f16 __attribute__((vector_size(64)));
typedef int32_t s16 __attribute__((vector_size(64)));

// Tokens that share an expanded chunk of weights, and the words of a chunk: 1,280 columns, so that the codes (20 KiB), and
// the activations of some tokens stay in the first-level cache.
#define BATCH 128
#define CHUNK_WORDS 320

// Where results go. One of floats and integers is NULL.
typedef struct output {
    float *floats;
    int32_t *integers;
    size_t stride;
} output;

// MARK: Writing

// Weights are codes (trit + 1), so each sum is too large by the sum of the token's activations.
TK_INLINE void write_rows(const int32_t sums[TK_TILE_ROWS], const tk_ternary_matrix *m, const tk_activations *a,
                          int32_t token, output out, int32_t row, int32_t count) {
    s16 exact;
    memcpy(&exact, sums, sizeof exact);
    exact = exact - a->sums[token];
    const size_t at = (size_t)token * out.stride + (size_t)row;
    if (out.floats) {
        const f16 v = __builtin_convertvector(exact, f16) / a->scales[token] * m->scale;
        if (count >= TK_TILE_ROWS) {
            memcpy(out.floats + at, &v, sizeof v);
        } else {
            for (int32_t i = 0; i < count; i++) out.floats[at + (size_t)i] = v[i];
        }
    }
    if (out.integers)
        for (int32_t i = 0; i < count && i < TK_TILE_ROWS; i++) out.integers[at + (size_t)i] = exact[i];
}

TK_INLINE void write_row(int32_t sum, const tk_ternary_matrix *m, const tk_activations *a, int32_t token, output out,
                         int32_t row) {
    const int32_t exact = sum - a->sums[token];
    const size_t at = (size_t)token * out.stride + (size_t)row;
    if (out.floats) out.floats[at] = (float)exact / a->scales[token] * m->scale;
    if (out.integers) out.integers[at] = exact;
}

// MARK: One token

TK_INLINE void tiles_gemv(const tk_ternary_matrix *m, const tk_activations *a, int32_t token, output out, int32_t first,
                          int32_t end) {
    const size_t bytes = tk_ternary_tile_bytes(m->layout, m->columns);
    const int32_t blocks = (int32_t)(bytes / TK_BLOCK_BYTES);
    const int8_t *q = a->values + (size_t)token * (size_t)a->stride;
    const uint8_t *tile = m->codes + (size_t)(first / TK_TILE_ROWS) * bytes;
    for (int32_t row = first; row < end; row += TK_TILE_ROWS, tile += bytes) {
        int32_t sums[TK_TILE_ROWS] __attribute__((aligned(64)));
        if (m->layout == TK_TERNARY_TILES5) {
            tile5_dots(tile, blocks, q, a->sums[token], sums);
        } else {
            tile2_dots(tile, blocks, q, sums);
        }
        write_rows(sums, m, a, token, out, row, end - row);
    }
}

// The 32-byte groups of 128 weights of I2_S and TQ2_0: where group g of a row begins, and where its fields stand.
TK_INLINE const uint8_t *group_start(int is_tq2, const uint8_t *row, int32_t g) {
    return is_tq2 ? row + (size_t)(g / 2) * 66 + (size_t)(g % 2) * 32 : row + (size_t)g * 32;
}

// `rows` rows at once (a constant), so that activations are loaded once for all.
//   Accumulators: int32, 2 * 128 * columns, 2^24 at TK_MAX_COLUMNS.
//   Budget for 128 weights of a row: 1 load, 3 shifts, 4 ands, 4 dot products (of 32 bytes).
TK_INLINE void groups_dots(int is_tq2, int rows, const uint8_t *row, size_t row_bytes, int32_t groups, const int8_t *q,
                           int32_t *sums) {
    lanes s[4];
    for (int r = 0; r < rows; r++) s[r] = (lanes){0};
    for (int32_t g = 0; g < groups; g++, q += 128) {
        for (int r = 0; r < rows; r++) {
            const uint8_t *group = group_start(is_tq2, row + (size_t)r * row_bytes, g);
            __builtin_prefetch(group + 2048);
            for (int part = 0; part < 32; part += TK_LANE_BYTES) {
                const codes_t codes = load_codes(group + part);
                s[r] = accumulate(s[r], field(codes, is_tq2 ? 0 : 6), q + part);
                s[r] = accumulate(s[r], field(codes, is_tq2 ? 2 : 4), q + 32 + part);
                s[r] = accumulate(s[r], field(codes, is_tq2 ? 4 : 2), q + 64 + part);
                s[r] = accumulate(s[r], field(codes, is_tq2 ? 6 : 0), q + 96 + part);
            }
        }
    }
    for (int r = 0; r < rows; r++) sums[r] = total(s[r]);
}

TK_INLINE void groups_gemv(int is_tq2, const tk_ternary_matrix *m, const tk_activations *a, int32_t token, output out,
                           int32_t first, int32_t end) {
    const size_t row_bytes = is_tq2 ? (size_t)m->columns / 256 * 66 : (size_t)m->columns / 4;
    const int8_t *q = a->values + (size_t)token * (size_t)a->stride;
    int32_t sums[4], row = first;
    for (; row + 4 <= end; row += 4) {
        groups_dots(is_tq2, 4, m->codes + (size_t)row * row_bytes, row_bytes, m->columns / 128, q, sums);
        for (int i = 0; i < 4; i++) write_row(sums[i], m, a, token, out, row + i);
    }
    for (; row < end; row++) {
        groups_dots(is_tq2, 1, m->codes + (size_t)row * row_bytes, row_bytes, m->columns / 128, q, sums);
        write_row(sums[0], m, a, token, out, row);
    }
}

// A line of four rows, all of which meet the same activations.
//   Budget for TK_LANE_BYTES bytes: 1 load, 3 shifts, 4 ands, 4 dot products.
TK_INLINE void row_groups_gemv(const tk_ternary_matrix *m, const tk_activations *a, int32_t token, output out,
                               int32_t first, int32_t end) {
    const int8_t *q = a->values + (size_t)token * (size_t)a->stride;
    for (int32_t line = first; line < end; line++) {
        const uint8_t *codes = m->codes + (size_t)line * (size_t)m->columns;
        lanes s[4];
        for (int i = 0; i < 4; i++) s[i] = (lanes){0};
        int32_t k = 0;
        for (; k + TK_LANE_BYTES <= m->columns; k += TK_LANE_BYTES) {
            __builtin_prefetch(codes + k + 4096);
            const codes_t c = load_codes(codes + k);
            for (int i = 0; i < 4; i++) s[i] = accumulate(s[i], field(c, 2 * i), q + k);
        }
        for (int i = 0; i < 4; i++) {
            int32_t sum = total(s[i]);
            for (int32_t tail = k; tail < m->columns; tail++) sum += (codes[tail] >> (2 * i) & 3) * q[tail];
            write_row(sum, m, a, token, out, line + i * (m->rows / 4));
        }
    }
}

// MARK: Codes of rows, for what has no body of its own

// The codes of `count` bytes of TQ1_0, digit after digit.
TK_INLINE uint8_t *digits(const uint8_t *bytes, int count, int digits, uint8_t *codes) {
    uint8_t rest[32];
    memcpy(rest, bytes, (size_t)count);
    for (int d = 0; d < digits; d++) {
        for (int i = 0; i < count; i++) {
            codes[i] = (uint8_t)(rest[i] * 3 >> 8);
            rest[i] = (uint8_t)(rest[i] * 3);
        }
        codes += count;
    }
    return codes;
}

// The codes of a row from column `start` (a multiple of 1,280) to `end`.
TK_INLINE void row_codes(const tk_ternary_matrix *m, int32_t row, int32_t start, int32_t end, uint8_t *codes) {
    const size_t flat = (size_t)row * (size_t)m->columns + (size_t)start;
    switch (m->layout) {
    case TK_TERNARY_TQ1_0:
        for (int32_t k = start; k < end; k += 256) {
            const uint8_t *block = m->codes + (flat + (size_t)(k - start)) / 256 * 54;
            codes = digits(block, 32, 5, codes);
            codes = digits(block + 32, 16, 5, codes);
            codes = digits(block + 48, 4, 4, codes);
        }
        return;
    case TK_TERNARY_I2S:
    case TK_TERNARY_TQ2_0: {
        if (m->columns % 128 != 0) break;
        const int is_tq2 = m->layout == TK_TERNARY_TQ2_0;
        const uint8_t *bytes = m->codes + (is_tq2 ? (size_t)row * (size_t)m->columns / 256 * 66
                                                  : (size_t)row * (size_t)m->columns / 4);
        for (int32_t k = start; k < end; k += 128) {
            const uint8_t *group = group_start(is_tq2, bytes, k / 128);
            for (int f = 0; f < 4; f++, codes += 32)
                for (int i = 0; i < 32; i++) codes[i] = group[i] >> (is_tq2 ? 2 * f : 6 - 2 * f) & 3;
        }
        return;
    }
    case TK_TERNARY_ROW_GROUPS: {
        const int32_t quarter = m->rows / 4;
        const uint8_t *bytes = m->codes + (size_t)(row % quarter) * (size_t)m->columns;
        for (int32_t k = start; k < end; k++) *codes++ = bytes[k] >> (2 * (row / quarter)) & 3;
        return;
    }
    default: break;
    }
    tk_expand(m, row, start, end, codes);
}

TK_INLINE void codes_gemv(const tk_ternary_matrix *m, const tk_activations *a, int32_t token, output out, int32_t first,
                          int32_t end) {
    const int8_t *q = a->values + (size_t)token * (size_t)a->stride;
    for (int32_t row = first; row < end; row++) {
        lanes s = {0};
        for (int32_t start = 0; start < m->columns; start += 4 * CHUNK_WORDS) {
            uint8_t codes[4 * CHUNK_WORDS];
            const int32_t stop = m->columns - start < 4 * CHUNK_WORDS ? m->columns : start + 4 * CHUNK_WORDS;
            const int32_t padded = tk_round_up(stop - start, TK_LANE_BYTES);
            row_codes(m, row, start, stop, codes);
            memset(codes + (stop - start), 0, (size_t)(padded - (stop - start)));
            for (int32_t k = 0; k < padded; k += TK_LANE_BYTES) s = accumulate(s, load_codes(codes + k), q + start + k);
        }
        write_row(total(s), m, a, token, out, row);
    }
}

// MARK: Many tokens

// Expands a chunk of 16 rows from `row` on: words [count, 16 rows, 4 columns]. Returns the words.
TK_INLINE int32_t expand_chunk(const tk_ternary_matrix *m, int32_t row, int32_t rows, int32_t start, uint8_t *words) {
    if (m->layout == TK_TERNARY_TILES2 || m->layout == TK_TERNARY_TILES5) {
        const int32_t width = m->layout == TK_TERNARY_TILES5 ? TK_BLOCK5_COLUMNS : TK_BLOCK_COLUMNS;
        const size_t bytes = tk_ternary_tile_bytes(m->layout, m->columns);
        const int32_t blocks = (int32_t)(bytes / TK_BLOCK_BYTES) - start / width;
        const int32_t most = 4 * CHUNK_WORDS / width, count = blocks < most ? blocks : most;
        const uint8_t *block = m->codes + (size_t)(row / TK_TILE_ROWS) * bytes + (size_t)(start / width) * TK_BLOCK_BYTES;
        for (int32_t i = 0; i < count; i++, block += TK_BLOCK_BYTES, words += 16 * width) {
            __builtin_prefetch(block + 2048);
            if (m->layout == TK_TERNARY_TILES5) {
                expand5(block, words);
            } else {
                expand2(block, words);
            }
        }
        return count * width / 4;
    }
    const int32_t stop = m->columns - start < 4 * CHUNK_WORDS ? m->columns : start + 4 * CHUNK_WORDS;
    const int32_t count = tk_round_up(stop - start, 16) / 4;
    uint32_t codes[CHUNK_WORDS];
    memset(codes, 0, sizeof codes);
    for (int32_t r = 0; r < TK_TILE_ROWS; r++) {
        if (r < rows) row_codes(m, row + r, start, stop, (uint8_t *)codes);
        for (int32_t w = 0; w < count; w++) memcpy(words + 64 * w + 4 * r, codes + w, 4);
    }
    return count;
}

TK_INLINE void chunk_dots(const uint8_t *words, int32_t count, const int8_t *q, size_t stride, int32_t tokens,
                          int32_t sums[][TK_TILE_ROWS]) {
    int32_t t = 0;
    for (; t + TK_MOST_TOKENS <= tokens; t += TK_MOST_TOKENS)
        words_dots(TK_MOST_TOKENS, words, count, q + (size_t)t * stride, stride, sums + t);
    if (TK_MOST_TOKENS > 4 && t + 4 <= tokens) {
        words_dots(4, words, count, q + (size_t)t * stride, stride, sums + t);
        t += 4;
    }
    if (t + 2 <= tokens) {
        words_dots(2, words, count, q + (size_t)t * stride, stride, sums + t);
        t += 2;
    }
    if (t < tokens) words_dots(1, words, count, q + (size_t)t * stride, stride, sums + t);
}

// 16 rows from `row` on (or those before `end`), for `tokens` tokens from `token` on, at most BATCH.
static void rows_gemm(const tk_ternary_matrix *m, const tk_activations *a, int32_t token, int32_t tokens, output out,
                      int32_t row, int32_t end) {
    int32_t sums[BATCH][TK_TILE_ROWS] __attribute__((aligned(64)));
    uint8_t words[64 * CHUNK_WORDS] __attribute__((aligned(64)));
    memset(sums, 0, (size_t)tokens * sizeof *sums);
    const int8_t *q = a->values + (size_t)token * (size_t)a->stride;
    for (int32_t start = 0; start < m->columns; start += 4 * CHUNK_WORDS) {
        const int32_t count = expand_chunk(m, row, end - row, start, words);
        chunk_dots(words, count, q + start, (size_t)a->stride, tokens, sums);
    }
    for (int32_t t = 0; t < tokens; t++) write_rows(sums[t], m, a, token + t, out, row, end - row);
}

TK_INLINE void gemm(const tk_ternary_matrix *m, const tk_activations *a, int32_t token, int32_t tokens, output out,
                    int32_t first, int32_t end) {
    const int32_t fields = m->layout == TK_TERNARY_ROW_GROUPS ? 4 : 1;
    for (int32_t line = first; line < end; line += TK_TILE_ROWS)
        for (int32_t field = 0; field < fields; field++) {
            const int32_t above = field * (m->rows / 4);
            rows_gemm(m, a, token, tokens, out, line + above, (end < line + TK_TILE_ROWS ? end : line + TK_TILE_ROWS) + above);
        }
}

// MARK: The product

TK_INLINE void gemv(const tk_ternary_matrix *m, const tk_activations *a, int32_t token, output out, int32_t first,
                    int32_t end) {
    switch (m->layout) {
    case TK_TERNARY_TILES2:
    case TK_TERNARY_TILES5: tiles_gemv(m, a, token, out, first, end); return;
    case TK_TERNARY_TQ2_0: groups_gemv(1, m, a, token, out, first, end); return;
    case TK_TERNARY_ROW_GROUPS: row_groups_gemv(m, a, token, out, first, end); return;
    case TK_TERNARY_I2S:
        if (m->columns % 128 == 0) {
            groups_gemv(0, m, a, token, out, first, end);
            return;
        }
        break;
    default: break;
    }
    codes_gemv(m, a, token, out, first, end);
}

TK_INLINE void product(const tk_ternary_matrix *m, const tk_activations *a, output out, int32_t first, int32_t end) {
    if (a->tokens == 1) {
        gemv(m, a, 0, out, first, end);
        return;
    }
    for (int32_t token = 0; token < a->tokens; token += BATCH)
        gemm(m, a, token, a->tokens - token < BATCH ? a->tokens - token : BATCH, out, first, end);
}

static void matmul(const tk_ternary_matrix *m, const tk_activations *a, float *y, size_t y_stride, int32_t first,
                   int32_t end) {
    product(m, a, (output){.floats = y, .stride = y_stride}, first, end);
}

static void dots(const tk_ternary_matrix *m, const tk_activations *a, int32_t *y, size_t y_stride, int32_t first,
                 int32_t end) {
    product(m, a, (output){.integers = y, .stride = y_stride}, first, end);
}

const tk_table TK_TABLE = {.matmul = matmul, .dots = dots, .vectors = &TK_TABLE_VECTORS};

#pragma clang diagnostic pop
