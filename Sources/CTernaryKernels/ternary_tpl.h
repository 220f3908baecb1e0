// Ternary products of one vector variant: the walk over tiles, rows and tokens for every layout, and the scaling. The file
// that includes this has pushed its target attribute and defines TK_TABLE, TK_TABLE_VECTORS and
//
//     TK_INLINE void tile2_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sums[16])
//     TK_INLINE void tile2_tokens_dots(int tokens, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
//                                      int32_t sums[][16])
//         the same for 2, 4 or TK_TILE2_TOKENS tokens, a constant after inlining; TK_TILE2_MOST is how many tokens that pays for;
//     TK_INLINE void tile5_dots(const uint8_t *tile, int32_t blocks, const int8_t *q, int32_t sum, int32_t sums[16])
//         the sums of code * activation of a tile for one token, whose activations add up to `sum`;
//     and, where TK_TILE5_MOST is defined (2 to 4): up to so many tokens are multiplied without taking digits apart, with
//     TK_INLINE void tile5_tokens_dots(int tokens, const uint8_t *tile, int32_t blocks, const int8_t *q, size_t stride,
//                                      const int32_t *added, int32_t sums[][16])
//         where the activations of token t add up to added[t];
//     TK_PANEL_TILES (1, 2 or 4): how many tiles are multiplied at once by the activations of many tokens;
//     TK_INLINE void expand2(const uint8_t *block, uint8_t *words)      the codes of a block as 4 words,
//     TK_INLINE void expand5(const uint8_t *block, uint8_t *words)      or 5. A word is 64 bytes, 16 rows x 4 columns, and
//         the next word of a tile lies TK_PANEL_BYTES behind it: those of the panel's other tiles stand between;
//     TK_MOST_TOKENS (4, 6 or 8) and
//     TK_INLINE void words_dots(int tokens, const uint8_t *words, int32_t count, const int8_t *q, size_t stride,
//                               int32_t sums[][TK_PANEL_ROWS])
//         adds to the sums of 1, 2, 4 or TK_MOST_TOKENS tokens, a constant after inlining; `count` is a multiple of 4 but in
//         the last chunk of a row, and sums there go no further than count;
//     for layouts that are line after line: TK_LANE_BYTES (16 or 32), TK_LINES (how many at once), lanes (a vector of
//     int32), codes_t and
//     TK_INLINE codes_t load_codes(const uint8_t *), field(codes_t, int f)      field f (bits 2f, 2f + 1), as any multiple,
//     TK_INLINE lanes accumulate(lanes, codes_t, codes_t activations), unscaled(lanes, int f)    and without the multiple,
//     TK_INLINE codes_t load_activations(const int8_t *q)
//     TK_INLINE int32_t total(lanes)

// Everything that passes a vector is inlined, so the calling convention of vectors does not matter.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

typedef float f16 __attribute__((vector_size(64)));
typedef int32_t s16 __attribute__((vector_size(64)));

// Tokens that share an expanded chunk of weights, and the words of a chunk: the codes (20 KiB), and the activations of some
// tokens stay in the first-level cache.
#define BATCH 128
#define CHUNK_WORDS 320

// The columns of a chunk: as many as the words of a panel's tiles have room for, and whole blocks of the layout. 1,280 and
// 320 are both for five digits and two bits; blocks of published files have up to 256 columns.
TK_INLINE int32_t chunk_columns(tk_ternary_layout layout) {
    const int32_t most = 4 * CHUNK_WORDS / TK_PANEL_TILES;
    return layout == TK_TERNARY_TILES2 || layout == TK_TERNARY_TILES5 ? most : most / 256 * 256;
}

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

// MARK: One token

// Not inlined, like tiles2: constants of one layout must not take the registers of another.
static __attribute__((noinline)) void tiles5_gemv(const tk_ternary_matrix *m, const tk_activations *a, output out, int32_t first, int32_t end) {
    const size_t bytes = tk_ternary_tile_bytes(m->layout, m->columns);
    const int32_t blocks = (int32_t)(bytes / TK_BLOCK_BYTES);
    const uint8_t *tile = m->codes + (size_t)(first / TK_TILE_ROWS) * bytes;
    for (int32_t row = first; row < end; row += TK_TILE_ROWS, tile += bytes) {
        int32_t sums[TK_TILE_ROWS] __attribute__((aligned(64)));
        tile5_dots(tile, blocks, a->values, a->sums[0], sums);
        write_rows(sums, m, a, 0, out, row, end - row);
    }
}

