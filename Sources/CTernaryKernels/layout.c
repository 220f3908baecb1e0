// The layouts of ternary matrices: sizes, packing, unpacking, checking. Import and verification, not a fast path.
#include "internal.h"

// Columns of padding of the tiles.
static int32_t tile_columns(tk_ternary_layout layout, int32_t columns) {
    return tk_round_up(columns, layout == TK_TERNARY_TILES5 ? TK_BLOCK5_COLUMNS : TK_COLUMN_PAD);
}

size_t tk_ternary_tile_bytes(tk_ternary_layout layout, int32_t columns) {
    const size_t padded = (size_t)tile_columns(layout, columns);
    return layout == TK_TERNARY_TILES5 ? padded / TK_BLOCK5_COLUMNS * TK_BLOCK_BYTES : padded * 4;
}

size_t tk_ternary_bytes(tk_ternary_layout layout, int32_t rows, int32_t columns) {
    if (rows <= 0 || columns <= 0) return 0;
    const size_t weights = (size_t)rows * (size_t)columns;
    switch (layout) {
    case TK_TERNARY_TILES2:
    case TK_TERNARY_TILES5:
        return (size_t)tk_round_up(rows, TK_TILE_ROWS) / TK_TILE_ROWS * tk_ternary_tile_bytes(layout, columns);
    case TK_TERNARY_I2S: return weights % 128 ? 0 : weights / 4;
    case TK_TERNARY_ROW_GROUPS: return rows % 4 ? 0 : weights / 4;
    case TK_TERNARY_TQ2_0: return columns % 256 ? 0 : weights / 256 * 66;
    case TK_TERNARY_TQ1_0: return columns % 256 ? 0 : weights / 256 * 54;
    }
    return 0;
}

int32_t tk_activation_columns(int32_t columns) {
    const int32_t fives = tk_round_up(columns, TK_BLOCK5_COLUMNS);
    return tk_round_up(fives, TK_COLUMN_PAD);
}

int32_t tk_ternary_lines(tk_ternary_matrix matrix) {
    return matrix.layout == TK_TERNARY_ROW_GROUPS ? matrix.rows / 4 : matrix.rows;
}

// 256 * (t0/3 + ... + t4/243) is 256 * n / 243 with n = 81 t0 + 27 t1 + 9 t2 + 3 t3 + t4; halves do not occur.
static uint8_t byte_of_five(const int8_t t[5]) {
    const int32_t n = 81 * t[0] + 27 * t[1] + 9 * t[2] + 3 * t[3] + t[4] + 243;
    return (uint8_t)((2 * 256 * n + 243) / (2 * 243) - 128);  // all positive, so that division rounds down
}

// The five codes of a byte; false if the byte is none of the 243.
static bool codes_of_byte(uint8_t byte, uint8_t codes[5]) {
    int8_t t[5];
    uint8_t u = byte;
    for (int d = 0; d < 5; d++) {
        const uint8_t next = (uint8_t)(3 * u);
        codes[d] = (uint8_t)((3 * u - next) / 256);
        t[d] = (int8_t)(codes[d] - 1);
        u = next;
    }
    return byte_of_five(t) == byte;
}

// The digit of a TQ1_0 byte: the upper byte of 3 * (byte * 3^digit mod 256).
static uint8_t digit_of_byte(uint8_t byte, int digit) {
    static const uint8_t powers[5] = {1, 3, 9, 27, 81};
    return (uint8_t)((uint8_t)(byte * powers[digit]) * 3 >> 8);
}

// Which byte of a TQ1_0 block, and which digit of it, holds weight i.
static int tq1_byte(int i, int *digit) {
    if (i < 160) return *digit = i / 32, i % 32;
    if (i < 240) return *digit = (i - 160) / 16, 32 + (i - 160) % 16;
    return *digit = (i - 240) / 4, 48 + (i - 240) % 4;
}

