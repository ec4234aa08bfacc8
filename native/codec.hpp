// What an entry means as a row of columns, and back: for one entry or a vector of them. There is no other decoder here.
// lib/engine/reference.ts says the same in plain words, and spec/kinds.ts what the columns hold.
#pragma once
#include "lanes.hpp"
#include "layout.hpp"

namespace pte {

/** One row of the columns, or a vector of rows: each column still 64 bits wide. */
template <class V>
struct Entries {
    V kind, type, flags, payload;
};

// The flags column: spec/kinds.ts.
inline constexpr unsigned flag_enc = 24, flag_young = 25, flag_dirty = 26, flag_write = 27, flag_soft_dirty = 28,
                          flag_uffd_wp = 29, flag_exclusive = 30, flag_unexplained = 31;
inline constexpr u64 raw_flags = low_bits(flag_young);
inline constexpr unsigned raw_below = rows::pfn.lo, raw_above = rows::pfn.hi + 1;
inline constexpr unsigned raw_swap = 8;  // word bits of a swap entry among the flags, then its offset above the PFN

template <class V>
PTE_INLINE constexpr V flag(V condition, unsigned place) {
    return condition & bit(place);
}

/** What a present, PROT_NONE or empty entry says. */
template <class V>
PTE_INLINE constexpr V says_mapped(const Layout& l, V pte) {
    return flag(nonzero(pte & l.accessed), flag_young) | flag(nonzero(pte & l.dirty_bits), flag_dirty) |
           flag(nonzero(pte & (l.rw | l.shstk_dirty)), flag_write) | flag(nonzero(pte & l.soft_dirty), flag_soft_dirty) |
           flag(nonzero(pte & l.uffd_wp), flag_uffd_wp) | flag(nonzero(pte & ~l.known_pte), flag_unexplained) |
           flag(nonzero(pte & l.enc), flag_enc);
}

/** What any other entry says. */
template <class V>
PTE_INLINE constexpr V says_swap(const Layout& l, V pte, V type, V offset, V has_pfn) {
    const V migrates = in_set(l.migration_types, type), marks = in_set(l.marker_types, type);
    const V explained = (has_pfn & l.swp_pfn) | (migrates & (l.mig_young | l.mig_dirty)) | (marks & l.marker_mask) |
                        ~(has_pfn | marks);
    const u64 beside = ~(l.swp_type | l.swp_offset | l.known_swap);
    return flag(migrates & nonzero(offset & l.mig_young), flag_young) |
           flag(migrates & nonzero(offset & l.mig_dirty), flag_dirty) | flag(in_set(l.writable_types, type), flag_write) |
           flag(nonzero(pte & l.swp_soft_dirty), flag_soft_dirty) |
           flag(nonzero((pte & l.swp_uffd_wp) | (marks & offset & l.marker_uffd_wp)), flag_uffd_wp) |
           flag(nonzero(pte & l.swp_exclusive), flag_exclusive) |
           flag(nonzero((offset & ~explained) | (pte & beside)), flag_unexplained);
}

/** Kinds of the upper half of the type space stand four bits each in one word; in the lower half all are swap devices. */
template <class V>
PTE_INLINE constexpr V kind_of_swap(const Layout& l, V type) {
    constexpr u64 half = u64(1) << (rows::swp_type.width() - 1);
    const V special = (all<V>(l.kind_of_type) >> ((type & (half - 1)) << 2)) & 15;
    const V upper = nonzero(type & half);
    return (special & upper) | (~upper & u64(Kind::swap));
}

template <class V>
PTE_INLINE constexpr Entries<V> decode(const Layout& l, V pte) {
    const V present = nonzero(pte & l.present), protnone = ~present & nonzero(pte & l.protnone);
    const V mapped = present | protnone, swapped = ~mapped & nonzero(pte & ~l.knl_erratum);

    // L1TF: the page frame number of a PROT_NONE entry and the offset of a swap entry are stored inverted.
    const V pfn = ((pte ^ ~present) & l.pfn) >> l.page_shift;
    const V type = pte >> l.swp_type_shift;
    const V offset = (~pte & l.swp_offset) >> l.swp_offset_shift;
    const V has_pfn = in_set(l.pfn_types, type);

    const V raw_mapped = (pte & low_bits(raw_below)) | ((pte >> raw_above) << raw_below);
    const V raw_swapped = (pte & low_bits(raw_swap)) | (has_pfn & ((offset >> l.swp_pfn_bits) << raw_swap));
    return {(present & u64(Kind::present)) | (protnone & u64(Kind::protnone)) | (swapped & kind_of_swap(l, type)),
            swapped & type,
            (~swapped & raw_mapped) | (mapped & says_mapped(l, pte)) |
                (swapped & (raw_swapped | says_swap(l, pte, type, offset, has_pfn))),
            (mapped & pfn) | (swapped & offset & (~has_pfn | l.swp_pfn))};
}

/** The word of a row. Every store masks, so a row that is no entry gives another row's word: see same_entry(). */
template <class V>
PTE_INLINE constexpr V encode(const Layout& l, const Entries<V>& e) {
    const V none = equal(e.kind, all<V>(u64(Kind::none)));
    const V mapped = equal(e.kind, all<V>(u64(Kind::present))) | equal(e.kind, all<V>(u64(Kind::protnone)));
    const V raw = e.flags & low_bits(flag_enc);

    const V around = (raw & low_bits(raw_below)) | ((raw >> raw_below) << raw_above);
    const V beside = around | (nonzero(e.flags & bit(flag_enc)) & l.enc);
    const V inverted = nonzero(beside) & ~nonzero(beside & l.present);
    const V entry = (((e.payload << l.page_shift) ^ inverted) & l.pfn) | beside;

    const V type = e.type & low_bits(rows::swp_type.width());
    const V above = in_set(l.pfn_types, type) & ((raw >> raw_swap) << l.swp_pfn_bits);
    const V swap = (type << l.swp_type_shift) | (~((e.payload | above) << l.swp_offset_shift) & l.swp_offset) |
                   (raw & low_bits(raw_swap));
    return (none & around) | (mapped & entry) | (~(none | mapped) & swap);
}

/** Zero in the lanes where two rows are one entry; the summaries among the flags do not count. */
template <class V>
PTE_INLINE constexpr V difference(const Entries<V>& a, const Entries<V>& b) {
    return (a.kind ^ b.kind) | (a.type ^ b.type) | (a.payload ^ b.payload) | ((a.flags ^ b.flags) & raw_flags);
}

namespace examples {
inline constexpr Layout v6_12 = resolve({{6, 12}, 107}, {.switches = ~(1u << 4)});  // without DEVICE_PRIVATE
static_assert(decode<u64>(v6_12, 0x000fffffedcba120).payload == 0x12345, "the PFN of a PROT_NONE entry is inverted");
static_assert(decode<u64>(v6_12, 0x07fffffffffbfe0a).payload == 0x200, "and so is the offset of a swap entry");
static_assert(decode<u64>(v6_12, 0xfffffffffffffa00).kind == u64(Kind::pte_marker), "type 31 is a marker");
static_assert(encode<u64>(v6_12, decode<u64>(v6_12, 0xf7ffe7fffdb97400)) == 0xf7ffe7fffdb97400, "nothing is lost");
}  // namespace examples

}  // namespace pte
