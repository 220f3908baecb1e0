// The public functions: each goes to the table of the variant the caller chose. Tables are constants, so there is
// nothing to initialise and nothing to race.
#include "internal.h"

#include <stdlib.h>

static const char *const names[TK_ISA_COUNT] = {"scalar", "avx2",    "avxvnni", "avx512vnni",
                                                "neon",   "dotprod", "i8mm"};

static const tk_table *const tables[TK_ISA_COUNT] = {
    [TK_ISA_SCALAR] = &tk_table_scalar,
#if defined(__x86_64__)
    [TK_ISA_AVX2] = &tk_table_avx2,
    [TK_ISA_AVXVNNI] = &tk_table_avxvnni,
    [TK_ISA_AVX512VNNI] = &tk_table_avx512vnni,
#elif defined(__aarch64__)
    [TK_ISA_NEON] = &tk_table_neon,
    [TK_ISA_DOTPROD] = &tk_table_dotprod,
    [TK_ISA_I8MM] = &tk_table_i8mm,
#endif
};

// Variants a name may cap to in this build.
static bool of_this_architecture(tk_isa isa) {
    if (isa == TK_ISA_SCALAR) return true;
#if defined(__x86_64__)
    return isa >= TK_ISA_AVX2 && isa <= TK_ISA_AVX512VNNI;
#elif defined(__aarch64__)
    return isa >= TK_ISA_NEON && isa <= TK_ISA_I8MM;
#else
    return false;
#endif
}

const char *tk_isa_name(tk_isa isa) { return (uint32_t)isa < TK_ISA_COUNT ? names[isa] : "unknown"; }

bool tk_isa_compiled(tk_isa isa) { return (uint32_t)isa < TK_ISA_COUNT && tables[isa] != NULL; }

bool tk_isa_available(tk_isa isa) { return tk_isa_compiled(isa) && (tk_cpu_variants() >> isa & 1); }

static tk_choice lower_cap(const char *name, tk_isa *cap) {
    if (name == NULL || *name == 0) return TK_CHOICE_OK;
    for (int i = 0; i < TK_ISA_COUNT; i++) {
        if (strcmp(name, names[i]) != 0) continue;
        if (!of_this_architecture((tk_isa)i)) return TK_CHOICE_OTHER_ARCHITECTURE;
        if ((tk_isa)i < *cap) *cap = (tk_isa)i;
        return TK_CHOICE_OK;
    }
    return TK_CHOICE_UNKNOWN_NAME;
}

tk_choice tk_choose_isa(const char *cap, tk_isa *chosen) {
    tk_isa highest = TK_ISA_I8MM;
    *chosen = TK_ISA_SCALAR;
    tk_choice choice = lower_cap(cap, &highest);
    if (choice == TK_CHOICE_OK) choice = lower_cap(getenv("TRIVET_ISA"), &highest);
    if (choice != TK_CHOICE_OK) return choice;
    for (int i = 0; i <= (int)highest; i++)
        if (tk_isa_available((tk_isa)i)) *chosen = (tk_isa)i;
    return TK_CHOICE_OK;
}

TK_INLINE const tk_table *table(tk_isa isa) {
    return tk_isa_compiled(isa) ? tables[isa] : &tk_table_scalar;
}

void tk_ternary_matmul(tk_isa isa, tk_ternary_matrix matrix, tk_activations activations, float *y, size_t y_stride,
                       int32_t first_row, int32_t end_row) {
    table(isa)->matmul(&matrix, &activations, y, y_stride, first_row, end_row);
}

void tk_ternary_dots(tk_isa isa, tk_ternary_matrix matrix, tk_activations activations, int32_t *y, size_t y_stride,
                     int32_t first_row, int32_t end_row) {
    table(isa)->dots(&matrix, &activations, y, y_stride, first_row, end_row);
}

float tk_quantize(tk_isa isa, const float *x, int32_t n, int8_t *q, int32_t padded, int32_t *sum) {
    return table(isa)->vectors->quantize(x, n, q, padded, sum);
}

void tk_rms_norm(tk_isa isa, const float *x, const float *w, int32_t n, float eps, float *y) {
    table(isa)->vectors->rms_norm(x, w, n, eps, y);
}

void tk_relu2_mul(tk_isa isa, const float *gate, const float *up, int32_t n, float *y) {
    table(isa)->vectors->relu2_mul(gate, up, n, y);
}

void tk_add(tk_isa isa, float *x, const float *y, int32_t n) { table(isa)->vectors->add(x, y, n); }

float tk_dot(tk_isa isa, const float *x, const float *y, int32_t n) { return table(isa)->vectors->dot(x, y, n); }

void tk_bf16_expand(tk_isa isa, const uint16_t *bits, int32_t n, float *y) {
    table(isa)->vectors->bf16_expand(bits, n, y);
}

void tk_bf16_rows_dot(tk_isa isa, const uint16_t *rows, int32_t n, const float *x, int32_t first_row, int32_t end_row,
                      float *y) {
    table(isa)->vectors->bf16_rows_dot(rows, n, x, first_row, end_row, y);
}

void tk_bf16_listed_rows_dot(tk_isa isa, const uint16_t *rows, int32_t n, const float *x, const int32_t *list,
                             int32_t count, float *y) {
    table(isa)->vectors->bf16_listed_rows_dot(rows, n, x, list, count, y);
}

void tk_rope_apply(tk_isa isa, float *x, int32_t heads, int32_t head_dim, const float *cosines, const float *sines) {
    table(isa)->vectors->rope_apply(x, heads, head_dim, cosines, sines);
}

void tk_attention_head(tk_isa isa, const float *query, const float *keys, const float *values, size_t stride,
                       int32_t positions, int32_t head_dim, float scale, float *scores, float *out) {
    table(isa)->vectors->attention_head(query, keys, values, stride, positions, head_dim, scale, scores, out);
}

float tk_max(tk_isa isa, const float *x, int32_t n) { return table(isa)->vectors->max(x, n); }

void tk_softmax(tk_isa isa, const float *x, int32_t n, float *y) { table(isa)->vectors->softmax(x, n, y); }

float tk_log_sum_exp(tk_isa isa, const float *x, int32_t n) { return table(isa)->vectors->log_sum_exp(x, n); }
