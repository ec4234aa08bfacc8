// A layout made ready for the codec: masks of 32 bits, and what it asks about swap entries by their type.
#pragma once
#include "../spec/layout.hpp"

namespace pte {

/** The flags that encoding reads: the raw ones, and the C-bit or the bit of shared pages. The rest of the column is in
 * spec/rows.hpp. */
inline constexpr u32 raw_flags = low_bits(flag_enc) | bit(flag_enc);
inline constexpr unsigned raw_below = rows::pfn.lo, raw_above = rows::pfn.hi + 1;  // word bits beside the PFN
inline constexpr unsigned raw_shift = raw_above - 32 - raw_below;                  // of the upper half, from there to the flags

/** A word or a mask in two halves. */
struct Halves {
    u32 low, high;
    constexpr Halves(u64 word = 0) : low(u32(word)), high(u32(word >> 32)) {}
};

/** One byte of a mask. */
constexpr u8 byte_of(u64 mask, unsigned i) { return u8(mask >> (8 * i)); }

/** The bits of a mask that lie beside the page frame number, where the flags column has them. */
constexpr u32 beside_pfn(u64 mask) { return u32((mask & low_bits(raw_below)) | (mask >> raw_above << raw_below)); }

// Tables by type have 16 places: the special types stand at the low bits of their numbers, swap areas share the first. A type
// has `type_space` numbers.
inline constexpr unsigned places = 16, type_space = 1u << rows::swp_type.width();
inline constexpr unsigned first_special = type_space - places + 1;  // no kernel has more special types
using ByType = u32[places];

/** What ByType properties says of a type, besides the kind in its low bits. */
inline constexpr u32 kind_bits = low_bits(kind_width), has_pfn = kind_bits + 1, migrates = 2 * has_pfn, marks = 2 * migrates,
                     writes = u32(bit(flag_write));

/** All masks are of the flags column where nothing else is said. */
struct LaneMasks {
    alignas(64) ByType properties{}, unexplained_low{}, unexplained_high{};
    u32 present, mapped;
    u32 young, dirty, write, soft_dirty, uffd_wp, unexplained;
    u32 swp_soft_dirty, swp_uffd_wp, swp_exclusive;
    u32 mig_young, mig_dirty, marker_uffd_wp;  // of an offset where it stands in the word: the upper, the lower half
    u32 above;                                 // what a swap entry's offset holds above the PFN
    unsigned above_shift, page_shift, offset_shift;
    Halves filled, enc, pfn, above_pfn, frame, offset, offset_pfn;  // frame: the PFN and what stands above it, never inverted
    u32 below, below_swap;                                          // the word's low bits
    u32 wrong_mapped, wrong_none, wrong_swap;                       // what no such entry has
    u32 kind_present, kind_protnone;
    struct {
        u32 enc, young, dirty, write, soft_dirty, uffd_wp, exclusive, unexplained;
    } flag;  // numbers that stand in memory: as constants g++ would load them anew for each vector
};

constexpr void set_type(LaneMasks& m, const Layout& l, unsigned type) {
    const auto in = [type](u64 set) { return (set >> type & 1) != 0; };
    const bool pfn = in(l.pfn_types), mig = in(l.migration_types), mark = in(l.marker_types);
    const unsigned half = type_space / 2, place = type < first_special ? 0 : type % places;
    const u64 kind = type < half ? u64(Kind::swap) : l.kind_of_type >> (kind_width * (type - half)) & kind_bits;
    m.properties[place] =
        u32(kind) | (pfn ? has_pfn : 0) | (mig ? migrates : 0) | (mark ? marks : 0) | (in(l.writable_types) ? writes : 0);
    u64 explained = pfn || mark ? 0 : ~u64(0);
    if (pfn) explained |= l.swp_pfn;
    if (mig) explained |= l.mig_young | l.mig_dirty;
    if (mark) explained |= l.marker_mask;
    const u64 beside = ~(l.swp_type | l.swp_offset | l.known_swap);
    const Halves unexplained = (~explained << l.swp_offset_shift & l.swp_offset) | beside;
    m.unexplained_low[place] = unexplained.low, m.unexplained_high[place] = unexplained.high;
}

/** Whether the codec can run over a layout: each shift keeps within the half that it works on. */
constexpr bool shifts_fit(const Layout& l) {
    const auto within = [](u64 shift) { return shift > 0 && shift < 32; };
    const u64 offset_end = l.swp_offset_shift + l.swp_pfn_bits;
    return within(l.page_shift) && within(l.swp_offset_shift) && offset_end >= 32 + raw_swap && offset_end < 64 + raw_swap &&
           offset_end < 64;
}

constexpr LaneMasks lane_masks(const Layout& l) {
    LaneMasks m{};
    for (unsigned type = first_special - 1; type < type_space; ++type) set_type(m, l, type);
    m.present = beside_pfn(l.present), m.mapped = beside_pfn(l.present | l.protnone);
    m.young = beside_pfn(l.accessed), m.dirty = beside_pfn(l.dirty_bits), m.write = beside_pfn(l.rw | l.shstk_dirty);
    m.soft_dirty = beside_pfn(l.soft_dirty), m.uffd_wp = beside_pfn(l.uffd_wp);
    m.unexplained = beside_pfn(~l.known_pte);
    m.swp_soft_dirty = beside_pfn(l.swp_soft_dirty), m.swp_uffd_wp = beside_pfn(l.swp_uffd_wp);
    m.swp_exclusive = beside_pfn(l.swp_exclusive);
    m.mig_young = Halves(l.mig_young << l.swp_offset_shift).high;
    m.mig_dirty = Halves(l.mig_dirty << l.swp_offset_shift).high;
    m.marker_uffd_wp = Halves(l.marker_uffd_wp << l.swp_offset_shift).low;
    const u64 pfn_end = l.swp_offset_shift + l.swp_pfn_bits;
    m.above = u32(l.swp_offset >> pfn_end << raw_swap), m.above_shift = unsigned(pfn_end - 32 - raw_swap);
    m.page_shift = unsigned(l.page_shift), m.offset_shift = unsigned(l.swp_offset_shift);
    m.filled = ~l.knl_erratum, m.enc = l.cc, m.pfn = l.pfn, m.above_pfn = l.above_pfn, m.frame = l.pfn | l.above_pfn,
    m.offset = l.swp_offset;
    m.offset_pfn = l.swp_pfn << l.swp_offset_shift & l.swp_offset;
    m.below = u32(low_bits(raw_below)), m.below_swap = u32(low_bits(raw_swap));
    m.wrong_mapped = l.cc ? 0 : u32(bit(flag_enc));
    m.wrong_none = raw_flags & ~beside_pfn(l.knl_erratum);
    m.wrong_swap = (raw_flags & ~m.below_swap) | m.mapped;
    m.kind_present = u32(Kind::present), m.kind_protnone = u32(Kind::protnone);
    m.flag = {u32(bit(flag_enc)),        u32(bit(flag_young)),   u32(bit(flag_dirty)),     u32(bit(flag_write)),
              u32(bit(flag_soft_dirty)), u32(bit(flag_uffd_wp)), u32(bit(flag_exclusive)), u32(bit(flag_unexplained))};
    return m;
}

}  // namespace pte
