// What a census says of each word of a plane, by bytes: nothing is decoded. Included after the planes of each instruction set, in
// its namespace, so without an include guard.
#ifndef PTE_INLINE
#include "../codec/planes/avx2-inl.hpp"
#include "census_tables.hpp"
#endif

inline constexpr std::size_t plane_words = 8 * words_per_register, planes_at_once = 16;

/** Of each word of a plane its class, its named flags, and bits that are set where it has some without a meaning. */
struct Classes {
    Bytes of, says, odd;
};

PTE_INLINE Classes mapped_classes(const CensusTables& t, const OuterPlanes& p, bool coded) {
    const Bytes half = load(t.half);
    const Bytes low = table_lookup(t.low0, p.b0 & half), high = table_lookup(t.high0, shift_right_16(p.b0, 4) & half);
    Classes c;
    c.says = or_of_three(low | high, table_lookup(t.low1, p.b1 & half), table_lookup(t.low7, p.b7 & half));
    c.odd = or_and(p.b6 & load(t.odd6), p.b7, load(t.odd7));
    if (coded) {
        c.odd = or_and(c.odd, p.b5, load(t.odd5));
        const Bytes code = or_and(p.b5 & load(t.coded5), p.b6, load(t.coded6));
        c.says = c.says | if_then_zero_else(test_none(code, code), load(t.flag_enc));
    }
    return c;
}

/** Offsets are stored inverted: their bits are set where those of the word are not. */
PTE_INLINE Classes swap_classes(const CensusTables& t, const OuterPlanes& p, bool fifth, Bytes type) {
    const Bytes place = max_bytes(type, load(t.first)) & load(t.half);
    const Bytes aged = shift_right_16(fifth && t.aged_in5 ? p.b5 : p.b6, t.aged_right);
    Classes c;
    c.of = type;
    c.says = table_lookup(t.writes, place) | table_lookup(t.named0, p.b0 & load(t.half));
    c.says = or_and_not(c.says, aged, table_lookup(t.ages, place));
    c.says = or_and_not(c.says, shift_left_16(p.b1, t.marks_left), table_lookup(t.marks, place));
    c.odd = or_and_not(p.b0 & load(t.strange0), p.b1, table_lookup(t.strange1, place));
    c.odd = or_and_not(c.odd, p.middle, table_lookup(t.strange_middle, place));
    if (fifth) c.odd = or_and_not(c.odd, p.b5, table_lookup(t.strange5, place));
    c.odd = or_and_not(c.odd, p.b6, table_lookup(t.strange6, place));
    c.odd = or_and_not(c.odd, p.b7, table_lookup(t.strange7, place));
    return c;
}

PTE_INLINE Classes classes_of(const CensusTables& t, const u64* words, bool fifth, bool coded) {
    const OuterPlanes p = load_planes(words, fifth);
    const ByteMask present_not = test_none(p.b0, load(t.present));
    const ByteMask unmapped = and_(present_not, test_none(p.b1, load(t.protnone)));
    const Bytes filled = or_of_three(or_and(p.b1, p.b0, load(t.filled)), p.middle, p.b6 | p.b7);
    const ByteMask swapped = and_not(test_none(filled, filled), unmapped);
    const Classes m = mapped_classes(t, p, coded);
    const Classes s = swap_classes(t, p, fifth, shift_right_16(p.b7, rows::swp_type.lo - 56) & load(t.types));
    Classes c;
    c.of = if_then_else(present_not, load(t.classes[class_protnone]), load(t.classes[class_present]));
    c.of = if_then_else(swapped, s.of, if_then_else(unmapped, load(t.classes[class_none]), c.of));
    c.says = if_then_else(swapped, s.says, if_then_zero_else(unmapped, m.says));
    c.odd = if_then_else(swapped, s.odd, if_then_zero_else(unmapped, m.odd));
    // A byte that is not 0 reaches the flag when so much is added to it
    c.says = or_and(c.says, add_to_255(c.odd, load(t.under_unexplained)), load(t.flag_unexplained));
    return c;
}
