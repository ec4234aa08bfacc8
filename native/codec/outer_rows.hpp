// What encoding asks beside outer_tables.hpp: how payloads go up into their words, and which bits are wrong in a row.
#pragma once
#include "outer_tables.hpp"

namespace pte {

/** Payloads' places as bytes, by kind of row; swapped by the place of the type. */
struct PayloadKeys {
    Places swapped;
    Each present, protnone, none;
};

struct RowTables {
    OuterTables outer;
    PayloadKeys turn;                 // as decoding has them
    PayloadKeys up;                   // the same two bits, and how far a payload goes up
    alignas(64) u64 payload_bits[8];  // of a word, by the low bits of `up`
    u64 payload_bits_pfn;             // the same of an offset with a PFN in it
    u64 full_payload;                 // no payload is larger; none but such a one can make an empty word of a swap entry
    u64 beside_middle;                // the outer bytes of a word
    u64 above_bits, enc_bits, above_frame_bits;
    unsigned above_up;  // how far the flags go up to have there what stands above a PFN
    bool fits;
};

constexpr bool distinct(unsigned a, unsigned b, unsigned c) { return a != b && b != c && a != c; }

constexpr RowTables row_tables(const Layout& l, const LaneMasks& m) {
    RowTables t{};
    t.outer = outer_tables(l, m);
    const u64 pfn_offset = l.swp_pfn << l.swp_offset_shift & l.swp_offset, start = above_start(l, m);
    t.turn = {t.outer.turn, t.outer.turn_mapped, t.outer.turn_protnone, each(no_turn)};
    t.up = {{}, each(l.page_shift), each(l.page_shift | turn_inverted), each(0)};
    for (unsigned place = 0; place < places; ++place)
        t.up.swapped.at[place] = u8((t.outer.turn.at[place] & (turn_has_pfn | turn_inverted)) | l.swp_offset_shift);
    t.payload_bits[l.page_shift % 8] = l.pfn | l.above_pfn, t.payload_bits[l.swp_offset_shift % 8] = l.swp_offset;
    t.payload_bits_pfn = pfn_offset, t.full_payload = l.swp_offset >> l.swp_offset_shift;
    t.beside_middle = ~(low_bits(sixth) & ~low_bits(16));
    t.above_bits = m.above ? l.swp_offset & ~low_bits(start) : 0, t.above_up = unsigned(start - raw_swap);
    t.enc_bits = l.cc, t.above_frame_bits = l.above_pfn;
    t.fits = t.outer.fits && distinct(0, unsigned(l.page_shift % 8), unsigned(l.swp_offset_shift % 8)) && l.page_shift % 2 == 0 &&
             l.swp_offset_shift % 2 == 1 && (m.above == 0 || pfn_offset < bit(unsigned(start)));
    return t;
}

}  // namespace pte
