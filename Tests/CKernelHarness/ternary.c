// Ternary matrices of every layout against a plain sum over the weights. The bytes are made here, from the description of each
// layout, not by the code under test.
#include "harness.h"

// MARK: The layouts, told once more

static size_t tile_byte(int32_t row, int32_t column, int32_t columns, int32_t block, int32_t multiple) {
    const size_t blocks = (size_t)((columns + multiple - 1) / multiple * multiple / block);
    return 64 * ((size_t)(row / 16) * blocks + (size_t)(column / block)) + (size_t)(4 * (row % 16) + column % 4);
}

static size_t packed_bytes(tk_ternary_layout layout, int32_t rows, int32_t columns) {
    const size_t n = (size_t)rows * (size_t)columns, tiles = ((size_t)rows + 15) / 16;
    switch (layout) {
        case TK_TERNARY_TILES2: return tiles * (((size_t)columns + 127) / 128 * 8) * 64;
        case TK_TERNARY_TILES5: return tiles * (((size_t)columns + 19) / 20) * 64;
        case TK_TERNARY_TQ2_0: return n / 256 * 66;
        case TK_TERNARY_TQ1_0: return n / 256 * 54;
        default: return n / 4;
    }
}

static void put_two_bits(uint8_t *byte, int shift, int trit) { *byte = (uint8_t)(*byte | (trit + 1) << shift); }

// Byte m of a block of TQ1_0 holds these weights, the first in the highest digit; ggml-quants.c.
static uint8_t tq1_byte(const int8_t *block, int m) {
    const int first = m < 32 ? m : m < 48 ? 160 + (m - 32) : 240 + (m - 48);
    const int step = m < 32 ? 32 : m < 48 ? 16 : 4;
    int q = 0;
    for (int n = 0; n < 5; n++) q = 3 * q + (m >= 48 && n == 4 ? 0 : block[first + n * step] + 1);
    return (uint8_t)((q * 256 + 242) / 243);
}

static void pack(tk_ternary_layout layout, const int8_t *trits, int32_t rows, int32_t columns, uint8_t *codes) {
    const int32_t quarter = rows / 4;
    memset(codes, 0, packed_bytes(layout, rows, columns));
    const int32_t tile_rows = (rows + 15) / 16 * 16;
    if (layout == TK_TERNARY_TILES2) {
        for (int32_t r = 0; r < tile_rows; r++)
            for (int32_t k = 0; k < (columns + 127) / 128 * 128; k++)
                put_two_bits(codes + tile_byte(r, k, columns, 16, 128), 2 * (k % 16 / 4),
                             r < rows && k < columns ? trits[(size_t)r * (size_t)columns + (size_t)k] : 0);
        return;
    }
    if (layout == TK_TERNARY_TILES5) {
        for (int32_t r = 0; r < tile_rows; r++)
            for (int32_t k = 0; k < (columns + 19) / 20 * 20; k++) {
                if (k % 20 >= 4) continue;  // k is the column of the first digit
                double fraction = 0, weight = 1;
                for (int32_t d = 0; d < 5; d++) {
                    const int32_t column = k + 4 * d;
                    weight /= 3;
                    if (r < rows && column < columns) fraction += weight * trits[(size_t)r * (size_t)columns + (size_t)column];
                }
                codes[tile_byte(r, k, columns, 20, 20)] = (uint8_t)(128 + (int)lround(256 * fraction));
            }
        return;
    }
    for (int32_t r = 0; r < rows; r++)
        for (int32_t k = 0; k < columns; k++) {
            const size_t flat = (size_t)r * (size_t)columns + (size_t)k, i = flat % 256;
            const int trit = trits[flat];
            if (layout == TK_TERNARY_I2S)
                put_two_bits(codes + 32 * (flat / 128) + flat % 32, 6 - 2 * (int)(flat % 128 / 32), trit);
            if (layout == TK_TERNARY_ROW_GROUPS)
                put_two_bits(codes + (size_t)(r % quarter) * (size_t)columns + (size_t)k, 2 * (r / quarter), trit);
            if (layout == TK_TERNARY_TQ2_0)
                put_two_bits(codes + 66 * (flat / 256) + 32 * (i / 128) + i % 32, 2 * (int)(i % 128 / 32), trit);
            if (layout == TK_TERNARY_TQ1_0 && i < 52) codes[54 * (flat / 256) + i] = tq1_byte(trits + (flat - i), (int)i);
        }
    // The half-precision scale of a block is one.
    const size_t size = layout == TK_TERNARY_TQ2_0 ? 66 : layout == TK_TERNARY_TQ1_0 ? 54 : 0;
    for (size_t end = size; size != 0 && end <= packed_bytes(layout, rows, columns); end += size) codes[end - 1] = 0x3C;
}

