#include "census.hpp"

#include <algorithm>

#include "batch.hpp"
#include "passes.hpp"

namespace pte {
namespace {

// Not inlined: of masks that it knows to be constant g++ makes instructions in the loop
[[gnu::noinline]] CensusTables tables_of(const Layout& l) noexcept { return census_tables(l); }

constexpr std::size_t before_a_carry = 255, decoded_at_once = 5 * before_a_carry;

/** Eight counters in the bytes of a number, one for each named flag: as many words as one byte counts to. */
u64 spread(u32 flags) noexcept {
    constexpr u64 each_byte = ~u64(0) / 255;
    u64 one_bit_each = 0;
    for (unsigned i = 0; i < named_flags; ++i) one_bit_each |= bit(9 * i);
    const u64 there = (flags >> flag_enc) * each_byte & one_bit_each;
    return ((there + each_byte * 127) | there) >> 7 & each_byte;
}

void count_rows(const u8* kind, const u8* type, const u32* flags, std::size_t n, Census& out) noexcept {
    u64 by_kind[1u << kind_width]{};
    for (std::size_t i = 0; i < n; ++i) {
        ++out.kinds[kind[i]], ++out.types[type[i]];
        by_kind[kind[i]] += spread(flags[i]);
    }
    for (unsigned k = 0; k < 1u << kind_width; ++k)
        for (unsigned f = 0; f < named_flags; ++f) {
            const u64 count = by_kind[k] >> (8 * f) & 255;
            out.flags[f] += count, out.flags_of_kind[k][f] += count;
        }
}

void add(Census& to, const Census& counts) noexcept {
    for (unsigned k = 0; k < 1u << kind_width; ++k) {
        to.kinds[k] += counts.kinds[k];
        for (unsigned f = 0; f < named_flags; ++f) to.flags_of_kind[k][f] += counts.flags_of_kind[k][f];
    }
    for (unsigned t = 0; t < type_space; ++t) to.types[t] += counts.types[t];
    for (unsigned f = 0; f < named_flags; ++f) to.flags[f] += counts.flags[f];
}

/** Decodes words and counts the rows: for any layout, on any machine. */
void count_decoded(const Layout& layout, const u64* words, std::size_t n, Census& out) noexcept {
    u8 kind[decoded_at_once], type[decoded_at_once];
    u32 flags[decoded_at_once];
    u64 payload[decoded_at_once];
    Census counts{};
    for (std::size_t i = 0; i < n; i += decoded_at_once) {
        const std::size_t many = std::min(decoded_at_once, n - i);
        decode_batch(layout, words + i, many, {kind, type, flags, payload});
        for (std::size_t at = 0; at < many; at += before_a_carry)
            count_rows(kind + at, type + at, flags + at, std::min(before_a_carry, many - at), counts);
    }
    // The column says type 0 of what has none too
    for (const Kind k : {Kind::none, Kind::present, Kind::protnone}) counts.types[0] -= counts.kinds[unsigned(k)];
    add(out, counts);
}

}  // namespace

void census_batch(const Layout& layout, const u64* words, std::size_t n, bool by_kind, Census& counts) noexcept {
    if (const auto census_words = passes().census_words) {
        const CensusTables tables = tables_of(layout);
        if (tables.outer.fits) return census_words(tables, by_kind, words, n, counts);
    }
    count_decoded(layout, words, n, counts);
}

}  // namespace pte
