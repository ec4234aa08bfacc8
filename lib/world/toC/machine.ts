/** C for what the machine does to pages: it moves them, takes them, and gives them back. */

/** move_pages() to the other node. */
export const migration = `
/* move_pages(): where a page is, or that it shall move; a negative errno where it cannot */
static int move_page(char *where, const int *node, long flags) {
    void *page = where;
    int status = -EINVAL;
    if (syscall(SYS_move_pages, 0L, 1L, &page, node, &status, flags) < 0) return -errno;
    return status;
}
/* Those that are not there yet; large folios move as a whole. */
static void migrate(char *where, size_t bytes) {
    enum { MOVE = 2, MOVE_ALL = 4 };
    const int from = move_page(where, NULL, 0), to = from == 0;
    if (from < 0) return undone("no page is there that could move");
    for (size_t done = 0, tries = 0; done < bytes; tries++) {
        if (move_page(where + done, NULL, 0) == to) {
            done += STRIDE, tries = 0;
            continue;
        }
        int now = move_page(where + done, &to, MOVE_ALL);
        if (now == -EPERM) now = move_page(where + done, &to, MOVE);
        if (now == -ENODEV || now == -EACCES) return undone("no second NUMA node to move to");
        if (now != to && tries > 40) return undone("move_pages() leaves the page where it is");
        if (now != to) usleep(20000);
    }
}
`;

/** MADV_PAGEOUT, or the memory of a cgroup is taken: all of it. */
export const reclaim = `
enum { ADVICE_COLD = 20, ADVICE_PAGEOUT = 21 };
static const char cgroup[] = "/sys/fs/cgroup/x86-pte-life";
static void in_cgroup(const char *file, const char *text) {
    char path[96];
    snprintf(path, sizeof path, "%s/%s", cgroup, file);
    if (put(path, text)) return;
}
/* Memory that processes share is reclaimed for a cgroup; MADV_PAGEOUT leaves it alone. */
static void enter_cgroup(void) {
    put("/sys/fs/cgroup/cgroup.subtree_control", "+memory");
    mkdir(cgroup, 0755);
    in_cgroup("cgroup.procs", "0");
}
static void leave_cgroup(void) {
    put("/sys/fs/cgroup/cgroup.procs", "0");
    rmdir(cgroup);
}
static int is_there(char *where) { return entry_of(getpid(), where) >> 63; }
static void page_out(char *where, size_t bytes) {
    if (backing >= 0) fsync(backing);
    for (int i = 0; i < 20; i++) {
        madvise(where, bytes, ADVICE_PAGEOUT);
        if (i > 9 && !(entry_of(getpid(), where) >> 56 & 1)) in_cgroup("memory.high", "0"), in_cgroup("memory.high", "max");
        if (!is_there(where)) return;
        usleep(20000);
    }
    undone("reclaim does not take the page");
}
`;

/** swapoff() and swapon() again of all that is in use. */
export const swapping = `
static void swap_off(void) {
    char line[512], path[256];
    FILE *const swaps = fopen("/proc/swaps", "re");
    int found = 0;
    while (swaps && fgets(line, sizeof line, swaps)) {
        if (line[0] != '/' || sscanf(line, "%255s", path) != 1) continue;
        found++;
        if (syscall(SYS_swapoff, path)) undone("swapoff() is not allowed here");
        else if (syscall(SYS_swapon, path, 0)) undone("swapon() does not give the area back");
    }
    if (swaps) fclose(swaps);
    if (!found) undone("no swap");
}
`;

/** The swap cache and lists of pages that each CPU keeps are no part of it. */
export const hasSwap = `
static int has_swap(void) {
    char text[4096] = "";
    const int fd = open("/proc/swaps", O_RDONLY | O_CLOEXEC);
    const ssize_t got = read(fd, text, sizeof text - 1);
    close(fd);
    return got > 0 && strchr(text, '/');
}
`;

/**
 * Compaction of all memory moves pages from its low end to its high end, where a small machine begins to hand out pages: most of a node
 * is taken before the script begins, so that its pages come from the low end, and given back before they shall move.
 */
export const compaction = `
static size_t free_memory(void) {
    char line[128];
    long kilobytes = 0;
    FILE *const info = fopen("/sys/devices/system/node/node0/meminfo", "re");
    while (info && fgets(line, sizeof line, info)) sscanf(line, "Node 0 MemFree: %ld", &kilobytes);
    if (info) fclose(info);
    return (size_t)kilobytes * 1024;
}
static void fill_memory(void) {
    const size_t leaves = 32 << 20, there = free_memory();
    if (there < 2 * leaves || there > 64 * leaves) return;
    const pid_t pid = fork();
    if (!pid) {
        char *const all = mmap(NULL, there - leaves, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
        if (all == MAP_FAILED) _exit(1);
        shared->filler = getpid();
        for (;;) pause();
    }
    for (int i = 0; i < 1000 && !shared->filler; i++) usleep(10000);
}
static void free_filler(void) {
    if (shared->filler) kill(shared->filler, SIGKILL);
    for (int i = 0; i < 300 && shared->filler && free_memory() < 64 << 20; i++) usleep(10000);
    shared->filler = 0;
}
static uint64_t number_of(char *where) {
    const uint64_t word = entry_of(getpid(), where);
    return word >> 63 ? word & ((1ull << 55) - 1) : 0;
}
static void compact(char *where) {
    const uint64_t was = number_of(where);
    free_filler();
    for (int i = 0; i < 10; i++) {
        if (put("/proc/sys/vm/compact_memory", "1")) return undone("compaction cannot be asked for here");
        if (number_of(where) != was) return;
    }
    undone("compaction leaves the page where it is");
}
`;
