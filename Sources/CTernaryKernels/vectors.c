// The public functions for half precision and attention over a cache: each goes to the table of the variant.
#include "internal.h"

static const tk_vector_table *const tables[TK_ISA_COUNT] = {
    [TK_ISA_SCALAR] = &tk_vectors_scalar,
#if defined(__x86_64__)
    [TK_ISA_AVX2] = &tk_vectors_avx2,
    [TK_ISA_AVXVNNI] = &tk_vectors_avx2,
    [TK_ISA_AVX512VNNI] = &tk_vectors_avx512,
#elif defined(__aarch64__)
    [TK_ISA_NEON] = &tk_vectors_neon,
    [TK_ISA_DOTPROD] = &tk_vectors_neon,
    [TK_ISA_I8MM] = &tk_vectors_neon,
#endif
};

const tk_vector_table *tk_vectors_of(tk_isa isa) {
    return (uint32_t)isa < TK_ISA_COUNT && tables[isa] != NULL ? tables[isa] : &tk_vectors_scalar;
}

void tk_f16_expand(tk_isa isa, const uint16_t *bits, int32_t n, float *y) {
    tk_vectors_of(isa)->f16_expand(bits, n, y);
}

void tk_f32_to_f16(tk_isa isa, const float *x, int32_t n, uint16_t *bits) { tk_vectors_of(isa)->f32_to_f16(x, n, bits); }

void tk_f16_rows_dot(tk_isa isa, const uint16_t *rows, int32_t n, const float *x, int32_t first_row, int32_t end_row,
                     float *y) {
    tk_vectors_of(isa)->f16_rows_dot(rows, n, x, first_row, end_row, y);
}

void tk_f16_listed_rows_dot(tk_isa isa, const uint16_t *rows, int32_t n, const float *x, const int32_t *list,
                            int32_t count, float *y) {
    tk_vectors_of(isa)->f16_listed_rows_dot(rows, n, x, list, count, y);
}

size_t tk_kv_element_bytes(tk_kv_type type) { return type == TK_KV_F32 ? 4 : type == TK_KV_F16 ? 2 : 1; }

void tk_kv_store(tk_isa isa, tk_kv_type type, const float *row, int32_t head_dim, void *destination, float *scale) {
    tk_vectors_of(isa)->kv_store(type, row, head_dim, destination, scale);
}

void tk_attention_block(tk_isa isa, const float *queries, int32_t tokens, int32_t heads, size_t stride, tk_kv cache,
                        int32_t positions, int32_t head_dim, float scale, float *scores, float *out) {
    tk_vectors_of(isa)->attention(queries, tokens, heads, stride, &cache, positions, head_dim, scale, scores, out);
}

void tk_attention_group(tk_isa isa, const float *queries, int32_t heads, tk_kv cache, int32_t positions,
                        int32_t head_dim, float scale, float *scores, float *out) {
    tk_attention_block(isa, queries, 1, heads, (size_t)heads * (size_t)head_dim, cache, positions, head_dim, scale,
                       scores, out);
}
