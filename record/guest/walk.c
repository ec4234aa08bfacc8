// A seeded random walk: operations on pages of every backing, some trapped by userfaultfd, while a child comes and goes.
#include "walk.h"

#include <stdio.h>

#include "channel.h"
#include "pages.h"
#include "uffd.h"

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
static int uffd;

static void lay_out(unsigned seed) {
    static const enum backing backings[] = {ANON, ANON, ANON, SHMEM, SHMEM, FILE_PRIVATE};
    static const bool trapped[] = {false, true, true, false, true, false};
    for (int i = 0; i < page_count; i++) {
        struct page* const p = &pages[i];
        p->backing = backings[i % 6];
        p->at = map(p->backing, 1);
        p->prot = PROT_READ | PROT_WRITE;
        const uint64_t mode = offers(RWP) && i >= page_count / 2 ? MODE_RWP : MODE_WP;
        p->traps = trapped[i % 6] && uffd_register(uffd, p->at, 1, mode) ? mode : 0;
        const char* const trap = p->traps == MODE_RWP ? "-rwp" : p->traps ? "-wp" : "";
        snprintf(p->name, sizeof p->name, "random-%u %s%s", seed, name_of(p->backing), trap);
    }
}

// Each does one operation, and gives its name, or NULL where it does not apply.
static const char* reads(struct page* p, int unused) {
    (void)unused;
    return p->guarded || !(p->prot & PROT_READ) ? NULL : (read_page(p->at), "read");
}
static const char* writes(struct page* p, int unused) {
    (void)unused;
    return p->guarded || !(p->prot & PROT_WRITE) ? NULL : (write_page(p->at), "write");
}
static const char* goes_out(struct page* p, int unused) {
    (void)unused;
    return page_out(p->at), "pageout";
}
static const char* protects(struct page* p, int prot) {
    return p->prot == prot ? NULL : (protect(p->at, p->prot = prot, 1), "mprotect");
}
static const char* moves(struct page* p, int unused) {
    (void)unused;
    const int node = node_of(p->at);
    return node < 0 ? NULL : (to_node(p->at, !node), "migrate");
}
static const char* forks(struct page* p, int unused) {
    (void)p, (void)unused;
    return has_child() ? NULL : (have_child(), "fork");
}
static const char* child_exits(struct page* p, int unused) {
    (void)p, (void)unused;
    return has_child() ? (lose_child(), "child-exit") : NULL;
}
static const char* clears(struct page* p, int unused) {
    (void)p, (void)unused;
    return clear_soft_dirty(), "clear-refs";
}
static const char* remaps(struct page* p, int unused) {
    (void)unused;
    return p->at = remap(p->at), "mremap";
}
static const char* advises(struct page* p, int advice) {
    if (advice == MADV_FREE && p->backing != ANON) return NULL;
    return advise(p->at, advice) ? name_of_advice(advice) : NULL;
}
static const char* traps(struct page* p, int on) {
    if (!p->traps || !uffd_protect(uffd, p->at, 1, p->traps, on)) return NULL;
    return name_of_trap(p->traps, on);
}
static const char* guards(struct page* p, int unused) {
    (void)unused;
    // Over a uffd-wp marker of a file mapping the kernel tries for ever
    if (p->traps && p->backing != ANON) return NULL;
    const int advice = p->guarded ? MADV_GUARD_REMOVE : MADV_GUARD_INSTALL;
    if (!advise(p->at, advice)) return NULL;
    p->guarded = !p->guarded;
    return name_of_advice(advice);
}

// The more there is of an operation, the likelier it is.
static const struct {
    const char* (*act)(struct page* p, int argument);
    int argument;
} operations[] = {
    [0 ... 2] = {reads, 0},
    [3 ... 5] = {writes, 0},
    [6 ... 8] = {goes_out, 0},
    [9] = {protects, PROT_NONE},
    [10] = {protects, PROT_READ},
    [11] = {protects, PROT_READ | PROT_WRITE},
    [12 ... 13] = {moves, 0},
    [14] = {forks, 0},
    [15] = {child_exits, 0},
    [16] = {clears, 0},
    [17] = {remaps, 0},
    [18] = {advises, MADV_DONTNEED},
    [19] = {traps, true},
    [20] = {traps, false},
    [21] = {advises, MADV_FREE},
    [22] = {advises, MADV_COLD},
    [23] = {protects, PROT_READ | PROT_WRITE | PROT_EXEC},
    [24] = {guards, 0},
};

static void step(unsigned number) {
    struct page* const p = &pages[chance(page_count)];
    const unsigned i = chance(sizeof operations / sizeof *operations);
    const char* const name = operations[i].act(p, operations[i].argument);
    if (!name) return;
    const char* const word = operations[i].act == protects ? name_of_prot(p->prot) : NULL;
    const struct operation done = {name, word, name_of(p->backing), has_child()};
    record(done, p->name, p->at, "%u %s%s%s", number, name, word ? " " : "", word ? word : "");
}

void walk(unsigned seed, unsigned steps) {
    state = 0x9e3779b97f4a7c15 * (seed + 1);
    const uint64_t follows = seed & 1 ? UFFD_FEATURE_EVENT_REMAP : 0, unpopulated = seed & 2 ? WP_UNPOPULATED : 0;
    uffd = uffd_open(UFFD_FEATURE_PAGEFAULT_FLAG_WP | WP_SHMEM | RWP | follows | unpopulated);
    lay_out(seed);
    for (unsigned i = 0; i < steps; i++) step(i);
    if (has_child()) lose_child();
    uffd_close(uffd);
}
