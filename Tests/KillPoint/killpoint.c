#define _GNU_SOURCE
#include "KillPoint.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_bool armed;
static atomic_int steps;
static int kill_at;
static bool is_torn;
static int log_file = -1;

// The system itself, past the functions that stand in its place here.
static long system_write(int file, const void *bytes, size_t count) { return syscall(SYS_write, file, bytes, count); }

static void note(const char *line) {
    if (log_file >= 0) system_write(log_file, line, strlen(line));
}

static void arm(int signal) {
    (void)signal;
    atomic_store(&steps, 0);
    atomic_store(&armed, true);
    note("armed\n");
}

__attribute__((constructor)) static void set_up(void) {
    const char *path = getenv("KILLPOINT_LOG"), *at = getenv("KILLPOINT_AT");
    if (!path) return;
    log_file = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    kill_at = at ? atoi(at) : 0;
    is_torn = getenv("KILLPOINT_TORN") != NULL;
    struct sigaction action = {.sa_handler = arm, .sa_flags = SA_RESTART};
    sigaction(KILLPOINT_SIGNAL, &action, NULL);
}

// What a descriptor leads to, if traces are left there: a file beside the log, or the network. What a program says to
// itself or to its terminal is none.
static bool leads_outside(int file, char *name, size_t size) {
    struct stat info;
    if (file <= 2 || file == log_file || fstat(file, &info) != 0) return false;
    if (S_ISSOCK(info.st_mode)) {
        struct sockaddr_storage peer;
        socklen_t length = sizeof peer;
        if (getpeername(file, (struct sockaddr *)&peer, &length) != 0) return false;
        snprintf(name, size, "network");
        return peer.ss_family == AF_INET || peer.ss_family == AF_INET6;
    }
    if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) return false;
    char link[64], path[512];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t count = readlink(link, path, sizeof path - 1);
    path[count < 0 ? 0 : count] = 0;
    const char *slash = strrchr(path, '/');
    snprintf(name, size, "%s", slash ? slash + 1 : path);
    return true;
}

// Counts a step; at the chosen one the program ends here. `bytes` are those of a write to a file.
static void step(const char *call, const char *name, int file, const void *bytes, size_t count) {
    int number = atomic_fetch_add(&steps, 1) + 1;
    char line[600];
    snprintf(line, sizeof line, "%d %s %s\n", number, call, name);
    note(line);
    if (number != kill_at) return;
    if (is_torn && bytes) system_write(file, bytes, count / 2);
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static void look(const char *call, int file, const void *bytes, size_t count) {
    char name[512];
    if (!atomic_load(&armed) || !leads_outside(file, name, sizeof name)) return;
    bool is_network = strcmp(name, "network") == 0;
    step(call, name, file, is_network ? NULL : bytes, count);
}

ssize_t write(int file, const void *bytes, size_t count) {
    look("write", file, bytes, count);
    return system_write(file, bytes, count);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    look("writev", file, NULL, 0);
    return syscall(SYS_writev, file, parts, count);
}

ssize_t send(int file, const void *bytes, size_t count, int flags) {
    look("send", file, NULL, 0);
    return syscall(SYS_sendto, file, bytes, count, flags, NULL, 0);
}

ssize_t sendto(int file, const void *bytes, size_t count, int flags, const struct sockaddr *to, socklen_t length) {
    look("sendto", file, NULL, 0);
    return syscall(SYS_sendto, file, bytes, count, flags, to, length);
}

int fdatasync(int file) {
    look("fdatasync", file, NULL, 0);
    return (int)syscall(SYS_fdatasync, file);
}

int fsync(int file) {
    look("fsync", file, NULL, 0);
    return (int)syscall(SYS_fsync, file);
}

int ftruncate(int file, off_t length) {
    look("ftruncate", file, NULL, 0);
    return (int)syscall(SYS_ftruncate, file, length);
}

int rename(const char *from, const char *to) {
    if (atomic_load(&armed)) step("rename", to, -1, NULL, 0);
    return (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}
