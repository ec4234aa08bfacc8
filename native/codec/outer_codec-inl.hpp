// Decoding with planes of a word's outer bytes, of which kinds and flags are made, and payloads in lanes of 64 bits. A plane is a
// register with one byte of each of many words. Rows are what lane_codec-inl.hpp says, which a test proves; what bounds the
// speed stands in docs/speed.md. Included after the operations of each instruction set, in its namespace, so without an include
// guard.
#ifndef PTE_INLINE
#include "outer/avx2-blocks-inl.hpp"
#endif

/** Whether anything is asked of byte 5. */
constexpr bool needs_fifth(bool low_pfn, Frame frame) { return low_pfn || frame != Frame::whole; }

/** Which words have which format; none of them has an empty entry. */
struct OuterFormats {
    ByteMask unmapped, protnone, swapped;
};

PTE_INLINE OuterFormats formats_of(const OuterTables& t, const OuterBytes& w) {
    const ByteMask present_not = test_none(w.first, load(t.present));
    OuterFormats is;
    is.unmapped = and_test_none(present_not, w.second, load(t.protnone));
    is.protnone = and_not(is.unmapped, present_not);
    const Bytes filled = or_and(or3(w.second, w.middle, w.sixth) | w.last, w.first, load(t.filled));
    is.swapped = and_test_any(is.unmapped, filled, filled);
    return is;
}

/** What stands above the PFN of a swap entry, no longer inverted, where the flags have it. */
struct Above {
    Bytes bytes[2];
};
template <bool low_pfn>
PTE_INLINE Above above_of(const OuterTables& t, const OuterBytes& w) {
    const auto shifted = [&t](Bytes v, Bytes next) __attribute__((always_inline)) {
        return select(load(t.keep), shift_right_16(v, t.above_shift), shift_left_16(next, 8 - t.above_shift));
    };
    const Bytes low = low_pfn ? shifted(w.fifth, w.sixth) : shifted(w.sixth, w.last);
    const Bytes high = low_pfn ? shifted(w.sixth, w.last) : shift_right_16(w.last, t.above_shift);
    return {{and_not(low, load(t.above[0])), and_not(high, load(t.above[1]))}};
}

/** The named flags of swap entries but unexplained: young and dirty of a migration stand just above its PFN. */
PTE_INLINE Bytes named_of_swap(const OuterTables& t, const OuterBytes& w, const Above& above, Bytes place) {
    const Bytes uffd_wp = load(t.uffd_wp), marker = shift_left_16(w.second, t.marker_shift);
    const Bytes stored = select(uffd_wp, ~marker, plus(above.bytes[0], above.bytes[0]));
    return or_and(table_lookup(t.always, place) | map_half(t.swapped, w.first), stored, table_lookup(t.allowed, place));
}

/** Bits of swap entries that have no meaning. A marker is stored inverted, so all other bits of its offset must be ones. */
template <bool low_pfn>
PTE_INLINE Bytes strange_of(const OuterTables& t, const OuterBytes& w, const Above& above, Bytes place) {
    Bytes ones = (w.second | load(t.not_marker[0])) & w.middle;
    if constexpr (!low_pfn) ones = ones & (w.sixth | load(t.not_marker[1]));
    const Bytes low = or_and_not(w.first & load(t.strange), ones, table_lookup(t.strange_marker, place));
    return or_and(or_and(low, above.bytes[0], table_lookup(t.strange_above[0], place)), above.bytes[1],
                  table_lookup(t.strange_above[1], place));
}

/** The bits that a mapped entry's flags have beside a payload: of bytes 0, 1 and 6, and 7. */
struct RawFlags {
    Bytes bytes[3];
};
PTE_INLINE RawFlags raw_of_mapped(const OuterTables& t, const OuterBytes& w) {
    return {{w.first, select(load(t.half), w.second, w.sixth), w.last}};
}

/** The named flags of mapped entries but unexplained. */
template <Frame frame>
PTE_INLINE Bytes named_of_mapped(const OuterTables& t, const OuterBytes& w) {
    const Bytes named = or3(map_first(t, w.first), map_half(t.mapped_second, w.second), map_half(t.mapped_last, w.last));
    if constexpr (frame == Frame::whole) return named;
    const Bytes enc = or_and(w.fifth & load(t.enc[0]), w.sixth, load(t.enc[1]));
    return plus_if(test_any(enc, enc), named, load(t.flag_enc));
}

/** Bits of mapped entries that have no meaning. */
template <Frame frame>
PTE_INLINE Bytes odd_of_mapped(const OuterTables& t, const OuterBytes& w, const RawFlags& raw) {
    const auto& r = raw.bytes;
    const Bytes odd = or_and(or_and(r[0] & load(t.odd[0]), r[1], load(t.odd[1])), r[2], load(t.odd[2]));
    if constexpr (frame == Frame::whole) return odd;
    return or_and(or_and(odd, w.fifth, load(t.above_frame[0])), w.sixth, load(t.above_frame[1]));
}

/** The named flags of all words. */
template <bool low_pfn, Frame frame>
PTE_INLINE Bytes named_flags_of(const OuterTables& t, const OuterBytes& w, const OuterFormats& is, const RawFlags& raw,
                                const Above& above, Bytes place) {
    const Bytes swapped = if_then_else_zero(is.swapped, named_of_swap(t, w, above, place));
    const Bytes named = if_then_else(is.unmapped, swapped, named_of_mapped<frame>(t, w));
    const Bytes odd = if_then_else(is.unmapped, strange_of<low_pfn>(t, w, above, place), odd_of_mapped<frame>(t, w, raw));
    return plus_if(test_any(odd, odd), named, load(t.unexplained));
}

/** The bits of a word where a swap entry has its type, and the place of that in tables. */
PTE_INLINE Bytes type_of(const OuterTables& t, const OuterBytes& w) {
    return shift_right_16(w.last, rows::swp_type.lo - seventh) & load(t.types);
}
PTE_INLINE Bytes place_of(const OuterTables& t, Bytes type) { return max(type, load(t.first)); }

/** Kinds, types and flags of a block, and where its payloads are. */
template <bool low_pfn, Frame frame>
PTE_INLINE void decode_outer(const OuterTables& t, const OuterBytes& w, const Columns& out, u8* turn_out) {
    const OuterFormats is = formats_of(t, w);
    const Bytes type = type_of(t, w), place = place_of(t, type);

    const Bytes kind = if_then_else_zero(is.swapped, table_lookup(t.kind, place));
    store_plane(out.kind,
                if_then_else(is.unmapped, kind, if_then_else(is.protnone, load(t.kind_protnone), load(t.kind_present))));
    store_plane(out.type, if_then_else_zero(is.swapped, type));
    const Bytes mapped_turn = if_then_else(is.protnone, load(t.turn.protnone), load(t.turn.present));
    const Bytes turn = if_then_else(is.swapped, table_lookup(t.turn.swapped, place), mapped_turn);
    store_plane(turn_out, turn);

    const Above above = above_of<low_pfn>(t, w);
    RawFlags raw = raw_of_mapped(t, w);
    const Bytes named = named_flags_of<low_pfn, frame>(t, w, is, raw, above, place);
    const ByteMask has_pfn = and_test_any(is.swapped, turn, load(each(key_has_pfn)));
    for (int i = 0; i < 2; ++i) {
        Bytes& byte = raw.bytes[1 + i];
        byte = if_then_else(is.unmapped, if_then_else_zero(has_pfn, above.bytes[i]), byte);
    }
    store_flags(out.flags, raw.bytes[0], raw.bytes[1], raw.bytes[2], named);
}
