// Scripted lives of pages. The names of steps tell `pte replay` which operation a step was.
#include "guest.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { none = PROT_NONE, ro = PROT_READ, rw = PROT_READ | PROT_WRITE, huge_page = 512 };
static const char* scenario;
#define R(page, ...) record(scenario, page, __VA_ARGS__)

// Pages of a mapping, one after the other, so that no step meets what another left
static uintptr_t upcoming;
static void begin(const char* name, enum backing backing) {
    scenario = name;
    upcoming = map(backing, 48);
}
static uintptr_t fresh(void) { return upcoming += page_size; }
static uintptr_t written(void) {
    write_page(fresh());
    return upcoming;
}
static void then_read(uintptr_t page, const char* step) { read_page(page), R(page, "%s", step); }
static void then_write(uintptr_t page, const char* step) { write_page(page), R(page, "%s", step); }
static void then_out(uintptr_t page, const char* step) { page_out(page), R(page, "%s", step); }
static void then_moved(uintptr_t page, const char* step) { to_node(page, !node_of(page)), R(page, "%s", step); }
static void then_protect(uintptr_t page, int prot, const char* step) { protect(page, prot, 1), R(page, "%s", step); }
static void then_advise(uintptr_t page, int advice, const char* step) {
    if (!madvise((void*)page, page_size, advice)) R(page, "%s", step);
}
static void then_cleared(uintptr_t page) { clear_soft_dirty(), R(page, "clear_refs 4"); }
static uintptr_t then_remapped(uintptr_t page, const char* step) { return page = remap(page), R(page, "%s", step), page; }
static void then_fork(uintptr_t page, const char* step) { have_child(), R(page, "%s", step); }
// The slot moves to the other device, and back for those that follow.
static void then_swapoff(uintptr_t page) {
    swap_on("/dev/vdb", 1);
    swap_off("/dev/vda");
    R(page, "swapped in by swapoff");
    swap_on("/dev/vda", 5);
    swap_off("/dev/vdb");
}

static void anon(void) {
    begin("anon", ANON);
    uintptr_t p = fresh();
    then_read(p, "read fault maps the zero page");
    then_write(p, "write fault after zero page");
    p = written(), R(p, "write fault");
    then_protect(p, ro, "mprotect PROT_READ");
    then_protect(p, none, "mprotect PROT_NONE");
    then_protect(p, rw, "mprotect back to RW");
    then_protect(p, rw | PROT_EXEC, "mprotect RWX");
    R(fresh(), "never touched");
    p = fresh();
    then_read(p, "read fault maps the zero page");
    then_protect(p, none, "zero page, PROT_NONE");
    then_protect(p, rw, "zero page, mprotect back to RW");
}

static void file(const char* name, enum backing backing) {
    begin(name, backing);
    uintptr_t p = fresh();
    then_read(p, "read fault");
    p = written(), R(p, "write fault");
    then_moved(p, "written, moved");
    then_advise(p, MADV_DONTNEED, "MADV_DONTNEED");
    then_read(p, "read");
    p = fresh(), read_page(p);
    then_moved(p, "read-faulted, moved");
    then_write(p, "write");
}

static void swap(void) {
    begin("swap", ANON);
    uintptr_t p = written();
    then_out(p, "swapped out");
    then_read(p, "read swap-in");
    then_out(p, "swapped out again");
    then_write(p, "write swap-in");
    p = written();
    then_protect(p, ro, "mprotect PROT_READ");
    then_out(p, "swapped out, VMA read-only");
    then_read(p, "read swap-in, VMA read-only");
    then_protect(p, none, "then PROT_NONE");
    then_out(p, "PROT_NONE page swapped out");
    then_protect(p, rw, "mprotect back to RW");
    then_write(p, "write swap-in");
    p = written();
    then_out(p, "swapped out");
    then_swapoff(p);
    then_write(p, "write");
    p = written();
    then_protect(p, ro, "mprotect PROT_READ");
    then_out(p, "swapped out, VMA read-only");
    then_swapoff(p);
}

