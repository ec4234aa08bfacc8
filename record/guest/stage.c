// The mapping at hand, and operations on its pages that are recorded.
#include "stage.h"

#include "channel.h"
#include "machine.h"

static const char* scenario;
static const char* mapping;
static uintptr_t latest;

void begin(const char* name, enum backing backing) {
    scenario = name;
    mapping = name_of(backing);
    latest = map(backing, 48);
}
uintptr_t upcoming(void) { return latest; }
uintptr_t fresh(void) { return latest += page_size; }
uintptr_t written(void) {
    write_page(fresh());
    return latest;
}

void show_word(uintptr_t page, const char* operation, const char* word, const char* step) {
    const struct operation done = {operation, word, mapping, has_child()};
    record(done, scenario, page, "%s", step);
}
void show(uintptr_t page, const char* operation, const char* step) { show_word(page, operation, NULL, step); }

void then_read(uintptr_t page, const char* step) { read_page(page), show(page, "read", step); }
void then_write(uintptr_t page, const char* step) { write_page(page), show(page, "write", step); }
void then_out(uintptr_t page, const char* step) { page_out(page), show(page, "pageout", step); }
void then_moved(uintptr_t page, const char* step) { to_node(page, !node_of(page)), show(page, "migrate", step); }
void then_protect(uintptr_t page, int prot, const char* step) {
    protect(page, prot, 1);
    show_word(page, "mprotect", name_of_prot(prot), step);
}
void then_advise(uintptr_t page, int advice, const char* step) {
    if (advise(page, advice)) show(page, name_of_advice(advice), step);
}
void then_cleared(uintptr_t page) { clear_soft_dirty(), show(page, "clear-refs", "clear_refs 4"); }
void then_fork(uintptr_t page, const char* step) { have_child(), show(page, "fork", step); }
// The slot moves to the other device, and back for those that follow.
void then_swapoff(uintptr_t page) {
    swap_on("/dev/vdb", 1);
    swap_off("/dev/vda");
    show(page, "swapoff", "swapped in by swapoff");
    swap_on("/dev/vda", 5);
    swap_off("/dev/vdb");
}
uintptr_t then_remapped(uintptr_t page, const char* step) {
    const uintptr_t to = remap(page);
    show(to, "mremap", step);
    return to;
}
