// Float kernels with NEON: every arm64 CPU.
#include "../internal.h"

#if defined(__aarch64__)

#define TK_VECTORS tk_vectors_neon
#define TK_QUERIES 1
#include "../vector_tpl.h"

#endif
