// The codec over eight planes: registers with one byte of each of many words. Rows and words are what lane_codec-inl.hpp says,
// which a test proves; what it costs is this second form, and what it brings stands in docs/decisions/0003-byte-planes.md.
// Included after the bytes of each instruction set, in its namespace, so without an include guard.
#ifndef PTE_INLINE
#include "bytes/simd128-inl.hpp"
#endif

inline constexpr std::size_t block = bytes_of_word * words_per_register;  // words

/** Rows of eight 16-bit units within each 16 bytes of the registers, columns to rows; its own inverse. */
PTE_INLINE void transpose(Bytes (&a)[8]) {
    const Bytes b[8] = {interleave_lower_16(a[0], a[1]), interleave_upper_16(a[0], a[1]), interleave_lower_16(a[2], a[3]),
                        interleave_upper_16(a[2], a[3]), interleave_lower_16(a[4], a[5]), interleave_upper_16(a[4], a[5]),
                        interleave_lower_16(a[6], a[7]), interleave_upper_16(a[6], a[7])};
    const Bytes c[8] = {interleave_lower_32(b[0], b[2]), interleave_upper_32(b[0], b[2]), interleave_lower_32(b[1], b[3]),
                        interleave_upper_32(b[1], b[3]), interleave_lower_32(b[4], b[6]), interleave_upper_32(b[4], b[6]),
                        interleave_lower_32(b[5], b[7]), interleave_upper_32(b[5], b[7])};
    for (int i = 0; i < 4; ++i)
        a[2 * i] = interleave_lower_64(c[i], c[i + 4]), a[2 * i + 1] = interleave_upper_64(c[i], c[i + 4]);
}

/** Two words in 16 bytes: the bytes of the second beside those of the first. */
PTE_INLINE Bytes paired(Bytes v) { return shuffle_bytes<0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15>(v); }
PTE_INLINE Bytes unpaired(Bytes v) { return shuffle_bytes<0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15>(v); }

constexpr bool is_middle(unsigned i) { return middle <= i && i < middle_end; }
PTE_INLINE Bytes low_half(const ByteTables& t, Bytes v) { return v & load(t.half); }
PTE_INLINE Bytes high_half(const ByteTables& t, Bytes v) { return shift_right_16(v, 4) & load(t.half); }
PTE_INLINE Bytes but_first(const Bytes (&b)[8]) { return ((b[1] | b[2]) | (b[3] | b[4])) | ((b[5] | b[6]) | b[7]); }

/** Which words have which format; none of them has an empty entry. */
struct ByteFormats {
    ByteMask present, protnone, swapped, pfn_type;
};
/** A Format for each word: where it stands in the tables by format. */
PTE_INLINE Bytes format_of(const ByteTables& t, const ByteFormats& is) {
    return (if_then_else_zero(is.present, load(t.kind_present)) | if_then_else_zero(is.protnone, load(t.kind_protnone))) |
           (if_then_else_zero(is.swapped, load(t.format_swap)) | if_then_else_zero(is.pfn_type, load(t.format_pfn)));
}
PTE_INLINE ByteMask has(Bytes properties, const ByteTable& bit) { return eq(properties & load(bit), load(bit)); }
/** Swap areas share the first place of the tables by type. */
PTE_INLINE Bytes place_of(const ByteTables& t, Bytes type) { return saturated_sub(type, load(t.first)); }

