// userfaultfd: whether a request worked, unless it says otherwise.
#pragma once
#include <linux/userfaultfd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WP_SHMEM = 1 << 12, WP_UNPOPULATED = 1 << 13, POISON = 1 << 14, MOVE = 1 << 16, RWP = 1 << 17 };  // UFFD_FEATURE_*
enum { MODE_MISSING = 1, MODE_WP = 2, MODE_RWP = 8 };                                                    // UFFDIO_REGISTER_MODE_*
bool offers(uint64_t feature);
int uffd_open(uint64_t features);  // those that the kernel offers; a thread resolves what is trapped
void uffd_close(int fd);
bool uffd_register(int fd, uintptr_t page, size_t pages, uint64_t mode);
bool uffd_protect(int fd, uintptr_t page, size_t pages, uint64_t mode, bool on);  // UFFDIO_WRITEPROTECT or UFFDIO_RWPROTECT
const char* name_of_trap(uint64_t mode, bool on);                                 // as a recording has it
bool uffd_copy(int fd, uintptr_t page, bool protected);
bool uffd_zeropage(int fd, uintptr_t page);
bool uffd_poison(int fd, uintptr_t page);
bool uffd_move(int fd, uintptr_t to, uintptr_t from);
