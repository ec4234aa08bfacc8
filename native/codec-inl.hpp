// What an entry means as a row of columns, and back, over any lanes. There is no other decoder here.
// lib/batch/engine/reference.ts says the same in plain words, and spec/kinds.ts what the columns hold.
// Included after the lanes of each instruction set, so without an include guard. Halves of 32 bits and masks worked out
// once make twice as many lanes of a register and a third of the instructions that lanes of 64 bits did.

/** Rows of the columns; the payload in two halves. */
struct Rows {
    V kind, type, flags;
    Pair payload;
};

/** What sort of entry each lane is; none of them where the entry is empty. */
struct Sorts {
    M present, protnone, mapped, swapped;
};

/** A number for each sort of entry. */
PTE_LANES V by_sort(const Sorts& s, V swapped, V mapped) { return pick(s.swapped, swapped, keep(s.mapped, mapped)); }

/** L1TF: the page frame number of a PROT_NONE entry and the offset of a swap entry are stored inverted. */
PTE_LANES Pair inverted(const Plan& p, const Sorts& s, Pair word) {
    const auto bits = [&s](u32 offset, u32 pfn) { return pick(s.swapped, all(offset), keep(s.protnone, all(pfn))); };
    return {word.low ^ bits(p.offset.low, p.pfn.low), word.high ^ bits(p.offset.high, p.pfn.high)};
}

/** The bits of the word, no longer inverted, that are payload. */
PTE_LANES Pair payload_bits(const Plan& p, const Sorts& s, M pfn_type) {
    const V offset = pick(pfn_type, all(p.offset_pfn.high), all(p.offset.high));
    return {by_sort(s, all(p.offset.low), all(p.pfn.low)), by_sort(s, offset, all(p.pfn.high))};
}

PTE_LANES V says_mapped(const Plan& p, const Sorts& s, V raw, Pair word) {
    const V flags = keep(s.mapped, raw);
    V says = set(all(0), flags, all(p.young), p.flag.young);
    says = set(says, flags, all(p.dirty), p.flag.dirty);
    says = set(says, flags, all(p.write), p.flag.write);
    says = set(says, flags, all(p.unexplained), p.flag.unexplained);
    if (p.enc.low | p.enc.high) {
        const V enc = (word.low & all(p.enc.low)) | (word.high & all(p.enc.high));
        says |= keep(both(s.mapped, any(enc, all(~0u))), all(p.flag.enc));
    }
    return says;
}

PTE_LANES V says_swap(const Plan& p, const Sorts& s, V raw, Pair word, V place, V properties) {
    const V migration = keep(both(s.swapped, any(properties, all(migrates))), word.high);
    const V marker = keep(both(s.swapped, any(properties, all(marks))), word.low);
    V says = keep(s.swapped, properties & all(writes));
    says = set(says, migration, all(p.mig_young), p.flag.young);
    says = set(says, migration, all(p.mig_dirty), p.flag.dirty);
    says = set(says, marker, all(p.marker_uffd_wp), p.flag.uffd_wp);
    says = set(says, keep(s.swapped, raw), all(p.swp_exclusive), p.flag.exclusive);
    const V strange = (word.low & at(p.unexplained_low, place)) | (word.high & at(p.unexplained_high, place));
    return says | keep(both(s.swapped, any(strange, all(~0u))), all(p.flag.unexplained));
}

