// Speeds of one variant: head, embedding, cache and attention, in the shapes of a small model and of a large one.
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "CKernelHarness.h"

// Processor time of the thread: what else runs on the machine disturbs less.
static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *allocate(size_t size) {
    void *p = NULL;
    if (posix_memalign(&p, 64, (size + 63) / 64 * 64) != 0) {
        fprintf(stderr, "kernel harness: out of memory\n");
        exit(2);
    }
    uint32_t *words = p;  // any bytes that are small as floats, halves and codes
    for (size_t i = 0; i < size / 4; i++) words[i] = 0x3A003A00u ^ (uint32_t)(i * 2654435761u >> 8 & 0x81FF81FFu);
    return p;
}

static int compare(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Median seconds of one call of `body`: 21 samples of at least a millisecond.
#define MEDIAN(seconds, body)                                     \
    do {                                                          \
        int calls = 1;                                            \
        double samples[21];                                       \
        for (int sample = -1; sample < 21; sample++) {            \
            const double t = now();                               \
            for (int call = 0; call < calls; call++) { body; }    \
            const double each = (now() - t) / calls;              \
            if (sample >= 0) {                                    \
                samples[sample] = each;                           \
            } else if (each * calls < 1e-3 && calls < 1 << 20) {  \
                calls *= 2;                                       \
                sample--;                                         \
            }                                                     \
        }                                                         \
        qsort(samples, 21, sizeof *samples, compare);             \
        seconds = samples[10];                                    \
    } while (0)

static void planes(tk_isa isa, int32_t rows, int32_t n) {
    const size_t size = (size_t)rows * tk_plane_row_bytes(n), padded = 2 * tk_plane_row_bytes(n);
    uint8_t *high = allocate(size), *low = allocate(size);
    float *scales = allocate((size_t)rows * 4), *x = allocate((size_t)n * 4), *y = allocate((size_t)rows * 4);
    float *bound = allocate((size_t)rows * 4);
    int8_t *hi = allocate(padded), *lo = allocate(padded);
    const tk_planes p = {high, low, scales, scales, rows, n};
    tk_head_input input;
    double quantize, coarse, exact, listed, scan, expand;
    MEDIAN(quantize, tk_head_quantize(isa, x, n, hi, lo, &input));
    MEDIAN(coarse, tk_planes_coarse_rows(isa, p, input, 0, rows, y, bound));
    MEDIAN(exact, tk_planes_rows(isa, p, input, 0, rows, y));
    int32_t list[256];
    for (int i = 0; i < 256; i++) list[i] = (int32_t)((uint32_t)i * 2654435761u % (uint32_t)rows);
    MEDIAN(listed, tk_planes_listed_rows(isa, p, input, list, 256, y));
    MEDIAN(scan, (void)tk_planes_candidates(isa, y, bound, 0, rows, 1e30f, list, 256));
    MEDIAN(expand, tk_planes_expand_row(isa, p, list[0], y));
    printf("  planes %6d x %4d: coarse %8.1f us %5.2f GB/s, exact %8.1f us %5.2f GB/s, 256 listed %.1f us, scan %.1f us, "
           "input %.2f us, embedding %.2f us\n",
           rows, n, coarse * 1e6, (double)size / coarse * 1e-9, exact * 1e6, 2 * (double)size / exact * 1e-9, listed * 1e6,
           scan * 1e6, quantize * 1e6, expand * 1e6);
    free(high);
    free(low);
    free(scales);
    free(x);
    free(y);
    free(bound);
    free(hi);
    free(lo);
}

static void half_rows(tk_isa isa, int32_t rows, int32_t n) {
    const size_t size = (size_t)rows * (size_t)n * 2;
    uint16_t *w = allocate(size);
    float *x = allocate((size_t)n * 4), *y = allocate((size_t)rows * 4);
    double f16, bf16;
    MEDIAN(f16, tk_f16_rows_dot(isa, w, n, x, 0, rows, y));
    MEDIAN(bf16, tk_bf16_rows_dot(isa, w, n, x, 0, rows, y));
    printf("  rows %6d x %4d: f16 %.1f us %.2f GB/s, bf16 %.1f us %.2f GB/s\n", rows, n, f16 * 1e6,
           (double)size / f16 * 1e-9, bf16 * 1e6, (double)size / bf16 * 1e-9);
    free(w);
    free(x);
    free(y);
}

// `caches` of them, one after the other, as the layers and heads of a model are read.
static void attention(tk_isa isa, int32_t tokens, int32_t heads, int32_t head_dim, int32_t positions, int caches) {
    const int32_t all = positions + tokens - 1;
    const size_t n = (size_t)head_dim * (size_t)all, stride = (size_t)heads * (size_t)head_dim;
    float *q = allocate(stride * (size_t)tokens * 4), *out = allocate(stride * (size_t)tokens * 4);
    float *scores = allocate((size_t)(tokens * heads) * (size_t)all * 4), *scales = allocate((size_t)all * 4);
    char *k = allocate(n * 4 * (size_t)caches), *v = allocate(n * 4 * (size_t)caches);
    printf("  attention, %2d tokens of %d heads of %3d, %4d positions, %3d caches:", tokens, heads, head_dim, positions, caches);
    double seconds;
    MEDIAN(seconds, for (int c = 0; c < caches; c++) for (int i = 0; i < tokens * heads; i++) tk_attention_head(
                        isa, q + i * head_dim, (float *)(void *)k + (size_t)c * n, (float *)(void *)v + (size_t)c * n,
                        (size_t)head_dim, positions + i / heads, head_dim, 0.1f, scores, out + i * head_dim));
    const double heads_done = (double)tokens * heads * caches;
    printf(" each head alone %.2f us a head", seconds / heads_done * 1e6);
    static const char *const names[] = {"f32", "f16", "i8"};
    for (int type = 0; type < 3; type++) {
        const size_t bytes = n * tk_kv_element_bytes((tk_kv_type)type);
        MEDIAN(seconds, for (int c = 0; c < caches; c++) tk_attention_block(
                            isa, q, tokens, heads, stride,
                            ((tk_kv){(tk_kv_type)type, k + (size_t)c * bytes, v + (size_t)c * bytes, scales, scales}),
                            positions, head_dim, 0.1f, scores, out));
        printf(", %s %.2f us %.1f GB/s", names[type], seconds / heads_done * 1e6, 2 * (double)bytes * caches / seconds * 1e-9);
    }
    printf("\n");
    free(q);
    free(out);
    free(scores);
    free(scales);
    free(k);
    free(v);
}

void tkh_benchmark_vectors(tk_isa isa) {
    printf("%s\n", tk_isa_name(isa));
    planes(isa, 4096, 256);
    planes(isa, 128256, 2560);
    half_rows(isa, 4096, 256);
    half_rows(isa, 32064, 2560);
    attention(isa, 1, 2, 32, 512, 1);
    attention(isa, 1, 2, 32, 512, 24);
    attention(isa, 16, 2, 32, 512, 1);
    attention(isa, 1, 4, 128, 512, 1);
    attention(isa, 1, 4, 128, 4000, 20);
    attention(isa, 8, 4, 128, 2000, 5);
}
