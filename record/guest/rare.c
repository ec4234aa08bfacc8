// Lives that few pages have.
#define _GNU_SOURCE
#include "rare.h"

#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "channel.h"
#include "machine.h"
#include "stage.h"
#include "uffd.h"

void guard(void) {
    begin("guard", ANON);
    const uintptr_t p = written(), swapped = written();
    page_out(swapped);
    if (madvise((void*)p, 2 * page_size, MADV_GUARD_INSTALL)) return;
    show(p, "guard-install", "MADV_GUARD_INSTALL");
    show(swapped, "guard-install", "MADV_GUARD_INSTALL");
    try_to_read(p), show(p, "read", "read (SIGSEGV)");
    then_protect(p, ro, "mprotect READ");
    then_protect(p, rw, "mprotect READ|WRITE");
    then_fork(p, "after fork"), lose_child();
    then_cleared(p);
    then_advise(p, MADV_DONTNEED, "MADV_DONTNEED");
    then_out(p, "MADV_PAGEOUT");
    then_advise(p, MADV_GUARD_REMOVE, "MADV_GUARD_REMOVE");
    then_write(p, "write");
    then_remapped(swapped, "mremap");
}

void thp(void) {
    begin("thp", ANON);
    const uintptr_t p = 0x650000000000, next = p + huge_page * page_size;
    mmap((void*)p, 2 * huge_page * page_size, rw, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    madvise((void*)p, 2 * huge_page * page_size, MADV_HUGEPAGE);
    then_write(p, "huge page written");
    protect(p, none, huge_page), show_word(p, "mprotect", "none", "PROT_NONE");
    protect(p, rw, huge_page), show_word(p, "mprotect", "rw", "mprotect back to RW");
    then_cleared(p);
    then_write(p, "write");
    then_moved(p, "moved");
    protect(p, none, huge_page), show_word(p, "mprotect", "none", "PROT_NONE");
    then_moved(p, "PROT_NONE, moved");
    protect(p, rw, huge_page), show_word(p, "mprotect", "rw", "mprotect back to RW");
    then_write(next, "huge page written");
    then_protect(next, ro, "mprotect of one page (split)");
    show(next + page_size, "look", "the page beside it");
    const int fd = uffd_open(UFFD_FEATURE_PAGEFAULT_FLAG_WP);
    if (uffd_register(fd, p, huge_page, MODE_WP)) {
        if (!uffd_protect(fd, p, huge_page, MODE_WP, true)) give_up("protect");
        show(p, "uffd-wp", "write-protected");
        then_moved(p, "wp, moved");
        madvise((void*)p, huge_page * page_size, MADV_PAGEOUT), show(p, "pageout", "wp, swapped out (split)");
        then_read(p, "read");
    }
    uffd_close(fd);
}

void pkeys(void) {
    begin("pkeys", ANON);
    const uintptr_t p = written();
    const long key = syscall(SYS_pkey_alloc, 0L, 0L);
    if (key <= 0) return;
    syscall(SYS_pkey_mprotect, p, (long)page_size, (long)rw, key), show_word(p, "pkey-mprotect", "rw", "pkey_mprotect first key");
    then_out(p, "swapped");
    then_read(p, "read swap-in");
    then_moved(p, "move_pages");
    then_protect(p, none, "PROT_NONE keeps the key");
}

void hwpoison(void) {
    begin("hwpoison", ANON);
    uintptr_t p = written();
    then_advise(p, MADV_SOFT_OFFLINE, "MADV_SOFT_OFFLINE anon (migrated)");
    p = written();
    if (advise(p, MADV_HWPOISON)) {
        show(p, "hwpoison", "MADV_HWPOISON");
        try_to_read(p), show(p, "read", "read (SIGBUS)");
        then_fork(p, "after fork"), lose_child();
        then_protect(p, ro, "mprotect READ");
    }
    begin("hwpoison", SHMEM);
    p = written();
    then_advise(p, MADV_SOFT_OFFLINE, "MADV_SOFT_OFFLINE shmem");
    p = written();
    then_advise(p, MADV_HWPOISON, "MADV_HWPOISON shmem");
}

void ksm(void) {
    begin("ksm", ANON);
    const uintptr_t p = fresh(), other = fresh();
    memset((void*)p, 'k', 2 * page_size);
    madvise((void*)p, 2 * page_size, MADV_MERGEABLE);
    put("/sys/kernel/mm/ksm/sleep_millisecs", "1");
    put("/sys/kernel/mm/ksm/pages_to_scan", "1000");
    put("/sys/kernel/mm/ksm/run", "1");
    sleep(3);
    put("/sys/kernel/mm/ksm/run", "0");
    show(p, "ksm-merge", "merged");
    show(other, "ksm-merge", "merged");
    then_moved(p, "move_pages");
    then_out(p, "MADV_PAGEOUT");
    then_read(p, "read");
    then_write(p, "write");
}

// As often as the kernel allows. Its files moved with 5.13.
static void scan_often(void) {
    const bool moved = !access("/sys/kernel/debug/sched/numa_balancing", F_OK);
    const char* const folder = moved ? "/sys/kernel/debug/sched/numa_balancing/" : "/proc/sys/kernel/numa_balancing_";
    static const char* const values[][2] = {{"scan_delay_ms", "1"}, {"scan_period_min_ms", "10"}, {"scan_period_max_ms", "20"}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char path[96];
        snprintf(path, sizeof path, "%s%s", folder, values[i][0]);
        put(path, values[i][1]);
    }
}
static void wait_for_scan(void) {
    for (volatile long i = 0; i < 60000000; i++) continue;
}
static void hint(int round, uintptr_t page, const char* operation, const char* step) {
    char numbered[64];
    snprintf(numbered, sizeof numbered, "%d %s", round, step);
    show(page, operation, numbered);
}
void numa(void) {
    begin("numa", ANON);
    const uintptr_t near = written(), far = written(), still = written();
    for (int i = 0; i < 20; i++) written();
    to_node(far, 1);
    protect(still, ro, 1);
    put("/proc/sys/kernel/numa_balancing", "1");
    scan_often();
    for (int round = 0; round < 4; round++) {
        wait_for_scan();
        hint(round, near, "numa-hint", "hinting scan (anon)");
        hint(round, far, "numa-hint", "hinting scan (remote)");
        hint(round, still, "numa-hint", "hinting scan (read-only VMA)");
        read_page(near), hint(round, near, "numa-read", "hinting read fault (anon)");
        read_page(far), hint(round, far, "numa-read", "hinting read fault (remote)");
        read_page(still), hint(round, still, "numa-read", "hinting read fault (read-only VMA)");
        wait_for_scan();
        hint(round, near, "numa-hint", "before write");
        write_page(near), hint(round, near, "write", "hinting write fault (anon)");
    }
    put("/proc/sys/kernel/numa_balancing", "0");
}