PTE_LANES Rows decode(const Plan& p, Pair word) {
    const V below = all(p.below);
    const V raw = (word.low & below) | ((word.high >> raw_shift) & ~below);
    Sorts s;
    s.present = any(raw, all(p.present));
    s.mapped = any(raw, all(p.mapped));
    s.protnone = but_not(s.mapped, s.present);
    s.swapped = but_not(any((word.low & all(p.filled.low)) | (word.high & all(p.filled.high)), all(~0u)), s.mapped);

    const V type = word.high >> (rows::swp_type.lo - 32);
    const V place = keep(at_least(type, first_special), type), properties = at(p.properties, place);
    const M pfn_type = any(properties, all(has_pfn));

    word = inverted(p, s, word);
    const V above = keep(pfn_type, (word.high >> p.above_shift) & all(p.above));
    V flags = pick(s.swapped, (raw & all(p.below_swap)) | above, raw);
    flags |= says_mapped(p, s, raw, word) | says_swap(p, s, raw, word, place, properties);
    flags = set(flags, raw, by_sort(s, all(p.swp_soft_dirty), all(p.soft_dirty)), p.flag.soft_dirty);
    flags = set(flags, raw, by_sort(s, all(p.swp_uffd_wp), all(p.uffd_wp)), p.flag.uffd_wp);

    const Pair bits = payload_bits(p, s, pfn_type);
    const V low = word.low & bits.low, high = word.high & bits.high;
    const V down = pick(s.swapped, all(p.offset_shift), all(p.page_shift));
    const V mapped = keep(s.present, all(p.kind_present)) | keep(s.protnone, all(p.kind_protnone));
    return {pick(s.swapped, properties & all(kind_bits), mapped),
            keep(s.swapped, type),
            flags,
            {(low >> down) | (high << (all(32) - down)), high >> down}};
}

/** A word, and what is wrong with its row: zero where it decodes to that row. */
struct Made {
    Pair word;
    V wrong;
};

/** The bits of the flags that no such entry has, or that it lacks. */
PTE_LANES V wrong_flags(const Plan& p, const Sorts& s, V raw, M pfn_type) {
    const V swapped = all(p.wrong_swap) & ~keep(pfn_type, all(p.above));
    const V mapped = all(p.wrong_mapped) | keep(s.protnone, all(p.present));
    const V needed = keep(s.present, all(p.present)) | keep(s.protnone, all(p.mapped & ~p.present));
    return (raw & pick(s.swapped, swapped, pick(s.mapped, mapped, all(p.wrong_none)))) | (~raw & needed);
}

PTE_LANES Made encode(const Plan& p, const Rows& row) {
    Sorts s;
    s.present = equal(row.kind, u32(Kind::present));
    s.protnone = equal(row.kind, u32(Kind::protnone));
    s.mapped = M(s.present | s.protnone);
    static_assert(u32(Kind::none) == 0);
    s.swapped = but_not(any(row.kind, all(~0u)), s.mapped);

    const V place = keep(at_least(row.type, first_special), row.type), properties = at(p.properties, place);
    const M pfn_type = any(properties, all(has_pfn));
    const V raw = row.flags & all(raw_flags);
    const V up = pick(s.swapped, all(p.offset_shift), all(p.page_shift)), down = all(32) - up;
    Pair word{row.payload.low << up, (row.payload.high << up) | (row.payload.low >> down)};

    const Pair bits = payload_bits(p, s, pfn_type);
    V wrong = (row.payload.high >> down) | (word.low & ~bits.low) | (word.high & ~bits.high);
    wrong |= wrong_flags(p, s, raw, pfn_type);
    wrong |= (row.type & ~keep(s.swapped, all(type_count - 1))) | keep(s.swapped, row.kind ^ (properties & all(kind_bits)));

    word.high |= keep(both(s.swapped, pfn_type), (raw & all(p.above)) << p.above_shift);
    word = inverted(p, s, word);
    word.low |= raw & pick(s.swapped, all(p.below_swap), all(p.below));
    word.high |= pick(s.swapped, row.type << (rows::swp_type.lo - 32), (raw & ~all(p.below)) << raw_shift);
    if (p.enc.low | p.enc.high) {
        const M enc = both(s.mapped, any(raw, all(p.flag.enc)));
        word.low |= keep(enc, all(p.enc.low));
        word.high |= keep(enc, all(p.enc.high));
    }
    const M filled = any((word.low & all(p.filled.low)) | (word.high & all(p.filled.high)), all(~0u));
    wrong |= keep(but_not(s.swapped, filled), all(~0u));  // such a swap entry would be an empty one
    return {word, wrong};
}
