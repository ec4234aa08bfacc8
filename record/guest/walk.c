// A seeded random walk: operations on pages of every backing, some trapped by userfaultfd, while a child comes and goes.
#include "guest.h"

#include <stdio.h>

static uint64_t state;
static unsigned chance(unsigned n) {  // xorshift64
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return (unsigned)(state >> 11) % n;
}

struct page {
    uintptr_t at;
    enum backing backing;
    uint64_t traps;  // MODE_WP, MODE_RWP or none
    int prot;
    bool guarded;
    char name[64];
};
enum { page_count = 18 };
static struct page pages[page_count];

static void lay_out(unsigned seed, int fd) {
    static const enum backing backings[] = {ANON, ANON, ANON, SHMEM, SHMEM, FILE_PRIVATE};
    static const bool trapped[] = {false, true, true, false, true, false};
    static const char* const names[] = {[ANON] = "anon", [SHMEM] = "shmem", [FILE_PRIVATE] = "file-private"};
    for (int i = 0; i < page_count; i++) {
        struct page* const p = &pages[i];
        p->backing = backings[i % 6];
        p->at = map(p->backing, 1);
        p->prot = PROT_READ | PROT_WRITE;
        const uint64_t mode = offers(RWP) && i >= page_count / 2 ? MODE_RWP : MODE_WP;
        p->traps = trapped[i % 6] && uffd_register(fd, p->at, 1, mode) ? mode : 0;
        const char* const trap = p->traps == MODE_RWP ? "-rwp" : p->traps ? "-wp" : "";
        snprintf(p->name, sizeof p->name, "random-%u %s%s", seed, names[p->backing], trap);
    }
}

static bool protected(struct page* p, int prot) {
    const bool changes = p->prot != prot;
    if (changes) protect(p->at, p->prot = prot, 1);
    return changes;
}
static bool advised(struct page* p, int advice) { return !madvise((void*)p->at, page_size, advice); }
static bool set_trap(struct page* p, int fd, bool on) { return p->traps && uffd_protect(fd, p->at, 1, p->traps, on); }
static bool moved(struct page* p) {
    const int node = node_of(p->at);
    if (node >= 0) to_node(p->at, !node);
    return node >= 0;
}

// What was done, or NULL where it does not apply. The more there is of an operation, the likelier it is.
static const char* step(struct page* p, int fd) {
    const char* const traps = p->traps == MODE_RWP ? "UFFDIO_RWPROTECT" : "UFFDIO_WRITEPROTECT";
    switch (chance(25)) {
        case 0 ... 2:
            return p->guarded || !(p->prot & PROT_READ) ? NULL : (read_page(p->at), "read");
        case 3 ... 5:
            return p->guarded || !(p->prot & PROT_WRITE) ? NULL : (write_page(p->at), "write");
        case 6 ... 8:
            return page_out(p->at), "MADV_PAGEOUT";
        case 9:
            return protected(p, PROT_NONE) ? "mprotect NONE" : NULL;
        case 10:
            return protected(p, PROT_READ) ? "mprotect READ" : NULL;
        case 11:
            return protected(p, PROT_READ | PROT_WRITE) ? "mprotect READ|WRITE" : NULL;
        case 12 ... 13:
            return moved(p) ? "move_pages" : NULL;
        case 14:
            return has_child() ? NULL : (have_child(), "fork");
        case 15:
            return has_child() ? (lose_child(), "child exits") : NULL;
        case 16:
            return clear_soft_dirty(), "clear_refs 4";
        case 17:
            return p->at = remap(p->at), "mremap";
        case 18:
            return advised(p, MADV_DONTNEED) ? "MADV_DONTNEED" : NULL;
        case 19:
            return set_trap(p, fd, true) ? traps : NULL;
        case 20:
            return !set_trap(p, fd, false) ? NULL : p->traps == MODE_RWP ? "UFFDIO_RWPROTECT off" : "UFFDIO_WRITEPROTECT off";
        case 21:
            return p->backing == ANON && advised(p, MADV_FREE) ? "MADV_FREE" : NULL;
        case 22:
            return advised(p, MADV_COLD) ? "MADV_COLD" : NULL;
        case 23:
            return protected(p, PROT_READ | PROT_WRITE | PROT_EXEC) ? "mprotect READ|WRITE|EXEC" : NULL;
        default:
            // Over a uffd-wp marker of a file mapping the kernel tries for ever
            if (p->traps && p->backing != ANON) return NULL;
            if (!p->guarded) return (p->guarded = advised(p, MADV_GUARD_INSTALL)) ? "MADV_GUARD_INSTALL" : NULL;
            return (p->guarded = !advised(p, MADV_GUARD_REMOVE)) ? NULL : "MADV_GUARD_REMOVE";
    }
}

void walk(unsigned seed, unsigned steps) {
    state = 0x9e3779b97f4a7c15 * (seed + 1);
    const uint64_t follows = seed & 1 ? UFFD_FEATURE_EVENT_REMAP : 0, unpopulated = seed & 2 ? WP_UNPOPULATED : 0;
    const int fd = uffd_open(UFFD_FEATURE_PAGEFAULT_FLAG_WP | WP_SHMEM | RWP | follows | unpopulated);
    lay_out(seed, fd);
    for (unsigned i = 0; i < steps; i++) {
        struct page* const p = &pages[chance(page_count)];
        const char* const done = step(p, fd);
        if (done) record(p->name, p->at, "%u %s%s", i, done, has_child() ? " (child alive)" : "");
    }
    if (has_child()) lose_child();
    uffd_close(fd);
}
