// What the scenarios are written in: pages of the mapping at hand, and operations on them that are recorded.
#pragma once
#include <stdint.h>

#include "pages.h"

enum { none = PROT_NONE, ro = PROT_READ, rw = PROT_READ | PROT_WRITE, huge_page = 512 };

void begin(const char* scenario, enum backing backing);
uintptr_t upcoming(void);  // the page before the next fresh one
uintptr_t fresh(void);     // the next page, so that no step meets what another left
uintptr_t written(void);   // the same, written to

// Records that `operation` was done.
void show(uintptr_t page, const char* operation, const char* step);
void show_word(uintptr_t page, const char* operation, const char* word, const char* step);

// Each does what it says, and records it.
void then_read(uintptr_t page, const char* step);
void then_write(uintptr_t page, const char* step);
void then_out(uintptr_t page, const char* step);
void then_moved(uintptr_t page, const char* step);
void then_protect(uintptr_t page, int prot, const char* step);
void then_advise(uintptr_t page, int advice, const char* step);
void then_cleared(uintptr_t page);
void then_fork(uintptr_t page, const char* step);
void then_swapoff(uintptr_t page);
uintptr_t then_remapped(uintptr_t page, const char* step);
