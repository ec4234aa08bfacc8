// The first process: sets the machine up and runs what the kernel's command line asks for.
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

static struct message shown;
__attribute__((noinline)) void mark(struct message* message) { __asm__ volatile("" ::"r"(message) : "memory"); }

static _Noreturn void end(void) {
    shown.what = END;
    mark(&shown);
    reboot(RB_POWER_OFF);
    for (;;) pause();
}
_Noreturn void give_up(const char* what) {
    printf("gave up after %s, %s: %s: %s\n", shown.scenario, shown.step, what, strerror(errno));
    end();
}

void put(const char* path, const char* text) {
    const int fd = open(path, O_WRONLY);
    if (fd < 0 || write(fd, text, strlen(text)) < 0) printf("note: %s: %s\n", path, strerror(errno));
    if (fd >= 0) close(fd);
}

void swap_on(const char* device, int priority) {
    static char header[page_size];
    const int fd = open(device, O_RDWR);
    if (fd < 0) give_up(device);
    const uint32_t version_and_last_page[] = {1, (uint32_t)(lseek(fd, 0, SEEK_END) / page_size - 1)};
    memcpy(header + 1024, version_and_last_page, sizeof version_and_last_page);
    memcpy(header + page_size - 10, "SWAPSPACE2", 10);
    if (pwrite(fd, header, sizeof header, 0) != sizeof header || fsync(fd)) give_up(device);
    close(fd);
    if (swapon(device, SWAP_FLAG_PREFER | priority)) give_up("swapon");
}
void swap_off(const char* device) {
    if (swapoff(device)) give_up("swapoff");
}

static int pagemap = -1;
static uint64_t pagemap_word(uintptr_t page) {
    uint64_t word = 0;
    if (pread(pagemap, &word, sizeof word, (off_t)(page / page_size * sizeof word)) != sizeof word) give_up("pagemap");
    return word;
}
static void vm_flags(uintptr_t page, char* to, size_t size) {
    FILE* const smaps = fopen("/proc/self/smaps", "r");
    char line[512], letter;
    unsigned long start, stop;
    for (bool in = false; smaps && fgets(line, sizeof line, smaps);) {
        if (sscanf(line, "%lx-%lx %c", &start, &stop, &letter) == 3) in = start <= page && page < stop;
        if (in && !strncmp(line, "VmFlags: ", 9)) snprintf(to, size, "%.*s", (int)strcspn(line + 9, "\n"), line + 9);
    }
    if (smaps) fclose(smaps);
}

void record(const char* scenario, uintptr_t page, const char* step, ...) {
    va_list values;
    va_start(values, step);
    vsnprintf(shown.step, sizeof shown.step, step, values);
    va_end(values);
    snprintf(shown.scenario, sizeof shown.scenario, "%s", scenario);
    vm_flags(page, shown.vmflags, sizeof shown.vmflags);
    shown.pagemap = pagemap_word(page);
    shown.vaddr = page;
    shown.what = RECORD;
    mark(&shown);
}

static void mount_all(void) {
    static const char* const mounts[][2] = {
        {"proc", "/proc"}, {"sysfs", "/sys"}, {"devtmpfs", "/dev"}, {"tmpfs", "/shm"}, {"debugfs", "/sys/kernel/debug"}};
    for (size_t i = 0; i < sizeof mounts / sizeof *mounts; i++) {
        mkdir(mounts[i][1], 0755);
        if (mount(mounts[i][0], mounts[i][1], mounts[i][0], 0, NULL)) printf("note: %s\n", mounts[i][1]);
    }
    const int console = open("/dev/console", O_RDWR);
    for (int fd = 0; fd < 3; fd++) dup2(console, fd);
    setvbuf(stdout, NULL, _IONBF, 0);
}

// 0.ko and on. Which needs which differs by release, so that each is tried until those it needs are there.
static void load_modules(void) {
    char name[16];
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "/%d.ko", i % 10);
        const int fd = open(name, O_RDONLY);
        if (fd >= 0 && !syscall(SYS_finit_module, fd, "", 0)) unlink(name);
        close(fd);
    }
    for (int i = 0; i < 100 && access("/dev/vdb", F_OK); i++) usleep(50000);
}

// Nothing but the operations shall touch the pages.
static void keep_quiet(void) {
    put("/proc/sys/kernel/numa_balancing", "0");
    put("/sys/kernel/mm/transparent_hugepage/enabled", "madvise");
    put("/proc/sys/vm/page-cluster", "0");
    put("/proc/sys/kernel/kptr_restrict", "0");
}

// The release, the version, and where each function is that the recorder stops at. Clones of one end in .isra.0 and the like.
static void introduce(void) {
    struct utsname names;
    uname(&names);
    char *to = shown.text, *const stop = to + sizeof shown.text, line[512];
    to += snprintf(to, (size_t)(stop - to), "release %s\nversion %s\n", names.release, names.version);
    FILE* const symbols = fopen("/proc/kallsyms", "r");
    if (!symbols) give_up("kallsyms");
    while (fgets(line, sizeof line, symbols)) {
        unsigned long at;
        char kind, name[256];
        if (sscanf(line, "%lx %c %255s", &at, &kind, name) != 3 || strstr(name, ".cold")) continue;
        const size_t length = strcspn(name, ".");
        static const char* const wanted[] = {"do_swap_page",     "do_wp_page",           "try_to_migrate_one",
                                             "try_to_unmap_one", "remove_migration_pte", "page_offset_base"};
        for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
            if (length == strlen(wanted[i]) && !strncmp(name, wanted[i], length) && stop - to > 80)
                to += snprintf(to, (size_t)(stop - to), "%lx %s\n", at, wanted[i]);
    }
    fclose(symbols);
    shown.what = READY;
    mark(&shown);
}

static unsigned option(const char* name, unsigned otherwise) {
    static char line[1024];
    const int fd = open("/proc/cmdline", O_RDONLY);
    if (fd < 0 || read(fd, line, sizeof line - 1) < 0) give_up("cmdline");
    close(fd);
    const char* const at = strstr(line, name);
    return at ? (unsigned)strtoul(at + strlen(name), NULL, 10) : otherwise;
}

int main(void) {
    memset(&shown, 1, sizeof shown);  // so that it is there to be read
    memset(&shown, 0, sizeof shown);
    mount_all();
    load_modules();
    swap_on("/dev/vda", 5);
    keep_quiet();
    pagemap = open("/proc/self/pagemap", O_RDONLY);
    introduce();
    const unsigned seed = option("record.seed=", 0);
    if (seed)
        walk(seed, option("record.steps=", 0));
    else
        scenarios();
    end();
}
