// The head in two planes on every arm64 CPU: widening multiply-adds.
#include "../internal.h"

#if defined(__aarch64__)

#include <arm_neon.h>

TK_INLINE int16x8_t both_halves(int16x8_t sum, int8x16_t nibbles, int8x16_t x) {
    return vmlal_high_s8(vmlal_s8(sum, vget_low_s8(nibbles), vget_low_s8(x)), nibbles, x);
}

//   Accumulators: int16 for a block, 16 additions of at most 15 * 127: 30480; then int32.
//   Budget for 64 bytes (128 weights): 4 loads, 1 prefetch, 4 ands, 4 shifts, 32 multiply-adds, 2 widening additions;
//   16 loads of the input.
TK_INLINE void four_rows(const uint8_t *const rows[4], uintptr_t ahead, const int8_t *hi, const int8_t *lo,
                         int32_t blocks, int32_t sums[8]) {
    const uint8x16_t nibble = vdupq_n_u8(0x0F);
    int32x4_t with_hi[4], with_lo[4];
    for (int i = 0; i < 4; i++) with_hi[i] = with_lo[i] = vdupq_n_s32(0);
    for (int32_t block = 0; block < blocks; block++, hi += 128, lo += 128) {
        const size_t at = (size_t)block * TK_PLANE_BLOCK_BYTES;
        int16x8_t hi16[4], lo16[4];
        for (int i = 0; i < 4; i++) {
            tk_fetch(ahead + 4 * at + 64 * (size_t)i);
            hi16[i] = lo16[i] = vdupq_n_s16(0);
        }
        for (int quarter = 0; quarter < 4; quarter++) {
            const int8x16_t hi0 = vld1q_s8(hi + 16 * quarter), hi1 = vld1q_s8(hi + 64 + 16 * quarter);
            const int8x16_t lo0 = vld1q_s8(lo + 16 * quarter), lo1 = vld1q_s8(lo + 64 + 16 * quarter);
            for (int i = 0; i < 4; i++) {
                const uint8x16_t bytes = vld1q_u8(rows[i] + at + 16 * quarter);
                const int8x16_t first = vreinterpretq_s8_u8(vandq_u8(bytes, nibble));
                const int8x16_t second = vreinterpretq_s8_u8(vshrq_n_u8(bytes, 4));
                hi16[i] = both_halves(both_halves(hi16[i], first, hi0), second, hi1);
                lo16[i] = both_halves(both_halves(lo16[i], first, lo0), second, lo1);
            }
        }
        for (int i = 0; i < 4; i++) {
            with_hi[i] = vpadalq_s16(with_hi[i], hi16[i]);
            with_lo[i] = vpadalq_s16(with_lo[i], lo16[i]);
        }
    }
    for (int i = 0; i < 4; i++) {
        sums[i] = vaddvq_s32(with_hi[i]);
        sums[4 + i] = vaddvq_s32(with_lo[i]);
    }
}

#define TK_HEAD tk_head_neon
#include "../head_tpl.h"

#endif