#ifdef TK_TILE5_MOST
TK_INLINE void tiles5_tokens(int tokens, const tk_ternary_matrix *m, const tk_activations *a, output out, int32_t first,
                             int32_t end) {
    const size_t bytes = tk_ternary_tile_bytes(m->layout, m->columns);
    const int32_t blocks = (int32_t)(bytes / TK_BLOCK_BYTES);
    const uint8_t *tile = m->codes + (size_t)(first / TK_TILE_ROWS) * bytes;
    for (int32_t row = first; row < end; row += TK_TILE_ROWS, tile += bytes) {
        int32_t sums[TK_TILE5_MOST][TK_TILE_ROWS] __attribute__((aligned(64)));
        tile5_tokens_dots(tokens, tile, blocks, a->values, (size_t)a->stride, a->sums, sums);
        for (int t = 0; t < tokens; t++) write_rows(sums[t], m, a, t, out, row, end - row);
    }
}

// The number of tokens is a constant of each walk.
static __attribute__((noinline)) void tiles5_some(const tk_ternary_matrix *m, const tk_activations *a, output out, int32_t first, int32_t end) {
    if (a->tokens == 2) tiles5_tokens(2, m, a, out, first, end);
    if (a->tokens == 3) tiles5_tokens(3, m, a, out, first, end);
    if (a->tokens == 4) tiles5_tokens(4, m, a, out, first, end);
}
#endif

// Some tokens, TILES2: the codes are taken apart in registers.
TK_INLINE void tile2_tokens(int tokens, const tk_ternary_matrix *m, const tk_activations *a, int32_t token, output out,
                            const uint8_t *tile, int32_t blocks, int32_t row, int32_t count) {
    int32_t sums[TK_TILE2_TOKENS][TK_TILE_ROWS] __attribute__((aligned(64)));
    const size_t stride = (size_t)a->stride;
    tile2_tokens_dots(tokens, tile, blocks, a->values + (size_t)token * stride, stride, sums);
    for (int i = 0; i < tokens; i++) write_rows(sums[i], m, a, token + i, out, row, count);
}

static __attribute__((noinline)) void tiles2(const tk_ternary_matrix *m, const tk_activations *a, output out, int32_t first, int32_t end) {
    const size_t bytes = tk_ternary_tile_bytes(m->layout, m->columns);
    const int32_t blocks = (int32_t)(bytes / TK_BLOCK_BYTES);
    const uint8_t *tile = m->codes + (size_t)(first / TK_TILE_ROWS) * bytes;
    for (int32_t row = first; row < end; row += TK_TILE_ROWS, tile += bytes) {
        int32_t token = 0;
        for (; token + TK_TILE2_TOKENS <= a->tokens; token += TK_TILE2_TOKENS)
            tile2_tokens(TK_TILE2_TOKENS, m, a, token, out, tile, blocks, row, end - row);
        if (TK_TILE2_TOKENS > 4 && token + 4 <= a->tokens) {
            tile2_tokens(4, m, a, token, out, tile, blocks, row, end - row);
            token += 4;
        }
        if (TK_TILE2_TOKENS > 2 && token + 2 <= a->tokens) {
            tile2_tokens(2, m, a, token, out, tile, blocks, row, end - row);
            token += 2;
        }
        if (token < a->tokens) {
            int32_t sums[TK_TILE_ROWS] __attribute__((aligned(64)));
            tile2_dots(tile, blocks, a->values + (size_t)token * (size_t)a->stride, sums);
            write_rows(sums, m, a, token, out, row, end - row);
        }
    }
}

// Their sums are of int32, however the machine types its vectors.
typedef int32_t int_lanes __attribute__((vector_size(sizeof(lanes))));

