// Settings of the kernel, and swap areas.
#define _GNU_SOURCE
#include "machine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/swap.h>
#include <unistd.h>

#include "channel.h"

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