/** The named flags: the high byte of the column. `b` are the planes of the word, `y` those of the word no longer inverted. */
PTE_INLINE Bytes named_of(const ByteTables& t, const ByteFormats& is, const Bytes (&b)[8], const Bytes (&y)[8], Bytes place,
                          Bytes properties) {
    const Bytes low0 = low_half(t, b[0]), high0 = high_half(t, b[0]);
    const Bytes below = (table_lookup(t.named_mapped[0][0], low0) | table_lookup(t.named_mapped[0][1], high0)) |
                        table_lookup(t.named_mapped[1][0], low_half(t, b[1]));
    const Bytes above =
        table_lookup(t.named_mapped[6][1], high_half(t, b[6])) |
        (table_lookup(t.named_mapped[7][0], low_half(t, b[7])) | table_lookup(t.named_mapped[7][1], high_half(t, b[7])));
    const Bytes swap = (table_lookup(t.named_swap[0], low0) | table_lookup(t.named_swap[1], high0)) |
                       (shift_right_16(properties, 4) & load(t.flag.write));

    Bytes named = if_then_else_zero(or_(is.present, is.protnone), below | above) | if_then_else_zero(is.swapped, swap);
    const auto where = [&](ByteMask mask, Bytes bits, Bytes wanted, const ByteTable& flag) {
        named = named | if_then_else_zero(and_not(test_none(bits, wanted), mask), load(flag));
    };
    const ByteMask mig = and_(is.swapped, has(properties, t.mig)), mark = and_(is.swapped, has(properties, t.mark));
    const auto in_5_and_6 = [](const Bytes(&of)[8], const ByteTable(&bits)[2]) {
        return (of[5] & load(bits[0])) | (of[6] & load(bits[1]));
    };
    const Bytes young = in_5_and_6(y, t.mig_young), dirty = in_5_and_6(y, t.mig_dirty);
    where(mig, young, young, t.flag.young);
    where(mig, dirty, dirty, t.flag.dirty);
    where(mark, y[1], load(t.marker), t.flag.uffd_wp);
    Bytes unexplained = ((y[2] | y[3]) | y[4]) & table_lookup(t.unexplained[middle], place);
    for (unsigned i : {0, 1, 5, 6, 7}) unexplained = unexplained | (y[i] & table_lookup(t.unexplained[i], place));
    where(is.swapped, unexplained, unexplained, t.flag.unexplained);
    if (!t.has_cc) return named;
    const Bytes cc = in_5_and_6(b, t.cc), above_pfn = in_5_and_6(b, t.above_pfn);
    where(or_(is.present, is.protnone), cc, cc, t.flag.enc);
    where(or_(is.present, is.protnone), above_pfn, above_pfn, t.flag.unexplained);
    return named;
}

PTE_INLINE Bytes shifted_right(const ByteTables& t, Bytes v, Bytes next) {
    return (shift_right_16(v, t.above_shift) & load(t.keep)) | (shift_left_16(next, 8 - t.above_shift) & load(t.drop));
}

/** The middle bytes of the flags: what a mapped entry holds beside its page frame number, or an offset above one. */
PTE_INLINE void middle_of(const ByteTables& t, const ByteFormats& is, const Bytes (&b)[8], const Bytes (&y)[8], Bytes& r1,
                          Bytes& r2) {
    r1 = if_then_zero_else(is.swapped, (b[1] & load(t.half)) | (b[6] & load(t.high)));
    r2 = if_then_zero_else(is.swapped, b[7]);
    if (!t.has_above) return;
    const Bytes a0 = t.above_byte ? shifted_right(t, y[6], y[7]) : shifted_right(t, y[5], y[6]);
    const Bytes a1 = t.above_byte ? shifted_right(t, y[7], zero()) : shifted_right(t, y[6], y[7]);
    r1 = r1 | if_then_else_zero(is.pfn_type, a0 & load(t.above[0]));
    r2 = r2 | if_then_else_zero(is.pfn_type, a1 & load(t.above[1]));
}