// The code (weight + 1) of one weight; 3 and more stand for none. In tiles row and column may be padding.
static uint8_t code_at(tk_ternary_layout layout, const uint8_t *bytes, int32_t rows, int32_t columns, int32_t row,
                       int32_t column) {
    const size_t flat = (size_t)row * (size_t)columns + (size_t)column;
    switch (layout) {
    case TK_TERNARY_TILES2:
    case TK_TERNARY_TILES5: {
        const int32_t width = layout == TK_TERNARY_TILES5 ? TK_BLOCK5_COLUMNS : TK_BLOCK_COLUMNS;
        const uint8_t *tile = bytes + (size_t)(row / TK_TILE_ROWS) * tk_ternary_tile_bytes(layout, columns);
        const uint8_t byte = tile[(size_t)(column / width) * TK_BLOCK_BYTES + (size_t)(4 * (row % TK_TILE_ROWS) + column % 4)];
        const int digit = column % width / 4;
        if (layout == TK_TERNARY_TILES2) return byte >> (2 * digit) & 3;
        uint8_t codes[5];
        return codes_of_byte(byte, codes) ? codes[digit] : 3;
    }
    case TK_TERNARY_I2S: return bytes[flat / 128 * 32 + flat % 32] >> (6 - 2 * (flat % 128 / 32)) & 3;
    case TK_TERNARY_ROW_GROUPS: {
        const int32_t quarter = rows / 4;
        return bytes[(size_t)(row % quarter) * (size_t)columns + (size_t)column] >> (2 * (row / quarter)) & 3;
    }
    case TK_TERNARY_TQ2_0: {
        const size_t i = flat % 256;
        return bytes[flat / 256 * 66 + i / 128 * 32 + i % 32] >> (2 * (i % 128 / 32)) & 3;
    }
    case TK_TERNARY_TQ1_0: {
        int digit;
        const int byte = tq1_byte((int)(flat % 256), &digit);
        return digit_of_byte(bytes[flat / 256 * 54 + (size_t)byte], digit);
    }
    }
    return 3;
}

bool tk_ternary_pack_tile(tk_ternary_layout layout, const int8_t *trits, int32_t rows, int32_t columns, uint8_t *tile) {
    const int32_t padded = tile_columns(layout, columns);
    const int32_t width = layout == TK_TERNARY_TILES5 ? TK_BLOCK5_COLUMNS : TK_BLOCK_COLUMNS;
    uint8_t bad = 0;
    for (int32_t row = 0; row < TK_TILE_ROWS; row++) {
        for (int32_t start = 0; start < padded; start += width) {
            int8_t t[TK_BLOCK5_COLUMNS] = {0};
            const int32_t count = row >= rows ? 0 : columns - start < width ? columns - start : width;
            for (int32_t i = 0; i < count; i++) {
                t[i] = trits[(size_t)row * (size_t)columns + (size_t)(start + i)];
                bad |= (uint8_t)(t[i] + 1) > 2;
            }
            uint8_t *out = tile + (size_t)(start / width) * TK_BLOCK_BYTES + 4 * row;
            for (int j = 0; j < 4; j++) {
                if (layout == TK_TERNARY_TILES5) {
                    const int8_t five[5] = {t[j], t[4 + j], t[8 + j], t[12 + j], t[16 + j]};
                    out[j] = byte_of_five(five);
                } else {
                    out[j] = (uint8_t)((t[j] + 1) | (t[4 + j] + 1) << 2 | (t[8 + j] + 1) << 4 | (t[12 + j] + 1) << 6);
                }
            }
        }
    }
    return bad == 0;
}

bool tk_ternary_pack(tk_ternary_layout layout, const int8_t *trits, int32_t rows, int32_t columns, uint8_t *codes) {
    const size_t bytes = tk_ternary_bytes(layout, rows, columns);
    if (bytes == 0) return false;
    if (layout == TK_TERNARY_TILES2 || layout == TK_TERNARY_TILES5) {
        const size_t tile = tk_ternary_tile_bytes(layout, columns);
        for (int32_t row = 0; row < rows; row += TK_TILE_ROWS) {
            const int32_t count = rows - row < TK_TILE_ROWS ? rows - row : TK_TILE_ROWS;
            if (!tk_ternary_pack_tile(layout, trits + (size_t)row * (size_t)columns, count, columns,
                                      codes + (size_t)(row / TK_TILE_ROWS) * tile))
                return false;
        }
        return true;
    }
    memset(codes, 0, bytes);
    const size_t weights = (size_t)rows * (size_t)columns;
    for (size_t flat = 0; flat < weights; flat++) {
        if (trits[flat] < -1 || trits[flat] > 1) return false;
        const int code = trits[flat] + 1;
        switch (layout) {
        case TK_TERNARY_I2S: codes[flat / 128 * 32 + flat % 32] |= (uint8_t)(code << (6 - 2 * (flat % 128 / 32))); break;
        case TK_TERNARY_ROW_GROUPS: {
            const size_t quarter = (size_t)rows / 4, row = flat / (size_t)columns;
            codes[row % quarter * (size_t)columns + flat % (size_t)columns] |= (uint8_t)(code << (2 * (row / quarter)));
            break;
        }
        case TK_TERNARY_TQ2_0:
            codes[flat / 256 * 66 + flat % 256 / 128 * 32 + flat % 32] |= (uint8_t)(code << (2 * (flat % 128 / 32)));
            break;
        default: break;
        }
    }
    if (layout == TK_TERNARY_TQ1_0) {
        for (size_t block = 0; block < weights / 256; block++) {
            int32_t digits[52] = {0};
            for (int i = 0; i < 256; i++) {
                int digit;
                const int byte = tq1_byte(i, &digit);
                digits[byte] = 3 * digits[byte] + trits[block * 256 + (size_t)i] + 1;  // digits of a byte come in order
            }
            for (int byte = 0; byte < 52; byte++) {
                const int32_t n = byte < 48 ? digits[byte] : 3 * digits[byte];
                codes[block * 54 + (size_t)byte] = (uint8_t)((n * 256 + 242) / 243);
            }
        }
    }
    const size_t block = layout == TK_TERNARY_TQ1_0 ? 54 : layout == TK_TERNARY_TQ2_0 ? 66 : 0;
    for (size_t at = block; block != 0 && at <= bytes; at += block) codes[at - 1] = 0x3C;  // 1 in half precision: 3C00
    return true;
}