// How bytes lie along a line. Two-bit fields of 32 bytes hold 32 columns each, or a row each (GROUPS).
typedef enum line_kind { LINES_OF_I2S, LINES_OF_TQ2, LINES_OF_GROUPS } line_kind;

// Where 32-byte group g of a line begins.
TK_INLINE size_t group_offset(line_kind kind, int32_t g) {
    return kind == LINES_OF_TQ2 ? (size_t)(g / 2) * 66 + (size_t)(g % 2) * 32 : (size_t)g * 32;
}

// Columns of a group, and which of them field f has.
TK_INLINE int32_t group_columns(line_kind kind) { return kind == LINES_OF_GROUPS ? 32 : 128; }
TK_INLINE int32_t field_column(line_kind kind, int f) {
    return kind == LINES_OF_GROUPS ? 0 : 32 * (kind == LINES_OF_I2S ? 3 - f : f);
}

// TK_LANE_BYTES of each line, which lie at `at`; what comes is asked for in its order in memory.
TK_INLINE void add_part(line_kind kind, const uint8_t *const lines[TK_LINES], size_t at, const int8_t *q,
                        lanes s[TK_LINES][4]) {
    codes_t x[4];
    for (int f = 0; f < 4; f++) x[f] = load_activations(q + field_column(kind, f));
    for (int i = 0; i < TK_LINES; i++) {
        __builtin_prefetch(lines[0] + TK_LINES * at + (size_t)i * TK_LANE_BYTES + TK_AHEAD);
        const codes_t codes = load_codes(lines[i] + at);
        for (int f = 0; f < 4; f++) s[i][f] = accumulate(s[i][f], field(codes, f), x[f]);
    }
}

// TK_LINES lines at once, so that activations are loaded once for all: sums of the four rows of a line of GROUPS, or the sum
// of the line as the first of four.
//   Accumulators: int32; a multiple of 64 at most: 128 * 128 * columns / 4 (GROUPS: columns), 2^28 (2^30) at TK_MAX_COLUMNS.
//   Budget for TK_LANE_BYTES bytes: 1 load, 1 prefetch, 4 ands, up to 2 shifts, 4 dot products.
TK_INLINE void line_dots(line_kind kind, const uint8_t *const lines[TK_LINES], int32_t columns, const int8_t *q,
                         int32_t sums[TK_LINES][4]) {
    lanes s[TK_LINES][4];
    for (int i = 0; i < TK_LINES; i++)
        for (int f = 0; f < 4; f++) s[i][f] = (lanes){0};
    const int32_t width = group_columns(kind), groups = columns / width, over = columns % width;
    for (int32_t g = 0; g < groups; g++, q += width)
        for (int part = 0; part < 32; part += TK_LANE_BYTES)
            add_part(kind, lines, group_offset(kind, g) + (size_t)part, q + part, s);
    if (over) {  // through a copy: code 0 counts nothing, whatever the activation
        uint8_t copies[TK_LINES][32] = {{0}};
        const uint8_t *there[TK_LINES];
        for (int i = 0; i < TK_LINES; i++) {
            memcpy(copies[i], lines[i] + group_offset(kind, groups), (size_t)over);
            there[i] = copies[i];
        }
        for (int part = 0; part < 32; part += TK_LANE_BYTES) add_part(kind, there, (size_t)part, q + part, s);
    }
    for (int i = 0; i < TK_LINES; i++) {
        for (int f = 0; f < 4; f++) s[i][f] = unscaled(s[i][f], f);
        if (kind == LINES_OF_GROUPS) {
            for (int f = 0; f < 4; f++) sums[i][f] = total(s[i][f]);
        } else {
            sums[i][0] = total((lanes)((int_lanes)s[i][0] + (int_lanes)s[i][1] + (int_lanes)s[i][2] + (int_lanes)s[i][3]));
        }
    }
}

