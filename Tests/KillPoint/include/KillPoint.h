// Counts the calls with which a program leaves traces in the world - writing, saving and renaming files, sending to the
// network - and ends the program at a chosen one of them, as a power cut would. For tests: loaded beside a program
// with LD_PRELOAD, nothing of it is in the program.
//
//   KILLPOINT_LOG   the file that gets a line for each step: its number, the call, the file or "network"
//   KILLPOINT_AT    the step at which the program ends, before it is carried out; counted from 1
//   KILLPOINT_TORN  if set and the step writes to a file: half of the bytes are written first
//
// Counting begins with the signal SIGUSR2, which writes the line "armed".
#ifndef KILLPOINT_H
#define KILLPOINT_H

/// The signal that begins the counting.
#define KILLPOINT_SIGNAL 12

#endif
