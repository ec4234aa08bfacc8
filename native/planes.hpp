// A plan once more, for a codec that looks at one byte of many words at a time. Where a mask is one byte of a word it costs
// one instruction for 32 words instead of four.
#pragma once
#include "plan.hpp"

namespace pte {

/** What sort of entry a word is; the tables below have an answer for each. */
enum class Sort : u8 { none, present, protnone, swap, swap_pfn, count };

/** A table with 16 places for one byte of a word, twice, since a shuffle looks up in each half of a register. */
struct alignas(32) Lookup {
    u8 at[32]{};
    constexpr void set(unsigned place, u8 value) { at[place] = at[place + 16] = value; }
};

inline constexpr unsigned bytes_of_word = 8;

constexpr Lookup everywhere(u8 value) {
    Lookup all;
    for (u8& x : all.at) x = value;
    return all;
}

struct Planes {
    Lookup shift;                       // by Sort: how far the payload is from bit 0
    Lookup payload[bytes_of_word];      // by Sort: the bits of the word that are payload
    Lookup inverted[bytes_of_word];     // by Sort: the bits of the word that are stored inverted
    Lookup wrong[3], needed[2];         // by Sort: raw flags that no such entry has, and those that each has
    Lookup says_mapped[bytes_of_word][2], says_swap[2];  // by half a byte of the word, of byte 0: the flags' high byte
    Lookup properties, strange[bytes_of_word];           // by the place of the type: see ByType
    // The same in every byte, in memory: as constants g++ would make them anew for each block
    Lookup present, protnone, filled, mig_young[2], mig_dirty[2], marker;  // of bytes 0, 1, 0, 5 and 6, 5 and 6, 1
    Lookup above[2], keep, drop, under;
    Lookup half, high, types, first, pfn, mig, mark, kinds;
    Lookup enc, type_bits, kind_present, kind_protnone, sort_swap, write, young, dirty, uffd_wp, unexplained;
    bool has_above;
    unsigned above_byte, above_shift;  // where the offset above the PFN starts: this byte after the fifth, this bit in it
    bool fits;
};

constexpr u8 byte_of(u64 mask, unsigned i) { return u8(mask >> (8 * i)); }

/** The mask where it may be, in a few bytes; anything elsewhere is noted. */
constexpr u8 only_byte(u64 mask, unsigned i, bool& fits) {
    fits = fits && (mask & ~(u64(0xff) << (8 * i))) == 0;
    return byte_of(mask, i);
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
    const auto set = [&t](Sort sort, u64 shift, u64 payload, u64 inverted) {
        t.shift.set(unsigned(sort), u8(shift));
        for (unsigned i = 0; i < bytes_of_word; ++i) {
            t.payload[i].set(unsigned(sort), byte_of(payload, i));
            t.inverted[i].set(unsigned(sort), byte_of(inverted, i));
        }
    };
    set(Sort::present, l.page_shift, l.pfn, 0), set(Sort::protnone, l.page_shift, l.pfn, l.pfn);
    set(Sort::swap, l.swp_offset_shift, l.swp_offset, l.swp_offset);
    set(Sort::swap_pfn, l.swp_offset_shift, pfn_offset, l.swp_offset);
}

constexpr void set_wrong(Planes& t, const Layout& l, const Plan& p) {
    const auto set = [&t](Sort sort, u32 wrong, u64 needed) {
        for (unsigned i = 0; i < 3; ++i) t.wrong[i].set(unsigned(sort), u8(wrong >> (8 * i)));
        for (unsigned i = 0; i < 2; ++i) t.needed[i].set(unsigned(sort), byte_of(needed, i));
    };
    set(Sort::none, p.wrong_none, 0), set(Sort::present, 0, l.present), set(Sort::protnone, p.present, l.protnone);
    set(Sort::swap, p.wrong_swap, 0), set(Sort::swap_pfn, p.wrong_swap & ~p.above, 0);
}

constexpr void set_says(Planes& t, const Layout& l) {
    for (unsigned half = 0; half < 2; ++half)
        for (u64 bits = 0; bits < 16; ++bits) {
            for (unsigned i : beside) t.says_mapped[i][half].set(unsigned(bits), mapped_says(l, bits << (8 * i + 4 * half)));
            t.says_swap[half].set(unsigned(bits), swap_says(l, bits << (4 * half)));
        }
}

constexpr Planes planes(const Layout& l, const Plan& p) {
    Planes t{};
    t.fits = true;
    set_sorts(t, l), set_says(t, l), set_wrong(t, l, p);
    for (unsigned place = 0; place < places; ++place) {
        const u32 has = p.properties[place];
        t.properties.set(place, u8((has & (kind_bits | has_pfn | migrates | marks)) | (has & writes ? 0x80 : 0)));
        const u64 strange = u64(p.unexplained_high[place]) << 32 | p.unexplained_low[place];
        for (unsigned i = 0; i < bytes_of_word; ++i) t.strange[i].set(place, byte_of(strange & ~(l.present | l.protnone), i));
    }
    const u64 filled = ~l.knl_erratum, mig_young = l.mig_young << l.swp_offset_shift, mig_dirty = l.mig_dirty << l.swp_offset_shift;
    t.present = everywhere(only_byte(l.present, 0, t.fits)), t.protnone = everywhere(only_byte(l.protnone, 1, t.fits));
    t.filled = everywhere(byte_of(filled, 0)), t.fits = t.fits && filled >> 8 == u64(~0ull) >> 8;
    for (unsigned i = 0; i < 2; ++i) t.mig_young[i] = everywhere(byte_of(mig_young, 5 + i)), t.mig_dirty[i] = everywhere(byte_of(mig_dirty, 5 + i));
    t.fits = t.fits && ((mig_young | mig_dirty) & ~(u64(0xffff) << 40)) == 0;
    t.marker = everywhere(only_byte(l.marker_uffd_wp << l.swp_offset_shift, 1, t.fits));
    const u64 pfn_end = l.swp_offset_shift + l.swp_pfn_bits;
    t.above[0] = everywhere(u8(p.above >> 8)), t.above[1] = everywhere(u8(p.above >> 16)), t.has_above = p.above != 0;
    t.above_byte = p.above ? unsigned(pfn_end / 8 - 5) : 0, t.above_shift = unsigned(pfn_end % 8);
    t.keep = everywhere(u8(0xff >> t.above_shift)), t.drop = everywhere(u8(~(0xff >> t.above_shift)));
    t.under = everywhere(u8((1u << t.above_shift) - 1));
    t.half = everywhere(15), t.high = everywhere(0xf0), t.types = everywhere(type_count - 1), t.first = everywhere(first_special - 1);
    t.pfn = everywhere(has_pfn), t.mig = everywhere(migrates), t.mark = everywhere(marks), t.kinds = everywhere(kind_bits);
    t.kind_present = everywhere(u8(Kind::present)), t.kind_protnone = everywhere(u8(Kind::protnone));
    t.sort_swap = everywhere(u8(Sort::swap));
    const auto flag = [](unsigned f) { return everywhere(u8(bit(f - flag_enc))); };
    t.write = flag(flag_write), t.young = flag(flag_young), t.dirty = flag(flag_dirty), t.uffd_wp = flag(flag_uffd_wp);
    t.unexplained = flag(flag_unexplained), t.enc = flag(flag_enc);
    t.type_bits = everywhere(byte_of(l.swp_type, 7)), t.fits = t.fits && l.page_shift <= 12 && l.swp_offset_shift <= 12;
    const u64 elsewhere = ~u64(0xffff00000000ffff);  // where half a byte is looked up, or the byte of a mapped entry asked for
    t.fits = t.fits && ((~l.known_pte | l.dirty_bits | l.soft_dirty | l.uffd_wp) & elsewhere & ~(u64(0xf0) << 48)) == 0;
    t.fits = t.fits && ((l.swp_soft_dirty | l.swp_uffd_wp | l.swp_exclusive) & ~u64(0xff)) == 0;
    t.fits = t.fits && l.enc == 0 && t.above_byte < 2 && (l.pfn & 0xff) == 0 && (l.swp_offset & 0xff) == 0;
    return t;
}

}  // namespace pte
