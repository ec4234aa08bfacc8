/** C that every program has: the page, accesses that signals end, and what a step tells the process that gives the orders. */

/** Headers, and what a step tells. */
export const prologue = `#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, HUGE_PAGE = 512 * PAGE, MOST = 8 };
#define NOT_USED __attribute__((unused))

/* What a step tells: all processes share it. */
static struct shared {
    char *volatile at[MOST]; /* where each process has its mapping */
    volatile pid_t pid[MOST];
    volatile int error, signal, trapped; /* of the last step: an errno, a signal, a message of userfaultfd */
    const char *volatile undone;         /* why the step could not be brought about */
    volatile int written;                /* PAGEMAP_SCAN tells that the page was written */
    volatile int forked;                 /* the userfaultfd of a child, in its parent */
    volatile pid_t forker;
    volatile pid_t filler;               /* it has taken memory */
    volatile int asleep[MOST];           /* a thread of the process sleeps in userfaultfd */
    const char *volatile unsure;         /* what no program sees, and may not have happened */
} *shared;

static char *at, *whole;    /* the page, or the pages; and the mapping that they are in */
static size_t length, span; /* of both */
static int backing = -1; /* the file behind it */
static int me;          /* the process: 0 is A */
static pthread_t task NOT_USED;

NOT_USED static void check(long returned) {
    if (returned == -1) shared->error = errno;
}
NOT_USED static void undone(const char *why) { shared->undone = why; }
NOT_USED static int put(const char *path, const char *text) {
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    const int failed = fd < 0 || write(fd, text, strlen(text)) < 0;
    if (fd >= 0) close(fd);
    return failed ? -1 : 0;
}
static uint64_t entry_of(pid_t pid, const char *where) {
    char path[64];
    uint64_t word = 0;
    snprintf(path, sizeof path, "/proc/%d/pagemap", (int)pid);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (pread(fd, &word, sizeof word, (off_t)((uintptr_t)where / PAGE * sizeof word)) != sizeof word) word = 0;
    if (fd >= 0) close(fd);
    return word;
}

/* An access that SIGSEGV or SIGBUS ends, or SIGUSR1, once userfaultfd has told of it: then it is given up. */
static _Thread_local sigjmp_buf before_access;
static _Thread_local volatile sig_atomic_t accessing;
static void on_signal(int signal) {
    if (accessing) siglongjmp(before_access, signal);
    if (signal == SIGSEGV) _exit(99); /* SIGBUS tells that a page was lost */
}
static void hear_signals(void) {
    const struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    sigaction(SIGUSR1, &action, NULL);
}
NOT_USED static void touch(char *where, int write) {
    const int signal = sigsetjmp(before_access, 1);
    if (!signal) {
        accessing = 1;
        if (write) *(volatile char *)where = 1;
        else (void)*(volatile char *)where;
    }
    accessing = 0;
    if (signal && signal != SIGUSR1) shared->signal = signal;
}
`;
