// What an entry means as a row of columns, and back, over any lanes: lib/batch/engine/reference.ts says the same in plain
// words, and spec/kinds.ts what the columns hold. Included after the lanes of each instruction set, in its namespace, so without
// an include guard. Halves of 32 bits and masks worked out once make twice as many lanes of a register and a third of the
// instructions that lanes of 64 bits did.
#ifndef PTE_INLINE
#include "lanes/scalar-inl.hpp"
#endif

/** Rows of the columns; the payload in two halves. */
struct Rows {
    Vec kind, type, flags;
    VecPair payload;
};

/** Which lanes have which format of entry; none of them has a lane with an empty entry. */
struct Formats {
    Mask present, protnone, mapped, swapped;
};

/** One number for swap entries, one for mapped ones, zero for empty ones. */
PTE_INLINE Vec by_format(const Formats& is, Vec swapped, Vec mapped) {
    return if_then_else(is.swapped, swapped, if_then_else_zero(is.mapped, mapped));
}

/** L1TF: the page frame number of a PROT_NONE entry and the offset of a swap entry are stored inverted. */
PTE_INLINE VecPair inverted(const LaneMasks& m, const Formats& is, VecPair word) {
    const auto bits = [&is](u32 offset, u32 pfn) {
        return if_then_else(is.swapped, set(offset), if_then_else_zero(is.protnone, set(pfn)));
    };
    return {word.low ^ bits(m.offset.low, m.pfn.low), word.high ^ bits(m.offset.high, m.pfn.high)};
}

/** The bits of the word, no longer inverted, that are payload. */
PTE_INLINE VecPair payload_bits(const LaneMasks& m, const Formats& is, Mask pfn_type) {
    const Vec offset = if_then_else(pfn_type, set(m.offset_pfn.high), set(m.offset.high));
    return {by_format(is, set(m.offset.low), set(m.frame.low)), by_format(is, offset, set(m.frame.high))};
}

/** The named flags of a mapped entry that no swap entry has at the same bits. `raw` are the raw flags. */
PTE_INLINE Vec named_of_mapped(const LaneMasks& m, const Formats& is, Vec raw, VecPair word) {
    const Vec flags = if_then_else_zero(is.mapped, raw);
    Vec named = or_if_any(set(0), flags, set(m.young), m.flag.young);
    named = or_if_any(named, flags, set(m.dirty), m.flag.dirty);
    named = or_if_any(named, flags, set(m.write), m.flag.write);
    named = or_if_any(named, flags, set(m.unexplained), m.flag.unexplained);
    if (m.enc.low | m.enc.high) {
        const Vec enc = (word.low & set(m.enc.low)) | (word.high & set(m.enc.high));
        named |= if_then_else_zero(and_(is.mapped, test_any(enc, set(~0u))), set(m.flag.enc));
        const Vec above = (word.low & set(m.above_pfn.low)) | (word.high & set(m.above_pfn.high));
        named |= if_then_else_zero(and_(is.mapped, test_any(above, set(~0u))), set(m.flag.unexplained));
    }
    return named;
}

/** The same of a swap entry: `place` and `properties` are those of its type, `word` is no longer inverted. */
PTE_INLINE Vec named_of_swap(const LaneMasks& m, const Formats& is, Vec raw, VecPair word, Vec place, Vec properties) {
    const Vec migration = if_then_else_zero(and_(is.swapped, test_any(properties, set(migrates))), word.high);
    const Vec marker = if_then_else_zero(and_(is.swapped, test_any(properties, set(marks))), word.low);
    Vec named = if_then_else_zero(is.swapped, properties & set(writes));
    named = or_if_any(named, migration, set(m.mig_young), m.flag.young);
    named = or_if_any(named, migration, set(m.mig_dirty), m.flag.dirty);
    named = or_if_any(named, marker, set(m.marker_uffd_wp), m.flag.uffd_wp);
    named = or_if_any(named, if_then_else_zero(is.swapped, raw), set(m.swp_exclusive), m.flag.exclusive);
    const Vec unexplained =
        (word.low & table_lookup(m.unexplained_low, place)) | (word.high & table_lookup(m.unexplained_high, place));
    return named | if_then_else_zero(and_(is.swapped, test_any(unexplained, set(~0u))), set(m.flag.unexplained));
}

