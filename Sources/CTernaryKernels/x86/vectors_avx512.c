// Float kernels with 512-bit registers.
#include "../internal.h"

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)

#define TK_VECTORS tk_vectors_avx512
#define TK_QUERIES 4
#include "../vector_tpl.h"

#pragma clang attribute pop

#endif