// One token.
TK_INLINE void lines_gemv(line_kind kind, const tk_ternary_matrix *m, const tk_activations *a, output out, int32_t first,
                          int32_t end) {
    const size_t bytes = kind == LINES_OF_GROUPS ? (size_t)m->columns : tk_ternary_bytes(m->layout, 1, m->columns);
    for (int32_t line = first; line < end; line += TK_TILE_ROWS) {
        const int32_t count = end - line < TK_TILE_ROWS ? end - line : TK_TILE_ROWS;
        int32_t rows[4][TK_TILE_ROWS] __attribute__((aligned(64)));
        for (int32_t i = 0; i < count; i += TK_LINES) {
            const uint8_t *lines[TK_LINES];  // behind the last one that one again
            int32_t sums[TK_LINES][4];
            for (int j = 0; j < TK_LINES; j++)
                lines[j] = m->codes + (size_t)(line + (i + j < count ? i + j : count - 1)) * bytes;
            line_dots(kind, lines, m->columns, a->values, sums);
            for (int j = 0; j < TK_LINES; j++)
                for (int f = 0; f < (kind == LINES_OF_GROUPS ? 4 : 1); f++) rows[f][i + j] = sums[j][f];
        }
        for (int f = 0; f < (kind == LINES_OF_GROUPS ? 4 : 1); f++)
            write_rows(rows[f], m, a, 0, out, line + f * (m->rows / 4), count);
    }
}

// MARK: Expanding codes

// All layouts hold four neighbouring columns in four neighbouring bytes. So 16 rows of four bytes are gathered to a vector,
// as tiles have it in memory, and its fields or digits are words.
typedef uint8_t b64 __attribute__((vector_size(64)));

TK_INLINE void put(uint8_t *words, int32_t column, b64 codes) {
    memcpy(words + (size_t)(column / 4) * TK_PANEL_BYTES, &codes, sizeof codes);
}

TK_INLINE b64 word_of(const uint8_t *vectors, int i) {
    b64 v;
    memcpy(&v, vectors + TK_BLOCK_BYTES * i, sizeof v);
    return v;
}

// `bytes` (a multiple of 4, a constant) of each of 16 lines as vectors of 16 lines x 4 bytes.
TK_INLINE void gather(const uint8_t *const lines[TK_TILE_ROWS], size_t at, int bytes, uint8_t *vectors) {
    for (int line = 0; line < TK_TILE_ROWS; line++) {
        __builtin_prefetch(lines[line] + at + 512);
        for (int i = 0; i < bytes / 4; i++) memcpy(vectors + TK_BLOCK_BYTES * i + 4 * line, lines[line] + at + 4 * i, 4);
    }
}

// 128 columns in 32 bytes.
TK_INLINE void expand_group(line_kind kind, const uint8_t *const lines[TK_TILE_ROWS], size_t at, uint8_t *words) {
    uint8_t vectors[8 * TK_BLOCK_BYTES] __attribute__((aligned(64)));
    gather(lines, at, 32, vectors);
    for (int i = 0; i < 8; i++)
        for (int f = 0; f < 4; f++)
            put(words, field_column(kind, f) + 4 * i, word_of(vectors, i) >> (uint8_t)(2 * f) & 3);
}

// 256 columns in 52 bytes: five digits of 32 bytes and of 16, four of 4.
TK_INLINE void expand_tq1(const uint8_t *const lines[TK_TILE_ROWS], size_t at, uint8_t *words) {
    uint8_t vectors[13 * TK_BLOCK_BYTES] __attribute__((aligned(64)));
    gather(lines, at, 52, vectors);
    for (int i = 0; i < 13; i++) {
        b64 u = word_of(vectors, i);
        const int first = i < 8 ? 4 * i : i < 12 ? 160 + 4 * (i - 8) : 240, width = i < 8 ? 32 : i < 12 ? 16 : 4;
        for (int d = 0; d < (i < 12 ? 5 : 4); d++, u = u + u + u)
            put(words, first + width * d, -((b64)(u > 85) + (b64)(u > 170)));
    }
}

// One field of 32 columns in 32 bytes, of which `count` are there.
TK_INLINE void expand_lines(const uint8_t *const lines[TK_TILE_ROWS], size_t at, int32_t count, int shift, uint8_t *words) {
    uint8_t vectors[8 * TK_BLOCK_BYTES] __attribute__((aligned(64)));
    if (count == 32) {
        gather(lines, at, 32, vectors);
    } else {
        for (int line = 0; line < TK_TILE_ROWS; line++)
            for (int32_t i = 0; i < 32; i++)
                vectors[TK_BLOCK_BYTES * (i / 4) + 4 * line + i % 4] = i < count ? lines[line][at + (size_t)i] : 0;
    }
    for (int i = 0; i < 8; i++) put(words, 4 * i, word_of(vectors, i) >> (uint8_t)shift & 3);
}

