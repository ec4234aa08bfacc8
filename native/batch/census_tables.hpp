// A layout made ready for a census: masks of the outer bytes of words, and what is looked up by half a byte or by a type.
#pragma once
#include "../codec/byte_tables.hpp"

namespace pte {

/** Classes of words: the types, then these. */
inline constexpr unsigned class_none = type_space, class_present = type_space + 1, class_protnone = type_space + 2,
                          class_count = type_space + 3, class_groups = (class_count + 7) / 8;

struct CensusTables {
    // Of mapped words: the named flags that half a byte gives by itself, and bits without a meaning of whole bytes
    ByteTable low0, high0, low1, low7, odd5, odd6, odd7, coded5, coded6;
    // Of the others, by the place of the type: the flag of its kind, the offset's bits that are flags or mean nothing
    ByteTable writes, marks, ages, strange1, strange_middle, strange5, strange6, strange7;
    ByteTable named0, strange0;                                        // by half of byte 0; bits of it without a meaning
    ByteTable present, protnone, filled, types, first, half, swapped;  // everywhere
    ByteTable flag_enc, flag_unexplained, under_unexplained, over_group;
    unsigned marks_left, aged_right;  // from where the offset has them to their flags
    ByteTable one_of_eight;           // 1 << (n & 7)
    ByteTable classes[class_count];   // each number everywhere
    u8 kind_of_class[class_count];
    unsigned max_swapfiles;
    bool needs5, aged_in5, coded, fits;
};

namespace census {

constexpr u8 flag_bit(unsigned flag) { return u8(bit(flag - flag_enc)); }
constexpr u8 says(u64 word, u64 mask, unsigned flag) { return word & mask ? flag_bit(flag) : 0; }

constexpr u8 of_mapped(const Layout& l, u64 word) {
    return says(word, l.accessed, flag_young) | says(word, l.dirty_bits, flag_dirty) |
           says(word, l.rw | l.shstk_dirty, flag_write) | says(word, l.soft_dirty, flag_soft_dirty) |
           says(word, l.uffd_wp, flag_uffd_wp) | says(word, ~l.known_pte, flag_unexplained);
}
constexpr u8 of_swap(const Layout& l, u64 word) {
    return says(word, l.swp_soft_dirty, flag_soft_dirty) | says(word, l.swp_uffd_wp, flag_uffd_wp) |
           says(word, l.swp_exclusive, flag_exclusive);
}

constexpr void set_mapped(CensusTables& t, const Layout& l) {
    for (u64 bits = 0; bits < 16; ++bits) {
        const unsigned at = unsigned(bits);
        t.low0.set(at, of_mapped(l, bits)), t.high0.set(at, of_mapped(l, bits << 4));
        t.low1.set(at, of_mapped(l, bits << 8)), t.low7.set(at, of_mapped(l, bits << 56));
        t.named0.set(at, of_swap(l, bits));
    }
    t.odd5 = everywhere(byte_of(~l.known_pte, 5)), t.odd6 = everywhere(byte_of(~l.known_pte, 6));
    t.odd7 = everywhere(byte_of(~l.known_pte, 7) & 0xf0);
    t.coded5 = everywhere(byte_of(l.cc, 5)), t.coded6 = everywhere(byte_of(l.cc, 6));
}

/** Bits of the offset without a meaning, where they stand in the word. */
constexpr u64 strange(const LaneMasks& m, const Layout& l, unsigned place) {
    return (u64(m.unexplained_high[place]) << 32 | m.unexplained_low[place]) & l.swp_offset;
}
/** Bits 40 to 47 where the middle bytes are looked at together: byte 5 says nothing that they do not. */
constexpr bool all_middle(u64 mask) { return (mask >> 16 & 0xffffffff) == 0xffffffff; }

constexpr void set_types(CensusTables& t, const Layout& l, const LaneMasks& m) {
    t.aged_in5 = byte_of((l.mig_young | l.mig_dirty) << l.swp_offset_shift, 5) != 0;
    for (unsigned place = 0; place < places; ++place) {
        const u32 has = m.properties[place];
        const u64 odd = strange(m, l, place);
        t.writes.set(place, has & writes ? flag_bit(flag_write) : 0);
        t.marks.set(place, has & marks && l.marker_uffd_wp ? flag_bit(flag_uffd_wp) : 0);
        t.ages.set(place, has & migrates && l.mig_young ? flag_bit(flag_young) | flag_bit(flag_dirty) : 0);
        t.strange1.set(place, byte_of(odd, 1)), t.strange_middle.set(place, all_middle(odd) ? 0xff : 0);
        t.strange5.set(place, all_middle(odd) ? 0 : byte_of(odd, 5));
        t.strange6.set(place, byte_of(odd, 6)), t.strange7.set(place, byte_of(odd, 7));
        if (!all_middle(odd) && byte_of(odd, 5) != 0) t.needs5 = true;
    }
    t.needs5 = t.needs5 || t.aged_in5 || byte_of(~l.known_pte | l.cc, 5) != 0;
}

constexpr void set_classes(CensusTables& t, const LaneMasks& m) {
    for (unsigned i = 0; i < 16; ++i) t.one_of_eight.set(i, u8(1u << i % 8));
    for (unsigned i = 0; i < class_count; ++i) t.classes[i] = everywhere(u8(i));
    for (unsigned type = 0; type < type_space; ++type)
        t.kind_of_class[type] = u8(m.properties[type < first_special ? 0 : type % places] & kind_bits);
    t.kind_of_class[class_none] = u8(Kind::none), t.kind_of_class[class_present] = u8(Kind::present);
    t.kind_of_class[class_protnone] = u8(Kind::protnone);
}

constexpr unsigned place_in_byte(u64 bit_of_word) { return unsigned(std::countr_zero(bit_of_word)) % 8; }

constexpr void set_everywhere(CensusTables& t, const Layout& l) {
    const u64 beside = ~(l.swp_type | l.swp_offset | l.known_swap | l.present | l.protnone);
    t.strange0 = everywhere(byte_of(beside, 0));
    t.present = everywhere(byte_of(l.present, 0)), t.protnone = everywhere(byte_of(l.protnone, 1));
    t.filled = everywhere(byte_of(~l.knl_erratum, 0)), t.types = everywhere(type_space - 1);
    t.first = everywhere(first_special - 1), t.half = everywhere(15), t.swapped = everywhere(u8(l.max_swapfiles));
    t.flag_enc = everywhere(flag_bit(flag_enc)), t.flag_unexplained = everywhere(flag_bit(flag_unexplained));
    t.under_unexplained = everywhere(flag_bit(flag_unexplained) - 1), t.over_group = everywhere(128 - 8);
    t.marks_left = flag_uffd_wp - flag_enc - place_in_byte(l.marker_uffd_wp << l.swp_offset_shift);
    t.aged_right = l.mig_young ? place_in_byte(l.mig_young << l.swp_offset_shift) - (flag_young - flag_enc) : 0;
    t.max_swapfiles = unsigned(l.max_swapfiles);
}

/** Whether a mask has bits of these places alone. */
constexpr bool only(u64 mask, u64 places) { return (mask & ~places) == 0; }
constexpr u64 bytes(unsigned first, unsigned end) { return low_bits(8 * end) & ~low_bits(8 * first); }

constexpr bool middle_bytes_fit(const Layout& l, const LaneMasks& m) {
    for (unsigned place = 0; place < places; ++place) {
        const u64 odd = strange(m, l, place);
        if (!all_middle(odd) && !only(odd, ~bytes(2, 5))) return false;
    }
    return true;
}

/** Whether young and dirty stand side by side as their flags do, and can be moved to them. */
constexpr bool ages_fit(const Layout& l) {
    if (l.mig_young == 0) return l.mig_dirty == 0;
    static_assert(flag_dirty == flag_young + 1 && flag_young == flag_enc + 1);
    return l.mig_dirty == l.mig_young << 1 && place_in_byte(l.mig_young << l.swp_offset_shift) > 0;
}

/** Whether each mask is where the census looks for it; if not, the words are decoded. */
constexpr bool outer_bytes_fit(const Layout& l) {
    const u64 low12 = low_bits(12), halves = low12 | (bytes(7, 8) >> 4 & bytes(7, 8));
    const u64 named = l.accessed | l.dirty_bits | l.rw | l.shstk_dirty | l.soft_dirty | l.uffd_wp;
    const u64 swap = l.swp_soft_dirty | l.swp_uffd_wp | l.swp_exclusive;
    const u64 migration = (l.mig_young | l.mig_dirty) << l.swp_offset_shift;
    return only(named, halves) && only(~l.known_pte, low12 | bytes(5, 8)) && only(l.cc, bytes(5, 7)) && only(swap, low_bits(4)) &&
           only(l.present | l.knl_erratum, bytes(0, 1)) && only(l.protnone, bytes(1, 2)) &&
           only(l.marker_uffd_wp << l.swp_offset_shift, bytes(1, 2)) && ages_fit(l) &&
           (only(migration, bytes(5, 6)) || only(migration, bytes(6, 7))) &&
           only(~(l.swp_type | l.swp_offset | l.known_swap), bytes(0, 1) | l.protnone);
}

constexpr CensusTables tables(const Layout& l) {
    const LaneMasks m = lane_masks(l);
    CensusTables t{};
    set_mapped(t, l), set_types(t, l, m), set_classes(t, m), set_everywhere(t, l);
    t.coded = l.cc != 0;
    t.fits = outer_bytes_fit(l) && middle_bytes_fit(l, m);
    return t;
}

}  // namespace census
}  // namespace pte
