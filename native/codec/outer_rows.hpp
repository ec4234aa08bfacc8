// What encoding asks beside outer_tables.hpp.
#pragma once
#include "outer_tables.hpp"

namespace pte {

struct RowTables {
    OuterTables outer;
    u64 full_payload;   // no payload is larger; none but such a one can make an empty word of a swap entry
    u64 outer_bits;     // bytes 0, 1, 6 and 7 of a word
    u64 above_bits;     // of a word: what stands above the PFN of a swap entry
    unsigned above_up;  // how far the flags go up to have that there
    bool fits;
};

constexpr RowTables row_tables(const Layout& l, const LaneMasks& m) {
    RowTables t{};
    t.outer = outer_tables(l, m);
    const u64 start = above_start(l, m);
    t.full_payload = l.swp_offset >> l.swp_offset_shift, t.outer_bits = ~(low_bits(sixth) & ~low_bits(16));
    t.above_bits = m.above ? l.swp_offset & ~low_bits(start) : 0, t.above_up = unsigned(start - raw_swap);
    t.fits = t.outer.fits;
    return t;
}

}  // namespace pte
