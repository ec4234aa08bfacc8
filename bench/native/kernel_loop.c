// What a C programmer would write who has a kernel's headers: its own inline functions for each word, compiled at -O2 as the
// kernel is. Columns as ours, with the questions that one asks of any entry.
#include "features.h"

#include <linux/mm.h>
#include <linux/swap.h>
#include <linux/swapops.h>

__attribute__((visibility("default"))) void kernel_loop(const u64* words, size_t n, u8* kind, u8* type, u32* flags,
                                                        u64* payload) {
    for (size_t i = 0; i < n; i++) {
        const pte_t pte = __pte(words[i]);
        if (pte_none(pte)) {
            kind[i] = 0, type[i] = 0, flags[i] = 0, payload[i] = 0;
        } else if (pte_present(pte)) {
            kind[i] = 1, type[i] = 0;
            flags[i] = !!pte_write(pte) | !!pte_dirty(pte) << 1 | !!pte_young(pte) << 2 | !!pte_soft_dirty(pte) << 3 |
                       !!pte_special(pte) << 4 | !!pte_exec(pte) << 5 | !!pte_global(pte) << 6;
            payload[i] = pte_pfn(pte);
        } else {
            const swp_entry_t entry = pte_to_swp_entry(pte);
            kind[i] = 2, type[i] = swp_type(entry);
            flags[i] = !!pte_swp_soft_dirty(pte) << 3;
            payload[i] = swp_offset(entry);
        }
    }
}
