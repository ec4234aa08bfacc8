// Lives of pages as most programs have them: faults, permissions, swap, fork, migration, soft-dirty tracking.
#pragma once
#include "pages.h"

void anon(void);
void file(const char* scenario, enum backing backing);
void swap(void);
void forked(void);
void migrate(void);
void softdirty(void);
