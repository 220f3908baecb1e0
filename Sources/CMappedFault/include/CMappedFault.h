// Memory that maps a file faults (SIGBUS) where the file has become shorter or its disk cannot be read. This keeps such
// a fault from ending the process: zero pages take the place of the missing ones, and the mapping is marked as damaged.
// Whoever reads from a mapping asks for the mark afterwards and throws away what was computed.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// How many mappings can be watched at the same time.
#define MF_CAPACITY 64

// Installs the signal handler of the process. A program does so once, at its start; a library never does. Faults
// elsewhere, and SIGBUS sent by somebody, go to whoever had the signal before. False (errno says why) if the system
// refuses; a second call changes nothing.
bool mf_install(void);

// Watches `length` bytes of a read-only mapping that begin at a page. Returns its place in the list; -1 if the list is
// full: then the mapping is not guarded. Forget the place before the mapping is unmapped.
int mf_watch(const void *start, size_t length);
void mf_forget(int place);

// True if a page of the mapping was missing since it is watched.
bool mf_is_damaged(int place);