static void forked(void) {
    begin("fork", ANON);
    const uintptr_t present = written(), swapped = written(), unreadable = written(), zero = fresh();
    then_out(swapped, "before: swapped");
    then_protect(unreadable, none, "before: PROT_NONE");
    then_read(zero, "before: zero page");
    R(present, "before: present");
    then_fork(present, "parent after fork: present");
    R(swapped, "parent after fork: swapped");
    R(unreadable, "parent after fork: PROT_NONE");
    R(zero, "parent after fork: zero page");
    then_read(swapped, "parent read swap-in of shared swap");
    then_write(present, "parent write (COW copy)");
    then_protect(unreadable, rw, "mprotect back to RW");
    then_out(unreadable, "MADV_PAGEOUT (child alive)");
    then_moved(swapped, "move_pages (child alive)");
    lose_child();
    then_write(swapped, "parent write after child died");
    then_write(unreadable, "write");
    then_write(zero, "write");
}

static void migrate(void) {
    begin("migrate", ANON);
    uintptr_t p = written();
    then_moved(p, "anon written, moved to the other node");
    then_write(p, "written after the move");
    p = written();
    then_protect(p, ro, "mprotect PROT_READ");
    then_moved(p, "read-only VMA, moved");
    then_protect(p, rw, "VMA made RW again");
    then_write(p, "write");
    p = written();
    then_protect(p, none, "PROT_NONE");
    then_moved(p, "PROT_NONE page, moved");
    then_protect(p, rw, "mprotect back to RW");
    p = written();
    then_advise(p, MADV_FREE, "MADV_FREE");
    then_moved(p, "lazily freed page moved");
    then_write(p, "write");
    then_advise(p, MADV_FREE, "MADV_FREE again");
    then_out(p, "lazily freed page paged out");
    p = written();
    then_advise(p, MADV_COLD, "MADV_COLD");
    then_moved(p, "cold page moved");
    begin("migrate", SHMEM);
    p = written();
    then_moved(p, "shmem written, moved");
    then_protect(p, ro, "mprotect PROT_READ");
    then_moved(p, "read-only VMA, moved");
    then_protect(p, rw, "VMA made RW again");
    p = fresh();
    then_read(p, "shmem read fault");
    then_moved(p, "shmem read-faulted, moved");
    then_write(p, "write");
}

static void softdirty(void) {
    begin("softdirty", ANON);
    uintptr_t p = written();
    R(p, "fresh");
    then_cleared(p);
    then_read(p, "read after clear");
    then_write(p, "write after clear");
    then_out(p, "soft-dirty page swapped out");
    then_cleared(p);
    then_read(p, "read swap-in, not soft-dirty");
    then_out(p, "clean page swapped out");
    then_write(p, "write swap-in");
    then_cleared(p);
    then_moved(p, "cleared then moved");
    then_write(p, "write");
    then_moved(p, "dirtied then moved");
    then_cleared(p);
    then_remapped(p, "mremap to a new address");
    begin("softdirty", SHMEM);
    p = written();
    then_cleared(p);
    then_moved(p, "move_pages");
    then_write(p, "write");
}

static int fd;
static uint64_t mode;
static uintptr_t trapped(void) {
    const uintptr_t p = written();
    if (!uffd_protect(fd, p, 1, mode, true)) give_up("protect");
    return p;
}
// Named for the operations that `pte replay` knows
static void then_trap(uintptr_t page, bool on) {
    if (!uffd_protect(fd, page, 1, mode, on)) give_up("protect");
    R(page, mode == MODE_RWP ? "UFFDIO_RWPROTECT%s" : "UFFDIO_WRITEPROTECT%s", on ? "" : " off");
}
static bool begin_uffd(const char* name, enum backing backing, uint64_t how, uint64_t features) {
    fd = uffd_open(features);
    mode = how;
    begin(name, backing);
    const bool works = (offers(features) || !features) && uffd_register(fd, upcoming, 48, mode);
    if (!works) uffd_close(fd);
    return works;
}

