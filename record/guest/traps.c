// Pages that userfaultfd protects, and such that it fills.
#define _GNU_SOURCE
#include "traps.h"

#include <fcntl.h>

#include "channel.h"
#include "stage.h"
#include "uffd.h"

static int fd;
static uint64_t mode;
static uintptr_t trapped(void) {
    const uintptr_t p = written();
    if (!uffd_protect(fd, p, 1, mode, true)) give_up("protect");
    return p;
}
static void then_trap(uintptr_t page, bool on) {
    if (!uffd_protect(fd, page, 1, mode, on)) give_up("protect");
    show(page, name_of_trap(mode, on), name_of_trap(mode, on));
}
static bool begin_uffd(const char* name, enum backing backing, uint64_t how, uint64_t features) {
    fd = uffd_open(features);
    mode = how;
    begin(name, backing);
    const bool works = (offers(features) || !features) && uffd_register(fd, upcoming(), 48, mode);
    if (!works) uffd_close(fd);
    return works;
}

static void out_or_moved(void) {
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
}
static void under_permissions(void) {
    const uintptr_t p = trapped();
    then_protect(p, none, "protected page under PROT_NONE");
    then_moved(p, "move_pages");
    then_trap(p, false);
    then_trap(p, true);
    then_protect(p, ro, "PROT_NONE lifted");
    then_protect(p, rw, "mprotect back to RW");
    then_write(p, "then write");
}
static void with_child(void) {
    uintptr_t p = trapped();
    then_fork(p, "protected page after fork");
    then_write(p, "write (child alive)");
    lose_child();
    p = trapped();
    then_out(p, "protected page swapped out");
    then_fork(p, "protected swapped page after fork");
    then_read(p, "read (child alive)");
    lose_child();
}
static void emptied_or_cleared(void) {
    uintptr_t p = trapped();
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
}
static void freed_or_swapped(void) {
    uintptr_t p = trapped();
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
}
static void closed(void) {
    const uintptr_t present = trapped(), swapped = trapped(), empty = trapped();
    show(present, name_of_trap(mode, true), "protected");
    then_out(swapped, "protected page swapped out");
    then_advise(empty, MADV_DONTNEED, "MADV_DONTNEED");
    uffd_close(fd);
    show(present, "uffd-close", "page after the uffd closed");
    show(swapped, "uffd-close", "swapped page after the uffd closed");
    show(empty, "uffd-close", "empty entry after the uffd closed");
    then_write(present, "write");
    then_read(swapped, "read");
}
// Ends the userfaultfd.
static void uffd(void) {
    out_or_moved();
    under_permissions();
    with_child();
    emptied_or_cleared();
    freed_or_swapped();
    closed();
}

static void hole(void) {
    const uintptr_t start = upcoming(), p = trapped();
    show(p, name_of_trap(mode, true), "protected");
    fallocate(file_of_last_map(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)(p - start), page_size);
    show(p, "truncate", "after a hole punch");
}

static void filled(const char* name, enum backing backing) {
    if (!begin_uffd(name, backing, MODE_MISSING | MODE_WP, UFFD_FEATURE_PAGEFAULT_FLAG_WP | WP_SHMEM | POISON | MOVE)) return;
    uintptr_t p = fresh();
    if (uffd_copy(fd, p, true)) show(p, "uffd-copy-wp", "UFFDIO_COPY with WP");
    p = fresh();
    if (uffd_copy(fd, p, false)) show(p, "uffd-copy", "UFFDIO_COPY");
    p = fresh();
    if (uffd_zeropage(fd, p)) show(p, "uffd-zeropage", "UFFDIO_ZEROPAGE");
    p = fresh();
    if (uffd_poison(fd, p)) {
        show(p, "uffd-poison", "UFFDIO_POISON");
        try_to_read(p), show(p, "read", "read (SIGBUS)");
        then_fork(p, "after fork"), lose_child();
        then_protect(p, ro, "mprotect READ");
        then_protect(p, rw, "mprotect READ|WRITE");
        then_advise(p, MADV_DONTNEED, "MADV_DONTNEED");
    }
    p = fresh();
    uintptr_t from = map(ANON, 1);
    write_page(from);
    if (backing == ANON && uffd_move(fd, p, from)) show(p, "uffd-move", "UFFDIO_MOVE");
    p = fresh(), from = map(ANON, 1);
    write_page(from), page_out(from);
    if (backing == ANON && uffd_move(fd, p, from)) {
        show(p, "uffd-move", "UFFDIO_MOVE of a swapped page");
        then_read(p, "read");
    }
    uffd_close(fd);
}

void traps(void) {
    if (begin_uffd("uffd-anon", ANON, MODE_WP, UFFD_FEATURE_PAGEFAULT_FLAG_WP)) uffd();
    if (begin_uffd("uffd-unpopulated", ANON, MODE_WP, WP_UNPOPULATED)) uffd();
    if (begin_uffd("uffd-shmem", SHMEM, MODE_WP, WP_SHMEM)) hole(), uffd();
    if (begin_uffd("uffd-rwp", ANON, MODE_RWP, RWP)) uffd();
    if (begin_uffd("uffd-rwp-shmem", SHMEM, MODE_RWP, RWP)) uffd();
    filled("uffd-copy", ANON);
    filled("uffd-copy-shmem", SHMEM);
}
