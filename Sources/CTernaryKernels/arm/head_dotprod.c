// The head in two planes with SDOT.
#include "../internal.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)

//   Budget for 64 bytes (128 weights): 4 loads, 1 prefetch, 4 ands, 4 shifts, 16 SDOT; 16 loads of the input for 4 rows.
TK_INLINE void four_rows(const uint8_t *const rows[4], uintptr_t ahead, const int8_t *hi, const int8_t *lo,
                         int32_t blocks, int32_t sums[8]) {
    const uint8x16_t nibble = vdupq_n_u8(0x0F);
    int32x4_t with_hi[4], with_lo[4];
    for (int i = 0; i < 4; i++) with_hi[i] = with_lo[i] = vdupq_n_s32(0);
    for (int32_t block = 0; block < blocks; block++, hi += 128, lo += 128) {
        const size_t at = (size_t)block * TK_PLANE_BLOCK_BYTES;
        for (int i = 0; i < 4; i++) tk_fetch(ahead + 4 * at + 64 * (size_t)i);
        for (int quarter = 0; quarter < 4; quarter++) {
            const int8x16_t hi0 = vld1q_s8(hi + 16 * quarter), hi1 = vld1q_s8(hi + 64 + 16 * quarter);
            const int8x16_t lo0 = vld1q_s8(lo + 16 * quarter), lo1 = vld1q_s8(lo + 64 + 16 * quarter);
            for (int i = 0; i < 4; i++) {
                const uint8x16_t bytes = vld1q_u8(rows[i] + at + 16 * quarter);
                const int8x16_t first = vreinterpretq_s8_u8(vandq_u8(bytes, nibble));
                const int8x16_t second = vreinterpretq_s8_u8(vshrq_n_u8(bytes, 4));
                with_hi[i] = vdotq_s32(vdotq_s32(with_hi[i], first, hi0), second, hi1);
                with_lo[i] = vdotq_s32(vdotq_s32(with_lo[i], first, lo0), second, lo1);
            }
        }
    }
    for (int i = 0; i < 4; i++) {
        sums[i] = vaddvq_s32(with_hi[i]);
        sums[4 + i] = vaddvq_s32(with_lo[i]);
    }
}

#define TK_HEAD tk_head_dotprod
#include "../head_tpl.h"

#pragma clang attribute pop

#endif