static void uffd(void) {
    uintptr_t p = fresh();
    then_trap((write_page(p), p), true);
    then_read(p, "read");
    then_write(p, "after the trapped write was resolved");
    p = trapped();
    then_out(p, "protected page swapped out");
    then_read(p, "then read");
    then_write(p, "then write");
    p = trapped(), page_out(p);
    then_write(p, "protected swapped page: write");
    p = trapped();
    then_moved(p, "protected page moved to the other node");
    then_write(p, "then write");
    p = trapped();
    then_out(p, "protected page swapped out");
    then_trap(p, false);
    then_read(p, "then read");
    p = trapped();
    then_protect(p, none, "protected page under PROT_NONE");
    then_moved(p, "move_pages");
    then_trap(p, false);
    then_trap(p, true);
    then_protect(p, ro, "PROT_NONE lifted");
    then_protect(p, rw, "mprotect back to RW");
    then_write(p, "then write");
    p = trapped();
    then_fork(p, "protected page after fork");
    then_write(p, "write (child alive)");
    lose_child();
    p = trapped();
    then_out(p, "protected page swapped out");
    then_fork(p, "protected swapped page after fork");
    then_read(p, "read (child alive)");
    lose_child();
    p = trapped();
    then_advise(p, MADV_DONTNEED, "MADV_DONTNEED");
    then_write(p, "write");
    p = fresh(), read_page(p);
    then_trap(p, true);
    then_write(p, "then write");
    p = fresh();
    then_trap(p, true);
    then_read(p, "then read");
    p = trapped();
    then_cleared(p);
    then_write(p, "then write");
    p = trapped();
    then_advise(p, MADV_FREE, "MADV_FREE");
    then_moved(p, "move_pages");
    p = trapped();
    then_out(p, "protected page swapped out");
    then_swapoff(p);
    then_write(p, "then write");
    p = trapped();
    then_out(p, "protected page swapped out");
    p = then_remapped(p, "mremap");
    then_read(p, "read");
    const uintptr_t present = trapped(), swapped = trapped(), empty = trapped();
    R(present, "protected");
    then_out(swapped, "protected page swapped out");
    then_advise(empty, MADV_DONTNEED, "MADV_DONTNEED");
    uffd_close(fd);
    R(present, "page after the uffd closed");
    R(swapped, "swapped page after the uffd closed");
    R(empty, "empty entry after the uffd closed");
    then_write(present, "write");
    then_read(swapped, "read");
}

static void hole(void) {
    const uintptr_t start = upcoming, p = trapped();
    R(p, "protected");
    fallocate(file_of_last_map(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)(p - start), page_size);
    R(p, "after a hole punch");
}

static void filled(const char* name, enum backing backing) {
    if (!begin_uffd(name, backing, MODE_MISSING | MODE_WP, UFFD_FEATURE_PAGEFAULT_FLAG_WP | WP_SHMEM | POISON | MOVE)) return;
    uintptr_t p = fresh();
    if (uffd_copy(fd, p, true)) R(p, "UFFDIO_COPY with WP");
    p = fresh();
    if (uffd_copy(fd, p, false)) R(p, "UFFDIO_COPY");
    p = fresh();
    if (uffd_zeropage(fd, p)) R(p, "UFFDIO_ZEROPAGE");
    p = fresh();
    if (uffd_poison(fd, p)) {
        R(p, "UFFDIO_POISON");
        try_to_read(p), R(p, "read (SIGBUS)");
        then_fork(p, "after fork"), lose_child();
        then_protect(p, ro, "mprotect READ");
        then_protect(p, rw, "mprotect READ|WRITE");
        then_advise(p, MADV_DONTNEED, "MADV_DONTNEED");
    }
    p = fresh();
    uintptr_t from = map(ANON, 1);
    write_page(from);
    if (backing == ANON && uffd_move(fd, p, from)) R(p, "UFFDIO_MOVE");
    p = fresh(), from = map(ANON, 1);
    write_page(from), page_out(from);
    if (backing == ANON && uffd_move(fd, p, from)) {
        R(p, "UFFDIO_MOVE of a swapped page");
        then_read(p, "read");
    }
    uffd_close(fd);
}

