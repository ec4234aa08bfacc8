// Resolves rows to numbers. lib/kernel/layout.ts does the same in TypeScript, and a test compares the two.
#pragma once
#include <array>
#include <bit>

#include "rows.hpp"

namespace pte {

static_assert(sizeof(Layout) == word_count * sizeof(u64));

/** What a kernel is besides its version. */
struct Config {
    unsigned switches = ~0u;  // rows::switch_soft_dirty and so on: the options that are on
    int paging_levels = 4;
    u64 enc = 0;     // the C-bit as a mask
    u64 shared = 0;  // the bit of pages shared with the host; the page frame number ends below it
};

using Words = std::array<u64, word_count>;

inline constexpr unsigned kind_width = 4;  // bits for each kind in Layout::kind_of_type
static_assert(unsigned(Kind::unknown) < 1u << kind_width);

constexpr u64 bit(unsigned n) { return u64(1) << n; }
constexpr u64 low_bits(u64 n) { return n >= 64 ? ~u64(0) : (u64(1) << n) - 1; }

/** The value of the last row that holds, 0 if none does. */
template <std::size_t N>
constexpr unsigned value_of(const Row (&rows)[N], const Version& v, unsigned needs) {
    unsigned value = 0;
    for (const Row& row : rows)
        if (holds(row, v, needs)) value = row.a;
    return value;
}

template <std::size_t N>
constexpr void set_bits(Words& w, const Row (&rows)[N], const Version& v, unsigned needs) {
    for (const Row& row : rows)
        if (holds(row, v, needs)) w[row.id] = bit(row.a);
}

/** Special types fill the top of the type space in the order of their rows: MAX_SWAPFILES of linux/swap.h. */
constexpr void stack_types(Words& w, const Version& v, unsigned needs) {
    unsigned there = 0;
    for (const Row& row : rows::swap_types) there += holds(row, v, needs);
    unsigned type = (1u << rows::swp_type.width()) - there;
    const unsigned half = 1u << (rows::swp_type.width() - 1);
    w[w_max_swapfiles] = type;
    for (unsigned i = 0; i < rows::special_type_count; ++i) w[rows::first_type_word + i] = rows::no_type;
    for (unsigned i = half; i < type; ++i) w[w_kind_of_type] |= u64(Kind::swap) << (kind_width * (i - half));
    for (const Row& row : rows::swap_types) {
        if (!holds(row, v, needs)) continue;
        w[row.id] = type;
        w[w_kind_of_type] |= u64(row.a) << (kind_width * (type++ - half));
    }
}

constexpr u64 type_set(const Words& w, unsigned kinds) {
    u64 set = 0;
    for (unsigned i = 0; i < rows::special_type_count; ++i)
        if ((kinds >> i & 1) && w[rows::first_type_word + i] != rows::no_type) set |= bit(unsigned(w[rows::first_type_word + i]));
    return set;
}

/** The bits that mean something in a leaf at a level: 1 PTE, 2 PMD, 4 PUD. */
constexpr u64 known_at(const Words& w, unsigned level) {
    u64 known = w[w_cc];
    for (const Row& row : rows::present_bits)
        if (row.b & level) known |= w[row.id];
    return known;
}

constexpr bool does(const Words& w, Behaviour b) { return w[w_behaviours + unsigned(b) / 64] >> (unsigned(b) % 64) & 1; }
constexpr bool does(const Layout& l, Behaviour b) { return l.behaviours[unsigned(b) / 64] >> (unsigned(b) % 64) & 1; }

constexpr void set_swap_fields(Words& w, const Version& v, unsigned needs) {
    w[w_swp_type] = rows::swp_type.mask();
    w[w_swp_type_shift] = rows::swp_type.lo;
    w[w_swp_offset] = rows::swp_offset.mask();
    w[w_swp_offset_shift] = rows::swp_offset.lo;
    w[w_entry_type_shift] = value_of(rows::swp_type_shift, v, needs);
    w[w_entry_offset] = low_bits(w[w_entry_type_shift]);
    w[w_swp_pfn_bits] = does(w, Behaviour::swp_offset_pfn_masked) ? value_of(rows::max_physmem_bits, v, needs) - w[w_page_shift]
                                                                  : rows::swp_offset.width();
    w[w_swp_pfn] = low_bits(w[w_swp_pfn_bits]);
    unsigned above = unsigned(w[w_swp_pfn_bits]);
    for (const Row& row : rows::migration_bits) {
        if (holds(row, v, needs)) w[row.id] = bit(above);
        ++above;
    }
}

constexpr void set_masks(Words& w, const Version& v, unsigned needs) {
    const u64 frame = ~w[w_enc] & (w[w_shared] ? w[w_shared] - 1 : ~u64(0));
    w[w_pfn] = rows::pfn.mask() & frame;
    w[w_pmd_pfn] = rows::pmd_pfn.mask() & frame;
    w[w_pud_pfn] = rows::pud_pfn.mask() & frame;
    w[w_above_pfn] = rows::pfn.mask() & ~w[w_pfn] & ~w[w_cc];
    w[w_flags] = ~w[w_pfn];
    w[w_pkey] = w[w_pkey_bit0] | w[w_pkey_bit1] | w[w_pkey_bit2] | w[w_pkey_bit3];
    w[w_knl_erratum] = w[w_swp_ignored_a] | w[w_swp_ignored_d];
    w[w_dirty_bits] = w[w_dirty] | w[w_saved_dirty];
    w[w_moved_dirty] = w[w_saved_dirty] ? w[w_dirty] : 0;
    w[w_shstk_dirty] = does(w, Behaviour::shadow_stack_write) ? w[w_dirty] : 0;
    for (const Row& row : rows::kept_by_modify)
        if (holds(row, v, needs)) w[w_chg] |= w[row.id];
    w[w_hpage_chg] = w[w_chg] | w[w_pse];
}

constexpr void set_known(Words& w) {
    w[w_known_pte] = known_at(w, 1) | w[w_pfn];
    w[w_known_pmd] = known_at(w, 2) | w[w_pmd_pfn];
    w[w_known_pud] = known_at(w, 4) | w[w_pud_pfn];
    u64 table = w[w_pfn] | w[w_cc];
    for (unsigned id : rows::table_bits) table |= w[id];
    w[w_known_pmd_table] = w[w_known_pud_table] = table;
    for (const Row& row : rows::swap_bits) w[w_known_swap] |= w[row.id];
}

constexpr Words resolve_words(const Version& v, const Config& c) {
    const unsigned needs =
        (c.switches & ((1u << rows::switch_count) - 1)) | (c.paging_levels == 5 ? rows::need_paging5 : rows::need_paging4);
    Words w{};
    w[w_enc] = c.enc, w[w_shared] = c.shared, w[w_cc] = c.enc | c.shared;
    for (const Row& row : rows::behaviours)
        if (holds(row, v, needs)) w[w_behaviours + row.id / 64] |= bit(row.id % 64);
    set_bits(w, rows::present_bits, v, needs);
    set_bits(w, rows::swap_bits, v, needs);
    set_bits(w, rows::marker_bits, v, needs);
    w[w_page_shift] = value_of(rows::page_shift, v, needs);
    stack_types(w, v, needs);
    set_swap_fields(w, v, needs);
    set_masks(w, v, needs);
    set_known(w);
    w[w_pfn_types] = type_set(w, rows::pfn_kinds);
    w[w_migration_types] = type_set(w, rows::migration_kinds);
    w[w_writable_types] = type_set(w, rows::writable_kinds);
    w[w_marker_types] = type_set(w, rows::marker_kinds);
    w[w_marker_mask] = w[w_marker_uffd_wp] | w[w_marker_poisoned] | w[w_marker_guard];
    return w;
}

/** A kernel from its version and configuration. */
constexpr Layout resolve(const Version& v, const Config& c = {}) { return std::bit_cast<Layout>(resolve_words(v, c)); }

}  // namespace pte
