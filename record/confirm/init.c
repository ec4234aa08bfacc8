// The first process of a machine that runs programs, each for a while, and tells on the second serial port how each ended.
// Its arguments: the seconds that one may take, and how many there are; they are /life/0 and on; a third one if they need /dax.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { page_size = 4096 };

static void put(const char* path, const char* text) {
    const int fd = open(path, O_WRONLY);
    if (fd < 0 || write(fd, text, strlen(text)) < 0) printf("note: %s: %s\n", path, strerror(errno));
    if (fd >= 0) close(fd);
}

static void mount_all(void) {
    static const char* const mounts[][2] = {{"proc", "/proc"},    {"sysfs", "/sys"},
                                            {"devtmpfs", "/dev"}, {"debugfs", "/sys/kernel/debug"},
                                            {"ramfs", "/files"},  {"cgroup2", "/sys/fs/cgroup"}};
    for (size_t i = 0; i < sizeof mounts / sizeof *mounts; i++) {
        mkdir(mounts[i][1], 0755);
        if (mount(mounts[i][0], mounts[i][1], mounts[i][0], 0, NULL)) printf("note: no %s\n", mounts[i][1]);
    }
    const int console = open("/dev/console", O_RDWR);
    for (int fd = 0; fd < 3; fd++) dup2(console, fd);
    setvbuf(stdout, NULL, _IONBF, 0);
}

// 0.ko and on, each after those that it needs.
static void load_modules(void) {
    char name[16];
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "/%d.ko", i);
        const int fd = open(name, O_RDONLY);
        if (fd < 0) return;
        if (syscall(SYS_finit_module, fd, i == 0 ? "rd_nr=1 rd_size=131072" : "", 0) && errno != EEXIST)
            printf("note: module %d: %s\n", i, strerror(errno));
        close(fd);
        unlink(name);
    }
}

static void swap_on(const char* device) {
    static char header[page_size];
    const int fd = open(device, O_RDWR);
    if (fd < 0) return (void)printf("note: no %s to swap to\n", device);
    const uint32_t version_and_last[] = {1, (uint32_t)(lseek(fd, 0, SEEK_END) / page_size - 1)};
    memcpy(header + 1024, version_and_last, sizeof version_and_last);
    memcpy(header + page_size - 10, "SWAPSPACE2", 10);
    if (pwrite(fd, header, sizeof header, 0) != sizeof header || fsync(fd)) printf("note: %s is not written\n", device);
    close(fd);
    if (swapon(device, 0)) printf("note: swapon: %s\n", strerror(errno));
}

// The same file system in memory that the kernel takes for a device's: its files are mapped without a page cache.
static void mount_dax(void) {
    static char some[1 << 20];
    ssize_t got = 0;
    for (int i = 0; i < 100 && access("/dev/pmem0", F_OK); i++) usleep(50000);
    for (int i = 0; i < 40 && access("/dev/vda", F_OK); i++) usleep(50000);
    const int from = open("/dev/vda", O_RDONLY), to = open("/dev/pmem0", O_WRONLY);
    while (to >= 0 && (got = read(from, some, sizeof some)) > 0)
        if (write(to, some, (size_t)got) != got) break;
    if (from >= 0) close(from);
    if (to >= 0) close(to);
    mkdir("/dax", 0755);
    if (!mount("/dev/pmem0", "/dax", "ext4", 0, "dax")) return;
    printf("note: no file system on /dev/pmem0: %s\n", strerror(errno));
    rmdir("/dax");
}

// A file system that writes back, where there is a disk with one.
static void mount_files(void) {
    for (int i = 0; i < 40 && access("/dev/vda", F_OK); i++) usleep(50000);
    if (access("/dev/vda", F_OK) || mount("/dev/vda", "/files", "ext4", 0, NULL)) printf("note: files are on a ramfs\n");
    if (chdir("/files")) printf("note: no files\n");
}

// Nothing but the programs shall touch the pages.
static void keep_quiet(void) {
    put("/proc/sys/kernel/numa_balancing", "0");
    put("/sys/kernel/mm/transparent_hugepage/enabled", "madvise");
    put("/proc/sys/vm/page-cluster", "0");
    put("/proc/sys/vm/swappiness", "100");
}

// Of its whole group, which may have left others behind.
static int ended(pid_t pid, int seconds, int* status) {
    for (int i = 0; i < seconds * 50; i++, usleep(20000))
        if (waitpid(pid, status, WNOHANG) == pid) return 1;
    return 0;
}
static void clear_away(pid_t group) {
    kill(-group, SIGKILL);
    for (int i = 0; i < 50 && (waitpid(-1, NULL, WNOHANG) > 0 || !kill(-group, 0)); i++) usleep(20000);
}
static long tainted(void) {
    char text[32] = "";
    const int fd = open("/proc/sys/kernel/tainted", O_RDONLY);
    if (read(fd, text, sizeof text - 1) < 0) return 0;
    close(fd);
    return atol(text);
}

static void run(int number, int seconds, int told) {
    enum { warned = 1 << 9 };  // TAINT_WARN
    char name[24];
    const long before = tainted();
    snprintf(name, sizeof name, "/life/%d", number);
    dprintf(told, "#begin %d\n", number);
    const pid_t pid = fork();
    if (!pid) {
        setpgid(0, 0);
        dup2(told, 1), dup2(told, 2);
        execl(name, name, (char*)NULL);
        _exit(98);
    }
    int status = 0;
    const char* how = "end";
    if (!ended(pid, seconds, &status)) {
        kill(-pid, SIGKILL), kill(pid, SIGKILL);
        how = ended(pid, 5, &status) ? "late" : "unkillable";
        status = 0;
    }
    clear_away(pid);
    tcdrain(told);
    if (tainted() & ~before & warned) dprintf(told, "#warned %d\n", number);
    dprintf(told, "#%s %d %d\n", how, number, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

int main(int argc, char** argv) {
    mount_all();
    // Words that only the boot code knows come before ours
    while (argc > 0 && strcmp(*argv, "confirm")) argc--, argv++;
    load_modules();
    swap_on("/dev/ram0");
    if (argc > 3) mount_dax();
    mount_files();
    keep_quiet();
    const int told = open("/dev/ttyS1", O_RDWR | O_NOCTTY);
    struct termios raw;
    if (!tcgetattr(told, &raw)) cfmakeraw(&raw), tcsetattr(told, TCSANOW, &raw);
    dprintf(told, "\n#ready\n");
    const int seconds = argc > 2 ? atoi(argv[1]) : 0, count = argc > 2 ? atoi(argv[2]) : 0;
    for (int i = 0; i < count; i++) run(i, seconds, told);
    dprintf(told, "#over\n");
    tcdrain(told);
    reboot(RB_POWER_OFF);
    for (;;) pause();
}
