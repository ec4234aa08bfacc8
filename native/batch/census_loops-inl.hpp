// The loop that counts by planes of bytes. Included after the planes of each instruction set, in its namespace, so without an
// include guard. Nothing is decoded: each word gets a class and the high byte of its flags, and their bits are added up.
#ifndef PTE_INLINE
#include "../codec/planes/avx2-inl.hpp"
#include "passes.hpp"
#endif

inline constexpr std::size_t plane_words = 8 * words_per_register, planes_at_once = 16;

/** A class and the named flags of each word of a plane. */
struct Classes {
    Bytes of, says;
};

PTE_INLINE Bytes has_any(ByteMask of, Bytes v, const ByteTable& bits, const ByteTable& flag) {
    return if_then_else_zero(and_not(test_none(v, load(bits)), of), load(flag));
}
/** The flag where a stored offset, which is inverted, has any bits of a mask. */
PTE_INLINE Bytes offset_has(ByteMask of, Bytes stored, Bytes bits, const ByteTable& flag) {
    const Bytes set = and_not(stored, bits);
    return if_then_else_zero(and_not(test_none(set, set), of), load(flag));
}

PTE_INLINE Bytes mapped_says(const CensusTables& t, const OuterPlanes& p, bool coded, ByteMask mapped) {
    const Bytes half = load(t.half);
    Bytes says = table_lookup(t.low0, p.b0 & half) | table_lookup(t.high0, shift_right_16(p.b0, 4) & half);
    says = says | table_lookup(t.low1, p.b1 & half) | table_lookup(t.low7, p.b7 & half);
    Bytes odd = (p.b6 & load(t.odd6)) | (p.b7 & load(t.odd7));
    if (coded) {
        odd = odd | (p.b5 & load(t.odd5));
        const Bytes code = (p.b5 & load(t.coded5)) | (p.b6 & load(t.coded6));
        says = says | if_then_zero_else(test_none(code, code), load(t.flag.enc));
    }
    return if_then_else_zero(mapped, says | if_then_zero_else(test_none(odd, odd), load(t.flag.unexplained)));
}

PTE_INLINE Bytes swap_says(const CensusTables& t, const OuterPlanes& p, bool fifth, ByteMask swapped, Bytes place) {
    const Bytes aged = fifth && t.aged_in5 ? p.b5 : p.b6;
    Bytes says = table_lookup(t.writes, place) | table_lookup(t.named0, p.b0 & load(t.half));
    says = if_then_else_zero(swapped, says);
    says = says | offset_has(swapped, p.b1, table_lookup(t.marks1, place), t.flag.uffd_wp);
    says = says | offset_has(swapped, aged, table_lookup(t.young, place), t.flag.young);
    says = says | offset_has(swapped, aged, table_lookup(t.dirty, place), t.flag.dirty);
    Bytes odd = (p.b0 & load(t.strange0)) | and_not(p.b1, table_lookup(t.strange1, place));
    odd = odd | and_not(p.middle, table_lookup(t.strange_middle, place)) | and_not(p.b6, table_lookup(t.strange6, place));
    odd = odd | and_not(p.b7, table_lookup(t.strange7, place));
    if (fifth) odd = odd | and_not(p.b5, table_lookup(t.strange5, place));
    return says | if_then_else_zero(and_not(test_none(odd, odd), swapped), load(t.flag.unexplained));
}

