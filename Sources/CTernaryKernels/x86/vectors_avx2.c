// Float kernels with 256-bit registers.
#include "../internal.h"

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,f16c"))), apply_to = function)

#define TK_VECTORS tk_vectors_avx2
#define TK_QUERIES 1
#include "../vector_tpl.h"

#pragma clang attribute pop

#endif
