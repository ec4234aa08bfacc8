/** C for what few programs ask for: scans, pins, merging, hints, huge pages, hardware errors. */

/** PAGEMAP_SCAN, of include/uapi/linux/fs.h. */
export const scanning = `
struct scan { uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages, inverted, mask, anyof, returned; };
struct region { uint64_t start, end, categories; };
#define PAGEMAP_SCAN_CALL _IOWR('f', 16, struct scan)
enum { WP_MATCHING = 1, CHECK_WPASYNC = 2, IS_WRITTEN = 2, IS_PRESENT = 8 };
static void scan(uint64_t flags) {
    static struct region found[1024];
    struct scan request = {.size = sizeof request, .flags = flags, .start = (uintptr_t)at, .end = (uintptr_t)at + length};
    request.vec = (uintptr_t)found, request.vec_len = 1024, request.returned = IS_WRITTEN | IS_PRESENT;
    if (flags & WP_MATCHING) request.mask = IS_WRITTEN;
    memset(found, 0, sizeof found);
    const int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    check(ioctl(fd, PAGEMAP_SCAN_CALL, &request));
    close(fd);
    shared->written = (found[0].categories & IS_WRITTEN) != 0;
}
`;

/** Fixed buffers of io_uring are pinned for long, and for writing. */
export const pinning = `
static int ring = -1;
static void pin(void) {
    uint32_t parameters[30] = {0}; /* struct io_uring_params */
    const struct { void *base; size_t bytes; } buffer = {at, PAGE};
    if (ring < 0) ring = (int)syscall(425, 4, parameters); /* io_uring_setup() */
    if (ring < 0) return undone("no io_uring");
    if (syscall(427, ring, 0, &buffer, 1)) undone("io_uring does not take the page as a buffer");
}
NOT_USED static void unpin(void) {
    if (ring >= 0) syscall(427, ring, 1, NULL, 0); /* io_uring_register(), IORING_UNREGISTER_BUFFERS */
    usleep(500000);
}
`;

/** KSM scans until it has been through three times. */
export const merging = `
static long ksm_scans(void) {
    char text[32] = "";
    const int fd = open("/sys/kernel/mm/ksm/full_scans", O_RDONLY | O_CLOEXEC);
    const ssize_t got = read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    return got > 0 ? atol(text) : -1;
}
/* Something like it, twice, that no line of the script is about. */
static void ksm_merge(size_t bytes) {
    static char *alike;
    if (!alike) {
        alike = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        alike[0] = alike[PAGE] = 1;
        madvise(alike, 2 * PAGE, MADV_MERGEABLE);
    }
    check(madvise(at, bytes, MADV_MERGEABLE));
    put("/sys/kernel/mm/ksm/sleep_millisecs", "5");
    put("/sys/kernel/mm/ksm/pages_to_scan", "1000");
    const long from = ksm_scans();
    if (from < 0 || put("/sys/kernel/mm/ksm/run", "1")) return undone("KSM cannot be run here");
    for (int i = 0; i < 400 && ksm_scans() < from + 4; i++) usleep(20000);
    put("/sys/kernel/mm/ksm/run", "0");
    if (ksm_scans() < from + 4) undone("KSM does not get through");
}
`;

/** NUMA balancing comes by while the process is busy. */
export const hinting = `
static long numa_updates(void) {
    char line[128];
    long updates = -1;
    FILE *const vmstat = fopen("/proc/vmstat", "re");
    while (vmstat && fgets(line, sizeof line, vmstat)) sscanf(line, "numa_pte_updates %ld", &updates);
    if (vmstat) fclose(vmstat);
    return updates;
}
static void scan_often(const char *file, const char *text) {
    char path[96];
    snprintf(path, sizeof path, "/sys/kernel/debug/sched/numa_balancing/%s", file); /* since 5.13 */
    if (!put(path, text)) return;
    snprintf(path, sizeof path, "/proc/sys/kernel/numa_balancing_%s", file);
    put(path, text);
}
static void numa_hint(void) {
    const long from = numa_updates();
    const time_t end = time(NULL) + 20;
    scan_often("scan_delay_ms", "1"), scan_often("scan_period_min_ms", "10"), scan_often("scan_period_max_ms", "20");
    if (put("/proc/sys/kernel/numa_balancing", "1")) return undone("NUMA balancing cannot be turned on here");
    while (time(NULL) < end && numa_updates() == from) continue;
    for (const time_t more = time(NULL) + 2; time(NULL) < more;) continue;
    put("/proc/sys/kernel/numa_balancing", "0");
    shared->unsure = "no program sees whether NUMA balancing has left a hint there";
    if (numa_updates() == from) undone("NUMA balancing makes no hints");
}
`;

/** MADV_COLLAPSE, or khugepaged comes by. */
export const collapsing = `
static long collapsed_pages(void) {
    char text[32] = "";
    const int fd = open("/sys/kernel/mm/transparent_hugepage/khugepaged/full_scans", O_RDONLY | O_CLOEXEC);
    const ssize_t got = read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    return got > 0 ? atol(text) : -1;
}
NOT_USED static void collapse(int now) {
    check(madvise(at, length, MADV_HUGEPAGE));
    if (now) return check(madvise(at, length, 25)); /* MADV_COLLAPSE */
    put("/sys/kernel/mm/transparent_hugepage/khugepaged/scan_sleep_millisecs", "1");
    put("/sys/kernel/mm/transparent_hugepage/khugepaged/pages_to_scan", "4096");
    const long from = collapsed_pages();
    if (from < 0) return undone("no khugepaged");
    for (int i = 0; i < 500 && collapsed_pages() < from + 3; i++) usleep(20000);
    put("/sys/kernel/mm/transparent_hugepage/khugepaged/scan_sleep_millisecs", "10000");
}
`;

/** pkey_alloc() until it gives a key. */
export const keys = `
static void protect_by_key(int prot, int key) {
    static int last;
    while (last < key && last >= 0) last = (int)syscall(SYS_pkey_alloc, 0L, 0L);
    if (last < 0) return undone("no protection keys");
    check(syscall(SYS_pkey_mprotect, at, length, (long)prot, (long)key));
}
`;

/** The driver of record/confirm/driver moves a page to memory that is not there. */
export const driver = `
static void to_device(char *where, size_t bytes) {
    const int fd = open("/dev/x86-pte-device", O_RDWR | O_CLOEXEC);
    if (fd < 0) return undone("no driver with memory of its own (record/confirm/driver)");
    for (size_t i = 0; i < bytes; i += PAGE) check(ioctl(fd, 0, where + i));
    close(fd);
}
`;