// MARK: Many tokens

TK_INLINE int32_t expand_tiles(const tk_ternary_matrix *m, int32_t row, int32_t start, uint8_t *words) {
    const int32_t width = m->layout == TK_TERNARY_TILES5 ? TK_BLOCK5_COLUMNS : TK_BLOCK_COLUMNS;
    const size_t bytes = tk_ternary_tile_bytes(m->layout, m->columns);
    const int32_t blocks = (int32_t)(bytes / TK_BLOCK_BYTES) - start / width;
    const int32_t most = chunk_columns(m->layout) / width, count = blocks < most ? blocks : most;
    const uint8_t *block = m->codes + (size_t)(row / TK_TILE_ROWS) * bytes + (size_t)(start / width) * TK_BLOCK_BYTES;
    for (int32_t i = 0; i < count; i++, block += TK_BLOCK_BYTES, words += TK_PANEL_BYTES * width / 4) {
        // The same place of the next panel: far enough ahead however many tokens there are, and each line once.
        __builtin_prefetch(block + TK_PANEL_TILES * bytes, 0, 2);
        if (m->layout == TK_TERNARY_TILES5) {
            expand5(block, words);
        } else {
            expand2(block, words);
        }
    }
    return count * width / 4;
}

// Rows that begin within a block of I2_S.
TK_INLINE void expand_flat(const tk_ternary_matrix *m, int32_t row, int32_t rows, int32_t start, int32_t stop,
                           int32_t count, uint8_t *words) {
    uint32_t codes[CHUNK_WORDS] = {0};
    for (int32_t r = 0; r < TK_TILE_ROWS; r++) {
        if (r < rows) tk_expand(m, row + r, start, stop, (uint8_t *)codes);
        for (int32_t w = 0; w < count; w++) memcpy(words + TK_PANEL_BYTES * w + 4 * r, codes + w, 4);
    }
}

// Expands a chunk of 16 rows from `row` on: words [count, 16 rows, 4 columns] of one tile of a panel. Returns their number.
static int32_t expand_chunk(const tk_ternary_matrix *m, int32_t row, int32_t rows, int32_t start, uint8_t *words) {
    if (m->layout == TK_TERNARY_TILES2 || m->layout == TK_TERNARY_TILES5) return expand_tiles(m, row, start, words);
    const int32_t most = chunk_columns(m->layout), stop = m->columns - start < most ? m->columns : start + most;
    if (m->layout == TK_TERNARY_I2S && m->columns % 128 != 0) {
        const int32_t count = tk_round_up(stop - start, 16) / 4;
        expand_flat(m, row, rows, start, stop, count, words);
        return count;
    }
    const int32_t quarter = m->rows / 4, columns = m->columns;
    const bool groups = m->layout == TK_TERNARY_ROW_GROUPS;
    const size_t bytes = groups ? (size_t)columns : tk_ternary_bytes(m->layout, 1, columns);
    const uint8_t *lines[TK_TILE_ROWS];  // behind the last one that one again
    for (int32_t i = 0; i < TK_TILE_ROWS; i++)
        lines[i] = m->codes + (size_t)((groups ? row % quarter : row) + (i < rows ? i : rows - 1)) * bytes;
    for (int32_t k = start; k < stop;) {
        switch (m->layout) {
        case TK_TERNARY_ROW_GROUPS:
            expand_lines(lines, (size_t)k, stop - k < 32 ? stop - k : 32, 2 * (row / quarter), words);
            words += 8 * TK_PANEL_BYTES;
            k += 32;
            break;
        case TK_TERNARY_TQ1_0:
            expand_tq1(lines, (size_t)k / 256 * 54, words);
            words += 64 * TK_PANEL_BYTES;
            k += 256;
            break;
        default: {
            const line_kind kind = m->layout == TK_TERNARY_TQ2_0 ? LINES_OF_TQ2 : LINES_OF_I2S;
            expand_group(kind, lines, group_offset(kind, k / 128), words);
            words += 32 * TK_PANEL_BYTES;
            k += 128;
        }
        }
    }
    return tk_round_up(stop - start, 16) / 4;
}