PTE_INLINE Classes classes_of(const CensusTables& t, const u64* words, bool fifth, bool coded) {
    const OuterPlanes p = load_planes(words, fifth);
    const ByteMask present_not = test_none(p.b0, load(t.present));
    const ByteMask unmapped = and_(present_not, test_none(p.b1, load(t.protnone)));
    const Bytes filled = (p.b0 & load(t.filled)) | p.b1 | p.middle | p.b6 | p.b7;
    const ByteMask empty = and_(unmapped, test_none(filled, filled)), swapped = and_not(empty, unmapped);
    const Bytes type = shift_right_16(p.b7, rows::swp_type.lo - 56) & load(t.types);
    const Bytes place = max_bytes(type, load(t.first)) & load(t.half);
    const ByteMask mapped = not_(unmapped), protnone = and_not(unmapped, present_not);
    Bytes of = if_then_else_zero(swapped, type) | if_then_else_zero(empty, load(t.none_class));
    of = of | if_then_zero_else(present_not, load(t.present_class)) | if_then_else_zero(protnone, load(t.protnone_class));
    return {of, mapped_says(t, p, coded, mapped) | swap_says(t, p, fifth, swapped, place)};
}

/** Adds up each of the eight bits of bytes, sixteen planes at a time: a carry is worth two of what it was carried from. */
struct BitCounts {
    Bytes ones, twos, fours, eights;
    u64 n[8];
};
PTE_INLINE Bytes added(Bytes& low, Bytes a, Bytes b) {
    const Bytes carry = carry_of_bits(low, a, b);
    low = sum_of_bits(low, a, b);
    return carry;
}
PTE_INLINE void count_bits(BitCounts& c, Bytes v, u64 each) {
    for (unsigned i = 0; i < 8; ++i) c.n[i] += each * count_bit(v, i);
}
PTE_INLINE void add_planes(BitCounts& c, const Bytes (&v)[planes_at_once]) {
    Bytes fours[4], twos[2];
    for (int i = 0; i < 4; ++i) {
        twos[0] = added(c.ones, v[4 * i], v[4 * i + 1]), twos[1] = added(c.ones, v[4 * i + 2], v[4 * i + 3]);
        fours[i] = added(c.twos, twos[0], twos[1]);
    }
    const Bytes eights[2] = {added(c.fours, fours[0], fours[1]), added(c.fours, fours[2], fours[3])};
    count_bits(c, added(c.eights, eights[0], eights[1]), 16);
}
PTE_INLINE void count_rest(BitCounts& c) {
    count_bits(c, c.ones, 1), count_bits(c, c.twos, 2), count_bits(c, c.fours, 4), count_bits(c, c.eights, 8);
}

/** What is counted: classes, eight in a group, and flags, of all words and of kinds other than `present`. */
struct Counting {
    BitCounts classes[class_groups], flags, of_kind[1u << kind_width];
};
using Planes = Bytes[planes_at_once];

/** The flags of one class, or of all swap areas: of the words for which that holds. */
PTE_INLINE void count_flags(const CensusTables& t, unsigned of_class, const Planes& of, const Planes& says, Counting& c) {
    const bool swap = of_class < t.max_swapfiles;
    const Bytes wanted = load(t.classes[of_class]);
    Planes those;
    for (std::size_t i = 0; i < planes_at_once; ++i)
        those[i] = if_then_else_zero(swap ? gt(load(t.swapped), of[i]) : eq(of[i], wanted), says[i]);
    add_planes(c.of_kind[t.kind_of_class[of_class]], those);
}

/** The classes of a group that are there, a bit for each. */
PTE_INLINE unsigned count_group(const CensusTables& t, unsigned group, const Planes& hot, const Planes& groups, Counting& c) {
    Planes those;
    Bytes any = zero();
    for (std::size_t i = 0; i < planes_at_once; ++i) {
        those[i] = if_then_else_zero(eq(groups[i], load(t.classes[group])), hot[i]);
        any = any | those[i];
    }
    add_planes(c.classes[group], those);
    unsigned there = 0;
    for (unsigned i = 0; i < 8; ++i) there |= (count_bit(any, i) != 0) << i;
    return there;
}

