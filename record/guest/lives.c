// Lives of pages as most programs have them.
#include "lives.h"

#include "stage.h"

void anon(void) {
    begin("anon", ANON);
    uintptr_t p = fresh();
    then_read(p, "read fault maps the zero page");
    then_write(p, "write fault after zero page");
    p = written(), show(p, "write", "write fault");
    then_protect(p, ro, "mprotect PROT_READ");
    then_protect(p, none, "mprotect PROT_NONE");
    then_protect(p, rw, "mprotect back to RW");
    then_protect(p, rw | PROT_EXEC, "mprotect RWX");
    show(fresh(), "look", "never touched");
    p = fresh();
    then_read(p, "read fault maps the zero page");
    then_protect(p, none, "zero page, PROT_NONE");
    then_protect(p, rw, "zero page, mprotect back to RW");
}

void file(const char* name, enum backing backing) {
    begin(name, backing);
    uintptr_t p = fresh();
    then_read(p, "read fault");
    p = written(), show(p, "write", "write fault");
    then_moved(p, "written, moved");
    then_advise(p, MADV_DONTNEED, "MADV_DONTNEED");
    then_read(p, "read");
    p = fresh(), read_page(p);
    then_moved(p, "read-faulted, moved");
    then_write(p, "write");
}

void swap(void) {
    begin("swap", ANON);
    uintptr_t p = written();
    then_out(p, "swapped out");
    then_read(p, "read swap-in");
    then_out(p, "swapped out again");
    then_write(p, "write swap-in");
    p = written();
    then_protect(p, ro, "mprotect PROT_READ");
    then_out(p, "swapped out, VMA read-only");
    then_read(p, "read swap-in, VMA read-only");
    then_protect(p, none, "then PROT_NONE");
    then_out(p, "PROT_NONE page swapped out");
    then_protect(p, rw, "mprotect back to RW");
    then_write(p, "write swap-in");
    p = written();
    then_out(p, "swapped out");
    then_swapoff(p);
    then_write(p, "write");
    p = written();
    then_protect(p, ro, "mprotect PROT_READ");
    then_out(p, "swapped out, VMA read-only");
    then_swapoff(p);
}

void forked(void) {
    begin("fork", ANON);
    const uintptr_t present = written(), swapped = written(), unreadable = written(), zero = fresh();
    then_out(swapped, "before: swapped");
    then_protect(unreadable, none, "before: PROT_NONE");
    then_read(zero, "before: zero page");
    show(present, "look", "before: present");
    then_fork(present, "parent after fork: present");
    show(swapped, "fork", "parent after fork: swapped");
    show(unreadable, "fork", "parent after fork: PROT_NONE");
    show(zero, "fork", "parent after fork: zero page");
    then_read(swapped, "parent read swap-in of shared swap");
    then_write(present, "parent write (COW copy)");
    then_protect(unreadable, rw, "mprotect back to RW");
    then_out(unreadable, "MADV_PAGEOUT (child alive)");
    then_moved(swapped, "move_pages (child alive)");
    lose_child();
    then_write(swapped, "parent write after child died");
    then_write(unreadable, "write");
    then_write(zero, "write");
}

void migrate(void) {
    begin("migrate", ANON);
    uintptr_t p = written();
    then_moved(p, "anon written, moved to the other node");
    then_write(p, "written after the move");
    p = written();
    then_protect(p, ro, "mprotect PROT_READ");
    then_moved(p, "read-only VMA, moved");
    then_protect(p, rw, "VMA made RW again");
    then_write(p, "write");
    p = written();
    then_protect(p, none, "PROT_NONE");
    then_moved(p, "PROT_NONE page, moved");
    then_protect(p, rw, "mprotect back to RW");
    p = written();
    then_advise(p, MADV_FREE, "MADV_FREE");
    then_moved(p, "lazily freed page moved");
    then_write(p, "write");
    then_advise(p, MADV_FREE, "MADV_FREE again");
    then_out(p, "lazily freed page paged out");
    p = written();
    then_advise(p, MADV_COLD, "MADV_COLD");
    then_moved(p, "cold page moved");
    begin("migrate", SHMEM);
    p = written();
    then_moved(p, "shmem written, moved");
    then_protect(p, ro, "mprotect PROT_READ");
    then_moved(p, "read-only VMA, moved");
    then_protect(p, rw, "VMA made RW again");
    p = fresh();
    then_read(p, "shmem read fault");
    then_moved(p, "shmem read-faulted, moved");
    then_write(p, "write");
}

void softdirty(void) {
    begin("softdirty", ANON);
    uintptr_t p = written();
    show(p, "write", "fresh");
    then_cleared(p);
    then_read(p, "read after clear");
    then_write(p, "write after clear");
    then_out(p, "soft-dirty page swapped out");
    then_cleared(p);
    then_read(p, "read swap-in, not soft-dirty");
    then_out(p, "clean page swapped out");
    then_write(p, "write swap-in");
    then_cleared(p);
    then_moved(p, "cleared then moved");
    then_write(p, "write");
    then_moved(p, "dirtied then moved");
    then_cleared(p);
    then_remapped(p, "mremap to a new address");
    begin("softdirty", SHMEM);
    p = written();
    then_cleared(p);
    then_moved(p, "move_pages");
    then_write(p, "write");
}
