// What the Arm variants share: a block of 64 bytes is four registers of four rows, a 32-bit lane is one row.

TK_INLINE void prefetch(const uint8_t *p) { __builtin_prefetch(p + TK_AHEAD); }

TK_INLINE int8x16_t signed_of(uint8x16_t v) { return vreinterpretq_s8_u8(v); }

// Four activations to all lanes: one load.
TK_INLINE int8x16_t broadcast4(const int8_t *q) {
    int32_t four;
    memcpy(&four, q, sizeof four);
    return vreinterpretq_s8_s32(vdupq_n_s32(four));
}

TK_INLINE uint8x16_t tripled(uint8x16_t u) { return vaddq_u8(vaddq_u8(u, u), u); }

// -1 for each step that the top digit is above 0: (u > 85) + (u > 170).
TK_INLINE uint8x16_t negative_digit(uint8x16_t u) {
    return vaddq_u8(vcgtq_u8(u, vdupq_n_u8(85)), vcgtq_u8(u, vdupq_n_u8(170)));
}

TK_INLINE void expand2(const uint8_t *block, uint8_t *words) {
    const uint8x16_t field = vdupq_n_u8(3);
    for (int i = 0; i < 64; i += 16) {
        const uint8x16_t codes = vld1q_u8(block + i);
        vst1q_u8(words + i, vandq_u8(codes, field));
        vst1q_u8(words + 64 + i, vandq_u8(vshrq_n_u8(codes, 2), field));
        vst1q_u8(words + 128 + i, vandq_u8(vshrq_n_u8(codes, 4), field));
        vst1q_u8(words + 192 + i, vshrq_n_u8(codes, 6));
    }
}

TK_INLINE void expand5(const uint8_t *block, uint8_t *words) {
    for (int i = 0; i < 64; i += 16) {
        uint8x16_t u = vld1q_u8(block + i);
        for (int d = 0; d < 5; d++, u = tripled(u))
            vst1q_u8(words + 64 * d + i, vreinterpretq_u8_s8(vnegq_s8(signed_of(negative_digit(u)))));
    }
}

#define TK_LANE_BYTES 16
typedef int32x4_t lanes;
typedef uint8x16_t codes_t;

TK_INLINE codes_t load_codes(const uint8_t *p) { return vld1q_u8(p); }
TK_INLINE codes_t load_activations(const int8_t *q) {
    return vreinterpretq_u8_s8(vld1q_s8(q));
}
// Fields 1 and 2 count 4- and 16-fold; the highest would be negative where it stands.
TK_INLINE codes_t field(codes_t codes, int f) {
    return f == 3 ? vshrq_n_u8(codes, 6) : vandq_u8(codes, vdupq_n_u8((uint8_t)(3 << (2 * f))));
}
TK_INLINE lanes unscaled(lanes s, int f) { return f == 1 ? vshrq_n_s32(s, 2) : f == 2 ? vshrq_n_s32(s, 4) : s; }
TK_INLINE int32_t total(lanes s) { return vaddvq_s32(s); }
