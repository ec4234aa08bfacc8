// Encoding with planes of flags, kinds and types, of which the outer bytes of words are made, and payloads in lanes of 64 bits.
// Words, and which rows are none, are what lane_codec-inl.hpp says, which a test proves. Included after outer_codec-inl.hpp.
#ifndef PTE_INLINE
#include "outer/avx2-rows-inl.hpp"
#include "outer_codec-inl.hpp"
#endif

/** Which rows are of which format. */
struct RowFormats {
    ByteMask none, present, protnone, mapped, swapped, has_pfn;
};

/** Bits that no such row has, or that it lacks; payloads aside. `r` are the planes of the flags. */
template <Frame frame>
PTE_INLINE Bytes wrong_of(const OuterTables& t, const RowFormats& is, Bytes kind, Bytes type, Bytes place, const Bytes (&r)[4]) {
    const Bytes present = load(t.present), enc = r[3] & load(t.flag_enc);
    Bytes above[2];
    for (int i = 0; i < 2; ++i) above[i] = and_not(if_then_else_zero(is.has_pfn, load(t.above[i])), r[1 + i]);
    Bytes wrong = and_not(if_then_else_zero(is.swapped, load(t.types)), type);
    wrong = wrong | if_then_else_zero(is.swapped, kind ^ table_lookup(t.kind, place));
    wrong = or_and(wrong, r[0] ^ if_then_else_zero(is.present, present), present);
    wrong = wrong | if_then_else_zero(is.protnone, and_not(r[1], load(t.protnone)));
    wrong = wrong | if_then_else_zero(is.none, r[0] & load(t.filled));
    wrong = wrong | if_then_zero_else(is.mapped, frame != Frame::whole ? or3(above[0], above[1], enc) : above[0] | above[1]);
    return frame != Frame::whole ? wrong : wrong | enc;
}

/** False where a row is wrong, whatever its payload is. */
template <Frame frame>
PTE_INLINE bool rows_of_outer(const RowTables& t, const ConstColumns& in, PayloadPlaces& places, std::size_t at, Beside& beside) {
    const OuterTables& o = t.outer;
    Bytes r[4];
    load_flags(in.flags, r);
    const Bytes kind = load_plane(in.kind), type = load_plane(in.type), place = max(type, load(o.first));

    RowFormats is;
    is.none = test_none(kind, kind), is.present = eq(kind, load(o.kind_present)), is.protnone = eq(kind, load(o.kind_protnone));
    is.mapped = or_(is.present, is.protnone), is.swapped = not_(or_(is.mapped, is.none));
    const PayloadKeys& by = payload_keys(o);
    Bytes key = if_then_else(is.swapped, table_lookup(by.swapped, place), load(by.none));
    key = if_then_else(is.present, load(by.present), if_then_else(is.protnone, load(by.protnone), key));
    is.has_pfn = and_test_any(is.swapped, key, load(each(key_has_pfn)));

    if constexpr (frame != Frame::whole) key = key_with_enc(key, r[3] & load(o.flag_enc), is.protnone);
    store_places(places, at, key);
    const Bytes half = load(o.half), raw = if_then_else_zero(is.mapped, r[1]);
    const Bytes last = if_then_else(
        is.swapped, and_not(load(each(low_bits(rows::swp_type.lo - seventh))), shift_left_16(type, rows::swp_type.lo - seventh)),
        r[2]);
    beside = beside_of(r[0], raw & half, and_not(half, raw), last);

    return all_bits0(wrong_of<frame>(o, is, kind, type, place, r));
}

/** False where a payload is wrong, or might be; then no word is written. */
template <Frame frame>
PTE_INLINE bool encode_outer(const RowTables& t, const ConstColumns& in, const PayloadPlaces& places, std::size_t at,
                             const Beside& beside, u64* words) {
    PayloadChecks checks;
    Bytes v[8];
#pragma GCC unroll 8
    for (std::size_t i = 0; i < 8; ++i)
        v[i] = made_here(encode_payload<frame>(t, in.payload + words_per_register * i, in.flags + words_per_register * i, places,
                                               at + words_per_register * i, beside_words(beside, i), checks));
    if (!all_right(t, checks)) return false;
    for (std::size_t i = 0; i < 8; ++i) storeu(words + words_per_register * i, v[i]);
    return true;
}