// MARK: Checks

enum { RANDOM, ALL_PLUS, ALL_MINUS, SIGNED, WEIGHT_KINDS };

static int8_t trit(run *r, int weights, size_t i) {
    switch (weights) {
        case ALL_PLUS: return 1;
        case ALL_MINUS: return -1;
        case SIGNED: return i & 1 ? 1 : -1;
        default: return (int8_t)(below(r, 3) - 1);
    }
}

// The bytes of the library are those from above, and it reads them.
static void check_bytes(run *r, tk_ternary_layout layout, buffer trits, buffer codes, int32_t rows, int32_t columns,
                        const char *shape) {
    expect(r, tk_ternary_bytes(layout, rows, columns) == codes.size, "tk_ternary_bytes", shape);
    buffer own = make(codes.size);
    expect(r, tk_ternary_pack(layout, bytes(trits), rows, columns, own.data) &&
                  memcmp(own.data - GUARD, codes.data - GUARD, GUARD + codes.size) == 0, "tk_ternary_pack", shape);
    drop(own);
    expect(r, tk_ternary_first_invalid(layout, codes.data, rows, columns) == -1, "tk_ternary_first_invalid", shape);
    const int32_t first = below(r, rows), end = first + 1 + below(r, rows - first);
    buffer back = make((size_t)(end - first) * (size_t)columns);
    tk_ternary_unpack(layout, codes.data, rows, columns, first, end, bytes(back));
    expect(r, memcmp(back.data, trits.data + (size_t)first * (size_t)columns, back.size) == 0 && back.data[-1] == POISON,
           "tk_ternary_unpack", shape);
    drop(back);
    // A code that stands for nothing is found where it is.
    const size_t at = next(r) % codes.size, block = layout == TK_TERNARY_TQ2_0 ? 66 : 1;
    if (layout != TK_TERNARY_TQ1_0 && at % block < 64) {
        const uint8_t good = codes.data[at];
        codes.data[at] = layout == TK_TERNARY_TILES5 ? 0x00 : (uint8_t)(good | 3 << (2 * below(r, 4)));
        expect(r, tk_ternary_first_invalid(layout, codes.data, rows, columns) == (int64_t)at, "first invalid byte", shape);
        codes.data[at] = good;
    }
}

// Both forms of the product for the lines from `first` to `end`, against sums over the weights.
static void check_product(run *r, tk_ternary_matrix m, tk_activations a, buffer trits, size_t y_stride, int32_t first,
                          int32_t end, const char *shape) {
    const int32_t quarter = m.rows / 4, tokens = a.tokens;
    const size_t size = ((size_t)(tokens - 1) * y_stride + (size_t)m.rows) * 4;
    buffer want = make(size), got = make(size);
    buffer wide = make(size), y = make(size);
    for (int32_t t = 0; t < tokens; t++) {
        const int8_t *q = a.values + (size_t)t * (size_t)a.stride;
        for (int32_t row = 0; row < m.rows; row++) {
            const int32_t line = m.layout == TK_TERNARY_ROW_GROUPS ? row % quarter : row;
            if (line < first || line >= end) continue;
            const int8_t *w = bytes(trits) + (size_t)row * (size_t)m.columns;
            int32_t sum = 0;
            for (int32_t k = 0; k < m.columns; k++) sum += w[k] * q[k];
            integers(want)[(size_t)t * y_stride + (size_t)row] = sum;
            floats(wide)[(size_t)t * y_stride + (size_t)row] = (float)sum / a.scales[t] * m.scale;
        }
    }
    tk_ternary_dots(r->isa, m, a, integers(got), y_stride, first, end);
    expect_same(r, "tk_ternary_dots", shape, want, got, 0);
    tk_ternary_matmul(r->isa, m, a, floats(y), y_stride, first, end);
    expect_same(r, "tk_ternary_matmul", shape, wide, y, 1);
    drop(want);
    drop(got);
    drop(wide);
    drop(y);
}

