/** C for userfaultfd: a context of the process, and a thread that hears of traps and ends the access that waits for them. */

/** Requests are repeated, since the headers of a system may be older than its kernel. */
export const uffd = `
/* include/uapi/linux/userfaultfd.h */
struct uffd_range { uint64_t start, len; };
struct uffd_api { uint64_t api, features, ioctls; };
struct uffd_register { struct uffd_range range; uint64_t mode, ioctls; };
struct uffd_protect { struct uffd_range range; uint64_t mode; };
struct uffd_from { uint64_t dst, src, len, mode; int64_t done; };
struct uffd_fill { struct uffd_range range; uint64_t mode; int64_t done; };
struct uffd_event { uint8_t event, none[7]; uint64_t arg[3]; };
enum { MISSING = 1, WP = 2, MINOR = 4, RWP = 8 }; /* UFFDIO_REGISTER_MODE_ */
enum { FORK = 1 << 1, REMAP = 1 << 2, SIGBUS_INSTEAD = 1 << 7, WP_UNPOPULATED = 1 << 13, WP_ASYNC = 1 << 15 };
enum { RWP_FEATURE = 1 << 17, RWP_ASYNC = 1 << 18 }; /* UFFD_FEATURE_ */
#define UFFD_API_CALL _IOWR(0xAA, 0x3F, struct uffd_api)
#define UFFD_REGISTER _IOWR(0xAA, 0, struct uffd_register)
#define UFFD_UNREGISTER _IOR(0xAA, 1, struct uffd_range)
#define UFFD_COPY _IOWR(0xAA, 3, struct uffd_from)
#define UFFD_ZEROPAGE _IOWR(0xAA, 4, struct uffd_fill)
#define UFFD_MOVE _IOWR(0xAA, 5, struct uffd_from)
#define UFFD_WRITEPROTECT _IOWR(0xAA, 6, struct uffd_protect)
#define UFFD_CONTINUE _IOWR(0xAA, 7, struct uffd_fill)
#define UFFD_POISON _IOWR(0xAA, 8, struct uffd_fill)
#define UFFD_RWPROTECT _IOWR(0xAA, 9, struct uffd_protect)

static volatile int uffd = -1;
static uint64_t uffd_features NOT_USED, uffd_modes;
static pthread_t watcher;

static void *watch(void *unused) {
    (void)unused;
    for (struct uffd_event event; uffd >= 0;) {
        struct pollfd waiting = {uffd, POLLIN, 0};
        if (poll(&waiting, 1, 20) <= 0 || read(uffd, &event, sizeof event) != sizeof event) continue;
        if (event.event == 0x13) shared->forked = (int)event.arg[0]; /* UFFD_EVENT_FORK */
        if (event.event != 0x12) continue;                           /* UFFD_EVENT_PAGEFAULT */
        shared->trapped = 1;
        pthread_kill(task, SIGUSR1);
    }
    return NULL;
}
static int uffd_open(void) {
    struct uffd_api api = {0xAA, uffd_features, 0};
    if (uffd >= 0) return 0;
    const int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return undone(errno == ENOSYS ? "no userfaultfd()" : "userfaultfd() is not allowed here"), -1;
    if (ioctl(fd, UFFD_API_CALL, &api)) {
        const int error = errno;
        close(fd), errno = error;
        return undone("this kernel has no such feature of userfaultfd()"), -1;
    }
    uffd = fd;
    return pthread_create(&watcher, NULL, watch, NULL);
}
NOT_USED static void uffd_close(void) {
    const int fd = uffd;
    if (fd < 0) return;
    uffd = -1, uffd_modes = uffd_features = 0;
    pthread_join(watcher, NULL);
    check(close(fd));
}
/* The child of fork() has no userfaultfd, but that which UFFD_EVENT_FORK brought its parent. */
NOT_USED static void uffd_in_child(void) {
    const uint64_t had = uffd_modes, agreed = uffd_features;
    for (int i = 0; i < 100 && had && agreed & FORK && !shared->forked; i++) usleep(10000);
    uffd = -1, uffd_modes = uffd_features = 0;
    if (!shared->forked) return;
    const int parent = (int)syscall(434, shared->forker, 0);        /* pidfd_open() */
    const int fd = (int)syscall(438, parent, shared->forked, 0); /* pidfd_getfd() */
    shared->forked = 0;
    if (fd < 0) return undone("no pidfd_getfd()");
    uffd = fd, uffd_modes = had, uffd_features = agreed;
    pthread_create(&watcher, NULL, watch, NULL);
}
/* A context agrees on its features once. */
NOT_USED static void uffd_register(uint64_t modes, uint64_t features) {
    if (uffd >= 0 && features & ~uffd_features) {
        if (uffd_modes) return check(ioctl(uffd, UFFD_API_CALL, &(struct uffd_api){0xAA, features, 0}));
        uffd_close();
    }
    uffd_features |= features;
    if (!modes) return;
    if (uffd_open()) return check(-1);
    struct uffd_register request = {{(uintptr_t)whole, span}, modes, 0};
    if (ioctl(uffd, UFFD_REGISTER, &request)) return check(-1);
    uffd_modes = modes;
}
NOT_USED static void uffd_unregister(void) {
    if (uffd_open()) return check(-1);
    check(ioctl(uffd, UFFD_UNREGISTER, &(struct uffd_range){(uintptr_t)whole, span}));
    uffd_modes = 0;
}
NOT_USED static void uffd_protect(unsigned long call, uint64_t needs, uint64_t features, char *where, size_t bytes) {
    if ((uffd_modes & needs) != needs) uffd_register(uffd_modes | needs, features);
    if (shared->error || uffd_open()) return;
    struct uffd_protect request = {{(uintptr_t)where, bytes}, needs != 0};
    check(ioctl(uffd, call, &request));
}
NOT_USED static int uffd_ready(uint64_t modes) {
    if (!uffd_modes) uffd_register(modes, 0);
    return !shared->error && !uffd_open();
}
NOT_USED static void uffd_copy(int protected, size_t bytes) {
    static char source[HUGE_PAGE] __attribute__((aligned(HUGE_PAGE))) = {1};
    struct uffd_from request = {(uintptr_t)at, (uintptr_t)source, bytes, protected ? 2 : 0, 0};
    if (uffd_ready(protected ? MISSING | WP : MISSING)) check(ioctl(uffd, UFFD_COPY, &request));
}
NOT_USED static void uffd_fill(unsigned long call, uint64_t modes, size_t bytes) {
    struct uffd_fill request = {{(uintptr_t)at, bytes}, 0, 0};
    if (uffd_ready(modes)) check(ioctl(uffd, call, &request));
}
`;
