// The lane masks once more, for a codec that looks at one byte of many words at a time. Where a mask is one byte of a word it
// costs one instruction for as many words as a register has bytes.
#pragma once
#include "columns.hpp"
#include "lane_masks.hpp"

namespace pte {

/** How the bits of a word are laid out; tables by format have an answer for each. swap_pfn: the offset holds a PFN. */
enum class Format : u8 { none, present = u8(Kind::present), protnone = u8(Kind::protnone), swap = 4, swap_pfn };

/** A table with 16 places for one byte of a word, once for each 16 bytes of a register, where a shuffle looks it up. */
struct alignas(cache_line) ByteTable {
    u8 at[cache_line]{};
    constexpr void set(unsigned place, u8 value) {
        for (unsigned i = place; i < sizeof at; i += 16) at[i] = value;
    }
};

inline constexpr unsigned bytes_of_word = 8;

/** How far the payload is from bit 0. */
struct TwoShifts {
    unsigned mapped, swapped;
};

constexpr ByteTable everywhere(u8 value) {
    ByteTable all;
    for (u8& x : all.at) x = value;
    return all;
}

/** What byte_codec-inl.hpp asks; whatever it looks up is here. */
struct ByteTables {
    ByteTable payload[bytes_of_word];                         // by Format: the bits of the word that are payload
    ByteTable wrong[3];                                       // by Format: raw flags that no such entry has
    ByteTable named_mapped[bytes_of_word][2], named_swap[2];  // by half a byte of the word, of byte 0: the flags' high byte
    ByteTable properties, unexplained[bytes_of_word];         // by the place of the type: see ByType
    // The same in every byte, in memory: as constants g++ would make them anew for each block
    ByteTable present, protnone, filled, mig_young[2], mig_dirty[2], marker;  // of bytes 0, 1, 0, 5 and 6, 5 and 6, 1
    ByteTable above[2], beyond[3], keep, drop, under;  // of flags' bytes 1 and 2; of bytes 5 to 7: the offset above the PFN
    ByteTable half, high, types, first, pfn, mig, mark, kinds;
    ByteTable type_bits, kind_present, kind_protnone, format_swap, format_pfn;
    struct {
        ByteTable enc, young, dirty, write, uffd_wp, unexplained;
    } flag;  // named flags, in their byte
    TwoShifts shifts;
    bool has_above;
    unsigned above_byte, above_shift;  // where the offset above the PFN starts: this byte after the fifth, this bit in it
    bool fits;
};

/** From this byte of a word to before that one, each holds as much of every field as the next. */
inline constexpr unsigned middle = 2, middle_end = 5;

constexpr bool same(const ByteTable& a, const ByteTable& b) {
    for (unsigned i = 0; i < sizeof a.at; ++i)
        if (a.at[i] != b.at[i]) return false;
    return true;
}

/** Bytes of a word that hold anything beside the page frame number. */
inline constexpr unsigned beside[] = {0, 1, 6, 7};

constexpr u8 flag_where(u64 word, u64 mask, unsigned flag) { return word & mask ? u8(bit(flag - flag_enc)) : 0; }

/** The named flags that half a byte of a mapped entry gives by itself, in their byte. */
constexpr u8 named_of_mapped(const Layout& l, u64 word) {
    return flag_where(word, l.accessed, flag_young) | flag_where(word, l.dirty_bits, flag_dirty) |
           flag_where(word, l.rw | l.shstk_dirty, flag_write) | flag_where(word, l.soft_dirty, flag_soft_dirty) |
           flag_where(word, l.uffd_wp, flag_uffd_wp) | flag_where(word, ~l.known_pte, flag_unexplained);
}
constexpr u8 named_of_swap(const Layout& l, u64 word) {
    return flag_where(word, l.swp_soft_dirty, flag_soft_dirty) | flag_where(word, l.swp_uffd_wp, flag_uffd_wp) |
           flag_where(word, l.swp_exclusive, flag_exclusive);
}

constexpr void set_formats(ByteTables& t, const Layout& l) {
    const u64 pfn_offset = l.swp_pfn << l.swp_offset_shift & l.swp_offset;
    const auto set = [&t](Format format, u64 payload) {
        for (unsigned i = 0; i < bytes_of_word; ++i) t.payload[i].set(unsigned(format), byte_of(payload, i));
    };
    set(Format::present, l.pfn), set(Format::protnone, l.pfn), set(Format::swap, l.swp_offset), set(Format::swap_pfn, pfn_offset);
    t.shifts = {unsigned(l.page_shift), unsigned(l.swp_offset_shift)};
}

constexpr void set_wrong(ByteTables& t, const LaneMasks& m) {
    const auto set = [&t](Format format, u32 wrong) {
        for (unsigned i = 0; i < 3; ++i) t.wrong[i].set(unsigned(format), u8(wrong >> (8 * i)));
    };
    set(Format::none, m.wrong_none), set(Format::protnone, m.present);
    set(Format::swap, m.wrong_swap), set(Format::swap_pfn, m.wrong_swap & ~m.above);
}

constexpr void set_named(ByteTables& t, const Layout& l) {
    for (unsigned half = 0; half < 2; ++half)
        for (u64 bits = 0; bits < 16; ++bits) {
            for (unsigned i : beside) t.named_mapped[i][half].set(unsigned(bits), named_of_mapped(l, bits << (8 * i + 4 * half)));
            t.named_swap[half].set(unsigned(bits), named_of_swap(l, bits << (4 * half)));
        }
}

constexpr void set_types(ByteTables& t, const Layout& l, const LaneMasks& m) {
    for (unsigned place = 0; place < places; ++place) {
        const u32 has = m.properties[place];
        t.properties.set(place, u8((has & (kind_bits | has_pfn | migrates | marks)) | (has & writes ? 0x80 : 0)));
        const u64 high = m.unexplained_high[place],
                  unexplained = (high << 32 | m.unexplained_low[place]) & ~(l.present | l.protnone);
        for (unsigned i = 0; i < bytes_of_word; ++i) t.unexplained[i].set(place, byte_of(unexplained, i));
    }
}

constexpr void set_masks(ByteTables& t, const Layout& l) {
    t.present = everywhere(byte_of(l.present, 0)), t.protnone = everywhere(byte_of(l.protnone, 1));
    t.filled = everywhere(byte_of(~l.knl_erratum, 0)), t.type_bits = everywhere(byte_of(l.swp_type, 7));
    t.marker = everywhere(byte_of(l.marker_uffd_wp << l.swp_offset_shift, 1));
    for (unsigned i = 0; i < 2; ++i) {
        t.mig_young[i] = everywhere(byte_of(l.mig_young << l.swp_offset_shift, 5 + i));
        t.mig_dirty[i] = everywhere(byte_of(l.mig_dirty << l.swp_offset_shift, 5 + i));
    }
}

constexpr void set_above(ByteTables& t, const Layout& l, const LaneMasks& m) {
    const u64 pfn_end = l.swp_offset_shift + l.swp_pfn_bits, beyond = l.swp_offset & ~low_bits(pfn_end);
    t.has_above = m.above != 0;
    t.above_byte = t.has_above ? unsigned(pfn_end / 8 - 5) : 0, t.above_shift = unsigned(pfn_end % 8);
    t.keep = everywhere(u8(0xff >> t.above_shift)), t.drop = everywhere(u8(~(0xff >> t.above_shift)));
    t.under = everywhere(u8((1u << t.above_shift) - 1));
    for (unsigned i = 0; i < 2; ++i) t.above[i] = everywhere(byte_of(m.above, 1 + i));
    for (unsigned i = 0; i < 3; ++i) t.beyond[i] = everywhere(byte_of(beyond, 5 + i));
}

constexpr void set_numbers(ByteTables& t) {
    t.half = everywhere(15), t.high = everywhere(0xf0);
    t.types = everywhere(type_space - 1), t.first = everywhere(first_special - 1);
    t.pfn = everywhere(has_pfn), t.mig = everywhere(migrates), t.mark = everywhere(marks), t.kinds = everywhere(kind_bits);
    t.kind_present = everywhere(u8(Kind::present)), t.kind_protnone = everywhere(u8(Kind::protnone));
    t.format_swap = everywhere(u8(Format::swap)), t.format_pfn = everywhere(u8(Format::swap) ^ u8(Format::swap_pfn));
    const auto flag = [](unsigned f) { return everywhere(u8(bit(f - flag_enc))); };
    t.flag = {flag(flag_enc), flag(flag_young), flag(flag_dirty), flag(flag_write), flag(flag_uffd_wp), flag(flag_unexplained)};
}

/** Whether a mask is all in the bytes from `first` to before `end`. */
constexpr bool within(u64 mask, unsigned first, unsigned end) {
    return (mask & ~(low_bits(8 * end) & ~low_bits(8 * first))) == 0;
}

/** Whether each mask is where the block codec looks for it. What has a C-bit or shared pages, for one, is left to the lanes. */
constexpr bool masks_fit(const Layout& l) {
    const u64 named = ~l.known_pte | l.accessed | l.dirty_bits | l.rw | l.shstk_dirty | l.soft_dirty | l.uffd_wp;
    return l.cc == 0 && (named & rows::pfn.mask()) == 0 && within(l.present, 0, 1) && within(l.protnone, 1, 2) &&
           within(l.knl_erratum, 0, 1) && within(l.swp_type, 7, 8) && within(l.marker_uffd_wp << l.swp_offset_shift, 1, 2) &&
           within((l.mig_young | l.mig_dirty) << l.swp_offset_shift, 5, 7) && within(l.pfn | l.swp_offset, 1, 8) &&
           within(l.swp_soft_dirty | l.swp_uffd_wp | l.swp_exclusive, 0, 1) && l.page_shift <= raw_below &&
           l.swp_offset_shift <= raw_below;
}

constexpr bool middle_fits(const ByteTables& t) {
    for (unsigned i = middle; i < middle_end; ++i)
        if (!same(t.payload[i], t.payload[middle]) || !same(t.unexplained[i], t.unexplained[middle])) return false;
    return true;
}

constexpr ByteTables byte_tables(const Layout& l, const LaneMasks& m) {
    ByteTables t{};
    set_formats(t, l), set_named(t, l), set_wrong(t, m), set_types(t, l, m), set_masks(t, l), set_above(t, l, m), set_numbers(t);
    t.fits = masks_fit(l) && middle_fits(t) && t.above_byte < 2;
    return t;
}

}  // namespace pte