PTE_INLINE void store_flags(u32* to, Bytes r0, Bytes r1, Bytes r2, Bytes r3) {
    const Bytes low[2] = {interleave_lower_8(r0, r1), interleave_upper_8(r0, r1)},
                high[2] = {interleave_lower_8(r2, r3), interleave_upper_8(r2, r3)};
    for (int i = 0; i < 4; ++i) {
        const Bytes v = i & 1 ? interleave_upper_16(low[i / 2], high[i / 2]) : interleave_lower_16(low[i / 2], high[i / 2]);
        storeu(to + 2 * words_per_register * std::size_t(i), v);
    }
}
PTE_INLINE void load_flags(const u32* from, Bytes (&r)[4]) {
    Bytes f[4];
    for (std::size_t i = 0; i < 4; ++i)
        f[i] = shuffle_bytes<0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15>(loadu(from + 2 * words_per_register * i));
    const Bytes low[2] = {interleave_lower_32(f[0], f[1]), interleave_lower_32(f[2], f[3])},
                high[2] = {interleave_upper_32(f[0], f[1]), interleave_upper_32(f[2], f[3])};
    r[0] = interleave_lower_64(low[0], low[1]), r[1] = interleave_upper_64(low[0], low[1]);
    r[2] = interleave_lower_64(high[0], high[1]), r[3] = interleave_upper_64(high[0], high[1]);
}

PTE_INLINE void decode_block(const ByteTables& t, const u64* words, const Columns& out, std::size_t at) {
    Bytes b[8];
    for (std::size_t i = 0; i < 8; ++i) b[i] = paired(loadu(words + at + words_per_register * i));
    transpose(b);

    const ByteMask present_not = test_none(b[0], load(t.present)),
                   unmapped = and_(present_not, test_none(b[1], load(t.protnone)));
    const Bytes filled = (b[0] & load(t.filled)) | but_first(b);
    const Bytes type = shift_right_16(b[7], rows::swp_type.lo - 56) & load(t.types), place = place_of(t, type);
    const Bytes properties = table_lookup(t.properties, place);
    ByteFormats is;
    is.swapped = and_not(test_none(filled, filled), unmapped);
    is.protnone = and_not(unmapped, present_not);
    is.present = not_(present_not);
    is.pfn_type = and_(is.swapped, has(properties, t.pfn));
    const Bytes format = format_of(t, is);

    // L1TF: page frame number and offset are stored inverted. What else is inverted here nobody asks for.
    const ByteMask inverted = or_(is.swapped, is.protnone);
    Bytes y[8], x[8];
    x[0] = shift_key(or_(is.present, is.protnone), t.shifts), y[0] = b[0];
    for (int i = 1; i < 8; ++i) y[i] = if_then_not(inverted, b[i]);
    const Bytes whole = table_lookup(t.payload[middle], format);
    for (unsigned i = 1; i < 8; ++i) x[i] = y[i] & (is_middle(i) ? whole : table_lookup(t.payload[i], format));
    if (t.has_cc)
        for (int i = 0; i < 2; ++i)
            x[5 + i] = x[5 + i] | if_then_else_zero(or_(is.present, is.protnone), b[5 + i] & load(t.above_pfn[i]));

    Bytes r1, r2;
    middle_of(t, is, b, y, r1, r2);
    const Bytes mapped =
        if_then_else_zero(is.present, load(t.kind_present)) | if_then_else_zero(is.protnone, load(t.kind_protnone));
    store_plane(out.kind + at, mapped | if_then_else_zero(is.swapped, properties & load(t.kinds)));
    store_plane(out.type + at, if_then_else_zero(is.swapped, type));
    store_flags(out.flags + at, b[0], r1, r2, named_of(t, is, b, y, place, properties));

    transpose(x);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < 8; ++i)
        storeu(out.payload + at + words_per_register * i, shift_right_by_low_byte(unpaired(x[i]), t.shifts));
}

/** Puts the offset above a page frame number back in its place, inverted as all of the offset is. */
PTE_INLINE void put_above(const ByteTables& t, const ByteFormats& is, Bytes r1, Bytes r2, Bytes (&x)[8]) {
    const auto up = [&](Bytes v) { return and_not(load(t.under), shift_left_16(v, t.above_shift)); };
    const auto down = [&](Bytes v) { return shift_right_16(v, 8 - t.above_shift) & load(t.under); };
    const Bytes a[3] = {up(r1), down(r1) | up(r2), down(r2)};
    for (int i = 0; i < 3; ++i) {
        const Bytes from_fifth = t.above_byte ? (i == 0 ? zero() : a[i - 1]) : a[i];
        x[5 + i] = x[5 + i] | if_then_else_zero(is.pfn_type, from_fifth ^ load(t.beyond[i]));
    }
}

