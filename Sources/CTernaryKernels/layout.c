// The packed form of ternary matrices: sizes, packing, unpacking, checking. Import and verification, not a fast path.
#include "internal.h"

int32_t tk_padded_columns(int32_t columns) { return tk_round_up(columns, TK_COLUMN_PAD); }

size_t tk_ternary_bytes(int32_t rows, int32_t columns) {
    return (size_t)tk_round_up(rows, TK_TILE_ROWS) * (size_t)tk_padded_columns(columns) / 4;
}

// Where weight (row, column) lies.
typedef struct place {
    size_t byte;
    int shift;
} place;

TK_INLINE place place_of(int32_t row, int32_t column, int32_t blocks) {
    const size_t block = (size_t)(row / TK_TILE_ROWS) * (size_t)blocks + (size_t)(column / TK_BLOCK_COLUMNS);
    const size_t byte = block * TK_BLOCK_BYTES + (size_t)(4 * (row % TK_TILE_ROWS) + column % 4);
    return (place){byte, 2 * ((column % TK_BLOCK_COLUMNS) / 4)};
}

static void put(uint8_t *codes, int32_t row, int32_t column, int32_t blocks, uint8_t code) {
    const place at = place_of(row, column, blocks);
    codes[at.byte] = (uint8_t)((codes[at.byte] & ~(3 << at.shift)) | (code << at.shift));
}

bool tk_ternary_pack(const int8_t *trits, int32_t rows, int32_t columns, uint8_t *codes) {
    const int32_t blocks = tk_padded_columns(columns) / TK_BLOCK_COLUMNS;
    memset(codes, 0x55, tk_ternary_bytes(rows, columns));  // four weights 0
    for (int32_t row = 0; row < rows; row++) {
        for (int32_t column = 0; column < columns; column++) {
            const int8_t trit = trits[(size_t)row * (size_t)columns + (size_t)column];
            if (trit < -1 || trit > 1) return false;
            put(codes, row, column, blocks, (uint8_t)(trit + 1));
        }
    }
    return true;
}

bool tk_ternary_pack_checkpoint(const uint8_t *bytes, int32_t rows, int32_t columns, uint8_t *codes) {
    if (rows % 4 != 0) return false;
    const int32_t quarter = rows / 4;
    const int32_t blocks = tk_padded_columns(columns) / TK_BLOCK_COLUMNS;
    memset(codes, 0x55, tk_ternary_bytes(rows, columns));
    for (int32_t r = 0; r < quarter; r++) {
        for (int32_t column = 0; column < columns; column++) {
            const uint8_t byte = bytes[(size_t)r * (size_t)columns + (size_t)column];
            for (int32_t i = 0; i < 4; i++) {
                const uint8_t code = byte >> (2 * i) & 3;
                if (code == 3) return false;
                put(codes, i * quarter + r, column, blocks, code);
            }
        }
    }
    return true;
}

void tk_ternary_unpack(const uint8_t *codes, int32_t rows, int32_t columns, int8_t *trits) {
    const int32_t blocks = tk_padded_columns(columns) / TK_BLOCK_COLUMNS;
    for (int32_t row = 0; row < rows; row++) {
        for (int32_t column = 0; column < columns; column++) {
            const place at = place_of(row, column, blocks);
            trits[(size_t)row * (size_t)columns + (size_t)column] = (int8_t)((codes[at.byte] >> at.shift & 3) - 1);
        }
    }
}

bool tk_ternary_check(const uint8_t *codes, int32_t rows, int32_t columns) {
    const size_t bytes = tk_ternary_bytes(rows, columns);
    for (size_t i = 0; i < bytes; i++)
        if (codes[i] & (codes[i] >> 1) & 0x55) return false;  // both bits of a field: code 3
    const int32_t padded_rows = tk_round_up(rows, TK_TILE_ROWS);
    const int32_t padded_columns = tk_padded_columns(columns);
    const int32_t blocks = padded_columns / TK_BLOCK_COLUMNS;
    for (int32_t row = 0; row < padded_rows; row++) {
        for (int32_t column = row < rows ? columns : 0; column < padded_columns; column++) {
            const place at = place_of(row, column, blocks);
            if ((codes[at.byte] >> at.shift & 3) != 1) return false;
        }
    }
    return true;
}
