// A layout made ready for outer_codec-inl.hpp: masks that are the same in every byte of a register, and tables by the place of a
// swap entry's type. Small, since a register is filled from 8 or 16 bytes as fast as from 64.
#pragma once
#include "lane_masks.hpp"

namespace pte {

/** A byte eight times: what a register repeats. */
using Each = u64;
constexpr Each each(u64 byte) { return (byte & 0xff) * 0x0101010101010101; }

/** A table with 16 places, which a shuffle looks up within each 16 bytes. */
struct alignas(16) Places {
    u8 at[16]{};
};

/** Where bits 0 to 3 of a byte lead: as a table, and as the matrix of gf2p8affineqb, for which no two may lead to one. */
struct HalfMap {
    Places by_half;
    u64 matrix = 0;
};

/**
 * Where the payload of a word stands, as a byte: whether it is an offset with a PFN in it, whether it is stored inverted, and
 * either how far the word turns left until the payload ends at the top, or how far the payload is up from bit 0. Both are odd for
 * swap entries alone.
 */
struct PayloadKeys {
    Places swapped;  // by the place of the type
    Each present, protnone, none;
};
inline constexpr unsigned key_has_pfn = 0x40, key_inverted = 0x80;
inline constexpr unsigned turns = 32, no_turn = turns - 2;  // no_turn: of a row that has no payload
constexpr unsigned turn_of(u64 end) { return unsigned(64 - end); }

inline constexpr unsigned fifth = 40, sixth = 48, seventh = 56;  // where bytes of a word begin

/** Whether a bit of the page frame number is the C-bit or that of shared pages, and whether bits above it are none of it. */
enum class Frame : u8 { whole, enc, cut };

struct OuterTables {
    Frame frame;
    Each present, protnone, filled;  // of bytes 0, 1 and 0
    Each types, first, half;         // of the type
    Each kind_present, kind_protnone;
    Each odd[3], strange;                         // bits without a meaning: of a mapped entry's flags, of a swap entry's byte 0
    Each not_marker[2];                           // bytes 1 and 6: bits that are no part of a marker, or have a meaning in it
    Each above[2], keep;                          // of the flags' bytes 1 and 2: what an offset holds above its PFN
    Each enc[2], above_frame[2];                  // of bytes 5 and 6: the C-bit or that of shared pages, the bits above it
    Each uffd_wp, flag_enc, unexplained;          // named flags, in their byte
    Places kind;                                  // by the place of the type
    Places always, allowed;                       // the same: named flags that all such entries have, that they may have
    Places strange_marker, strange_above[2];      // the same: which bits of the offset have no meaning
    Places mapped_halves[2];                      // named flags of a mapped entry, by half of its byte 0
    alignas(64) u8 mapped_first[64];              // the same, by bits 1 to 6
    HalfMap mapped_second, mapped_last, swapped;  // the same of bytes 1 and 7; of byte 0 of a swap entry
    PayloadKeys turn, up;                         // where payloads stand in their words
    alignas(64) std::uint16_t down[turns];        // by the turn: how far a payload comes down again
    Places down_by_half;                          // by half of it
    alignas(64) u64 payload_bits[8];              // of a word, by the low bits of `up`; zero where it has none
    u64 payload_bits_pfn;                         // the same of an offset with a PFN in it
    u64 enc_bits, above_frame_bits;               // of a word: the same as enc and above_frame
    unsigned above_shift, marker_shift;
    bool low_pfn, fits;  // low_pfn: the offset above a PFN begins in byte 5, not 6
};

constexpr HalfMap half_map(const u8 (&to)[4]) {
    HalfMap m;
    for (unsigned from = 0; from < 4; ++from) {
        for (unsigned i = 0; i < 16; ++i) m.by_half.at[i] |= i >> from & 1 ? to[from] : 0;
        for (unsigned i = 0; i < 8; ++i) m.matrix |= to[from] >> i & 1 ? bit(8 * (7 - i) + from) : 0;
    }
    return m;
}

constexpr u8 named_where(u64 word, u64 mask, unsigned flag) { return word & mask ? u8(bit(flag - flag_enc)) : 0; }

/** The named flags that some bits of a mapped entry give by themselves, in their byte; all but unexplained. */
constexpr u8 named_if_mapped(const Layout& l, u64 word) {
    return named_where(word, l.accessed, flag_young) | named_where(word, l.dirty_bits, flag_dirty) |
           named_where(word, l.rw | l.shstk_dirty, flag_write) | named_where(word, l.soft_dirty, flag_soft_dirty) |
           named_where(word, l.uffd_wp, flag_uffd_wp);
}
constexpr u8 named_if_swapped(const Layout& l, u64 word) {
    return named_where(word, l.swp_soft_dirty, flag_soft_dirty) | named_where(word, l.swp_uffd_wp, flag_uffd_wp) |
           named_where(word, l.swp_exclusive, flag_exclusive);
}

constexpr void set_named_flags(OuterTables& t, const Layout& l) {
    for (u64 i = 0; i < 16; ++i)
        t.mapped_halves[0].at[i] = named_if_mapped(l, i), t.mapped_halves[1].at[i] = named_if_mapped(l, i << 4);
    for (u64 i = 0; i < 64; ++i) t.mapped_first[i] = named_if_mapped(l, i << 1);
    u8 second[4], last[4], swapped[4];
    for (unsigned i = 0; i < 4; ++i)
        second[i] = named_if_mapped(l, bit(8 + i)), last[i] = named_if_mapped(l, bit(seventh + i)),
        swapped[i] = named_if_swapped(l, bit(i));
    t.mapped_second = half_map(second), t.mapped_last = half_map(last), t.swapped = half_map(swapped);
    t.uffd_wp = each(bit(flag_uffd_wp - flag_enc)), t.flag_enc = each(bit(0));
    t.unexplained = each(bit(flag_unexplained - flag_enc));
}

/** Where the bits of an offset begin that stand in the flags' bytes 1 and 2, or would if there were any. */
constexpr u64 above_start(const Layout& l, const LaneMasks& m) { return m.above ? l.swp_offset_shift + l.swp_pfn_bits : sixth; }

constexpr void set_place(OuterTables& t, const Layout& l, const LaneMasks& m, unsigned place) {
    const u32 has = m.properties[place];
    const bool pfn = has & has_pfn, mark = has & marks;
    t.kind.at[place] = u8(has & kind_bits);
    const unsigned key = key_inverted | (pfn && m.above ? key_has_pfn : 0);
    t.turn.swapped.at[place] = u8(key | turn_of(pfn ? l.swp_offset_shift + l.swp_pfn_bits : rows::swp_offset.hi + 1));
    t.up.swapped.at[place] = u8(key | l.swp_offset_shift);
    t.always.at[place] = has & writes ? u8(bit(flag_write - flag_enc)) : 0;
    t.allowed.at[place] = u8((has & migrates && l.mig_young ? bit(flag_young - flag_enc) | bit(flag_dirty - flag_enc) : 0) |
                             (mark && l.marker_uffd_wp ? bit(flag_uffd_wp - flag_enc) : 0));
    t.strange_marker.at[place] = mark ? 0xff : 0;
    const u64 strange = (u64(m.unexplained_high[place]) << 32 | m.unexplained_low[place]) & l.swp_offset;
    for (unsigned i = 0; i < 2; ++i) t.strange_above[i].at[place] = u8(strange >> above_start(l, m) >> (8 * i));
}

constexpr void set_swap_masks(OuterTables& t, const Layout& l, const LaneMasks& m) {
    for (unsigned place = 0; place < places; ++place) set_place(t, l, m, place);
    const u64 start = above_start(l, m), marker = l.marker_mask << l.swp_offset_shift;
    const u64 offset_there = l.swp_offset & low_bits(start) & ~marker;
    t.not_marker[0] = each(~byte_of(offset_there, 1)), t.not_marker[1] = each(~byte_of(offset_there, 6));
    t.strange = each(~(l.swp_type | l.swp_offset | l.known_swap | l.present));
    t.above_shift = unsigned(start % 8), t.low_pfn = start < sixth, t.keep = each(0xff >> t.above_shift);
    for (unsigned i = 0; i < 2; ++i) t.above[i] = each((l.swp_offset >> start >> (8 * i)));
    const u64 marker_uffd_wp = l.marker_uffd_wp << l.swp_offset_shift >> 8;
    while (marker_uffd_wp && marker_uffd_wp << t.marker_shift < bit(flag_uffd_wp - flag_enc)) ++t.marker_shift;
}

constexpr void set_mapped_masks(OuterTables& t, const Layout& l, const LaneMasks& m) {
    t.present = each(l.present), t.protnone = each(byte_of(l.protnone, 1)), t.filled = each(~l.knl_erratum);
    t.types = each(type_space - 1), t.first = each(first_special - 1), t.half = each(15);
    t.kind_present = each(u64(Kind::present)), t.kind_protnone = each(u64(Kind::protnone));
    for (unsigned i = 0; i < 3; ++i) t.odd[i] = each(byte_of(m.unexplained & raw_flags, i));
    for (unsigned i = 0; i < 2; ++i) t.enc[i] = each(byte_of(l.cc, 5 + i)), t.above_frame[i] = each(byte_of(l.above_pfn, 5 + i));
    t.frame = l.cc == 0 ? Frame::whole : l.above_pfn == 0 ? Frame::enc : Frame::cut;
}

constexpr void set_payloads(OuterTables& t, const Layout& l) {
    const auto down = [&t](u64 from, u64 end) {
        const unsigned turn = turn_of(end) % turns, by = unsigned(64 - (end - from));
        t.down[turn] = std::uint16_t(by), t.down_by_half.at[turn / 2] = u8(by);
    };
    down(l.page_shift, rows::pfn.hi + 1), down(l.swp_offset_shift, rows::swp_offset.hi + 1);
    down(l.swp_offset_shift, l.swp_offset_shift + l.swp_pfn_bits), t.down_by_half.at[no_turn / 2] = 63;
    const auto set = [](PayloadKeys& keys, unsigned mapped, unsigned none) {
        keys.present = each(mapped), keys.protnone = each(mapped | key_inverted), keys.none = each(none);
    };
    set(t.turn, turn_of(rows::pfn.hi + 1), no_turn), set(t.up, unsigned(l.page_shift), 0);
    t.payload_bits[l.page_shift % 8] = l.pfn | l.above_pfn, t.payload_bits[l.swp_offset_shift % 8] = l.swp_offset;
    t.payload_bits_pfn = l.swp_pfn << l.swp_offset_shift & l.swp_offset;
    t.enc_bits = l.cc, t.above_frame_bits = l.above_pfn;
}

/** Whether a mask is all in the bits from `first` to before `end`. */
constexpr bool in_bits(u64 mask, unsigned first, unsigned end) { return (mask & ~(low_bits(end) & ~low_bits(first))) == 0; }

constexpr bool distinct(u64 a, u64 b, u64 c) { return a != b && b != c && a != c; }

/** Whether each mask is where the codec looks for it: if not, a layout is left to the lanes. */
constexpr bool outer_fits(const Layout& l, const LaneMasks& m) {
    const u64 named = l.accessed | l.dirty_bits | l.rw | l.shstk_dirty | l.soft_dirty | l.uffd_wp;
    const u64 in_halves = named & ~low_bits(7), start = above_start(l, m), swap_end = l.swp_offset_shift + l.swp_pfn_bits;
    const u64 marker = l.marker_mask << l.swp_offset_shift;
    const bool placed = in_bits(l.present, 0, 1) && in_bits(l.protnone, 8, 9) && in_bits(l.knl_erratum, 0, 8) &&
                        in_bits(named & low_bits(8), 1, 7) && in_bits(in_halves & low_bits(seventh), 8, 12) &&
                        in_bits(in_halves & ~low_bits(seventh), seventh, seventh + 4) && in_bits(marker, 8, 16) &&
                        in_bits(l.swp_soft_dirty | l.swp_uffd_wp | l.swp_exclusive, 0, 4) &&
                        in_bits(l.marker_uffd_wp << l.swp_offset_shift, 8, 8 + flag_uffd_wp - flag_enc + 1) &&
                        in_bits(l.cc | l.above_pfn, fifth, seventh) &&
                        in_bits(~(l.swp_type | l.swp_offset | l.known_swap | l.present | l.protnone), 0, 8);
    const bool fields = l.swp_type == rows::swp_type.mask() && l.swp_offset == rows::swp_offset.mask() &&
                        (l.pfn | l.above_pfn | l.cc) == rows::pfn.mask() && l.page_shift == rows::pfn.lo &&
                        l.swp_offset_shift == rows::swp_offset.lo && start >= fifth && start + 16 > rows::swp_offset.hi;
    const u64 young = l.mig_young << l.swp_offset_shift, dirty = l.mig_dirty << l.swp_offset_shift;
    const bool migrating =
        l.mig_young == 0 || (m.above && start < seventh && young == bit(unsigned(start)) && dirty == young << 1);
    const bool turned = turn_of(rows::pfn.hi + 1) % 2 == 0 && turn_of(rows::swp_offset.hi + 1) % 2 == 1 &&
                        turn_of(swap_end) % 2 == 1 && turn_of(swap_end) < no_turn && l.page_shift % 2 == 0 &&
                        l.swp_offset_shift % 2 == 1 && distinct(0, l.page_shift % 8, l.swp_offset_shift % 8) &&
                        flag_young == flag_enc + 1;
    return placed && fields && migrating && turned && flag_dirty == flag_young + 1;
}

constexpr OuterTables outer_tables(const Layout& l, const LaneMasks& m) {
    OuterTables t{};
    set_named_flags(t, l), set_swap_masks(t, l, m), set_mapped_masks(t, l, m), set_payloads(t, l);
    t.fits = outer_fits(l, m);
    return t;
}

}  // namespace pte
