// A plan once more, for a codec that looks at one byte of many words at a time. Where a mask is one byte of a word it costs
// one instruction for as many words as a register has bytes.
#pragma once
#include "plan.hpp"

namespace pte {

/** What sort of entry a word is; the tables below have an answer for each. */
enum class Sort : u8 { none, present, protnone, swap = 4, swap_pfn };

/** A table with 16 places for one byte of a word, once for each 16 bytes of a register, where a shuffle looks it up. */
struct alignas(64) Lookup {
    u8 at[64]{};
    constexpr void set(unsigned place, u8 value) {
        for (unsigned i = place; i < sizeof at; i += 16) at[i] = value;
    }
};

inline constexpr unsigned bytes_of_word = 8;

constexpr Lookup everywhere(u8 value) {
    Lookup all;
    for (u8& x : all.at) x = value;
    return all;
}

struct Planes {
    Lookup shift;                                        // by Sort: how far the payload is from bit 0
    Lookup payload[bytes_of_word];                       // by Sort: the bits of the word that are payload
    Lookup wrong[3];                                     // by Sort: raw flags that no such entry has
    Lookup shift_by_kind;                                // as shift
    Lookup says_mapped[bytes_of_word][2], says_swap[2];  // by half a byte of the word, of byte 0: the flags' high byte
    Lookup properties, strange[bytes_of_word];           // by the place of the type: see ByType
    // The same in every byte, in memory: as constants g++ would make them anew for each block
    Lookup present, protnone, filled, mig_young[2], mig_dirty[2], marker;  // of bytes 0, 1, 0, 5 and 6, 5 and 6, 1
    Lookup above[2], beyond[3], keep, drop, under;  // of flags' bytes 1 and 2; of bytes 5 to 7: the offset above the PFN
    Lookup half, high, types, first, pfn, mig, mark, kinds;
    Lookup enc, type_bits, kind_present, kind_protnone, sort_swap, sort_pfn, write, young, dirty, uffd_wp, unexplained;
    bool has_above;
    unsigned above_byte, above_shift;  // where the offset above the PFN starts: this byte after the fifth, this bit in it
    bool fits;
};

constexpr u8 byte_of(u64 mask, unsigned i) { return u8(mask >> (8 * i)); }

/** From this byte of a word to before that one, each holds as much of every field as the next. */
inline constexpr unsigned middle = 2, middle_end = 5;

constexpr bool same(const Lookup& a, const Lookup& b) {
    for (unsigned i = 0; i < sizeof a.at; ++i)
        if (a.at[i] != b.at[i]) return false;
    return true;
}

/** Bytes of a word that hold anything beside the page frame number. */
inline constexpr unsigned beside[] = {0, 1, 6, 7};

constexpr u8 flag_where(u64 word, u64 mask, unsigned flag) { return word & mask ? u8(bit(flag - flag_enc)) : 0; }

/** What half a byte of a mapped entry says by itself. */
constexpr u8 mapped_says(const Layout& l, u64 word) {
    return flag_where(word, l.accessed, flag_young) | flag_where(word, l.dirty_bits, flag_dirty) |
           flag_where(word, l.rw | l.shstk_dirty, flag_write) | flag_where(word, l.soft_dirty, flag_soft_dirty) |
           flag_where(word, l.uffd_wp, flag_uffd_wp) | flag_where(word, ~l.known_pte, flag_unexplained);
}
constexpr u8 swap_says(const Layout& l, u64 word) {
    return flag_where(word, l.swp_soft_dirty, flag_soft_dirty) | flag_where(word, l.swp_uffd_wp, flag_uffd_wp) |
           flag_where(word, l.swp_exclusive, flag_exclusive);
}

constexpr void set_sorts(Planes& t, const Layout& l) {
    const u64 pfn_offset = l.swp_pfn << l.swp_offset_shift & l.swp_offset;
    const auto set = [&t](Sort sort, u64 shift, u64 payload) {
        t.shift.set(unsigned(sort), u8(shift));
        for (unsigned i = 0; i < bytes_of_word; ++i) t.payload[i].set(unsigned(sort), byte_of(payload, i));
    };
    set(Sort::present, l.page_shift, l.pfn), set(Sort::protnone, l.page_shift, l.pfn);
    set(Sort::swap, l.swp_offset_shift, l.swp_offset), set(Sort::swap_pfn, l.swp_offset_shift, pfn_offset);
    t.shift_by_kind = everywhere(u8(l.swp_offset_shift));
    for (Kind mapped : {Kind::present, Kind::protnone}) t.shift_by_kind.set(unsigned(mapped), u8(l.page_shift));
}

constexpr void set_wrong(Planes& t, const Plan& p) {
    const auto set = [&t](Sort sort, u32 wrong) {
        for (unsigned i = 0; i < 3; ++i) t.wrong[i].set(unsigned(sort), u8(wrong >> (8 * i)));
    };
    set(Sort::none, p.wrong_none), set(Sort::protnone, p.present);
    set(Sort::swap, p.wrong_swap), set(Sort::swap_pfn, p.wrong_swap & ~p.above);
}

constexpr void set_says(Planes& t, const Layout& l) {
    for (unsigned half = 0; half < 2; ++half)
        for (u64 bits = 0; bits < 16; ++bits) {
            for (unsigned i : beside) t.says_mapped[i][half].set(unsigned(bits), mapped_says(l, bits << (8 * i + 4 * half)));
            t.says_swap[half].set(unsigned(bits), swap_says(l, bits << (4 * half)));
        }
}

constexpr void set_types(Planes& t, const Layout& l, const Plan& p) {
    for (unsigned place = 0; place < places; ++place) {
        const u32 has = p.properties[place];
        t.properties.set(place, u8((has & (kind_bits | has_pfn | migrates | marks)) | (has & writes ? 0x80 : 0)));
        const u64 high = p.unexplained_high[place], strange = (high << 32 | p.unexplained_low[place]) & ~(l.present | l.protnone);
        for (unsigned i = 0; i < bytes_of_word; ++i) t.strange[i].set(place, byte_of(strange, i));
    }
}

constexpr void set_masks(Planes& t, const Layout& l) {
    t.present = everywhere(byte_of(l.present, 0)), t.protnone = everywhere(byte_of(l.protnone, 1));
    t.filled = everywhere(byte_of(~l.knl_erratum, 0)), t.type_bits = everywhere(byte_of(l.swp_type, 7));
    t.marker = everywhere(byte_of(l.marker_uffd_wp << l.swp_offset_shift, 1));
    for (unsigned i = 0; i < 2; ++i) {
        t.mig_young[i] = everywhere(byte_of(l.mig_young << l.swp_offset_shift, 5 + i));
        t.mig_dirty[i] = everywhere(byte_of(l.mig_dirty << l.swp_offset_shift, 5 + i));
    }
}

constexpr void set_above(Planes& t, const Layout& l, const Plan& p) {
    const u64 pfn_end = l.swp_offset_shift + l.swp_pfn_bits, beyond = l.swp_offset & ~low_bits(pfn_end);
    t.has_above = p.above != 0;
    t.above_byte = t.has_above ? unsigned(pfn_end / 8 - 5) : 0, t.above_shift = unsigned(pfn_end % 8);
    t.keep = everywhere(u8(0xff >> t.above_shift)), t.drop = everywhere(u8(~(0xff >> t.above_shift)));
    t.under = everywhere(u8((1u << t.above_shift) - 1));
    for (unsigned i = 0; i < 2; ++i) t.above[i] = everywhere(byte_of(p.above, 1 + i));
    for (unsigned i = 0; i < 3; ++i) t.beyond[i] = everywhere(byte_of(beyond, 5 + i));
}

constexpr void set_numbers(Planes& t) {
    t.half = everywhere(15), t.high = everywhere(0xf0);
    t.types = everywhere(type_count - 1), t.first = everywhere(first_special - 1);
    t.pfn = everywhere(has_pfn), t.mig = everywhere(migrates), t.mark = everywhere(marks), t.kinds = everywhere(kind_bits);
    t.kind_present = everywhere(u8(Kind::present)), t.kind_protnone = everywhere(u8(Kind::protnone));
    t.sort_swap = everywhere(u8(Sort::swap)), t.sort_pfn = everywhere(u8(Sort::swap) ^ u8(Sort::swap_pfn));
    const auto flag = [](unsigned f) { return everywhere(u8(bit(f - flag_enc))); };
    t.write = flag(flag_write), t.young = flag(flag_young), t.dirty = flag(flag_dirty), t.uffd_wp = flag(flag_uffd_wp);
    t.unexplained = flag(flag_unexplained), t.enc = flag(flag_enc);
}

/** Whether a mask is all in the bytes from `first` to before `end`. */
constexpr bool within(u64 mask, unsigned first, unsigned end) {
    return (mask & ~(low_bits(8 * end) & ~low_bits(8 * first))) == 0;
}

/** Whether each mask is where the block codec looks for it. What has a C-bit, for one, is left to the lanes. */
constexpr bool masks_fit(const Layout& l) {
    const u64 says = ~l.known_pte | l.accessed | l.dirty_bits | l.rw | l.shstk_dirty | l.soft_dirty | l.uffd_wp;
    return l.enc == 0 && (says & rows::pfn.mask()) == 0 && within(l.present, 0, 1) && within(l.protnone, 1, 2) &&
           within(l.knl_erratum, 0, 1) && within(l.swp_type, 7, 8) && within(l.marker_uffd_wp << l.swp_offset_shift, 1, 2) &&
           within((l.mig_young | l.mig_dirty) << l.swp_offset_shift, 5, 7) && within(l.pfn | l.swp_offset, 1, 8) &&
           within(l.swp_soft_dirty | l.swp_uffd_wp | l.swp_exclusive, 0, 1) && l.page_shift <= raw_below &&
           l.swp_offset_shift <= raw_below;
}

constexpr bool middle_fits(const Planes& t) {
    for (unsigned i = middle; i < middle_end; ++i)
        if (!same(t.payload[i], t.payload[middle]) || !same(t.strange[i], t.strange[middle])) return false;
    return true;
}

constexpr Planes planes(const Layout& l, const Plan& p) {
    Planes t{};
    set_sorts(t, l), set_says(t, l), set_wrong(t, p), set_types(t, l, p), set_masks(t, l), set_above(t, l, p), set_numbers(t);
    t.fits = masks_fit(l) && middle_fits(t) && t.above_byte < 2;
    return t;
}

}  // namespace pte
