// The harness as a command, for machines and emulators without Swift:
//
//     kernel-harness choose              prints the variant that would be used
//     kernel-harness compare [ROUNDS]    compares every variant with scalar; those the CPU lacks are reported as skipped
//     kernel-harness bench               prints speeds; bench-vectors those of head, cache and attention
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernelHarness.h"

static int compare(int rounds) {
    char report[512];
    int failed = 0;
    for (int i = 0; i < TK_ISA_COUNT; i++) {
        const tk_isa isa = (tk_isa)i;
        if (!tk_isa_compiled(isa)) continue;
        if (!tk_isa_available(isa)) {
            printf("%-10s skipped: this CPU lacks it\n", tk_isa_name(isa));
            continue;
        }
        tkh_result r = tkh_compare(isa, 20250415, rounds, report, sizeof report);
        if (r.failures == 0) {
            const tkh_result vectors = tkh_compare_vectors(isa, 20250415, rounds, report, sizeof report);
            r.checks += vectors.checks;
            r.failures = vectors.failures;
            r.digest = r.digest * 0x100000001B3ull ^ vectors.digest;
        }
        printf("%-10s %s: %lld comparisons, digest %016llx\n", tk_isa_name(isa), r.failures ? "FAILED" : "same bits",
               (long long)r.checks, (unsigned long long)r.digest);
        if (r.failures) printf("           %lld differ; the first: %s\n", (long long)r.failures, report);
        failed |= r.failures != 0;
    }
    return failed;
}

int main(int argc, char **argv) {
    const char *command = argc > 1 ? argv[1] : "";
    if (strcmp(command, "choose") == 0) {
        tk_isa isa;
        const tk_choice choice = tk_choose_isa(NULL, &isa);
        puts(choice == TK_CHOICE_OK ? tk_isa_name(isa) : "TRIVET_ISA is no instruction set of this architecture");
        return choice != TK_CHOICE_OK;
    }
    if (strcmp(command, "compare") == 0) return compare(argc > 2 ? atoi(argv[2]) : 200);
    const int vectors = strcmp(command, "bench-vectors") == 0;
    if (vectors || strcmp(command, "bench") == 0) {
        for (int i = 0; i < TK_ISA_COUNT; i++)
            if (tk_isa_available((tk_isa)i) && (argc < 3 || strcmp(argv[2], tk_isa_name((tk_isa)i)) == 0))
                (vectors ? tkh_benchmark_vectors : tkh_benchmark)((tk_isa)i);
        return 0;
    }
    fprintf(stderr, "usage: kernel-harness choose | compare [ROUNDS] | bench [VARIANT] | bench-vectors [VARIANT]\n");
    return 2;
}
