// userfaultfd, and a thread that resolves what is trapped. Requests newer than the headers it compiles with are written out.
#define _GNU_SOURCE
#include "uffd.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "channel.h"

struct protection {
    struct uffdio_range range;
    uint64_t mode;
};
struct poison {
    struct uffdio_range range;
    uint64_t mode;
    int64_t updated;
};
struct move {
    uint64_t dst, src, len, mode;
    int64_t moved;
};
enum { trapped_by_rwp = 1 << 3 };  // UFFD_PAGEFAULT_FLAG_RWP

static uint64_t offered;
bool offers(uint64_t feature) { return offered & feature; }

static int with_features(uint64_t features) {
    const int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
    struct uffdio_api api = {.api = UFFD_API, .features = features};
    if (fd < 0 || ioctl(fd, UFFDIO_API, &api)) give_up("userfaultfd");
    offered = api.features;
    return fd;
}

bool uffd_protect(int fd, uintptr_t page, size_t pages, uint64_t mode, bool on) {
    struct protection request = {.range = {page, pages * page_size}, .mode = on};
    return !ioctl(fd, mode == MODE_RWP ? _IOWR(UFFDIO, 9, struct protection) : _IOWR(UFFDIO, 6, struct protection), &request);
}

const char* name_of_trap(uint64_t mode, bool on) {
    if (mode == MODE_RWP) return on ? "uffd-rwp" : "uffd-rwp-resolve";
    return on ? "uffd-wp" : "uffd-wp-resolve";
}

static volatile bool stop;
static pthread_t reader;
static void show_fault(uint64_t page, uint64_t flags) {
    static struct message message;
    begin_message(&message, "fault");
    say(&message, "vaddr %lx", page);
    say(&message, "flags %lx", flags);
    mark(&message);
}
static void* resolve(void* arg) {
    const int fd = (int)(intptr_t)arg;
    for (struct uffd_msg event; !stop;) {
        struct pollfd waiting = {fd, POLLIN, 0};
        if (poll(&waiting, 1, 5) <= 0 || read(fd, &event, sizeof event) != sizeof event) continue;
        if (event.event != UFFD_EVENT_PAGEFAULT) continue;
        const uint64_t page = event.arg.pagefault.address & -(uint64_t)page_size, flags = event.arg.pagefault.flags;
        show_fault(page, flags);
        if (!uffd_protect(fd, page, 1, flags & trapped_by_rwp ? MODE_RWP : MODE_WP, false)) give_up("resolve");
    }
    return NULL;
}

int uffd_open(uint64_t features) {
    close(with_features(0));
    const uint64_t all = offered;
    const int fd = with_features(features & all);
    offered = all;
    if (pthread_create(&reader, NULL, resolve, (void*)(intptr_t)fd)) give_up("thread");
    return fd;
}
void uffd_close(int fd) {
    stop = true;  // poll() holds the file
    pthread_join(reader, NULL);
    stop = false;
    close(fd);
}

bool uffd_register(int fd, uintptr_t page, size_t pages, uint64_t mode) {
    struct uffdio_register request = {.range = {page, pages * page_size}, .mode = mode};
    return !ioctl(fd, UFFDIO_REGISTER, &request);
}
bool uffd_copy(int fd, uintptr_t page, bool protected) {
    static char source[page_size] __attribute__((aligned(page_size))) = {1};
    struct uffdio_copy request = {.dst = page, .src = (uintptr_t)source, .len = page_size, .mode = protected ? 2 : 0};
    return !ioctl(fd, UFFDIO_COPY, &request);
}
bool uffd_zeropage(int fd, uintptr_t page) {
    struct uffdio_zeropage request = {.range = {page, page_size}};
    return !ioctl(fd, UFFDIO_ZEROPAGE, &request);
}
bool uffd_poison(int fd, uintptr_t page) {
    struct poison request = {.range = {page, page_size}};
    return offers(POISON) && !ioctl(fd, _IOWR(UFFDIO, 8, struct poison), &request);
}
bool uffd_move(int fd, uintptr_t to, uintptr_t from) {
    struct move request = {.dst = to, .src = from, .len = page_size};
    return offers(MOVE) && !ioctl(fd, _IOWR(UFFDIO, 5, struct move), &request);
}
