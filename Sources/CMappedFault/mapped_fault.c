#define _GNU_SOURCE
#include "CMappedFault.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

// A place is free while `start` is 0 and counts for the handler while `end` is not. Only lock-free atomics, so that the
// handler may read them at any moment.
typedef struct place {
    atomic_uintptr_t start;
    atomic_uintptr_t end;
    atomic_bool is_damaged;
} place;

static place places[MF_CAPACITY];
static struct sigaction previous;
static atomic_flag is_installed = ATOMIC_FLAG_INIT;
static uintptr_t page_mask; // set before the handler is installed

// Puts zero pages from the missing page to the end of its mapping. All of them: a file that is cut has nothing behind the
// cut, and a fault for each page would take a second for a large model.
static bool fill(uintptr_t address) {
    for (int index = 0; index < MF_CAPACITY; index++) {
        place *at = &places[index];
        const uintptr_t end = atomic_load_explicit(&at->end, memory_order_acquire);
        const uintptr_t start = atomic_load_explicit(&at->start, memory_order_acquire);
        if (end == 0 || address < start || address >= end) continue;
        // The two belong together unless the place has changed hands in between.
        if (atomic_load(&at->end) != end) continue;
        const uintptr_t page = address & page_mask;
        // Before the pages appear: who reads a zero finds the mark set.
        atomic_store(&at->is_damaged, true);
        return mmap((void *)page, end - page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1,
                    0) != MAP_FAILED;
    }
    return false;
}

static void on_fault(int number, siginfo_t *info, void *context) {
    (void)context;
    const int code = errno;
    // A code above zero comes from the kernel, and then the address is that of the fault.
    if (info->si_code <= 0 || !fill((uintptr_t)info->si_addr)) {
        // Not ours: as if this handler had never been there. A fault happens again on return; a signal that was sent
        // is sent again.
        sigaction(number, &previous, NULL);
        if (info->si_code <= 0) raise(number);
    }
    errno = code;
}

bool mf_install(void) {
    if (atomic_flag_test_and_set(&is_installed)) return true;
    page_mask = ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1);
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGBUS, NULL, &previous) == 0 && sigaction(SIGBUS, &action, NULL) == 0) return true;
    atomic_flag_clear(&is_installed);
    return false;
}

int mf_watch(const void *start, size_t length) {
    if (start == NULL || length == 0) return -1;
    for (int index = 0; index < MF_CAPACITY; index++) {
        place *at = &places[index];
        uintptr_t free_place = 0;
        if (!atomic_compare_exchange_strong(&at->start, &free_place, (uintptr_t)start)) continue;
        atomic_store(&at->is_damaged, false);
        atomic_store_explicit(&at->end, (uintptr_t)start + length, memory_order_release);
        return index;
    }
    return -1;
}

void mf_forget(int place_index) {
    if (place_index < 0 || place_index >= MF_CAPACITY) return;
    place *at = &places[place_index];
    atomic_store(&at->end, 0);
    atomic_store_explicit(&at->start, 0, memory_order_release);
}

bool mf_is_damaged(int place_index) {
    if (place_index < 0 || place_index >= MF_CAPACITY) return false;
    return atomic_load(&places[place_index].is_damaged);
}