/** The classes of a group by flags: the swap areas, which come first, together. */
PTE_INLINE void count_flags_of_group(const CensusTables& t, unsigned group, unsigned there, bool& swap_done, const Planes& of,
                                     const Planes& says, Counting& c) {
    for (unsigned i = 0; i < 8; ++i) {
        const unsigned of_class = 8 * group + i;
        if (!(there >> i & 1) || of_class == class_none || of_class == class_present) continue;
        const bool swap = of_class < t.max_swapfiles;
        if (swap && swap_done) continue;
        swap_done = swap_done || swap;
        count_flags(t, of_class, of, says, c);
    }
}

PTE_INLINE void count_planes(const CensusTables& t, bool by_kind, const Planes& of, const Planes& says, Counting& c) {
    add_planes(c.flags, says);
    Planes hot, groups;
    Bytes seen = zero();
    for (std::size_t i = 0; i < planes_at_once; ++i) {
        hot[i] = table_lookup(t.one_of_eight, of[i]);
        groups[i] = shift_right_16(of[i], 3) & load(t.eighths);
        seen = seen | table_lookup(t.one_of_eight, groups[i]);
    }
    bool swap_done = false;
    for (unsigned group = 0; group < class_groups; ++group) {
        if (count_bit(seen, group) == 0) continue;
        const unsigned there = count_group(t, group, hot, groups, c);
        if (by_kind) count_flags_of_group(t, group, there, swap_done, of, says, c);
    }
}

/** As many words as planes hold. */
PTE_INLINE void count_words(const CensusTables& t, bool by_kind, bool fifth, bool coded, const u64* words, Counting& c) {
    Planes of, says;
    for (std::size_t i = 0; i < planes_at_once; ++i) {
        const Classes block = classes_of(t, words + i * plane_words, fifth, coded);
        of[i] = block.of, says[i] = block.says;
    }
    count_planes(t, by_kind, of, says, c);
}

/** Adds what was counted to the counts; `padding` words that were none are no words. */
PTE_INLINE void finish(const CensusTables& t, bool by_kind, std::size_t padding, Counting& c, Census& out) {
    for (BitCounts& b : c.classes) count_rest(b);
    count_rest(c.flags);
    for (unsigned i = 0; i < class_count; ++i) {
        const u64 n = c.classes[i / 8].n[i % 8];
        if (i < type_space) out.types[i] += n;
        out.kinds[t.kind_of_class[i]] += n;
    }
    out.kinds[unsigned(Kind::none)] -= padding;
    for (unsigned f = 0; f < named_flags; ++f) {
        u64 present = c.flags.n[f];
        out.flags[f] += present;
        if (!by_kind) continue;
        for (unsigned kind = 0; kind < 1u << kind_width; ++kind) {
            if (f == 0) count_rest(c.of_kind[kind]);
            out.flags_of_kind[kind][f] += c.of_kind[kind].n[f], present -= c.of_kind[kind].n[f];
        }
        out.flags_of_kind[unsigned(Kind::present)][f] += present;
    }
}

PTE_INLINE void census_by(const CensusTables& t, bool by_kind, bool fifth, bool coded, const u64* words, std::size_t n,
                          Census& out) {
    constexpr std::size_t at_once = plane_words * planes_at_once;
    Counting c{};
    std::size_t i = 0;
    for (; n - i >= at_once; i += at_once) count_words(t, by_kind, fifth, coded, words + i, c);
    const std::size_t rest = n - i;
    if (rest > 0) {
        u64 last[at_once]{};
        std::memcpy(last, words + i, rest * sizeof(u64));
        count_words(t, by_kind, fifth, coded, last, c);
    }
    finish(t, by_kind, rest > 0 ? at_once - rest : 0, c, out);
}

void census_words(const CensusTables& tables, bool by_kind, const u64* words, std::size_t n, Census& out) noexcept {
    const CensusTables t = tables;  // a copy that no store can alias
    if (t.coded) return census_by(t, by_kind, true, true, words, n, out);
    if (t.needs5) return census_by(t, by_kind, true, false, words, n, out);
    census_by(t, by_kind, false, false, words, n, out);
}
