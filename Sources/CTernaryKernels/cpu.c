// Which variants this CPU and operating system can run. Asked for each time: a few instructions, no state to guard.
#include "internal.h"

#if defined(__x86_64__)

#include <cpuid.h>

static uint64_t enabled_state(void) {  // XCR0: which registers the operating system saves
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (uint64_t)high << 32 | low;
}

uint32_t tk_cpu_variants(void) {
    uint32_t variants = 1u << TK_ISA_SCALAR;
    uint32_t a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE) || !(c & bit_AVX) || !(c & bit_F16C)) return variants;
    const uint64_t state = enabled_state();
    if ((state & 0x06) != 0x06) return variants;  // xmm, ymm
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & bit_AVX2)) return variants;
    const uint32_t highest_subleaf = a;
    variants |= 1u << TK_ISA_AVX2;
    // Foundation, 32/64-bit, byte/word, 128/256-bit forms; opmask and zmm state.
    const uint32_t avx512 = bit_AVX512F | bit_AVX512DQ | bit_AVX512BW | bit_AVX512VL;
    if ((b & avx512) == avx512 && (c & bit_AVX512VNNI) && (state & 0xE6) == 0xE6) variants |= 1u << TK_ISA_AVX512VNNI;
    if (highest_subleaf >= 1 && __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & (1u << 4)))
        variants |= 1u << TK_ISA_AVXVNNI;
#if defined(TK_AVXVNNI_AS_AVX512VL)  // see x86/avxvnni.c
    if (variants >> TK_ISA_AVX512VNNI & 1) variants |= 1u << TK_ISA_AVXVNNI;
#endif
    return variants;
}

#elif defined(__aarch64__)

#if defined(__linux__)
#include <sys/auxv.h>
#endif

uint32_t tk_cpu_variants(void) {
    uint32_t variants = 1u << TK_ISA_SCALAR | 1u << TK_ISA_NEON;
#if defined(__linux__)
    const unsigned long hwcap = getauxval(AT_HWCAP);
    if (hwcap & (1ul << 20)) variants |= 1u << TK_ISA_DOTPROD;  // HWCAP_ASIMDDP
#elif defined(__APPLE__)
    variants |= 1u << TK_ISA_DOTPROD;
#endif
    return variants;
}

#else

uint32_t tk_cpu_variants(void) { return 1u << TK_ISA_SCALAR; }

#endif
