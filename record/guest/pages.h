// Memory to record, and what a program can do to it.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

// Advice that the C library may be too old for
#undef MADV_COLD
#undef MADV_PAGEOUT
#undef MADV_SOFT_OFFLINE
enum { MADV_COLD = 20, MADV_PAGEOUT = 21, MADV_SOFT_OFFLINE = 101 };
#ifndef MADV_GUARD_INSTALL
enum { MADV_GUARD_INSTALL = 102, MADV_GUARD_REMOVE = 103 };
#endif

enum backing { ANON, SHMEM, FILE_PRIVATE, FILE_SHARED };
const char* name_of(enum backing backing);
uintptr_t map(enum backing backing, size_t pages);
int file_of_last_map(void);
void read_page(uintptr_t page);
void write_page(uintptr_t page);
void survive_signals(void);
void try_to_read(uintptr_t page);  // a SIGBUS or SIGSEGV ends the read only
void protect(uintptr_t page, int prot, size_t pages);
const char* name_of_prot(int prot);  // as a recording has it
bool advise(uintptr_t page, int advice);
const char* name_of_advice(int advice);
void page_out(uintptr_t page);
void to_node(uintptr_t page, int node);
int node_of(uintptr_t page);  // negative where no page is
uintptr_t remap(uintptr_t page);
void clear_soft_dirty(void);
void have_child(void);
void lose_child(void);
bool has_child(void);
