// Speeds of one variant: the shapes of a small model and of a large one.
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "CKernelHarness.h"

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *allocate(size_t size) {
    void *p = NULL;
    if (posix_memalign(&p, 64, (size + 63) / 64 * 64) != 0) {
        fprintf(stderr, "kernel harness: out of memory\n");
        exit(2);
    }
    memset(p, 0x01, size);
    return p;
}

// Best seconds of one call of `body`, over about a tenth of a second in batches.
#define BEST(seconds, body)                                         \
    do {                                                            \
        seconds = 1e9;                                              \
        const double begin = now();                                 \
        int calls = 1;                                              \
        do {                                                        \
            const double t = now();                                 \
            for (int call = 0; call < calls; call++) { body; }      \
            const double each = (now() - t) / calls;                \
            if (each < seconds) seconds = each;                     \
            if (each * calls < 1e-3 && calls < 1 << 20) calls *= 2; \
        } while (now() - begin < 0.15);                             \
    } while (0)

static void head(tk_isa isa, int32_t rows, int32_t n) {
    uint16_t *w = allocate((size_t)rows * (size_t)n * 2);
    float *x = allocate((size_t)n * 4), *y = allocate((size_t)rows * 4);
    for (size_t i = 0; i < (size_t)rows * (size_t)n; i++) w[i] = (uint16_t)(0x3F80 + i % 64);
    for (int32_t i = 0; i < n; i++) x[i] = (float)i / 100;
    double seconds;
    BEST(seconds, tk_bf16_rows_dot(isa, w, n, x, 0, rows, y));
    printf("  bf16 head %5d x %4d %27.2f us  %7.2f G mul-adds/s\n", rows, n, seconds * 1e6,
           (double)rows * n / seconds * 1e-9);
    free(w);
    free(x);
    free(y);
}

static void small(tk_isa isa, int32_t n) {
    float *x = allocate((size_t)n * 4), *w = allocate((size_t)n * 4), *y = allocate((size_t)n * 4);
    int8_t *q = allocate((size_t)tk_activation_columns(n));
    int32_t sum = 0;
    for (int32_t i = 0; i < n; i++) {
        x[i] = (float)(i % 17) - 8;
        w[i] = 1.01f;
    }
    double norm, quantize, relu, softmax;
    BEST(norm, tk_rms_norm(isa, x, w, n, 1e-5f, y));
    BEST(quantize, (void)tk_quantize(isa, x, n, q, tk_activation_columns(n), &sum));
    BEST(relu, tk_relu2_mul(isa, x, w, n, y));
    BEST(softmax, tk_softmax(isa, x, n, y));
    printf("  n %5d: rms_norm %.3f us, quantize %.3f us, relu2_mul %.3f us, softmax %.3f us\n", n, norm * 1e6,
           quantize * 1e6, relu * 1e6, softmax * 1e6);
    free(x);
    free(w);
    free(y);
    free(q);
}

static void attention(tk_isa isa, int32_t head_dim, int32_t positions) {
    const size_t n = (size_t)head_dim * (size_t)positions;
    float *k = allocate(n * 4), *v = allocate(n * 4), *scores = allocate((size_t)positions * 4);
    float *query = allocate((size_t)head_dim * 4), *out = allocate((size_t)head_dim * 4);
    for (size_t i = 0; i < n; i++) k[i] = v[i] = (float)(i % 13) / 13;
    for (int32_t i = 0; i < head_dim; i++) query[i] = 0.1f;
    double seconds;
    BEST(seconds, tk_attention_head(isa, query, k, v, (size_t)head_dim, positions, head_dim, 0.17f, scores, out));
    printf("  attention head, head_dim %3d, %4d positions: %.2f us\n", head_dim, positions, seconds * 1e6);
    free(k);
    free(v);
    free(scores);
    free(query);
    free(out);
}

void tkh_benchmark(tk_isa isa) {
    printf("%s\n", tk_isa_name(isa));
    head(isa, 4096, 256);
    small(isa, 256);
    small(isa, 768);
    small(isa, 4096);
    attention(isa, 32, 128);
    attention(isa, 32, 512);
    attention(isa, 128, 512);
}
