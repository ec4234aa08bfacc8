// A program that is the first process of a machine, drives pages through operations, and shows each result to the recorder
// outside, which stops the machine whenever mark() is called.
#pragma once
#define _GNU_SOURCE
#include <linux/userfaultfd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

enum { page_size = 4096 };

// Advice that the C library may be too old for
#undef MADV_COLD
#undef MADV_PAGEOUT
#undef MADV_SOFT_OFFLINE
enum { MADV_COLD = 20, MADV_PAGEOUT = 21, MADV_SOFT_OFFLINE = 101 };
#ifndef MADV_GUARD_INSTALL
enum { MADV_GUARD_INSTALL = 102, MADV_GUARD_REMOVE = 103 };
#endif

// What the recorder reads where mark() is called: record/message.ts has the same places.
enum { READY, RECORD, FAULT_MESSAGE, END };
struct message {
    uint64_t what, vaddr, pagemap, flags;
    char scenario[64], step[96], vmflags[160], text[4096];
};
void mark(struct message* message);

// guest.c
_Noreturn void give_up(const char* what);
void put(const char* path, const char* text);  // writes a file of proc or sysfs, which a kernel may not have
void swap_on(const char* device, int priority);
void swap_off(const char* device);
void record(const char* scenario, uintptr_t page, const char* step, ...) __attribute__((format(printf, 3, 4)));

// pages.c
enum backing { ANON, SHMEM, FILE_PRIVATE, FILE_SHARED };
uintptr_t map(enum backing backing, size_t pages);
int file_of_last_map(void);
void read_page(uintptr_t page);
void write_page(uintptr_t page);
void survive_signals(void);
void try_to_read(uintptr_t page);  // a SIGBUS or SIGSEGV ends the read only
void protect(uintptr_t page, int prot, size_t pages);
void page_out(uintptr_t page);
void to_node(uintptr_t page, int node);
int node_of(uintptr_t page);  // negative where no page is
uintptr_t remap(uintptr_t page);
void clear_soft_dirty(void);
void have_child(void);
void lose_child(void);
bool has_child(void);

// uffd.c
enum { WP_SHMEM = 1 << 12, WP_UNPOPULATED = 1 << 13, POISON = 1 << 14, MOVE = 1 << 16, RWP = 1 << 17 };  // UFFD_FEATURE_*
enum { MODE_MISSING = 1, MODE_WP = 2, MODE_RWP = 8 };                                                    // UFFDIO_REGISTER_MODE_*
bool offers(uint64_t feature);
int uffd_open(uint64_t features);  // those that the kernel offers; a thread resolves what is trapped
void uffd_close(int fd);
bool uffd_register(int fd, uintptr_t page, size_t pages, uint64_t mode);
bool uffd_protect(int fd, uintptr_t page, size_t pages, uint64_t mode, bool on);  // UFFDIO_WRITEPROTECT or UFFDIO_RWPROTECT
bool uffd_copy(int fd, uintptr_t page, bool protected);
bool uffd_zeropage(int fd, uintptr_t page);
bool uffd_poison(int fd, uintptr_t page);
bool uffd_move(int fd, uintptr_t to, uintptr_t from);

// walk.c, scenarios.c
void walk(unsigned seed, unsigned steps);
void scenarios(void);
