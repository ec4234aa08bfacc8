// Memory of every backing, and the system calls on it.
#define _GNU_SOURCE
#include "pages.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "channel.h"
#include "machine.h"

// An address that nothing is mapped at or near.
static uintptr_t somewhere_else(void) {
    static uintptr_t next = 0x600000000000;
    return next += 0x600000;
}

static int last_file = -1;
int file_of_last_map(void) { return last_file; }

static int new_file(void) {
    static unsigned count;
    static char text[48 * page_size];  // as long as any mapping
    char name[32];
    snprintf(name, sizeof name, "/shm/%u", count++);
    const int fd = open(name, O_RDWR | O_CREAT, 0600);
    memset(text, 'x', sizeof text);
    if (fd < 0 || write(fd, text, sizeof text) < 0) give_up(name);
    return fd;
}

const char* name_of(enum backing backing) {
    static const char* const names[] = {
        [ANON] = "anon", [SHMEM] = "shmem", [FILE_PRIVATE] = "file-private", [FILE_SHARED] = "file-shared"};
    return names[backing];
}

uintptr_t map(enum backing backing, size_t pages) {
    const bool shared = backing == SHMEM || backing == FILE_SHARED;
    const int flags = MAP_FIXED | (shared ? MAP_SHARED : MAP_PRIVATE) | (backing == ANON ? MAP_ANONYMOUS : 0);
    last_file = backing == ANON ? -1 : new_file();
    void* const p = mmap((void*)somewhere_else(), pages * page_size, PROT_READ | PROT_WRITE, flags, last_file, 0);
    if (p == MAP_FAILED) give_up("mmap");
    return (uintptr_t)p;
}

void read_page(uintptr_t page) { (void)*(volatile char*)page; }
void write_page(uintptr_t page) { ++*(volatile char*)page; }

static sigjmp_buf before_access;
static volatile sig_atomic_t trying;
static void on_signal(int signal, siginfo_t* info, void* context) {
    (void)context;
    if (trying) siglongjmp(before_access, signal);
    if (info->si_code != BUS_MCEERR_AO && info->si_code != BUS_MCEERR_AR) give_up("signal");  // these tell of a lost page
}
void survive_signals(void) {
    const struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
    if (sigaction(SIGBUS, &action, NULL) || sigaction(SIGSEGV, &action, NULL)) give_up("sigaction");
}
void try_to_read(uintptr_t page) {
    trying = true;
    if (!sigsetjmp(before_access, 1)) read_page(page);
    trying = false;
}

void protect(uintptr_t page, int prot, size_t pages) {
    if (mprotect((void*)page, pages * page_size, prot)) give_up("mprotect");
}
const char* name_of_prot(int prot) {
    static const char* const names[] = {[PROT_NONE] = "none",
                                        [PROT_READ] = "r",
                                        [PROT_READ | PROT_WRITE] = "rw",
                                        [PROT_READ | PROT_EXEC] = "rx",
                                        [PROT_READ | PROT_WRITE | PROT_EXEC] = "rwx"};
    return names[prot];
}
bool advise(uintptr_t page, int advice) { return !madvise((void*)page, page_size, advice); }
const char* name_of_advice(int advice) {
    switch (advice) {
        case MADV_COLD:
            return "cold";
        case MADV_DONTNEED:
            return "dontneed";
        case MADV_FREE:
            return "free";
        case MADV_GUARD_INSTALL:
            return "guard-install";
        case MADV_GUARD_REMOVE:
            return "guard-remove";
        case MADV_HWPOISON:
            return "hwpoison";
        case MADV_PAGEOUT:
            return "pageout";
        case MADV_SOFT_OFFLINE:
            return "soft-offline";
        default:
            return "other";
    }
}
void page_out(uintptr_t page) { madvise((void*)page, page_size, MADV_PAGEOUT); }

static int move_pages(uintptr_t page, const int* node, long flags) {
    void* p = (void*)page;
    int status = -1;
    syscall(SYS_move_pages, 0L, 1L, &p, node, &status, flags);
    return status;
}
void to_node(uintptr_t page, int node) { move_pages(page, &node, 2); }
int node_of(uintptr_t page) { return move_pages(page, NULL, 0); }

uintptr_t remap(uintptr_t page) {
    const uintptr_t to = somewhere_else();
    if (mremap((void*)page, page_size, page_size, MREMAP_MAYMOVE | MREMAP_FIXED, (void*)to) == MAP_FAILED) give_up("mremap");
    return to;
}
void clear_soft_dirty(void) { put("/proc/self/clear_refs", "4"); }

static pid_t child;
bool has_child(void) { return child != 0; }
void have_child(void) {
    child = fork();
    if (child < 0) give_up("fork");
    if (child > 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) pause();
}
void lose_child(void) {
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    child = 0;
}