void tk_ternary_unpack(tk_ternary_layout layout, const uint8_t *codes, int32_t rows, int32_t columns, int32_t first_row,
                       int32_t end_row, int8_t *trits) {
    for (int32_t row = first_row; row < end_row; row++)
        for (int32_t column = 0; column < columns; column++)
            *trits++ = (int8_t)(code_at(layout, codes, rows, columns, row, column) - 1);
}

// The first byte of a tile matrix whose padding is not 0, before `limit`.
static int64_t first_padding(tk_ternary_layout layout, const uint8_t *codes, int32_t rows, int32_t columns, int64_t limit) {
    const int32_t width = layout == TK_TERNARY_TILES5 ? TK_BLOCK5_COLUMNS : TK_BLOCK_COLUMNS;
    const size_t tile = tk_ternary_tile_bytes(layout, columns);
    int64_t first = limit;
    for (int32_t row = 0; row < tk_round_up(rows, TK_TILE_ROWS); row++) {
        for (int32_t column = row < rows ? columns : 0; column < tile_columns(layout, columns); column++) {
            if (code_at(layout, codes, rows, columns, row, column) == 1) continue;
            const int64_t at = (int64_t)((size_t)(row / TK_TILE_ROWS) * tile + (size_t)(column / width) * TK_BLOCK_BYTES) +
                               4 * (row % TK_TILE_ROWS) + column % 4;
            if (first < 0 || at < first) first = at;
        }
    }
    return first;
}

int64_t tk_ternary_first_invalid(tk_ternary_layout layout, const uint8_t *codes, int32_t rows, int32_t columns) {
    const size_t bytes = tk_ternary_bytes(layout, rows, columns);
    const size_t block = layout == TK_TERNARY_TQ1_0 ? 54 : layout == TK_TERNARY_TQ2_0 ? 66 : bytes;
    const size_t scale = layout == TK_TERNARY_TQ1_0 || layout == TK_TERNARY_TQ2_0 ? 2 : 0;
    uint8_t invalid[256];
    for (int byte = 0; byte < 256; byte++) {
        uint8_t five[5];
        const bool two_bits = !(byte & byte >> 1 & 0x55);  // no field with both bits
        invalid[byte] = layout == TK_TERNARY_TILES5 ? !codes_of_byte((uint8_t)byte, five)
                                                    : layout != TK_TERNARY_TQ1_0 && !two_bits;
    }
    int64_t first = -1;
    for (size_t start = 0; start < bytes && first < 0; start += block) {
        for (size_t i = start; i < start + block - scale; i++) {
            if (!invalid[codes[i]]) continue;
            first = (int64_t)i;
            break;
        }
    }
    const bool tiled = layout == TK_TERNARY_TILES2 || layout == TK_TERNARY_TILES5;
    return tiled ? first_padding(layout, codes, rows, columns, first) : first;
}

void tk_expand(const tk_ternary_matrix *m, int32_t row, int32_t first, int32_t end, uint8_t *codes) {
    for (int32_t column = first; column < end; column++)
        *codes++ = column < m->columns ? code_at(m->layout, m->codes, m->rows, m->columns, row, column) : 1;
}