/** Total: any word. */
PTE_INLINE Rows decode(const LaneMasks& m, VecPair word) {
    const Vec below = set(m.below);
    const Vec raw = (word.low & below) | ((word.high >> raw_shift) & ~below);
    Formats is;
    is.present = test_any(raw, set(m.present));
    is.mapped = test_any(raw, set(m.mapped));
    is.protnone = and_not(is.present, is.mapped);
    is.swapped = and_not(is.mapped, test_any((word.low & set(m.filled.low)) | (word.high & set(m.filled.high)), set(~0u)));

    const Vec type = word.high >> (rows::swp_type.lo - 32);
    const Vec place = if_then_else_zero(ge(type, first_special), type), properties = table_lookup(m.properties, place);
    const Mask pfn_type = test_any(properties, set(has_pfn));

    word = inverted(m, is, word);
    const Vec above = if_then_else_zero(pfn_type, (word.high >> m.above_shift) & set(m.above));
    Vec flags = if_then_else(is.swapped, (raw & set(m.below_swap)) | above, raw);
    flags |= named_of_mapped(m, is, raw, word) | named_of_swap(m, is, raw, word, place, properties);
    flags = or_if_any(flags, raw, by_format(is, set(m.swp_soft_dirty), set(m.soft_dirty)), m.flag.soft_dirty);
    flags = or_if_any(flags, raw, by_format(is, set(m.swp_uffd_wp), set(m.uffd_wp)), m.flag.uffd_wp);

    const VecPair bits = payload_bits(m, is, pfn_type);
    const Vec low = word.low & bits.low, high = word.high & bits.high;
    const Vec down = if_then_else(is.swapped, set(m.offset_shift), set(m.page_shift));
    const Vec mapped = if_then_else_zero(is.present, set(m.kind_present)) | if_then_else_zero(is.protnone, set(m.kind_protnone));
    return {if_then_else(is.swapped, properties & set(kind_bits), mapped),
            if_then_else_zero(is.swapped, type),
            flags,
            {(low >> down) | (high << (set(32) - down)), high >> down}};
}

/** A word, and what is wrong with its row: zero where it decodes to that row. */
struct Encoded {
    VecPair word;
    Vec wrong;
};

/** The bits of the flags that no such entry has, or that it lacks. */
PTE_INLINE Vec wrong_flags(const LaneMasks& m, const Formats& is, Vec raw, Mask pfn_type) {
    const Vec swapped = set(m.wrong_swap) & ~if_then_else_zero(pfn_type, set(m.above));
    const Vec mapped = set(m.wrong_mapped) | if_then_else_zero(is.protnone, set(m.present));
    const Vec needed = if_then_else_zero(is.present, set(m.present)) | if_then_else_zero(is.protnone, set(m.mapped & ~m.present));
    return (raw & if_then_else(is.swapped, swapped, if_then_else(is.mapped, mapped, set(m.wrong_none)))) | (~raw & needed);
}

/** Any row: where it is wrong the word means nothing. */
PTE_INLINE Encoded encode(const LaneMasks& m, const Rows& row) {
    Formats is;
    is.present = eq(row.kind, u32(Kind::present));
    is.protnone = eq(row.kind, u32(Kind::protnone));
    is.mapped = or_(is.present, is.protnone);
    static_assert(u32(Kind::none) == 0);
    is.swapped = and_not(is.mapped, test_any(row.kind, set(~0u)));

    const Vec place = if_then_else_zero(ge(row.type, first_special), row.type), properties = table_lookup(m.properties, place);
    const Mask pfn_type = test_any(properties, set(has_pfn));
    const Vec raw = row.flags & set(raw_flags);
    const Vec up = if_then_else(is.swapped, set(m.offset_shift), set(m.page_shift)), down = set(32) - up;
    VecPair word{row.payload.low << up, (row.payload.high << up) | (row.payload.low >> down)};

    const VecPair bits = payload_bits(m, is, pfn_type);
    Vec wrong = (row.payload.high >> down) | (word.low & ~bits.low) | (word.high & ~bits.high);
    wrong |= wrong_flags(m, is, raw, pfn_type);
    wrong |= (row.type & ~if_then_else_zero(is.swapped, set(type_space - 1))) |
             if_then_else_zero(is.swapped, row.kind ^ (properties & set(kind_bits)));

    word.high |= if_then_else_zero(and_(is.swapped, pfn_type), (raw & set(m.above)) << m.above_shift);
    word = inverted(m, is, word);
    word.low |= raw & if_then_else(is.swapped, set(m.below_swap), set(m.below));
    word.high |= if_then_else(is.swapped, row.type << (rows::swp_type.lo - 32), (raw & ~set(m.below)) << raw_shift);
    if (m.enc.low | m.enc.high) {
        const Mask enc = and_(is.mapped, test_any(raw, set(m.flag.enc)));
        word.low |= if_then_else_zero(enc, set(m.enc.low));
        word.high |= if_then_else_zero(enc, set(m.enc.high));
    }
    const Mask filled = test_any((word.low & set(m.filled.low)) | (word.high & set(m.filled.high)), set(~0u));
    wrong |= if_then_else_zero(and_not(filled, is.swapped), set(~0u));  // such a swap entry would be an empty one
    return {word, wrong};
}