TK_INLINE void chunk_dots(const uint8_t *words, int32_t count, const int8_t *q, size_t stride, int32_t tokens,
                          int32_t sums[][TK_PANEL_ROWS]) {
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

// The rows of a panel from `row` on (or those before `end`), for `tokens` tokens from `token` on, at most BATCH.
static void rows_gemm(const tk_ternary_matrix *m, const tk_activations *a, int32_t token, int32_t tokens, output out,
                      int32_t row, int32_t end) {
    int32_t sums[BATCH][TK_PANEL_ROWS] __attribute__((aligned(64)));
    uint8_t words[64 * CHUNK_WORDS] __attribute__((aligned(64)));
    memset(sums, 0, (size_t)tokens * sizeof *sums);
    const int8_t *q = a->values + (size_t)token * (size_t)a->stride;
    const int32_t last = (end - row - 1) / TK_TILE_ROWS;  // behind the last tile that one again
    for (int32_t start = 0; start < m->columns; start += chunk_columns(m->layout)) {
        int32_t count = 0;
        for (int32_t i = 0; i < TK_PANEL_TILES; i++) {
            const int32_t first = row + TK_TILE_ROWS * (i < last ? i : last);
            count = expand_chunk(m, first, end - first, start, words + TK_BLOCK_BYTES * i);
        }
        chunk_dots(words, count, q + start, (size_t)a->stride, tokens, sums);
    }
    for (int32_t t = 0; t < tokens; t++)
        for (int32_t i = 0; i < TK_PANEL_TILES && i <= last; i++)
            write_rows(sums[t] + TK_TILE_ROWS * i, m, a, token + t, out, row + TK_TILE_ROWS * i, end - row - TK_TILE_ROWS * i);
}

TK_INLINE void gemm(const tk_ternary_matrix *m, const tk_activations *a, int32_t token, int32_t tokens, output out,
                    int32_t first, int32_t end) {
    const int32_t fields = m->layout == TK_TERNARY_ROW_GROUPS ? 4 : 1;
    for (int32_t line = first; line < end; line += TK_PANEL_ROWS)
        for (int32_t field = 0; field < fields; field++) {
            const int32_t above = field * (m->rows / 4);
            rows_gemm(m, a, token, tokens, out, line + above, (end < line + TK_PANEL_ROWS ? end : line + TK_PANEL_ROWS) + above);
        }
}

// MARK: The product

// False: the layout has no body for one token.
TK_INLINE bool gemv(const tk_ternary_matrix *m, const tk_activations *a, output out, int32_t first, int32_t end) {
    switch (m->layout) {
    case TK_TERNARY_TILES5: tiles5_gemv(m, a, out, first, end); return true;
    case TK_TERNARY_TQ2_0: lines_gemv(LINES_OF_TQ2, m, a, out, first, end); return true;
    case TK_TERNARY_ROW_GROUPS: lines_gemv(LINES_OF_GROUPS, m, a, out, first, end); return true;
    case TK_TERNARY_I2S:
        if (m->columns % 128 != 0) return false;
        lines_gemv(LINES_OF_I2S, m, a, out, first, end);
        return true;
    default: return false;
    }
}

TK_INLINE void product(const tk_ternary_matrix *m, const tk_activations *a, output out, int32_t first, int32_t end) {
    if (m->layout == TK_TERNARY_TILES2 && a->tokens <= TK_TILE2_MOST) {
        tiles2(m, a, out, first, end);
        return;
    }
    if (a->tokens == 1 && gemv(m, a, out, first, end)) return;
#ifdef TK_TILE5_MOST
    if (m->layout == TK_TERNARY_TILES5 && a->tokens > 1 && a->tokens <= TK_TILE5_MOST) {
        tiles5_some(m, a, out, first, end);
        return;
    }
#endif
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