static void check_shape(run *r, tk_ternary_layout layout, int32_t rows, int32_t columns, int32_t tokens, int weights,
                        int extreme) {
    char shape[112];
    snprintf(shape, sizeof shape, "layout %d, %d x %d, %d tokens, weights %d, extreme %d", layout, rows, columns, tokens,
             weights, extreme);
    const int32_t padded = tk_activation_columns(columns), stride = padded + 16 * below(r, 3);
    const size_t y_stride = (size_t)rows + (size_t)below(r, 5);
    buffer trits = make((size_t)rows * (size_t)columns), codes = make(packed_bytes(layout, rows, columns));
    for (size_t i = 0; i < trits.size; i++) bytes(trits)[i] = trit(r, weights, i);
    pack(layout, bytes(trits), rows, columns, codes.data);
    check_bytes(r, layout, trits, codes, rows, columns, shape);

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
    const tk_ternary_matrix matrix = {codes.data, rows, columns, 0.5f + fabsf(unit(r)), layout};
    const tk_activations activations = {bytes(q), floats(scales), integers(sums), tokens, stride};
    const int32_t lines = layout == TK_TERNARY_ROW_GROUPS ? rows / 4 : rows, tiles = (lines + 15) / 16;
    expect(r, tk_ternary_lines(matrix) == lines, "tk_ternary_lines", shape);
    check_product(r, matrix, activations, trits, y_stride, 0, lines, shape);
    if (tiles > 1) {  // a range as a thread pool cuts it
        const int32_t first = 16 * below(r, tiles), end = first + 16 * (1 + below(r, tiles - first / 16));
        check_product(r, matrix, activations, trits, y_stride, first, end < lines ? end : lines, shape);
    }
    drop(trits);
    drop(codes);
    drop(q);
    drop(scales);
    drop(sums);
}

// Makes a shape one that the layout can hold.
static void check_fitting(run *r, tk_ternary_layout layout, int32_t rows, int32_t columns, int32_t tokens, int weights,
                          int extreme) {
    if (layout == TK_TERNARY_ROW_GROUPS) rows = (rows + 3) / 4 * 4;
    if (layout == TK_TERNARY_TQ1_0 || layout == TK_TERNARY_TQ2_0) columns = (columns + 255) / 256 * 256;
    if (layout == TK_TERNARY_I2S && below(r, 4)) columns = (columns + 127) / 128 * 128;
    while (layout == TK_TERNARY_I2S && rows * columns % 128 != 0) rows++;  // rows may begin within a block
    check_shape(r, layout, rows, columns, tokens, weights, extreme);
}

void check_ternary(run *r) {
    const int32_t tokens = below(r, 3) == 0 ? 1 : below(r, 20) ? 1 + below(r, 19) : 120 + below(r, 20);
    const int32_t most = tokens > 20 ? 300 : below(r, 3) ? 1500 : below(r, 2) ? 300 : 3000;
    check_fitting(r, (tk_ternary_layout)below(r, TK_TERNARY_LAYOUT_COUNT), 1 + below(r, most < 1000 ? 90 : 40),
                  1 + below(r, most), tokens, below(r, 2) ? RANDOM : below(r, WEIGHT_KINDS), below(r, 8));
}

// Every number of tokens that has a body of its own, with rows that end within a panel and within a tile; accumulators at their
// limit: the widest matrix, weights and activations of one sign.
void check_ternary_limits(run *r) {
    for (int layout = 0; layout < TK_TERNARY_LAYOUT_COUNT; layout++) {
        for (int32_t tokens = 1; tokens <= 13; tokens++)
            check_fitting(r, (tk_ternary_layout)layout, 84, 700, tokens, RANDOM, 0);
        for (int weights = 0; weights < WEIGHT_KINDS; weights++) {
            check_fitting(r, (tk_ternary_layout)layout, 16, 6912, 5, weights, 1 + weights % 3);
            for (int extreme = 1; extreme <= 2; extreme++) {
                check_fitting(r, (tk_ternary_layout)layout, 4, TK_MAX_COLUMNS, 1, weights, extreme);
                for (int32_t tokens = 2; tokens <= 4; tokens++)
                    check_fitting(r, (tk_ternary_layout)layout, 2, TK_MAX_COLUMNS, tokens, weights, extreme);
                check_fitting(r, (tk_ternary_layout)layout, 2, TK_MAX_COLUMNS, 8, weights, extreme);
            }
        }
    }
}
