// Speeds of the ternary products: every layout from memory with one and two threads beside a plain read of the same bytes,
// many tokens, and the matrices of a small model.
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "CKernelHarness.h"

#define ROUNDS 9
#define MOST_THREADS 2

// One thread is timed by what it used of the processor, so that other work on the machine counts less.
static double now(int threads) {
    struct timespec t;
    clock_gettime(threads == 1 ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *allocate(size_t size) {
    void *p = NULL;
    if (posix_memalign(&p, 4096, (size + 63) / 64 * 64) != 0) {
        fprintf(stderr, "kernel harness: out of memory\n");
        exit(2);
    }
    memset(p, 1, size);
    return p;
}

static int by_value(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *times, int n) {
    qsort(times, (size_t)n, sizeof *times, by_value);
    return times[n / 2];
}

// MARK: Work for some threads

typedef struct work {
    tk_isa isa;
    tk_ternary_matrix first;  // of `matrices`, one behind the other
    size_t bytes;             // of one matrix
    int matrices;
    tk_activations activations;
    float *y;
    int part, parts;
    uint64_t sum;  // of the plain read
} work;

static void *multiply(void *argument) {
    work *w = argument;
    tk_ternary_matrix m = w->first;
    const int32_t lines = tk_ternary_lines(m), tiles = (lines + 15) / 16;
    const int32_t first = tiles * w->part / w->parts * 16, end = tiles * (w->part + 1) / w->parts * 16;
    for (int i = 0; i < w->matrices; i++, m.codes += w->bytes)
        tk_ternary_matmul(w->isa, m, w->activations, w->y, (size_t)m.rows, first, end < lines ? end : lines);
    return NULL;
}

static void *read_plainly(void *argument) {
    work *w = argument;
    const size_t all = w->bytes * (size_t)w->matrices / 64 / (size_t)w->parts * 64;
    const uint8_t *p = w->first.codes + (size_t)w->part * all;
    uint64_t sums[8] = {0};
    for (size_t i = 0; i < all; i += 64) {
        __builtin_prefetch(p + i + 4096);
        uint64_t line[8];
        memcpy(line, p + i, 64);
        for (int j = 0; j < 8; j++) sums[j] ^= line[j];
    }
    for (int j = 0; j < 8; j++) w->sum ^= sums[j];
    return NULL;
}

static double run_once(work w, int threads, void *(*body)(void *)) {
    work parts[MOST_THREADS];
    pthread_t thread[MOST_THREADS];
    for (int i = 0; i < threads; i++) {
        parts[i] = w;
        parts[i].part = i;
        parts[i].parts = threads;
    }
    const double begin = now(threads);
    for (int i = 1; i < threads; i++)
        if (pthread_create(&thread[i], NULL, body, &parts[i]) != 0) abort();
    body(&parts[0]);
    for (int i = 1; i < threads; i++) pthread_join(thread[i], NULL);
    return now(threads) - begin;
}

static const char *const layouts[TK_TERNARY_LAYOUT_COUNT] = {"tiles2", "tiles5", "i2s", "row groups", "tq2_0", "tq1_0"};

static work make_work(tk_isa isa, tk_ternary_layout layout, int32_t rows, int32_t columns, int32_t tokens, int matrices) {
    work w = {.isa = isa, .bytes = tk_ternary_bytes(layout, rows, columns), .matrices = matrices};
    uint8_t *codes = allocate(w.bytes * (size_t)matrices);
    int8_t *trits = allocate((size_t)rows * (size_t)columns);
    for (size_t i = 0; i < (size_t)rows * (size_t)columns; i++) trits[i] = (int8_t)((i * 2654435761u >> 7) % 3) - 1;
    tk_ternary_pack(layout, trits, rows, columns, codes);
    for (int i = 1; i < matrices; i++) memcpy(codes + (size_t)i * w.bytes, codes, w.bytes);
    free(trits);
    const int32_t stride = tk_activation_columns(columns);
    int8_t *q = allocate((size_t)stride * (size_t)tokens);
    float *scales = allocate((size_t)tokens * 4);
    int32_t *sums = allocate((size_t)tokens * 4);
    for (int32_t t = 0; t < tokens; t++) {
        scales[t] = 3;
        sums[t] = stride;
    }
    w.first = (tk_ternary_matrix){codes, rows, columns, 1.5f, layout};
    w.activations = (tk_activations){q, scales, sums, tokens, stride};
    w.y = allocate((size_t)rows * (size_t)tokens * 4);
    return w;
}

static void drop_work(work w) {
    free((void *)(uintptr_t)w.first.codes);
    free((void *)(uintptr_t)w.activations.values);
    free((void *)(uintptr_t)w.activations.scales);
    free((void *)(uintptr_t)w.activations.sums);
    free(w.y);
}

// MARK: Tables

static void from_memory(tk_isa isa, tk_ternary_layout layout) {
    const int32_t rows = 6912, columns = 2560;
    const work w = make_work(isa, layout, rows, columns, 1, 40);
    const double weights = (double)rows * columns * w.matrices, bytes = (double)w.bytes * w.matrices;
    for (int threads = 1; threads <= MOST_THREADS; threads++) {
        double product[ROUNDS], plain[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {  // in turn, so that a busy machine troubles both
            product[i] = run_once(w, threads, multiply);
            plain[i] = run_once(w, threads, read_plainly);
        }
        const double p = median(product, ROUNDS), r = median(plain, ROUNDS);
        printf("  %-10s 1 token, %d threads: %6.2f GB/s (plain read %6.2f; best %6.2f and %6.2f), %6.1f G weights/s\n",
               layouts[layout], threads, bytes / p * 1e-9, bytes / r * 1e-9, bytes / product[0] * 1e-9,
               bytes / plain[0] * 1e-9, weights / p * 1e-9);
    }
    drop_work(w);
}

static void many_tokens(tk_isa isa, tk_ternary_layout layout, int32_t tokens) {
    const int32_t rows = 640, columns = 2560;
    const work w = make_work(isa, layout, rows, columns, tokens, 1);
    double times[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) times[i] = run_once(w, 1, multiply);
    const double m = median(times, ROUNDS), all = (double)rows * columns * tokens;
    printf("  %-10s %3d tokens, 1 thread: %6.1f G weights x tokens/s (best %6.1f)\n", layouts[layout], tokens,
           all / m * 1e-9, all / times[0] * 1e-9);
    drop_work(w);
}

static void small(tk_isa isa, tk_ternary_layout layout, int32_t rows, int32_t columns, int32_t tokens) {
    const int calls = 400;
    work w = make_work(isa, layout, rows, columns, tokens, 1);
    double times[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        const double begin = now(1);
        for (int call = 0; call < calls; call++) multiply(&(work){w.isa, w.first, w.bytes, 1, w.activations, w.y, 0, 1, 0});
        times[i] = (now(1) - begin) / calls;
    }
    const double m = median(times, ROUNDS);
    printf("  %-10s %4d x %4d, %2d tokens: %7.2f us (best %7.2f)\n", layouts[layout], rows, columns, tokens, m * 1e6,
           times[0] * 1e6);
    drop_work(w);
}

void tkh_benchmark_ternary(tk_isa isa) {
    printf("%s\n", tk_isa_name(isa));
    static const int32_t tokens[] = {1, 2, 4, 8, 32};
    for (int i = 0; i < 5; i++) small(isa, TK_TERNARY_TILES2, 256, 256, tokens[i]);
    for (int i = 0; i < 5; i++) small(isa, TK_TERNARY_TILES2, 512, 256, tokens[i]);
    small(isa, TK_TERNARY_TILES2, 256, 768, 1);
    small(isa, TK_TERNARY_TILES5, 512, 256, 1);
    for (int layout = 0; layout < TK_TERNARY_LAYOUT_COUNT; layout++) {
        from_memory(isa, (tk_ternary_layout)layout);
        many_tokens(isa, (tk_ternary_layout)layout, 2);
        many_tokens(isa, (tk_ternary_layout)layout, 8);
        many_tokens(isa, (tk_ternary_layout)layout, 64);
    }
}