static void guard(void) {
    begin("guard", ANON);
    const uintptr_t p = written(), swapped = written();
    page_out(swapped);
    if (madvise((void*)p, 2 * page_size, MADV_GUARD_INSTALL)) return;
    R(p, "MADV_GUARD_INSTALL");
    R(swapped, "MADV_GUARD_INSTALL");
    try_to_read(p), R(p, "read (SIGSEGV)");
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

static void thp(void) {
    scenario = "thp";
    const uintptr_t p = 0x650000000000, next = p + huge_page * page_size;
    mmap((void*)p, 2 * huge_page * page_size, rw, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    madvise((void*)p, 2 * huge_page * page_size, MADV_HUGEPAGE);
    then_write(p, "huge page written");
    protect(p, none, huge_page), R(p, "PROT_NONE");
    protect(p, rw, huge_page), R(p, "mprotect back to RW");
    then_cleared(p);
    then_write(p, "write");
    then_moved(p, "moved");
    protect(p, none, huge_page), R(p, "PROT_NONE");
    then_moved(p, "PROT_NONE, moved");
    protect(p, rw, huge_page), R(p, "mprotect back to RW");
    then_write(next, "huge page written");
    then_protect(next, ro, "mprotect of one page (split)");
    R(next + page_size, "the page beside it");
    fd = uffd_open(UFFD_FEATURE_PAGEFAULT_FLAG_WP);
    if (uffd_register(fd, p, huge_page, MODE_WP)) {
        if (!uffd_protect(fd, p, huge_page, MODE_WP, true)) give_up("protect");
        R(p, "write-protected");
        then_moved(p, "wp, moved");
        madvise((void*)p, huge_page * page_size, MADV_PAGEOUT), R(p, "wp, swapped out (split)");
        then_read(p, "read");
    }
    uffd_close(fd);
}

static void pkeys(void) {
    begin("pkeys", ANON);
    const uintptr_t p = written();
    const long key = syscall(SYS_pkey_alloc, 0L, 0L);
    if (key <= 0) return;
    syscall(SYS_pkey_mprotect, p, (long)page_size, (long)rw, key), R(p, "pkey_mprotect first key");
    then_out(p, "swapped");
    then_read(p, "read swap-in");
    then_moved(p, "move_pages");
    then_protect(p, none, "PROT_NONE keeps the key");
}

static void hwpoison(void) {
    begin("hwpoison", ANON);
    uintptr_t p = written();
    then_advise(p, MADV_SOFT_OFFLINE, "MADV_SOFT_OFFLINE anon (migrated)");
    p = written();
    if (!madvise((void*)p, page_size, MADV_HWPOISON)) {
        R(p, "MADV_HWPOISON");
        try_to_read(p), R(p, "read (SIGBUS)");
        then_fork(p, "after fork"), lose_child();
        then_protect(p, ro, "mprotect READ");
    }
    begin("hwpoison", SHMEM);
    p = written();
    then_advise(p, MADV_SOFT_OFFLINE, "MADV_SOFT_OFFLINE shmem");
    p = written();
    then_advise(p, MADV_HWPOISON, "MADV_HWPOISON shmem");
}

static void ksm(void) {
    begin("ksm", ANON);
    const uintptr_t p = fresh(), other = fresh();
    memset((void*)p, 'k', 2 * page_size);
    madvise((void*)p, 2 * page_size, MADV_MERGEABLE);
    put("/sys/kernel/mm/ksm/sleep_millisecs", "1");
    put("/sys/kernel/mm/ksm/pages_to_scan", "1000");
    put("/sys/kernel/mm/ksm/run", "1");
    sleep(3);
    put("/sys/kernel/mm/ksm/run", "0");
    R(p, "merged");
    R(other, "merged");
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
static void numa(void) {
    begin("numa", ANON);
    const uintptr_t near = written(), far = written(), still = written();
    for (int i = 0; i < 20; i++) written();
    to_node(far, 1);
    protect(still, ro, 1);
    put("/proc/sys/kernel/numa_balancing", "1");
    scan_often();
    for (int round = 0; round < 4; round++) {
        wait_for_scan();
        R(near, "%d hinting scan (anon)", round);
        R(far, "%d hinting scan (remote)", round);
        R(still, "%d hinting scan (read-only VMA)", round);
        read_page(near), R(near, "%d hinting read fault (anon)", round);
        read_page(far), R(far, "%d hinting read fault (remote)", round);
        read_page(still), R(still, "%d hinting read fault (read-only VMA)", round);
        wait_for_scan();
        R(near, "%d before write", round);
        write_page(near), R(near, "%d hinting write fault (anon)", round);
    }
    put("/proc/sys/kernel/numa_balancing", "0");
}

void scenarios(void) {
    survive_signals();
    anon();
    file("file-private", FILE_PRIVATE);
    file("file-shared", FILE_SHARED);
    swap();
    forked();
    migrate();
    softdirty();
    if (begin_uffd("uffd-anon", ANON, MODE_WP, UFFD_FEATURE_PAGEFAULT_FLAG_WP)) uffd();
    if (begin_uffd("uffd-unpopulated", ANON, MODE_WP, WP_UNPOPULATED)) uffd();
    if (begin_uffd("uffd-shmem", SHMEM, MODE_WP, WP_SHMEM)) hole(), uffd();
    if (begin_uffd("uffd-rwp", ANON, MODE_RWP, RWP)) uffd();
    if (begin_uffd("uffd-rwp-shmem", SHMEM, MODE_RWP, RWP)) uffd();
    filled("uffd-copy", ANON);
    filled("uffd-copy-shmem", SHMEM);
    guard();
    thp();
    pkeys();
    hwpoison();
    ksm();
    numa();
}
