// Products with nibbles, plain: the meaning that every other variant is compared with.
#include "../internal.h"

static void four_rows(const uint8_t *const rows[4], uintptr_t ahead, const int8_t *hi, const int8_t *lo,
                      int32_t blocks, int32_t sums[8]) {
    (void)ahead;
    for (int i = 0; i < 4; i++) {
        int32_t with_hi = 0, with_lo = 0;
        for (int32_t block = 0; block < blocks; block++) {
            for (int32_t j = 0; j < TK_PLANE_BLOCK_BYTES; j++) {
                const int32_t k = 2 * TK_PLANE_BLOCK_BYTES * block + j;
                const uint8_t byte = rows[i][TK_PLANE_BLOCK_BYTES * block + j];
                with_hi += (byte & 15) * hi[k] + (byte >> 4) * hi[TK_PLANE_BLOCK_BYTES + k];
                with_lo += (byte & 15) * lo[k] + (byte >> 4) * lo[TK_PLANE_BLOCK_BYTES + k];
            }
        }
        sums[i] = with_hi;
        sums[4 + i] = with_lo;
    }
}

#define TK_HEAD tk_head_scalar
#include "../head_tpl.h"
