// The first process: sets the machine up, and runs what its arguments ask for. They stand on the kernel's command line
// after "-- record": the seed of the walk (0 for the scenarios), its steps, and the symbols that the recorder wants to know.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "channel.h"
#include "machine.h"
#include "scenarios.h"
#include "walk.h"

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

// Whether it is the symbol, or a clone of the function, which ends in .isra.0 and the like.
static bool is_named(const char* symbol, const char* name) {
    return strcspn(symbol, ".") == strlen(name) && !strncmp(symbol, name, strlen(name)) && !strstr(symbol, ".cold");
}
// The release, the version, and where each of the symbols is.
static void introduce(char** wanted) {
    static struct message message;
    struct utsname names;
    uname(&names);
    begin_message(&message, "ready");
    say(&message, "release %s", names.release);
    say(&message, "version %s", names.version);
    FILE* const symbols = fopen("/proc/kallsyms", "r");
    char line[512], kind, name[256];
    unsigned long at;
    if (!symbols) give_up("kallsyms");
    while (fgets(line, sizeof line, symbols)) {
        if (sscanf(line, "%lx %c %255s", &at, &kind, name) != 3) continue;
        for (char** one = wanted; *one; one++)
            if (is_named(name, *one)) say(&message, "symbol %lx %s", at, *one);
    }
    fclose(symbols);
    mark(&message);
}

int main(int argc, char** argv) {
    mount_all();
    load_modules();
    // Words that only the boot code knows come before ours
    while (argc > 0 && strcmp(*argv, "record")) argc--, argv++;
    if (argc < 3) give_up("arguments");
    swap_on("/dev/vda", 5);
    keep_quiet();
    introduce(argv + 3);
    const unsigned seed = (unsigned)strtoul(argv[1], NULL, 10), steps = (unsigned)strtoul(argv[2], NULL, 10);
    if (seed)
        walk(seed, steps);
    else
        scenarios();
    end();
}