/** False where a row is wrong; then no word is written. */
PTE_INLINE bool encode_block(const ByteTables& t, const ConstColumns& in, std::size_t at, u64* words) {
    const Bytes kind = load_plane(in.kind + at), type = load_plane(in.type + at);
    Bytes r[4];
    load_flags(in.flags + at, r);

    const Bytes place = place_of(t, type), properties = table_lookup(t.properties, place);
    ByteFormats is;
    is.present = eq(kind, load(t.kind_present)), is.protnone = eq(kind, load(t.kind_protnone));
    is.swapped = not_(or_(or_(is.present, is.protnone), test_none(kind, kind)));
    is.pfn_type = and_(is.swapped, has(properties, t.pfn));
    const Bytes format = format_of(t, is);

    Bytes wrong = and_not(if_then_else_zero(is.swapped, load(t.types)), type) |
                  if_then_else_zero(is.swapped, kind ^ (properties & load(t.kinds)));
    for (int i = 0; i < 3; ++i) wrong = wrong | (r[i] & table_lookup(t.wrong[i], format));
    wrong = (wrong | and_not(r[0], if_then_else_zero(is.present, load(t.present)))) |
            and_not(r[1], if_then_else_zero(is.protnone, load(t.protnone)));
    const ByteMask mapped = or_(is.present, is.protnone);
    const Bytes enc = r[3] & load(t.flag.enc);
    wrong = wrong | (t.has_cc ? if_then_zero_else(mapped, enc) : enc);

    const Bytes kinds = loadu(in.kind + at);  // in the order of the words
    const Bytes key = shift_key(or_(eq(kinds, load(t.kind_present)), eq(kinds, load(t.kind_protnone))), t.shifts);
    Bytes x[8], payloads = zero();
#pragma GCC unroll 8
    for (std::size_t i = 0; i < 8; ++i) {
        const Bytes payload = loadu(in.payload + at + words_per_register * i);
        payloads = payloads | payload;
        x[i] = paired(shift_left_by_key(payload, key, i, t.shifts));
    }
    wrong = wrong | shift_right_words(payloads, 64 - raw_below);
    transpose(x);
    wrong = wrong | x[0];
    const ByteMask inverted = or_(is.swapped, is.protnone);
    const Bytes whole = table_lookup(t.payload[middle], format);
    for (unsigned i = 1; i < 8; ++i) {
        const Bytes payload = is_middle(i) ? whole : table_lookup(t.payload[i], format);
        Bytes held = payload;
        if (t.has_cc && (i == 5 || i == 6)) held = held | if_then_else_zero(mapped, load(t.above_pfn[i - 5]));
        wrong = wrong | and_not(held, x[i]);
        x[i] = x[i] ^ if_then_else_zero(inverted, payload);
    }
    if (t.has_cc) {
        const ByteMask taken = and_not(test_none(enc, enc), mapped);
        for (int i = 0; i < 2; ++i) x[5 + i] = x[5 + i] | if_then_else_zero(taken, load(t.cc[i]));
    }
    if (t.has_above) put_above(t, is, r[1], r[2], x);
    const Bytes r1 = if_then_zero_else(is.swapped, r[1]);
    x[0] = r[0];
    x[1] = x[1] | (r1 & load(t.half));
    x[6] = x[6] | (r1 & load(t.high));
    x[7] = x[7] | (if_then_zero_else(is.swapped, r[2]) |
                   if_then_else_zero(is.swapped, shift_left_16(type, rows::swp_type.lo - 56) & load(t.type_bits)));

    const Bytes filled = (x[0] & load(t.filled)) | but_first(x);
    wrong = wrong | if_then_else_zero(and_(is.swapped, test_none(filled, filled)), load(t.types));  // it would be an empty entry
    if (!all_bits0(wrong)) return false;

    transpose(x);
    for (std::size_t i = 0; i < 8; ++i) storeu(words + at + words_per_register * i, unpaired(x[i]));
    return true;
}
