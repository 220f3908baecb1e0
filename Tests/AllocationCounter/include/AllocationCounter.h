// Counts how often the program asks for memory, all its threads together: for tests that say how often it may.
#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdbool.h>

/// False where the program's own functions cannot stand in for those of the C library: another library, or a sanitizer.
bool allocation_counter_works(void);

/// Starts at 0.
void allocation_counter_start(void);

/// How many calls asked for memory since the start.
long allocation_counter_stop(void);

#endif
